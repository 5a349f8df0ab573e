"""The story: read by anybody, played by whoever presses a button. Every door behind it is the real one."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any, Final, cast
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, gettext
from django.views.decorators.http import require_POST, require_safe

from savoir.cases.queries import cases_of_order
from savoir.cases.values import CaseCard
from savoir.kernel.access import Actor, Permission, Role, visitor_actor
from savoir.kernel.tenancy import organization_block
from savoir.kernel.throttle import count_try
from savoir.logistics.queries import returns_of_case
from savoir.organizations.operations import end_session, play_colleague
from savoir.organizations.queries import actor_of, zone_of
from savoir.web.entrance.proof import note_play
from savoir.web.entrance.steps import begin_sign_in
from savoir.web.redirects import SeeOther
from savoir.web.requests import SavoirRequest, address_of, forget_orders, prove_order
from savoir.web.story.bank import bank_of
from savoir.web.story.figures import dock_of, figures_of, rules_of
from savoir.web.story.places import desk_place
from savoir.web.story.scenes import scene_of
from savoir.web.story.visit import STORY, Stage, Visit, keep_visit, required_stage, visit_of

MOST_PROPS: Final = 30
WINDOW: Final = timedelta(hours=1)


def story_page(plain: HttpRequest, found: Stage) -> HttpResponse:
    """The whole page, for anybody."""
    return _drawn(cast(SavoirRequest, plain), found, "story/story.html", with_figures=True)


@require_safe
def scene(plain: HttpRequest) -> HttpResponse:
    """The three screens alone, asked for again and again while the page is open."""
    return _drawn(cast(SavoirRequest, plain), required_stage(), "story/_scene.html", with_figures=False)


def _drawn(request: SavoirRequest, found: Stage, template: str, *, with_figures: bool) -> HttpResponse:
    visit, actor = visit_of(request), visitor_actor(found.org_id)
    with organization_block(found.org_id):
        zone = zone_of(actor=actor)
        with timezone.override(ZoneInfo(zone)):
            shown = _scene(actor, found, visit, request, zone)
            if with_figures:
                shown |= figures_of(actor, now=request.now, zone=zone)
                shown |= {"shop": found.name, "keeps_all": found.props.keeps_all()}
            response = render(request, template, shown)
    response.headers["Cache-Control"] = "no-store"
    return response


def _scene(actor: Actor, found: Stage, visit: Visit, request: SavoirRequest, zone: str) -> dict[str, Any]:
    order_id = visit.order_id or found.props.example(now=request.now)
    silent = visit.silent
    played = scene_of(actor, order_id=order_id, now=request.now, zone=zone) if order_id else None
    today = timezone.localdate(request.now)
    return {
        "visit": visit, "now": request.now, "today": today, "scene": played, "dock": dock_of(actor, today),
        "step": played.step if played and visit.order_id else 1,
        "bank": bank_of(actor, props=found.props, silent=silent) if silent else None,
    }  # fmt: skip


@require_POST
def take_phone(plain: HttpRequest) -> HttpResponse:
    """Be the customer: a vacuum cleaner of one's own, then the portal; once a case is open, its page."""
    request, found = cast(SavoirRequest, plain), required_stage()
    visit = visit_of(request)
    if not visit.order_id:
        if _asks_too_often(request):
            return _too_often(request)
        sold = found.props.order(language=_language(), now=request.now)
        visit = Visit(sold.order_id, sold.brand, visit.refund, visit.payment)
        keep_visit(request, visit)
    request.org_id = found.org_id
    prove_order(request, order_id=visit.order_id, verified=True)
    case = _case(found, visit)
    if case is not None:
        return SeeOther(reverse("portal:tracking", args=[visit.brand, case.reference]))
    return SeeOther(reverse("portal:items", args=[visit.brand]))


@require_POST
def cut_bank(plain: HttpRequest) -> HttpResponse:
    """Let a refund leave while its provider pays and does not answer; the page tells how it ends."""
    request, found = cast(SavoirRequest, plain), required_stage()
    if _asks_too_often(request):
        return _too_often(request)
    made, visit = found.props.refund(language=_language(), now=request.now), visit_of(request)
    keep_visit(request, Visit(visit.order_id, visit.brand, made.reference, made.payment))
    return SeeOther(f"{reverse('front')}#argent")


@require_POST
def begin_again(plain: HttpRequest) -> HttpResponse:
    """Forget what this browser did; the next walk gets another vacuum cleaner."""
    request, found = cast(SavoirRequest, plain), required_stage()
    request.session.pop(STORY, None)
    request.org_id = found.org_id
    forget_orders(request)
    return SeeOther(reverse("front"))


