"""Refunds that an export or a push of the shop tells of: they went back without us and count at once."""

from datetime import datetime

from savoir.kernel.access import Actor, Permission, require
from savoir.orders.queries import payments_told
from savoir.resolutions.operations.outside import count_money_returned_elsewhere
from savoir.resolutions.ports import RailRefund, RailState

SOURCE = "shop_export"
_AT_ONCE = 500


def count_told_returns(*, actor: Actor, brand_id: int, now: datetime) -> int:
    """Count what the system that sold says to have returned beyond what is known; return how many payments.

    It tells one sum for a payment, ours included: the larger of its sum and ours is what went back, so that
    saying it again counts nothing twice. Raises PaymentMoved.
    """
    require(actor, Permission.REFUND_SETTLE)
    counted, after = 0, 0
    while told := payments_told(actor=actor, brand_id=brand_id, after=after, limit=_AT_ONCE):
        for payment, back in told:
            seen = RailRefund(
                provider_reference=f"{payment.id}:{back.minor}", refund_reference=None,
                payment_reference=payment.provider_reference, amount=back - payment.refunded,
                state=RailState.SUCCEEDED,
            )  # fmt: skip
            counted += count_money_returned_elsewhere(
                actor=actor, payment_id=payment.id, source=SOURCE, seen=seen, now=now
            )
            after = payment.id
    return counted
