"""Colleagues: who works here, letting somebody in, another role, the end of an access."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from savoir.cases.queries import cases_of_member
from savoir.kernel.errors import NotFound
from savoir.organizations import operations
from savoir.organizations.queries import Colleague, colleague, colleagues, keys_made_by, sites
from savoir.web.console.colleagues.forms import ColleagueForm, RoleForm
from savoir.web.console.colleagues.inviting import invite, note_invitation
from savoir.web.console.colleagues.rows import row_of
from savoir.web.console.once import told_once
from savoir.web.console.routes import paths
from savoir.web.console.shell import shell
from savoir.web.desk.replies import see_other, told
from savoir.web.entrance.proof import for_owner, is_proved
from savoir.web.errors import attempt, sentence_for, status_of
from savoir.web.requests import StaffRequest, row_id

PAGE = 50


@require_safe
def show_colleagues(request: StaffRequest) -> HttpResponse:
    """Who works here by name, then who did."""
    after = row_id(request.GET.get("apres", ""))
    found = colleagues(actor=request.actor, after_id=after, limit=PAGE + 1)
    shown = found[:PAGE]
    more = f"{reverse('console:colleagues')}?apres={shown[-1].id}" if len(found) > PAGE else ""
    context = shell(request, page="colleagues") | {
        "rows": [row_of(one, request) for one in shown], "next_url": more,
    }  # fmt: skip
    return render(request, "console/colleagues.html", context)


def show_form(request: StaffRequest) -> HttpResponse:
    """The form of a new colleague; `de` names somebody who worked here and comes back."""
    former = row_id(request.GET.get("de", ""))
    one = colleague(actor=request.actor, member_id=former) if former else None
    known = one and {"name": one.name, "email": one.email, "role": one.role, "site": one.site_id}
    return _form(request, ColleagueForm(sites=sites(actor=request.actor), initial=known or {"role": "agent"}))


@for_owner
def add(request: StaffRequest) -> HttpResponse:
    """Ask somebody to come, by a letter or a link: he works here once he accepted."""
    form = ColleagueForm(request.POST, sites=sites(actor=request.actor))
    if not form.is_valid():
        return _form(request, form, status=422)
    if form.makes_admin and not is_proved(request):
        return _form(request, form, asks_proof=True, status=403)
    given = form.cleaned_data
    with attempt() as tried:
        member_id = operations.add_member(
            actor=request.actor, email=given["email"], full_name=given["name"], role=given["role"],
            site_id=given["site"], language=request.language, now=request.now,
        )  # fmt: skip
        sent = invite(request, member_id)
    if tried.refusal:
        form.refuse(tried.refusal)
        return _form(request, form, status=status_of(tried.refusal))
    note_invitation(request, member_id, sent)
    return see_other("console:colleague", member_id)


@require_http_methods(["GET", "HEAD", "POST"])
def make(request: StaffRequest) -> HttpResponse:
    """The form, or what was typed into it."""
    return add(request) if request.method == "POST" else show_form(request)


def _form(request: StaffRequest, form: ColleagueForm, *, status: int = 200, **more: Any) -> HttpResponse:
    context = shell(request, page="colleagues") | {"form": form, "proof_to": request.path} | more
    return render(request, "console/colleague_form.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
def show_colleague(request: StaffRequest, member_id: int) -> HttpResponse:
    """One colleague; a POST gives him another role. Raises NotFound."""
    one, places = colleague(actor=request.actor, member_id=member_id), sites(actor=request.actor)
    if request.method == "POST":
        return change(request, one, RoleForm(request.POST, sites=places))
    return _page(request, one, RoleForm(sites=places, initial={"role": one.role, "site": one.site_id}))


@for_owner
def change(request: StaffRequest, one: Colleague, form: RoleForm) -> HttpResponse:
    """Give a colleague the role of the form."""
    if not form.is_valid():
        return _page(request, one, form, status=422)
    if form.makes_admin and not is_proved(request):
        return _page(request, one, form, asks_proof=True, status=403)
    given = form.cleaned_data
    with attempt() as tried:
        operations.change_role(
            actor=request.actor, member_id=one.id, role=given["role"], site_id=given["site"], now=request.now
        )
    if tried.refusal:
        form.refuse(tried.refusal)
        return _page(request, one, form, status=status_of(tried.refusal))
    told(request, _("C’est enregistré : le nouveau rôle vaut dès son prochain clic."))
    return see_other("console:colleague", one.id)


def _page(
    request: StaffRequest, one: Colleague, form: RoleForm, *, status: int = 200, **more: Any
) -> HttpResponse:
    context = shell(request, page="colleagues") | {
        "row": row_of(one, request), "form": form, "proof_to": request.path,
        "secret": told_once(request, about=f"colleague {one.id}"),
    } | more  # fmt: skip
    return render(request, "console/colleague.html", context, status=status)


@require_POST
@for_owner
def send_again(request: StaffRequest, member_id: int) -> HttpResponse:
    """Another letter, or another link; the former one is dead. Raises NotFound."""
    one = colleague(actor=request.actor, member_id=member_id)
    with attempt() as tried:
        sent = invite(request, member_id)
    if tried.refusal:
        return _refused(request, one, tried.refusal)
    note_invitation(request, member_id, sent)
    return see_other("console:colleague", member_id)


@require_POST
@for_owner
def withdraw(request: StaffRequest, member_id: int) -> HttpResponse:
    """Await somebody no longer who never accepted. Raises NotFound."""
    one = colleague(actor=request.actor, member_id=member_id)
    with attempt() as tried:
        operations.withdraw_invitation(actor=request.actor, member_id=member_id, now=request.now)
    if tried.refusal:
        return _refused(request, one, tried.refusal)
    told(request, _("L’invitation est retirée : son lien n’ouvre plus rien."))
    return see_other("console:colleagues")


def _refused(request: StaffRequest, one: Colleague, refusal: Any) -> HttpResponse:
    form = RoleForm(sites=sites(actor=request.actor), initial={"role": one.role, "site": one.site_id})
    return _page(request, one, form, refused=sentence_for(refusal), status=status_of(refusal))


@require_http_methods(["GET", "HEAD", "POST"])
def end(request: StaffRequest, member_id: int) -> HttpResponse:
    """Say what becomes of a colleague's cases and sessions, then end his access. Raises NotFound."""
    one = colleague(actor=request.actor, member_id=member_id)
    if not one.is_active:
        raise NotFound("member")
    return dismiss(request, one) if request.method == "POST" else _ending(request, one)


