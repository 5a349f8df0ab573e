"""Refunds as pages and lists show them."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final

from django.db.models import Case, Count, Q, QuerySet, Sum, Value, When

from savoir.cases.queries import case_by_id
from savoir.kernel.access import Actor, Permission, require, system_actor
from savoir.kernel.errors import NotFound
from savoir.kernel.memory import recall
from savoir.kernel.pages import newest
from savoir.kernel.prepared import prepared
from savoir.kernel.values.money import Money, total
from savoir.orders.queries import payments
from savoir.resolutions.models import Refund
from savoir.resolutions.states import RefundState, Trigger
from savoir.resolutions.values import RefundCard

_OF_CASE = prepared(
    lambda case_id: Refund.objects.select_related("payment").filter(case_id=case_id).order_by("id")
)


@dataclass(frozen=True, slots=True)
class MoneyOfCase:
    """Money of a case's order: paid, returned, on its way, and what can still go back."""

    paid: Money
    refunded: Money
    pending: Money
    refundable: Money


def refund_rows(case_id: int) -> tuple[Refund, ...]:
    """Every refund of a case with its payment, oldest first."""
    return recall(
        ("refund rows", case_id), tables=("resolutions_refund", "orders_payment"),
        read=lambda: tuple(_OF_CASE.rows(case_id=case_id)),
    )  # fmt: skip


def visible_refunds(actor: Actor) -> QuerySet[Refund]:
    """Members and jobs see their organization's refunds; a customer those of the orders he proved."""
    rows = Refund.objects.select_related("payment")
    if actor.is_customer:
        return rows.filter(case__order_id__in=actor.order_ids)
    require(actor, Permission.REFUND_READ)
    return rows if actor.brand_id is None else rows.filter(case__brand_id=actor.brand_id)


def _card(row: Refund) -> RefundCard:
    return RefundCard(
        id=row.id, reference=row.reference, case_id=row.case_id, payment_id=row.payment_id,
        amount=Money(row.amount_minor, row.currency), trigger=Trigger(row.trigger),
        state=RefundState(row.state), tender=row.payment.tender, last4=row.payment.last4,
        asked_at=row.asked_at, leaves_at=row.leaves_at, legal_due_on=row.legal_due_on,
        promised_on=row.promised_on, settled_at=row.settled_at, failure_code=row.failure_code,
        provider_reference=row.provider_reference, is_gesture=row.gesture_id is not None,
        owed_on=row.owed_on,
    )  # fmt: skip


def refunds_of_case(*, actor: Actor, case_id: int) -> tuple[RefundCard, ...]:
    """Refunds of a case, oldest first. Raises NotFound."""
    case_by_id(actor=actor, case_id=case_id)
    if not actor.is_customer:
        require(actor, Permission.REFUND_READ)
    return tuple(_card(row) for row in refund_rows(case_id))


def refund_card(*, actor: Actor, reference: str = "", refund_id: int = 0) -> RefundCard:
    """One refund. Raises NotFound."""
    rows = visible_refunds(actor)
    row = (rows.filter(id=refund_id) if refund_id else rows.filter(reference=reference)).first()
    if row is None:
        raise NotFound("refund")
    return _card(row)


_OWED = ("requested", "awaiting_approval", "settling", "failed", "paused")


class Owed(StrEnum):
    """How near the law's last day of a refund is; waiting: no day yet, the parcel is still to come; promised:
    the law does not owe it, so it has no such day, and our promise is all there is.
    """

    LATE = "late"
    NEAR = "near"
    LATER = "later"
    WAITING = "waiting"
    PROMISED = "promised"


BY_LAW: Final = frozenset({Owed.LATE, Owed.NEAR, Owed.LATER})  # what has a day of the law


@dataclass(frozen=True, slots=True)
class OwedSum:
    """How many refunds of a kind, and what they come to in one currency."""

    kind: Owed
    count: int
    amount: Money


