"""What the shop owes."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Final

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from savoir.cases.queries import case_names
from savoir.kernel.values.days import local_day
from savoir.kernel.values.money import Money
from savoir.resolutions.queries import BY_LAW, Owed, OwedSum, owed, owed_sums
from savoir.resolutions.values import RefundCard
from savoir.web.desk import words
from savoir.web.desk.shell import shell
from savoir.web.requests import StaffRequest

PAGE = 50
NEAR_DAYS = timedelta(days=7)
KINDS: Final = {
    "passee": (Owed.LATE, gettext_lazy("Date légale passée"), "bad"),
    "proche": (Owed.NEAR, gettext_lazy("Dus sous 7 jours"), "warn"),
    "ensuite": (Owed.LATER, gettext_lazy("Dus ensuite"), ""),
    "colis": (Owed.WAITING, gettext_lazy("Promis, colis attendu"), ""),
    "promis": (Owed.PROMISED, gettext_lazy("Promis au-delà de la loi"), ""),
}


@require_safe
def show_money(request: StaffRequest) -> HttpResponse:
    """Refunds that are not gone, the law's nearest day first: all that have one, or those of one kind."""
    today = local_day(request.now, request.zone)
    soon, chosen = today + NEAR_DAYS, request.GET.get("echeance", "")
    kind = KINDS[chosen][0] if chosen in KINDS else None
    sums = owed_sums(actor=request.actor, today=today, soon=soon)
    found = owed(
        actor=request.actor, kind=kind, today=today, soon=soon, limit=PAGE + 1,
        after=_cursor(request.GET.get("apres", "")),
    )  # fmt: skip
    last = found[PAGE - 1] if len(found) > PAGE else None
    context = shell(request, section="desk:money") | {
        "totals": _totals(sums, kind), "count": sum(one.count for one in _of(sums, kind)),
        "kinds": _kinds(sums), "chosen": chosen if kind else "",
        "refunds": _rows(request, found[:PAGE]),
        "next": f"{_day_of(last, kind) or ''}~{last.id}" if last else "",
        "after": request.GET.get("apres", ""),
    }  # fmt: skip
    return render(request, "desk/money.html", context)


def _rows(request: StaffRequest, cards: Sequence[RefundCard]) -> list[dict[str, object]]:
    names = case_names(actor=request.actor, case_ids=[card.case_id for card in cards])
    return [_row(card, names.get(card.case_id, ("", 0))[0]) for card in cards]


def _row(card: RefundCard, case: str) -> dict[str, object]:
    return {
        "card": card, "case": case, "state": words.REFUND_STATES[card.state],
        "trigger": words.TRIGGERS[card.trigger], "tender": words.TENDERS.get(card.tender, card.tender),
    }  # fmt: skip


def _of(sums: tuple[OwedSum, ...], kind: Owed | None) -> list[OwedSum]:
    """The sums of a kind; of none: of all that have a day of the law."""
    return [one for one in sums if one.kind == kind or (kind is None and one.kind in BY_LAW)]


def _day_of(card: RefundCard, kind: Owed | None) -> date | None:
    """The day by which a list goes on."""
    return card.promised_on if kind is Owed.PROMISED else card.legal_due_on


def _totals(sums: tuple[OwedSum, ...], kind: Owed | None) -> list[Money]:
    totals: dict[str, Money] = {}
    for one in _of(sums, kind):
        currency = one.amount.currency
        totals[currency] = totals.get(currency, Money.zero(currency)) + one.amount
    return list(totals.values())


def _kinds(sums: tuple[OwedSum, ...]) -> list[dict[str, object]]:
    """The lists that hold something, with their numbers."""
    counted = {
        slug: sum(one.count for one in sums if one.kind is kind) for slug, (kind, _l, _v) in KINDS.items()
    }
    return [
        {"slug": slug, "label": label, "count": counted[slug]}
        for slug, (_kind, label, _level) in KINDS.items() if counted[slug]
    ]  # fmt: skip


def _cursor(text: str) -> tuple[date, int] | None:
    """The last row of the page before, as it stands in an address; None for none and for what is bent."""
    day, _, last_id = text.rpartition("~")
    if not last_id.isascii() or not last_id.isdigit() or len(last_id) > 18:
        return None
    try:
        return (date.fromisoformat(day) if day else date.min), int(last_id)
    except ValueError:
        return None