@require_POST
def bring_orders(plain: HttpRequest) -> HttpResponse:
    """One's own orders: the page that imports them, through the entrance; a colleague who may not, leaves."""
    request, found = cast(SavoirRequest, plain), required_stage()
    if not _may_import(request, found):
        kept = _own_words(request)
        end_session(session_key=request.session.session_key or "")
        logout(request)
        request.session.update(kept)
    return SeeOther(f"{reverse('entrance:sign_in')}?next={reverse('console:import')}")


def _may_import(request: SavoirRequest, found: Stage) -> bool:
    if not request.user.is_authenticated:
        return False
    with organization_block(found.org_id):
        actor = actor_of(request.user.id, found.org_id)
    return actor is not None and Permission.SALE_IMPORT in actor.permissions


@require_POST
def open_desk(plain: HttpRequest) -> HttpResponse:
    """Be Léa: `vers` names the list, else the visitor's case, else the queue."""
    wanted = desk_place(plain.POST.get("vers", ""))
    return _play(plain, Role.AGENT, lambda found, visit: wanted or _desk_of(_case(found, visit)))


@require_POST
def go_to_dock(plain: HttpRequest) -> HttpResponse:
    """Be Samir: the parcel of the visitor's case as if its slip had just been scanned, else the station."""
    if plain.POST.get("vers") == "inconnus":
        return _play(plain, Role.WAREHOUSE, lambda _found, _visit: reverse("dock:unknown_list"))
    return _play(plain, Role.WAREHOUSE, lambda found, visit: _parcel_of(found, _case(found, visit)))


@require_POST
def read_proof(plain: HttpRequest) -> HttpResponse:
    """Be Nadia, who reads the console and changes no rule: what was proved of the draft, else all rules."""
    return _play(plain, Role.FINANCE, lambda found, _visit: _rules_of(found))


def _play(plain: HttpRequest, role: Role, place: Callable[[Stage, Visit], str]) -> HttpResponse:
    """Sign in as a colleague of the demo; what the browser proved and did as a customer stays with it."""
    request, found = cast(SavoirRequest, plain), required_stage()
    actor = visitor_actor(found.org_id)
    with organization_block(found.org_id):
        user_id = play_colleague(actor=actor, role=role, now=request.now)
    wanted = place(found, visit_of(request))
    kept = _own_words(request)
    response = begin_sign_in(request, user_id=user_id, wanted=wanted, passed=("second",))
    request.session.update(kept)
    note_play(request)
    response.status_code = 303 if response.status_code == 302 else response.status_code
    return response


def _own_words(request: SavoirRequest) -> dict[str, Any]:
    """What the session holds of the visitor himself and not of the colleague he plays."""
    kept = request.session.items()
    return {key: value for key, value in kept if key == STORY or key.startswith("portal_orders:")}


def _case(found: Stage, visit: Visit) -> CaseCard | None:
    """The visitor's case, else the one that is shown to everybody while he has no order."""
    actor = visitor_actor(found.org_id)
    with organization_block(found.org_id):
        order_id = visit.order_id or found.props.example(now=timezone.now())
        cases = cases_of_order(actor=actor, order_id=order_id, limit=1) if order_id else ()
    return cases[0] if cases else None


def _desk_of(case: CaseCard | None) -> str:
    return reverse("desk:case", args=[case.reference]) if case else reverse("desk:queue")


def _rules_of(found: Stage) -> str:
    actor = visitor_actor(found.org_id)
    with organization_block(found.org_id):
        rules = rules_of(actor)
    return reverse("console:policy_life", args=[rules.version_id]) if rules else reverse("console:policies")


def _parcel_of(found: Stage, case: CaseCard | None) -> str:
    if case is None:
        return reverse("dock:station")
    with organization_block(found.org_id):
        known = returns_of_case(actor=visitor_actor(found.org_id), case_id=case.id)
    alive = [ra for ra in known if ra.canceled_at is None]
    return reverse("dock:parcel", args=[alive[-1].number]) if alive else reverse("dock:station")


def _asks_too_often(request: SavoirRequest) -> bool:
    """Each visitor may have some thirty orders and refunds an hour prepared."""
    key = f"story:{address_of(request)}"
    return count_try(key=key, window=WINDOW, now=request.now) > MOST_PROPS


def _too_often(request: HttpRequest) -> HttpResponse:
    messages.error(request, gettext("Vous avez déjà beaucoup joué cette heure-ci. Revenez dans une heure."))
    return SeeOther(reverse("front"))


def _language() -> str:
    return "en" if (get_language() or "fr").startswith("en") else "fr"
