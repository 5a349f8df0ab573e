"""What a person does to a version: each POST one verb, and back to the page of its life."""

from collections.abc import Callable
from typing import Any

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from savoir.organizations.queries import brand_card
from savoir.policies import operations
from savoir.policies.queries import life_of
from savoir.web.console.policies.forms import BeginForm, MotiveForm
from savoir.web.console.policies.life import draw_life
from savoir.web.desk.replies import see_other, told
from savoir.web.errors import attempt
from savoir.web.requests import StaffRequest

Deed = Callable[[], object]


def _done(request: StaffRequest, version_id: int, deed: Deed, said: str, **forms: Any) -> HttpResponse:
    """Try it; a refusal stands on the page, with what was typed."""
    with attempt() as tried:
        deed()
    if tried.refusal:
        return draw_life(request, version_id, refusal=tried.refusal, **forms)
    told(request, said)
    return see_other("console:policy_life", version_id)


def _seen(request: StaffRequest) -> str:
    """The content that the page showed."""
    return request.POST.get("digest", "")[:64]


@require_POST
def ask_review(request: StaffRequest, version_id: int) -> HttpResponse:
    """Ask a second person; that also has it proved."""
    return _done(
        request, version_id,
        lambda: operations.ask_review(
            actor=request.actor, version_id=version_id, digest=_seen(request), now=request.now
        ),
        _("La relecture est demandée, et la vérification commence."),
    )  # fmt: skip


@require_POST
def review(request: StaffRequest, version_id: int) -> HttpResponse:
    """Say that it may be published, or send it back with a motive."""
    granted, form = request.POST.get("answer") == "yes", MotiveForm(request.POST, prefix="refuse")
    if not granted and not form.is_valid():
        return draw_life(request, version_id, refuse=form)
    motive = "" if granted else form.cleaned_data["motive"]
    return _done(
        request, version_id,
        lambda: operations.review_version(
            actor=request.actor, version_id=version_id, digest=_seen(request), granted=granted,
            motive=motive, now=request.now,
        ),
        _("La version est relue.") if granted else _("La version est renvoyée, avec votre motif."),
        **({} if granted else {"refuse": form}),
    )  # fmt: skip


@require_POST
def prove(request: StaffRequest, version_id: int) -> HttpResponse:
    """Have it verified anew."""
    return _done(
        request, version_id,
        lambda: operations.ask_proof(
            actor=request.actor, version_id=version_id, digest=_seen(request), now=request.now
        ),
        _("La vérification commence. Cette page montre où elle en est."),
    )  # fmt: skip


@require_POST
def settle(request: StaffRequest, version_id: int) -> HttpResponse:
    """Answer for what the proof left open."""
    form = MotiveForm(request.POST, prefix="settle")
    if not form.is_valid():
        return draw_life(request, version_id, settle=form)
    return _done(
        request, version_id,
        lambda: operations.settle_proof(
            actor=request.actor, version_id=version_id, digest=_seen(request),
            motive=form.cleaned_data["motive"], now=request.now,
        ),
        _("C’est enregistré : vous répondez de ce qui restait ouvert."), settle=form,
    )  # fmt: skip


def _zone(request: StaffRequest, version_id: int) -> str:
    life = life_of(actor=request.actor, version_id=version_id)
    return brand_card(actor=request.actor, brand_id=life.brand_id).zone


@require_POST
def publish(request: StaffRequest, version_id: int) -> HttpResponse:
    """Let it decide, now or from a day on."""
    form = BeginForm(request.POST)
    if not form.is_valid():
        return draw_life(request, version_id, begin=form)
    begins_at = form.begins_at(_zone(request, version_id), request.now)
    return _done(
        request, version_id,
        lambda: operations.publish_version(
            actor=request.actor, version_id=version_id, digest=_seen(request), begins_at=begins_at,
            now=request.now,
        ),
        _("La version est publiée.") if begins_at <= request.now else _("La version est programmée."),
        begin=form,
    )  # fmt: skip


@require_POST
def call_off(request: StaffRequest, version_id: int) -> HttpResponse:
    """A scheduled version will not begin."""
    return _done(
        request, version_id,
        lambda: operations.call_off(actor=request.actor, version_id=version_id, now=request.now),
        _("La version est annulée : celle d’avant continue."),
    )  # fmt: skip


@require_POST
def retire(request: StaffRequest, version_id: int) -> HttpResponse:
    """The version in force ends, without a successor."""
    return _done(
        request, version_id,
        lambda: operations.retire(actor=request.actor, version_id=version_id, now=request.now),
        _("La version est retirée : une personne répond à chaque nouvelle demande."),
    )  # fmt: skip


@require_POST
def roll_back(request: StaffRequest, version_id: int) -> HttpResponse:
    """Its content begins anew, as a new version."""
    form = BeginForm(request.POST, prefix="back")
    if not form.is_valid():
        return draw_life(request, version_id, back=form)
    fresh, begins_at = 0, form.begins_at(_zone(request, version_id), request.now)
    with attempt() as tried:
        fresh = operations.roll_back(
            actor=request.actor, version_id=version_id, begins_at=begins_at, now=request.now
        )
    if tried.refusal:
        return draw_life(request, version_id, refusal=tried.refusal, back=form)
    told(request, _("Ce contenu revient, comme nouvelle version."))
    return see_other("console:policy_life", fresh)
