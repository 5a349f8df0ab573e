"""A reference that a person types from the provider's screen belongs to one movement of money."""

import pytest

from savoir.kernel.access import Role
from savoir.kernel.values.money import Money
from savoir.orders.models import Payment
from savoir.resolutions.models import Refund
from savoir.resolutions.operations import (
    AnothersReference,
    begin_attempt,
    count_money_returned_elsewhere,
    fail_refund,
    settle_by_hand,
)
from savoir.resolutions.ports import RailRefund, RailState
from tests.faults.worlds import DAY, agree, post
from tests.shop import NOON, Shop, sell

THEN = NOON + 3 * DAY


def failed(shop: Shop) -> Refund:
    """A refund that its rail refused."""
    refund_id = post(shop, agree(shop))
    assert begin_attempt(actor=shop.system, refund_id=refund_id, now=THEN) is not None
    fail_refund(actor=shop.system, refund_id=refund_id, code="x", now=THEN)
    return Refund.objects.get(id=refund_id)


def settle(shop: Shop, refund: Refund, seen: str) -> None:
    settle_by_hand(
        actor=shop.actors[Role.FINANCE], reference=refund.reference, provider_reference=seen, now=THEN
    )


def assert_untouched(refund: Refund) -> None:
    refund.refresh_from_db()
    assert (refund.state, refund.provider_reference, refund.settled_at) == ("failed", "", None)
    assert Payment.objects.get(id=refund.payment_id).refunded_minor == 0


def test_the_same_reference_settles_one_refund(in_shop: Shop) -> None:
    first, second = failed(in_shop), failed(in_shop)
    settle(in_shop, first, "re_ONE")

    with pytest.raises(AnothersReference):
        settle(in_shop, second, " re_ONE ")

    assert_untouched(second)
    settle(in_shop, second, "re_TWO")
    second.refresh_from_db()
    assert second.state == "settled"


def test_money_that_went_back_elsewhere_is_not_a_refund_of_ours(in_shop: Shop) -> None:
    refund, sale = failed(in_shop), sell(in_shop)
    seen = RailRefund("re_ONE", None, "pi", Money(500, "EUR"), RailState.SUCCEEDED)
    count_money_returned_elsewhere(
        actor=in_shop.system, payment_id=sale.payment_id, source="stripe", seen=seen, now=THEN
    )

    with pytest.raises(AnothersReference):
        settle(in_shop, refund, "re_ONE")

    assert_untouched(refund)
