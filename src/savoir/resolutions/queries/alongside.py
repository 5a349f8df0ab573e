"""What Savoir would have paid, beside what another system really paid."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Q, Sum

from savoir.kernel.access import Actor, Permission, require
from savoir.kernel.values.digests import digest
from savoir.kernel.values.money import Money
from savoir.resolutions.models import ExternalReturnOfMoney, Refund
from savoir.resolutions.queries.returned import both_sides
from savoir.resolutions.rules import Returned, shared_out
from savoir.resolutions.states import RefundState

PAGE = 50
HELD = Q(held_at__isnull=False, state__in=[RefundState.SETTLING.value, RefundState.PAUSED.value])


@dataclass(frozen=True, slots=True)
class BesideRow:
    """One refund of ours beside what its payment gave back elsewhere since it was agreed on.

    `would_leave_at`: when the money would have left; `verdict`: same, less, more, not_yet, late (nothing went
    back though the law's day is over). `may_release`: a person may let it leave.
    """

    id: int
    reference: str
    case_reference: str
    amount: Money
    would_leave_at: datetime | None
    legal_due_on: date | None
    state: RefundState
    elsewhere: Money
    elsewhere_at: datetime | None
    verdict: str
    may_release: bool


@dataclass(frozen=True, slots=True)
class BesideReport:
    """A page of the comparison, the next id if any, and sums over all of it by currency (minor units)."""

    rows: tuple[BesideRow, ...]
    after: int | None
    ours: tuple[Money, ...]
    elsewhere: tuple[Money, ...]


def alongside_report(
    *, actor: Actor, brand_id: int, since: datetime, today: date, after: int = 0, only_held: bool = False
) -> BesideReport:
    """Refunds agreed on since an instant, in the order they were agreed on, fifty after an id.

    `only_held`: those that wait for a person's word, whenever they were agreed on. Each sum that went back
    elsewhere stands beside one.
    """
    require(actor, Permission.REFUND_READ)
    of_brand = Refund.objects.filter(case__brand_id=brand_id)
    compared = of_brand.filter(asked_at__gte=since).exclude(state=RefundState.CANCELED.value)
    chosen = of_brand.filter(HELD) if only_held else compared
    found = list(chosen.filter(id__gt=after).select_related("case").order_by("id")[: PAGE + 1])
    back = _elsewhere(found)
    rows = tuple(_row(row, back.get(row.id), today) for row in found[:PAGE])
    return BesideReport(
        rows=rows, after=found[PAGE - 1].id if len(found) > PAGE else None,
        ours=_sums(chosen.order_by().values_list("currency").annotate(minor=Sum("amount_minor"))),
        elsewhere=_sums(_all_elsewhere(brand_id, since)),
    )  # fmt: skip


def held_digest(held: Iterable[tuple[str, int, str]]) -> str:
    """Names refunds (reference, minor units, currency) by what a person was shown of them."""
    return digest(sorted(held))


def _elsewhere(refunds: Collection[Refund]) -> dict[int, tuple[int, datetime]]:
    """What went back elsewhere beside each of the refunds, and since when; each sum beside one of them."""
    beside: dict[int, list[Returned]] = {}
    for promises, returned in both_sides({row.payment_id for row in refunds}).values():
        beside |= shared_out(promises, returned)
    return {
        refund_id: (sum(row.amount.minor for row in rows), min(row.seen_at for row in rows))
        for refund_id, rows in beside.items()
        if rows
    }


def _all_elsewhere(brand_id: int, since: datetime) -> Iterable[tuple[str, int]]:
    rows = ExternalReturnOfMoney.objects.filter(
        payment__order__brand_id=brand_id, seen_at__gte=since, undone_at=None
    )
    return rows.order_by().values_list("currency").annotate(minor=Sum("amount_minor"))


def _sums(rows: Iterable[tuple[str, int]]) -> tuple[Money, ...]:
    return tuple(Money(minor, currency) for currency, minor in sorted(rows))


def _row(row: Refund, back: tuple[int, datetime] | None, today: date) -> BesideRow:
    minor, at = back or (0, None)
    return BesideRow(
        id=row.id, reference=row.reference, case_reference=row.case.reference,
        amount=Money(row.amount_minor, row.currency), would_leave_at=row.held_at or row.leaves_at,
        legal_due_on=row.legal_due_on, state=RefundState(row.state), elsewhere=Money(minor, row.currency),
        elsewhere_at=at, verdict=_verdict(row, minor, today),
        may_release=row.held_at is not None and row.state == RefundState.SETTLING.value,
    )  # fmt: skip


def _verdict(row: Refund, minor: int, today: date) -> str:
    if minor == 0:
        return "late" if row.legal_due_on is not None and row.legal_due_on < today else "not_yet"
    if minor == row.amount_minor:
        return "same"
    return "less" if minor < row.amount_minor else "more"
