"""Running alongside: which brands do, what Savoir would have paid beside what was, what is withheld."""

from collections.abc import Sequence
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from savoir.kernel.access import Actor, Permission
from savoir.kernel.errors import Refused
from savoir.kernel.outbox.reading import endpoints
from savoir.kernel.values.money import Money
from savoir.logistics.queries import labels_withheld
from savoir.organizations.queries import BesideBrand, brand_beside, brands_beside
from savoir.resolutions.queries import (
    Ending,
    Fate,
    HeldRefund,
    alongside_report,
    ending_of,
    held_digest,
    held_refunds,
)
from savoir.web.console.alongside.words import FATES, VERDICTS, state_of
from savoir.web.console.pages import Standing, standing_of
from savoir.web.console.shell import shell
from savoir.web.errors import sentence_for
from savoir.web.requests import StaffRequest, row_id

HELD_ONLY = "retenus"
MOST = 50


@require_safe
def show_brands(request: StaffRequest) -> HttpResponse:
    """Every brand, and whether it runs beside another system."""
    rows = [{"brand": one, "state": state_of(one.beside)} for one in brands_beside(actor=request.actor)]
    return render(request, "console/alongside.html", shell(request, page="alongside") | {"rows": rows})


@require_safe
def show_report(request: StaffRequest, brand_id: int) -> HttpResponse:
    """One brand: both sides, side by side."""
    return draw_report(request, brand_id)


def draw_report(request: StaffRequest, brand_id: int, *, refusal: Refused | None = None) -> HttpResponse:
    """The page of one brand; with what was refused, if something was. Raises NotFound."""
    brand = brand_beside(actor=request.actor, brand_id=brand_id)
    context = _frame(request, brand, refusal) | {"listening": _listening(request.actor, brand)}
    if brand.beside.since is not None:
        context |= _compared(request, brand)
    return _draw(request, "console/alongside_report.html", context, refusal)


def _compared(request: StaffRequest, brand: BesideBrand) -> dict[str, Any]:
    only_held = request.GET.get("voir", "") == HELD_ONLY
    report = alongside_report(
        actor=request.actor, brand_id=brand.id, since=brand.beside.since or request.now,
        today=timezone.localdate(request.now), after=row_id(request.GET.get("apres", "")),
        only_held=only_held,
    )  # fmt: skip
    return {
        "report": report, "only_held": only_held,
        "rows": [{"row": row, "verdict": VERDICTS[row.verdict]} for row in report.rows],
        "may_choose": not brand.beside.is_on and any(row.may_release for row in report.rows),
    }  # fmt: skip


def _listening(actor: Actor, brand: BesideBrand) -> list[str]:
    """Addresses of the merchant's own systems that hear of this brand."""
    if brand.beside.is_on or Permission.CONNECTOR_WRITE not in actor.permissions:
        return []
    found = [one for one in endpoints(actor=actor) if one.is_active and one.brand_id in (None, brand.id)]
    return [one.description or one.url for one in found]


def draw_ending(request: StaffRequest, brand: BesideBrand, *, refusal: Refused | None = None) -> HttpResponse:
    """What the end would do, and its button."""
    after = row_id(request.GET.get("apres", ""))
    ending = ending_of(actor=request.actor, brand_id=brand.id, after=after)
    context = _frame(request, brand, refusal) | {
        "ending": ending, "rows": [{"row": row, "fate": FATES[row.fate]} for row in ending.rows],
        "counts": _counted(ending),
        "has_labels": bool(labels_withheld(actor=request.actor, brand_id=brand.id)),
    }  # fmt: skip
    return _draw(request, "console/alongside_end.html", context, refusal)


def _counted(ending: Ending) -> list[tuple[Any, str, int]]:
    return [(*FATES[fate], ending.counts[fate]) for fate in Fate if ending.counts.get(fate)]


def draw_held(
    request: StaffRequest, brand: BesideBrand, references: Sequence[str], *, refusal: Refused | None = None
) -> HttpResponse:
    """The refunds that were chosen, what they are together, and the two ways out."""
    chosen = held_refunds(actor=request.actor, brand_id=brand.id, references=references[:MOST])
    context = _frame(request, brand, refusal) | {
        "chosen": chosen, "totals": _totals(chosen), "plan": held_digest(_shown(chosen)),
    }  # fmt: skip
    return _draw(request, "console/alongside_held.html", context, refusal)


def _shown(chosen: Sequence[HeldRefund]) -> list[tuple[str, int, str]]:
    return [(one.reference, one.amount.minor, one.amount.currency) for one in chosen]


def _totals(chosen: Sequence[HeldRefund]) -> list[Money]:
    sums = dict[str, Money]()
    for one in chosen:
        currency = one.amount.currency
        sums[currency] = sums.get(currency, Money.zero(currency)) + one.amount
    return [sums[currency] for currency in sorted(sums)]


def draw_labels(request: StaffRequest, brand: BesideBrand, *, refusal: Refused | None = None) -> HttpResponse:
    """Labels nobody ordered from a carrier."""
    after = row_id(request.GET.get("apres", ""))
    found = labels_withheld(actor=request.actor, brand_id=brand.id, after=after)
    context = _frame(request, brand, refusal) | {
        "labels": found[:MOST], "next": found[MOST - 1].id if len(found) > MOST else None,
    }  # fmt: skip
    return _draw(request, "console/alongside_labels.html", context, refusal)


def _frame(request: StaffRequest, brand: BesideBrand, refusal: Refused | None) -> dict[str, Any]:
    return shell(request, page="alongside") | {
        "beside_brand": brand, "beside": brand.beside, "state": state_of(brand.beside),
        "refused": sentence_for(refusal) if refusal else None,
    }  # fmt: skip


def _draw(
    request: StaffRequest, template: str, context: dict[str, Any], refusal: Refused | None
) -> HttpResponse:
    return render(request, template, context, status=422 if refusal else 200)


def _standing(actor: Actor) -> Standing | None:
    if not actor.is_alongside:
        return None
    return Standing(gettext_lazy("rien ne part d’ici"), "warn")


standing_of("alongside", _standing)
