"""Units of a line: held, released, returned; a refusal changes nothing."""

from typing import Any

import pytest

from savoir.kernel.errors import Invalid, NotAllowed, NotFound
from savoir.orders import operations, queries
from tests.shop import NOON, Sale, Shop, sell


def _counts(shop: Shop, sale: Sale) -> tuple[int, int, int]:
    line = queries.sale_line(actor=shop.system, line_id=sale.line_ids[0])
    return line.held_qty, line.returned_qty, line.returnable_qty


def test_two_of_three_are_held_one_comes_back_one_is_released(in_shop: Shop) -> None:
    sale = sell(in_shop, quantity=3)
    line = sale.line_ids[0]
    operations.hold(actor=in_shop.customer(sale.order_id), line_id=line, quantity=2, now=NOON)
    assert _counts(in_shop, sale) == (2, 0, 1)
    operations.mark_returned(actor=in_shop.dock, line_id=line, quantity=1, held=1, now=NOON)
    operations.release(actor=in_shop.agent, line_id=line, quantity=1, now=NOON)
    assert _counts(in_shop, sale) == (0, 1, 2)


def test_a_parcel_holding_more_than_announced_takes_free_units(in_shop: Shop) -> None:
    sale = sell(in_shop, quantity=3)
    operations.hold(actor=in_shop.agent, line_id=sale.line_ids[0], quantity=1, now=NOON)
    operations.mark_returned(actor=in_shop.dock, line_id=sale.line_ids[0], quantity=2, held=1, now=NOON)
    assert _counts(in_shop, sale) == (0, 2, 1)


def test_nothing_left_to_return(in_shop: Shop) -> None:
    sale = sell(in_shop, quantity=2)
    operations.hold(actor=in_shop.agent, line_id=sale.line_ids[0], quantity=1, now=NOON)
    with pytest.raises(operations.NothingLeftToReturn) as refusal:
        operations.hold(actor=in_shop.agent, line_id=sale.line_ids[0], quantity=2, now=NOON)
    assert refusal.value.facts == {"returnable": 1}
    assert _counts(in_shop, sale) == (1, 0, 1)


def test_what_was_not_delivered_cannot_be_held(in_shop: Shop) -> None:
    sale = sell(in_shop, delivered_at=None)
    with pytest.raises(operations.NothingLeftToReturn):
        operations.hold(actor=in_shop.agent, line_id=sale.line_ids[0], quantity=1, now=NOON)
    assert _counts(in_shop, sale) == (0, 0, 0)


@pytest.mark.parametrize(
    ("verb", "words", "refusal"),
    [
        ("release", {"quantity": 2}, operations.NothingHeld),
        ("mark_returned", {"quantity": 2, "held": 2}, operations.NothingHeld),
        ("mark_returned", {"quantity": 3, "held": 0}, operations.NothingLeftToReturn),
        ("mark_returned", {"quantity": 1, "held": 2}, Invalid),
        ("mark_returned", {"quantity": 1, "held": -1}, Invalid),
        ("hold", {"quantity": 0}, Invalid),
        ("hold", {"quantity": -1}, Invalid),
        ("release", {"quantity": -1}, Invalid),
    ],
)
def test_impossible_counts_are_refused_and_nothing_moves(
    in_shop: Shop, verb: str, words: dict[str, Any], refusal: type[Exception]
) -> None:
    sale = sell(in_shop, quantity=3)
    operations.hold(actor=in_shop.agent, line_id=sale.line_ids[0], quantity=1, now=NOON)
    with pytest.raises(refusal):
        getattr(operations, verb)(actor=in_shop.system, line_id=sale.line_ids[0], now=NOON, **words)
    assert _counts(in_shop, sale) == (1, 0, 2)


def test_another_customers_line_does_not_exist(in_shop: Shop) -> None:
    mine, theirs = sell(in_shop), sell(in_shop)
    with pytest.raises(NotFound):
        operations.hold(
            actor=in_shop.customer(mine.order_id), line_id=theirs.line_ids[0], quantity=1, now=NOON
        )
    assert _counts(in_shop, theirs) == (0, 0, 1)


def test_a_customer_cannot_say_that_goods_are_back(in_shop: Shop) -> None:
    sale = sell(in_shop)
    with pytest.raises(NotAllowed):
        operations.mark_returned(
            actor=in_shop.customer(sale.order_id), line_id=sale.line_ids[0], quantity=1, held=0, now=NOON
        )
    assert _counts(in_shop, sale) == (0, 0, 1)
