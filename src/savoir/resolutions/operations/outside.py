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
from savoir.resolutions.operations.counting import (
    ask_about_rest,
    count_row,
    name_told,
    take_from_told,
    uncount,
)
from savoir.resolutions.operations.locking import lock_cases
from savoir.resolutions.operations.pausing import pause_refund
from savoir.resolutions.ports import RailRefund, RailState, ReturnKind
from savoir.resolutions.states import RefundState
from savoir.resolutions.values import MOVED_IN

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
    payment's, is not counted: a person gets a task. What the shop's export told of the payment without a name
    is this money first: only what is more is new.
    Refunds of the same payment that have not been sent pause for new money, and a person decides. A return
    that failed after it was counted (a dispute won) is uncounted. Raises PaymentMoved.
    """
    require(actor, Permission.REFUND_SETTLE)
    refunds, payment = lock_money(actor, payment_id)
    row = _row_of(payment_id, source, seen)
    if seen.state is RailState.FAILED:
        return row is not None and _undo(actor, row, now)
    if row is not None and row.undone_at is None:
        _say_line(row, line_id)
        return False
    new = row or _new_row(payment, source, seen, line_id, now)
    if row is not None or seen.kind is not ReturnKind.REFUND or not name_told(new, now):
        _count(actor, new, refunds, seen, now)
    return True


def _row_of(payment_id: int, source: str, seen: RailRefund) -> ExternalReturnOfMoney | None:
    """The row of this movement, locked; one that a sheet named without a rail is the rail's from now on."""
    rows = ExternalReturnOfMoney.objects.filter(provider_reference=seen.provider_reference)
    row = rows.filter(source=source).select_for_update().first()
    if row is None and seen.kind is ReturnKind.REFUND:
        row = rows.filter(source=MOVED_IN, payment_id=payment_id).select_for_update().first()
        if row is not None:
            row.source = source
            row.save(update_fields=["source"])
    return row


def lock_money(actor: Actor, payment_id: int) -> tuple[list[Refund], PaymentCard]:
    """A payment and all of its refunds, locked after their cases. Raises PaymentMoved."""
    refunds = locked_refunds([payment_id])
    payment = orders.lock_payment(actor=actor, payment_id=payment_id)
    if Refund.objects.filter(payment_id=payment_id).count() != len(refunds):
        raise PaymentMoved("payment")
    return refunds, payment


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


def pause_unsent(actor: Actor, refunds: Collection[Refund], now: datetime) -> None:
    """Hold what of locked refunds has not left: a person decides whether it still is to."""
    for refund in refunds:
        is_waiting = refund.state == RefundState.SETTLING.value and refund.first_sent_at is None
        if is_waiting or refund.state in _MAY_PAUSE:
            pause_refund(actor=actor, refund=refund, now=now)


def _new_row(
    payment: PaymentCard, source: str, seen: RailRefund, line_id: int | None, now: datetime
) -> ExternalReturnOfMoney:
    return ExternalReturnOfMoney(
        org_id=current_organization(), payment_id=payment.id, source=source,
        provider_reference=seen.provider_reference, amount_minor=seen.amount.minor,
        currency=seen.amount.currency, seen_at=now, line_id=line_id,
    )  # fmt: skip


def _count(
    actor: Actor, row: ExternalReturnOfMoney, refunds: list[Refund], seen: RailRefund, now: datetime
) -> None:
    """Count what of it nobody had told. A dispute is the bank's: no shop counts it among its refunds."""
    known = Money.zero(seen.amount.currency)
    if seen.kind is ReturnKind.REFUND:
        known = take_from_told(actor, row, now)
    if known != seen.amount:
        pause_unsent(actor, refunds, now)
    if row.refund_id is None:
        payment = orders.lock_payment(actor=actor, payment_id=row.payment_id)
        ask_about_rest(row, count_row(actor, row, payment, now), now)
    else:
        row.counted_minor, row.undone_at = row.amount_minor, None
        row.save()
    tell_elsewhere(actor, row, seen.amount - known, now)


def tell_elsewhere(actor: Actor, row: ExternalReturnOfMoney, new: Money, now: datetime) -> None:
    """Record that money nobody had told us of went back elsewhere; nothing for none."""
    if new.minor:
        fact = MoneyReturnedElsewhere(subject_id=row.payment_id, amount=new, source=Code(row.source))
        ledger.record(fact, actor=actor, now=now)


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
