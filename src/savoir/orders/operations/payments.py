"""What of a payment goes back: reserved, settled, released, or returned elsewhere; under its lock."""

from datetime import datetime

from savoir.kernel.access import Actor, Permission, require
from savoir.kernel.errors import Invalid, NotFound, Refused
from savoir.kernel.prepared import prepared
from savoir.kernel.rows import write_columns
from savoir.kernel.values.money import Money
from savoir.orders.models import Payment
from savoir.orders.queries.orders import payment_card
from savoir.orders.values import PaymentCard


class RefundBeyondPaid(Refused):
    """More would go back than is left of the payment; `facts["refundable"]` is what is left (Money)."""


class NothingPending(Refused):
    """Less is pending on the payment than asked for; `facts["pending"]` is what is (Money)."""


class NothingReturned(Refused):
    """Less was returned on the payment than is to be uncounted; `facts["refunded"]` is what was (Money)."""


def reserve_refund(*, actor: Actor, payment_id: int, amount: Money, now: datetime) -> None:
    """Set `amount` of a payment aside for a refund. Raises RefundBeyondPaid, NotFound, Invalid."""
    require(actor, Permission.OFFER_ACCEPT)
    payment = _locked(actor, payment_id, amount)
    _check_left(payment, amount)
    payment.pending_minor += amount.minor
    write_columns(payment, "pending_minor")


def release_refund(*, actor: Actor, payment_id: int, amount: Money, now: datetime) -> None:
    """Give back what was set aside: the refund was undone or failed for good. Raises NothingPending."""
    require(actor, Permission.REFUND_REQUEST)
    payment = _locked(actor, payment_id, amount)
    _take_pending(payment, amount)
    write_columns(payment, "pending_minor")


def settle_refund(*, actor: Actor, payment_id: int, amount: Money, now: datetime) -> None:
    """Turn what was set aside into money returned. Raises NothingPending."""
    require(actor, Permission.REFUND_SETTLE)
    payment = _locked(actor, payment_id, amount)
    _take_pending(payment, amount)
    payment.refunded_minor += amount.minor
    write_columns(payment, "pending_minor", "refunded_minor")


def count_external_refund(*, actor: Actor, payment_id: int, amount: Money, now: datetime) -> None:
    """Count money that somebody returned outside Savoir (shop, dashboard, till, dispute): it counts at once.

    Raises RefundBeyondPaid when it does not fit beside what is pending: release that first.
    """
    require(actor, Permission.REFUND_SETTLE)
    payment = _locked(actor, payment_id, amount)
    _check_left(payment, amount)
    payment.refunded_minor += amount.minor
    write_columns(payment, "refunded_minor")


def uncount_external_refund(*, actor: Actor, payment_id: int, amount: Money, now: datetime) -> None:
    """What was counted as returned elsewhere is the shop's again. Raises NothingReturned."""
    require(actor, Permission.REFUND_SETTLE)
    payment = _locked(actor, payment_id, amount)
    if amount.minor > payment.refunded_minor:
        raise NothingReturned("amount", refunded=Money(payment.refunded_minor, payment.currency))
    payment.refunded_minor -= amount.minor
    payment.save(update_fields=["refunded_minor"])


def lock_payment(*, actor: Actor, payment_id: int) -> PaymentCard:
    """Lock a payment for a composition of a higher room; what it reads stays true. Raises NotFound."""
    require(actor, Permission.REFUND_SETTLE)
    require(actor, Permission.SALE_READ)
    payment = _PAYMENT.first(payment_id=payment_id)
    if payment is None or (actor.is_customer and payment.order_id not in actor.order_ids):
        raise NotFound("payment")
    return payment_card(payment)


_PAYMENT = prepared(lambda payment_id: Payment.objects.select_for_update().filter(id=payment_id))


def _locked(actor: Actor, payment_id: int, amount: Money) -> Payment:
    if amount.minor < 1:
        raise Invalid("amount", code="not_positive")
    require(actor, Permission.SALE_READ)
    payment = _PAYMENT.first(payment_id=payment_id)
    if payment is None or (actor.is_customer and payment.order_id not in actor.order_ids):
        raise NotFound("payment")
    if payment.currency != amount.currency:
        raise Invalid("amount", code="currency", currency=payment.currency)
    return payment


def _check_left(payment: Payment, amount: Money) -> None:
    left = payment.amount_minor - payment.refunded_minor - payment.pending_minor
    if amount.minor > left:
        raise RefundBeyondPaid("amount", refundable=Money(left, payment.currency))


def _take_pending(payment: Payment, amount: Money) -> None:
    if amount.minor > payment.pending_minor:
        raise NothingPending("amount", pending=Money(payment.pending_minor, payment.currency))
    payment.pending_minor -= amount.minor
