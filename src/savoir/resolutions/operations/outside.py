"""Money that went back without us: it counts at once, and what we had promised waits for a person."""

from datetime import datetime, timedelta

from savoir.kernel import ledger, tasks
from savoir.kernel.access import Actor, Permission, require
from savoir.kernel.ledger import Code
from savoir.kernel.tenancy import current_organization
from savoir.orders import operations as orders
from savoir.resolutions.events import MoneyReturnedElsewhere
from savoir.resolutions.models import ExternalReturnOfMoney
from savoir.resolutions.operations.booking import book_external
from savoir.resolutions.ports import RailRefund


def count_money_returned_elsewhere(
    *, actor: Actor, payment_id: int, source: str, seen: RailRefund, now: datetime
) -> bool:
    """Count a refund that a rail knows and we did not make; False when it was counted before.

    When the money no longer suffices for what we promised, the refund below pauses: a person gets a task.
    """
    require(actor, Permission.REFUND_SETTLE)
    known = ExternalReturnOfMoney.objects.filter(source=source, provider_reference=seen.provider_reference)
    if known.exists():
        return False
    try:
        orders.count_external_refund(actor=actor, payment_id=payment_id, amount=seen.amount, now=now)
    except orders.RefundBeyondPaid:
        _conflict(payment_id, seen, now)
        return False
    row = ExternalReturnOfMoney.objects.create(
        org_id=current_organization(), payment_id=payment_id, source=source,
        provider_reference=seen.provider_reference, amount_minor=seen.amount.minor,
        currency=seen.amount.currency, seen_at=now,
    )  # fmt: skip
    book_external(row, now)
    fact = MoneyReturnedElsewhere(subject_id=payment_id, amount=seen.amount, source=Code(source))
    ledger.record(fact, actor=actor, now=now)
    return True


def _conflict(payment_id: int, seen: RailRefund, now: datetime) -> None:
    tasks.open_task(
        code="refunded_twice_elsewhere", subject_kind="payment", subject_id=payment_id,
        detail={"provider_reference": seen.provider_reference, "minor": seen.amount.minor,
                "currency": seen.amount.currency},
        due_at=now + timedelta(hours=24), now=now,
    )  # fmt: skip
