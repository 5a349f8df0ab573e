"""What of a payment goes back: never more than was paid, whoever returned it."""

from dataclasses import replace

import pytest

from savoir.kernel.access import Role
from savoir.kernel.errors import Invalid, NotAllowed, NotFound
from savoir.kernel.values.money import Money
from savoir.orders import operations, queries
from tests.shop import NOON, Sale, Shop, sell


def _euros(amount: int) -> Money:
    return Money(amount * 100, "EUR")


def _card(shop: Shop, sale: Sale) -> tuple[int, int, int]:
    card = queries.payments(actor=shop.system, order_id=sale.order_id)[0]
    return card.refunded.minor // 100, card.pending.minor // 100, card.refundable.minor // 100


def test_reserved_then_settled(in_shop: Shop) -> None:
    sale = sell(in_shop, price=5900)
    operations.reserve_refund(
        actor=in_shop.customer(sale.order_id), payment_id=sale.payment_id, amount=_euros(40), now=NOON
    )
    assert _card(in_shop, sale) == (0, 40, 19)
    operations.settle_refund(actor=in_shop.system, payment_id=sale.payment_id, amount=_euros(40), now=NOON)
    assert _card(in_shop, sale) == (40, 0, 19)


def test_reserved_then_undone(in_shop: Shop) -> None:
    sale = sell(in_shop, price=5900)
    operations.reserve_refund(actor=in_shop.agent, payment_id=sale.payment_id, amount=_euros(59), now=NOON)
    operations.release_refund(actor=in_shop.agent, payment_id=sale.payment_id, amount=_euros(59), now=NOON)
    assert _card(in_shop, sale) == (0, 0, 59)


def test_money_returned_in_the_shop_counts_at_once(in_shop: Shop) -> None:
    sale = sell(in_shop, price=5900)
    operations.count_external_refund(
        actor=in_shop.system, payment_id=sale.payment_id, amount=_euros(50), now=NOON
    )
    with pytest.raises(operations.RefundBeyondPaid) as refusal:
        operations.reserve_refund(
            actor=in_shop.agent, payment_id=sale.payment_id, amount=_euros(10), now=NOON
        )
    assert refusal.value.facts == {"refundable": _euros(9)}
    assert _card(in_shop, sale) == (50, 0, 9)


@pytest.mark.parametrize(
    ("verb", "amount", "refusal"),
    [
        ("reserve_refund", _euros(40), operations.RefundBeyondPaid),
        ("count_external_refund", _euros(40), operations.RefundBeyondPaid),
        ("settle_refund", _euros(21), operations.NothingPending),
        ("release_refund", _euros(21), operations.NothingPending),
        ("reserve_refund", _euros(0), Invalid),
        ("reserve_refund", _euros(-5), Invalid),
        ("settle_refund", _euros(-5), Invalid),
        ("reserve_refund", Money(100, "GBP"), Invalid),
    ],
)
def test_impossible_amounts_are_refused_and_nothing_moves(
    in_shop: Shop, verb: str, amount: Money, refusal: type[Exception]
) -> None:
    sale = sell(in_shop, price=5900)
    operations.reserve_refund(actor=in_shop.agent, payment_id=sale.payment_id, amount=_euros(20), now=NOON)
    with pytest.raises(refusal):
        getattr(operations, verb)(actor=in_shop.system, payment_id=sale.payment_id, amount=amount, now=NOON)
    assert _card(in_shop, sale) == (0, 20, 39)


def test_a_key_of_another_brand_sees_no_payment(in_shop: Shop) -> None:
    """Not even one that somebody else read a moment ago."""
    sale = sell(in_shop)
    assert queries.payments(actor=in_shop.system, order_id=sale.order_id)
    narrow = replace(in_shop.system, brand_id=in_shop.brand_id)
    assert queries.payments(actor=narrow, order_id=sale.order_id)
    narrow = replace(in_shop.system, brand_id=in_shop.brand_id + 1)
    assert queries.payments(actor=narrow, order_id=sale.order_id) == ()


def test_another_customers_payment_does_not_exist(in_shop: Shop) -> None:
    mine, theirs = sell(in_shop), sell(in_shop)
    with pytest.raises(NotFound):
        operations.reserve_refund(
            actor=in_shop.customer(mine.order_id), payment_id=theirs.payment_id, amount=_euros(1), now=NOON
        )
    assert _card(in_shop, theirs) == (0, 0, 59)


def test_the_dock_moves_no_money(in_shop: Shop) -> None:
    sale = sell(in_shop)
    with pytest.raises(NotAllowed):
        operations.reserve_refund(
            actor=in_shop.actors[Role.WAREHOUSE], payment_id=sale.payment_id, amount=_euros(1), now=NOON
        )
    assert _card(in_shop, sale) == (0, 0, 59)
