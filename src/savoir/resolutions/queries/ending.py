"""What the end of running alongside would do: which refunds it closes, which stay, which are unclear."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from django.db.models import Q, QuerySet

from savoir.kernel.access import Actor, Permission, require
from savoir.kernel.values.digests import digest
from savoir.kernel.values.money import Money
from savoir.resolutions.models import Refund
from savoir.resolutions.queries.alongside import HELD
from savoir.resolutions.queries.returned import both_sides
from savoir.resolutions.rules import paired, same_money
from savoir.resolutions.states import RefundState

PAGE = 50
WOULD_LEAVE = Q(state=RefundState.SETTLING.value, first_sent_at=None)


class Fate(StrEnum):
    """At the end: the other system made it beyond doubt; it may have made this or another; it did not."""

    MATCHED = "matched"
    AMBIGUOUS = "ambiguous"
    HELD = "held"


@dataclass(frozen=True, slots=True)
class Ends:
    """What becomes of one refund; `row_id`: the money elsewhere that closes it."""

    fate: Fate
    row_id: int | None = None


@dataclass(frozen=True, slots=True)
class EndingRow:
    """A refund that is held, or would leave, and what the end makes of it."""

    id: int
    reference: str
    case_reference: str
    amount: Money
    fate: Fate


@dataclass(frozen=True, slots=True)
class Ending:
    """A page of what the end would do, the next id if any, how many of each fate in all, and its digest."""

    rows: tuple[EndingRow, ...]
    after: int | None
    counts: dict[Fate, int]
    digest: str


def unsent(brand_id: int) -> QuerySet[Refund]:
    """Money of a brand that is held, or would leave now and was not sent."""
    return Refund.objects.filter(HELD | WOULD_LEAVE, case__brand_id=brand_id).order_by("id")


def ends_of(refunds: Iterable[Refund]) -> dict[int, Ends]:
    """What the end makes of each of these refunds (2 queries)."""
    payments = {row.id: row.payment_id for row in refunds}
    found = {refund_id: Ends(Fate.HELD) for refund_id in payments}
    for promises, returned in both_sides(set(payments.values())).values():
        open_ones = [one for one in promises if not one.is_settled]
        pairs = paired(open_ones, returned)
        for one in (promise for promise in open_ones if promise.id in found):
            if one.id in pairs:
                found[one.id] = Ends(Fate.MATCHED, pairs[one.id])
            elif same_money(one, returned):
                found[one.id] = Ends(Fate.AMBIGUOUS)
    return found


def ending_digest(refunds: Iterable[Refund], ends: dict[int, Ends]) -> str:
    """Names what was shown of an end: each refund, its amount, its fate."""
    return digest(
        sorted((row.reference, row.amount_minor, row.currency, ends[row.id].fate.value) for row in refunds)
    )


def ending_of(*, actor: Actor, brand_id: int, after: int = 0) -> Ending:
    """What `stop_alongside` would do now, fifty refunds after an id; its digest is the deed's."""
    require(actor, Permission.REFUND_READ)
    found = list(unsent(brand_id).select_related("case"))
    ends = ends_of(found)
    page = [row for row in found if row.id > after]
    return Ending(
        rows=tuple(
            EndingRow(
                row.id, row.reference, row.case.reference, Money(row.amount_minor, row.currency),
                ends[row.id].fate,
            )
            for row in page[:PAGE]
        ),
        after=page[PAGE - 1].id if len(page) > PAGE else None,
        counts=dict(Counter(one.fate for one in ends.values())), digest=ending_digest(found, ends),
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class HeldRefund:
    """A refund that a person may let leave or give up."""

    reference: str
    case_reference: str
    amount: Money


def held_refunds(*, actor: Actor, brand_id: int, references: Iterable[str]) -> tuple[HeldRefund, ...]:
    """A brand's held refunds among these references, in their order; what is held no more is absent."""
    require(actor, Permission.REFUND_READ)
    rows = Refund.objects.filter(
        case__brand_id=brand_id, reference__in=list(references), held_at__isnull=False,
        state=RefundState.SETTLING.value,
    )  # fmt: skip
    return tuple(
        HeldRefund(row.reference, row.case.reference, Money(row.amount_minor, row.currency))
        for row in rows.select_related("case").order_by("reference")
    )
