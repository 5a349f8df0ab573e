"""Money that went back elsewhere, in the payment's figures and in the books: counted, taken out, restated.

A shop's export tells one sum of a payment, without names. What a rail or a sheet names later is that first.
"""

from datetime import datetime, timedelta

from django.db.models import QuerySet

from savoir.kernel import tasks
from savoir.kernel.access import Actor
from savoir.kernel.values.money import Money
from savoir.orders import operations as orders
from savoir.orders.values import PaymentCard
from savoir.resolutions.models import ExternalReturnOfMoney
from savoir.resolutions.operations.booking import book_external, book_external_undone
from savoir.resolutions.values import SHOP_EXPORT


def count_row(actor: Actor, row: ExternalReturnOfMoney, payment: PaymentCard, now: datetime) -> Money:
    """Count what of a row fits beside money of ours that is on its way; return what does not.

    The payment is locked, and the row is not counted. Of another currency than the payment's nothing fits.
    """
    amount = Money(row.amount_minor, row.currency)
    fits = row.currency == payment.refundable.currency
    counted = min(amount, payment.refundable) if fits else Money.zero(row.currency)
    row.counted_minor, row.undone_at = counted.minor, None
    row.save()
    if counted.minor:
        orders.count_external_refund(actor=actor, payment_id=payment.id, amount=counted, now=now)
    book_external(row, now)
    return amount - counted


def ask_about_rest(row: ExternalReturnOfMoney, rest: Money, now: datetime) -> None:
    """More went back than the payment could bear: a person gets a task; none for nothing."""
    if rest.minor == 0:
        return
    tasks.open_task(
        code="refunded_twice_elsewhere", subject_kind="payment", subject_id=row.payment_id,
        detail={"provider_reference": row.provider_reference, "minor": rest.minor, "currency": rest.currency},
        due_at=now + timedelta(hours=24), now=now,
    )  # fmt: skip


def uncount(actor: Actor, row: ExternalReturnOfMoney, now: datetime) -> None:
    """Take a return out of the payment's figures and of the books."""
    row.undone_at = now
    row.save(update_fields=["undone_at"])
    if row.counted_minor:
        orders.uncount_external_refund(
            actor=actor, payment_id=row.payment_id, amount=Money(row.counted_minor, row.currency), now=now
        )
    book_external_undone(row, now)


def restate(actor: Actor, row: ExternalReturnOfMoney, minor: int, now: datetime) -> Money:
    """Count a row anew as `minor` units, 0 for not at all; return what of it does not fit."""
    if row.undone_at is None:
        uncount(actor, row, now)
    if minor == 0:
        return Money.zero(row.currency)
    row.amount_minor = minor
    return count_row(actor, row, orders.lock_payment(actor=actor, payment_id=row.payment_id), now)


def told_rows(payment_id: int) -> QuerySet[ExternalReturnOfMoney]:
    """What the shop's export told of a payment and stands without the name of a movement, locked."""
    rows = ExternalReturnOfMoney.objects.filter(payment_id=payment_id, source=SHOP_EXPORT, undone_at=None)
    return rows.select_for_update(of=("self",)).order_by("id")


def name_told(named: ExternalReturnOfMoney, now: datetime) -> bool:
    """Let a new, named movement be the told sum it is, or is part of; no figure moves. False: none holds it.

    Of sums that are larger only those that settled a refund of ours are split: the movement was part of it.
    """
    held = told_rows(named.payment_id).filter(currency=named.currency, amount_minor__gte=named.amount_minor)
    told = held.select_related("refund").order_by("amount_minor", "id").first()
    if told is None or (told.refund is None and told.amount_minor != named.amount_minor):
        return False
    if told.refund is not None:
        told.refund.provider_reference = named.provider_reference
        told.refund.save(update_fields=["provider_reference"])
    if told.amount_minor == named.amount_minor:
        told.source, told.provider_reference = named.source, named.provider_reference
        told.line_id = told.line_id or named.line_id
        told.save(update_fields=["source", "provider_reference", "line"])
        return True
    _shorten(told, named.amount_minor, now)
    named.counted_minor, named.refund = named.amount_minor, told.refund
    named.save()
    return True


def take_from_told(actor: Actor, named: ExternalReturnOfMoney, now: datetime) -> Money:
    """Take a new movement out of the sums that were told without names; return how much of it was there.

    What of it had settled refunds of ours is no money beside them: it leaves `named`, or all of it is theirs.
    """
    told, left = list(told_rows(named.payment_id).filter(currency=named.currency)), named.amount_minor
    for row in told:
        if row.refund_id is None and (taken := min(left, row.amount_minor)):
            restate(actor, row, row.amount_minor - taken, now)
            left -= taken
    ours = 0
    for row in told:
        if row.refund_id is not None and (taken := min(left - ours, row.amount_minor)):
            _shorten(row, taken, now)
            ours += taken
            named.refund_id = row.refund_id
    known = Money(named.amount_minor - left + ours, named.currency)
    if ours != named.amount_minor:
        named.amount_minor, named.refund_id = named.amount_minor - ours, None
    return known


def _shorten(row: ExternalReturnOfMoney, minor: int, now: datetime) -> None:
    """Part of what settled a refund of ours has a name now; neither figure nor booking stands on the row."""
    if row.amount_minor == minor:
        row.undone_at, row.provider_reference = now, f"{row.provider_reference}:{row.id}"
    else:
        row.amount_minor -= minor
        row.counted_minor = min(row.counted_minor, row.amount_minor)
    row.save()
