"""The addresses that hear of us: how they fare, what was sent."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode, urlsplit

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from savoir.kernel.access import Actor
from savoir.kernel.outbox.reading import (
    DeliveryCard,
    EndpointCard,
    ailing,
    deliveries,
    endpoint_card,
    endpoints,
    last_replay,
)
from savoir.kernel.publication import TEST_TYPE
from savoir.organizations.queries import brands
from savoir.web.console.once import told_once
from savoir.web.console.pages import Standing, standing_of
from savoir.web.console.shell import shell
from savoir.web.console.webhooks.forms import SinceForm
from savoir.web.console.webhooks.words import CODES, STATES, STOPPED
from savoir.web.requests import StaffRequest, row_id

PAGE = 50
MOST = 1000
Words = str | Promise


@dataclass(frozen=True, slots=True)
class EndpointRow:
    """An address with its words. `host` and `path` are the address in two parts."""

    card: EndpointCard
    host: str
    path: str
    brand: str
    level: str
    icon: str
    state: Words
    waiting: str
    failed: str


@dataclass(frozen=True, slots=True)
class DeliveryRow:
    """One event on its way, with its words."""

    card: DeliveryCard
    state: Words
    level: str
    icon: str
    outcome: Words
    is_test: bool


@require_safe
def show_webhooks(request: StaffRequest) -> HttpResponse:
    """Every address and how it fares."""
    names = _brand_names(request.actor)
    rows = [row_of(card, names) for card in endpoints(actor=request.actor)]
    return render(request, "console/webhooks.html", shell(request, page="webhooks") | {"rows": rows})


@require_safe
def show_webhook(request: StaffRequest, endpoint_id: int) -> HttpResponse:
    """One address."""
    return draw_webhook(request, endpoint_id)


def draw_webhook(
    request: StaffRequest, endpoint_id: int, *, status: int = 200, since: SinceForm | None = None
) -> HttpResponse:
    """One address with what was sent there, newest first."""
    card = endpoint_card(actor=request.actor, endpoint_id=endpoint_id)
    state = request.GET.get("etat", "")
    found = deliveries(
        actor=request.actor, endpoint_id=endpoint_id, limit=PAGE + 1, before_id=_before(request), state=state
    )
    day_ago = timezone.localtime(request.now - timedelta(days=1))
    context = shell(request, page="webhooks") | {
        "row": row_of(card, _brand_names(request.actor)),
        "deliveries": [_delivery(one) for one in found[:PAGE]],
        "next_url": _next(endpoint_id, state, found[PAGE - 1].id) if len(found) > PAGE else "",
        "filters": _filters(endpoint_id, state), "since": since or SinceForm(initial={"since": day_ago}),
        "replay": last_replay(actor=request.actor, endpoint_id=endpoint_id),
        "secret": told_once(request, about=f"webhook {endpoint_id}"),
    }  # fmt: skip
    return render(request, "console/webhook.html", context, status=status)


def row_of(card: EndpointCard, names: dict[int, str]) -> EndpointRow:
    """An address with its words."""
    parts = urlsplit(card.url)
    level, icon, state = _fares(card)
    return EndpointRow(
        card=card, host=parts.netloc, path=parts.path + (f"?{parts.query}" if parts.query else ""),
        brand=names.get(card.brand_id or 0, ""), level=level, icon=icon, state=state,
        waiting=_counted(card.waiting), failed=_counted(card.failed),
    )  # fmt: skip


def _fares(card: EndpointCard) -> tuple[str, str, Words]:
    if not card.is_active:
        return (
            ("quiet" if card.disabled_code == "person" else "bad"),
            "hand-stop",
            STOPPED[card.disabled_code],
        )
    if card.failing_since is not None:
        return "warn", "alert-triangle", CODES[card.last_code]
    if card.last_success_at is None:
        return "info", "clock", _("rien envoyé encore")
    return "ok", "circle-check", _("reçoit tout")


def _delivery(card: DeliveryCard) -> DeliveryRow:
    state, level, icon = STATES[card.state]
    outcome = CODES[card.last_code] if card.last_at is not None or card.last_code else ""
    return DeliveryRow(card, state, level, icon, outcome, card.type == TEST_TYPE)


def _counted(count: int) -> str:
    return _("1 000 et plus") if count >= MOST else str(count)


def _brand_names(actor: Actor) -> dict[int, str]:
    return {brand.id: brand.name for brand in brands(actor=actor)}


def _before(request: StaffRequest) -> int:
    return row_id(request.GET.get("avant", ""))


def _next(endpoint_id: int, state: str, last_id: int) -> str:
    wanted = {"avant": last_id, **({"etat": state} if state in STATES else {})}
    return f"{reverse('console:webhook', args=[endpoint_id])}?{urlencode(wanted)}"


def _filters(endpoint_id: int, state: str) -> list[dict[str, Any]]:
    address = reverse("console:webhook", args=[endpoint_id])
    given: list[tuple[str, Words]] = [("", _("Tous")), *((code, words[0]) for code, words in STATES.items())]
    return [
        {"url": f"{address}?{urlencode({'etat': code})}" if code else address, "label": label,
         "is_current": code == (state if state in STATES else "")}
        for code, label in given
    ]  # fmt: skip


def _standing(actor: Actor) -> Standing | None:
    total, ill = ailing(actor=actor)
    if ill:
        return Standing(_("%(n)s en panne") % {"n": ill}, "bad")
    return Standing(_("%(n)s à l’écoute") % {"n": total}, "ok") if total else None


standing_of("webhooks", _standing)