def _owed_when(today: date, soon: date) -> Case:
    """The kind of a refund; `soon` is the last day that counts as near."""
    return Case(
        When(owed_on="", then=Value(Owed.PROMISED.value)),
        When(legal_due_on__isnull=True, then=Value(Owed.WAITING.value)),
        When(legal_due_on__lt=today, then=Value(Owed.LATE.value)),
        When(legal_due_on__lte=soon, then=Value(Owed.NEAR.value)),
        default=Value(Owed.LATER.value),
    )


def owed(
    *, actor: Actor, limit: int, kind: Owed | None = None, today: date = date.min, soon: date = date.min,
    after: tuple[date, int] | None = None,
) -> tuple[RefundCard, ...]:  # fmt: skip
    """What the shop owes, the law's nearest day first; of one `kind`, as of `today` and `soon`, when asked.

    A gesture is owed to nobody. Without a kind: every one with a day of the law; what the law does not owe
    goes by its promised day. `after`: day and id of the last row of the page before.
    """
    require(actor, Permission.REFUND_READ)
    rows = Refund.objects.select_related("payment").filter(state__in=_OWED, gesture=None)
    if kind is None:
        rows = rows.filter(legal_due_on__isnull=False)
    else:
        rows = rows.annotate(kind=_owed_when(today, soon)).filter(kind=kind.value)
    by = "promised_on" if kind is Owed.PROMISED else "legal_due_on"
    if after is not None:
        day, last_id = after
        beyond = Q(**{f"{by}__gt": day}) | Q(**{by: day}, id__gt=last_id)
        rows = rows.filter(Q(id__gt=last_id) if kind is Owed.WAITING else beyond)
    return tuple(_card(row) for row in rows.order_by(by, "id")[:limit])


def owed_sums(*, actor: Actor, today: date, soon: date) -> tuple[OwedSum, ...]:
    """What the shop owes by kind and currency, the most pressing first. One query."""
    require(actor, Permission.REFUND_READ)
    rows = (
        Refund.objects.filter(state__in=_OWED, gesture=None).annotate(kind=_owed_when(today, soon)).order_by()
        .values("kind", "currency").annotate(n=Count("id"), minor=Sum("amount_minor"))
    )  # fmt: skip
    found = [OwedSum(Owed(row["kind"]), row["n"], Money(row["minor"], row["currency"])) for row in rows]
    return tuple(sorted(found, key=lambda one: (list(Owed).index(one.kind), one.amount.currency)))


def money_of_case(*, actor: Actor, case_id: int) -> MoneyOfCase | None:
    """The money of the case's order, None for a case without one. Raises NotFound."""
    case = case_by_id(actor=actor, case_id=case_id)
    if case.order_id is None:
        return None
    found = payments(actor=system_actor(actor.org_id), order_id=case.order_id)
    currency = case.value.currency
    return MoneyOfCase(
        paid=total([p.amount for p in found], currency),
        refunded=total([p.refunded for p in found], currency),
        pending=total([p.pending for p in found], currency),
        refundable=total([p.refundable for p in found], currency),
    )


@dataclass(frozen=True, slots=True)
class OrganizationTotals:
    """Money of the whole organization in one currency: what left, and under which references."""

    settled: Money
    settled_count: int
    settled_references: tuple[str, ...]


def totals_of_organization(*, actor: Actor, currency: str) -> OrganizationTotals:
    """What was refunded so far, for reports and reconciliation."""
    require(actor, Permission.REFUND_REPAIR)
    rows = list(
        Refund.objects.filter(state="settled", currency=currency).values_list("reference", "amount_minor")
    )
    return OrganizationTotals(
        settled=Money(sum(minor for _, minor in rows), currency),
        settled_count=len(rows),
        settled_references=tuple(reference for reference, _ in rows),
    )


def refunds_listed(
    *, actor: Actor, states: tuple[RefundState, ...] = (), before_id: int = 0, limit: int
) -> tuple[RefundCard, ...]:
    """Refunds of the organization (or the key's brand), newest first, `limit` at a time below `before_id`."""
    rows = visible_refunds(actor)
    if states:
        rows = rows.filter(state__in=[state.value for state in states])
    if before_id:
        rows = rows.filter(id__lt=before_id)
    return tuple(_card(row) for row in newest(rows, limit=limit).select_related("payment"))
