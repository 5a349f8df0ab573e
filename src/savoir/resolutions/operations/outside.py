"""Money that went back without us: it counts at once, and what we had promised waits for a person."""

from collections.abc import Collection
from datetime import datetime, timedelta

from savoir.kernel import ledger, tasks
from savoir.kernel.access import Actor, Permission, require
from savoir.kernel.errors import Conflict
from savoir.kernel.ledger import Code
from savoir.kernel.tenancy import current_organization
from savoir.kernel.values.money import Money
from savoir.orders import operations as orders
from savoir.orders.values import PaymentCard
from savoir.resolutions.events import MoneyCameBack, MoneyReturnedElsewhere
from savoir.resolutions.models import ExternalReturnOfMoney, Refund
from savoir.resolutions.operations.booking import book_external, book_external_undone
from savoir.resolutions.operations.locking import lock_cases
from savoir.resolutions.operations.pausing import pause_refund
from savoir.resolutions.ports import RailRefund, RailState
from savoir.resolutions.states import RefundState

CAME_BACK = "came_back"
_MAY_PAUSE = frozenset({RefundState.REQUESTED.value, RefundState.FAILED.value})


class PaymentMoved(Conflict):
    """A refund of the payment was promised while its money was being counted: look again."""


def count_money_returned_elsewhere(
    *, actor: Actor, payment_id: int, source: str, seen: RailRefund, now: datetime, line_id: int | None = None
) -> bool:
    """Count money that a rail knows to have gone back and we did not send; False when nothing is new.

    `line_id`: the sold line it was given back for, when the teller knows: no plan promises it again.

    What of it does not fit beside money of ours that is on its way, and all of another currency than the
    payment's, is not counted: a person gets a task.
    Refunds of the same payment that have not been sent pause, and a person decides. A return that failed
    after it was counted (a dispute won) is uncounted. Raises PaymentMoved.
    """
    require(actor, Permission.REFUND_SETTLE)
    refunds = locked_refunds([payment_id])
    payment = orders.lock_payment(actor=actor, payment_id=payment_id)
    if Refund.objects.filter(payment_id=payment_id).count() != len(refunds):
        raise PaymentMoved("payment")
    known = ExternalReturnOfMoney.objects.filter(source=source, provider_reference=seen.provider_reference)
    row = known.select_for_update().first()
    if seen.state is RailState.FAILED:
        return row is not None and _undo(actor, row, now)
    if row is not None and row.undone_at is None:
        _say_line(row, line_id)
        return False
    for refund in refunds:
        if _has_not_left(refund):
            pause_refund(actor=actor, refund=refund, now=now)
            payment = orders.lock_payment(actor=actor, payment_id=payment_id)
    _count(actor, row or _new_row(payment, source, seen, line_id, now), payment, seen, now)
    return True


def locked_refunds(payment_ids: Collection[int]) -> list[Refund]:
    """Every refund of the payments, locked after their cases and before any payment, as settling does.

    Raises PaymentMoved when one was agreed on meanwhile.
    """
    rows = Refund.objects.filter(payment_id__in=payment_ids).order_by("id")
    case_ids = set(rows.values_list("case_id", flat=True))
    lock_cases(case_ids)
    refunds = list(rows.select_for_update())
    if any(refund.case_id not in case_ids for refund in refunds):
        raise PaymentMoved("payment")
    return refunds


def _has_not_left(refund: Refund) -> bool:
    is_waiting = refund.state == RefundState.SETTLING.value and refund.first_sent_at is None
    return is_waiting or refund.state in _MAY_PAUSE


def _new_row(
    payment: PaymentCard, source: str, seen: RailRefund, line_id: int | None, now: datetime
) -> ExternalReturnOfMoney:
    return ExternalReturnOfMoney(
        org_id=current_organization(), payment_id=payment.id, source=source,
        provider_reference=seen.provider_reference, amount_minor=seen.amount.minor,
        currency=seen.amount.currency, seen_at=now, line_id=line_id,
    )  # fmt: skip


def _count(
    actor: Actor, row: ExternalReturnOfMoney, payment: PaymentCard, seen: RailRefund, now: datetime
) -> None:
    fits = seen.amount.currency == payment.refundable.currency
    counted = min(seen.amount, payment.refundable) if fits else Money.zero(seen.amount.currency)
    row.counted_minor, row.undone_at = counted.minor, None
    row.save()
    if counted.minor:
        orders.count_external_refund(actor=actor, payment_id=payment.id, amount=counted, now=now)
    book_external(row, now)
    if counted != seen.amount:
        _conflict(row, seen.amount - counted, now)
    fact = MoneyReturnedElsewhere(subject_id=payment.id, amount=seen.amount, source=Code(row.source))
    ledger.record(fact, actor=actor, now=now)


def _conflict(row: ExternalReturnOfMoney, beyond: Money, now: datetime) -> None:
    tasks.open_task(
        code="refunded_twice_elsewhere", subject_kind="payment", subject_id=row.payment_id,
        detail={"provider_reference": row.provider_reference, "minor": beyond.minor,
                "currency": beyond.currency},
        due_at=now + timedelta(hours=24), now=now,
    )  # fmt: skip


def _say_line(row: ExternalReturnOfMoney, line_id: int | None) -> None:
    """A rail does not know for which thing it gave money back; who comes later may."""
    if line_id is not None and row.line_id is None:
        row.line_id = line_id
        row.save(update_fields=["line"])


def _undo(actor: Actor, row: ExternalReturnOfMoney, now: datetime) -> bool:
    """It came back. What a person said to be a refund of ours has gone back to the bank: a person again."""
    if row.undone_at is not None:
        return False
    if row.refund_id is not None:
        return tell_came_back(row.refund_id, now)
    uncount(actor, row, now)
    fact = MoneyCameBack(
        subject_id=row.payment_id, amount=Money(row.amount_minor, row.currency), source=Code(row.source)
    )
    ledger.record(fact, actor=actor, now=now)
    return True


def uncount(actor: Actor, row: ExternalReturnOfMoney, now: datetime) -> None:
    """Take a return out of the payment's figures and of the books."""
    row.undone_at = now
    row.save(update_fields=["undone_at"])
    if row.counted_minor:
        orders.uncount_external_refund(
            actor=actor, payment_id=row.payment_id, amount=Money(row.counted_minor, row.currency), now=now
        )
    book_external_undone(row, now)


def tell_came_back(refund_id: int, now: datetime) -> bool:
    """A refund that we settled failed afterwards: the customer has nothing, a person gets a task; once.

    False when it was told before. The refund stays settled in the books until a person has made it good.
    """
    refund = Refund.objects.select_for_update().get(id=refund_id)
    if refund.failure_code == CAME_BACK:
        return False
    refund.failure_code = CAME_BACK
    refund.save(update_fields=["failure_code"])
    tasks.open_task(
        code="refund_came_back", subject_kind="refund", subject_id=refund.id,
        detail={"reference": refund.reference, "minor": refund.amount_minor, "currency": refund.currency},
        due_at=now + timedelta(hours=24), now=now,
    )  # fmt: skip
    return True