@for_owner
def dismiss(request: StaffRequest, one: Colleague) -> HttpResponse:
    """End the access, and the keys he made that are ticked."""
    ticked = {row_id(key) for key in request.POST.getlist("cles")}
    with attempt() as tried:
        operations.dismiss_member(actor=request.actor, member_id=one.id, end_keys=ticked, now=request.now)
    if tried.refusal:
        refused = sentence_for(tried.refusal)
        return _ending(request, one, refused=refused, ticked=ticked, status=status_of(tried.refusal))
    told(request, _("Son accès est terminé. Ses dossiers en cours reviennent à tous dans un instant."))
    return see_other("console:colleagues")


def _ending(request: StaffRequest, one: Colleague, *, status: int = 200, **more: Any) -> HttpResponse:
    context = shell(request, page="colleagues") | {
        "row": row_of(one, request), "cases": cases_of_member(actor=request.actor, member_id=one.id),
        "keys": keys_made_by(actor=request.actor, member_id=one.id, now=request.now),
        "ticked": frozenset[int](),
    } | more  # fmt: skip
    return render(request, "console/colleague_end.html", context, status=status)


urlpatterns = paths(
    "colleagues",
    ("", show_colleagues, "colleagues"),
    ("nouveau/", make, "colleague_new"),
    ("<int:member_id>/", show_colleague, "colleague"),
    ("<int:member_id>/invitation/", send_again, "colleague_invitation"),
    ("<int:member_id>/invitation/retrait/", withdraw, "colleague_withdrawal"),
    ("<int:member_id>/fin/", end, "colleague_end"),
)
