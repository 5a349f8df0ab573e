"""Which sale a real return belongs to, and how returns are dealt to processes."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from savoir.commands.uci.lines import ReturnLine
from savoir.commands.uci.matching import Fate, Part, match
from savoir.commands.uci.playing import Played
from savoir.commands.uci.shares import SHARES, deal
from savoir.kernel.values.money import Money
from savoir.orders.queries import SoldLine

MONDAY = datetime(2011, 1, 10, 9, 0, tzinfo=UTC)


def sold(
    number: int, *, price: int = 295, quantity: int = 6, days: int = -5, customer: str = "C1"
) -> SoldLine:
    at = MONDAY + timedelta(days=days)
    return SoldLine(
        customer=customer, article="85123A", line_id=number, order_id=number, contract_at=at,
        delivered_at=at + timedelta(days=3), quantity=quantity, unit_price=Money(price, "GBP"),
        paid=Money(price * quantity, "GBP"),
    )  # fmt: skip


def back(
    key: str, quantity: int, *, price: int = 295, hours: int = 0, customer: str = "C1", is_goods: bool = True
) -> ReturnLine:
    return ReturnLine(
        key=key, customer=customer, article="85123A", quantity=quantity, unit_price=Money(price, "GBP"),
        at=MONDAY + timedelta(hours=hours), is_goods=is_goods,
    )  # fmt: skip


def test_the_sale_at_the_same_price_comes_before_a_newer_one() -> None:
    matching = match([back("r", 2, price=255)], [sold(1, price=255, days=-9), sold(2, price=295, days=-4)])
    assert [(part.sold.line_id, part.quantity, part.amount) for part in matching.parts] == [
        (1, 2, Money(510, "GBP"))
    ]
    assert matching.fates == {"r": Fate.MATCHED}


def test_what_one_sale_can_t_cover_goes_to_the_next_and_the_rest_is_refused() -> None:
    matching = match([back("r", 9)], [sold(1, quantity=4, days=-9), sold(2, quantity=3, days=-4)])
    assert [(part.sold.line_id, part.quantity) for part in matching.parts] == [(2, 3), (1, 4)]
    assert matching.fates == {"r": Fate.PARTLY}
    assert [(line.key, units) for line, units in matching.refused[Fate.BEYOND_SOLD]] == [("r", 2)]


def test_units_given_back_are_not_given_back_again() -> None:
    matching = match([back("first", 6), back("second", 1, hours=1)], [sold(1)])
    assert matching.fates == {"first": Fate.MATCHED, "second": Fate.BEYOND_SOLD}


@pytest.mark.parametrize(
    ("line", "fate"),
    [
        (back("r", 1, customer=""), Fate.NO_CUSTOMER),
        (back("r", 1, is_goods=False), Fate.NOT_GOODS),
        (back("r", 1, hours=-24 * 30), Fate.NO_SALE),
    ],
)
def test_what_is_no_return_of_a_sale_is_set_aside_with_its_reason(line: ReturnLine, fate: Fate) -> None:
    matching = match([line], [sold(1)])
    assert (matching.parts, matching.fates) == ([], {"r": fate})


@given(
    st.lists(st.tuples(st.integers(1, 9), st.integers(1, 999), st.integers(-30, -4)), min_size=1, max_size=6),
    st.lists(st.tuples(st.integers(1, 12), st.integers(0, 48)), min_size=1, max_size=8),
)
def test_nobody_gets_back_more_than_he_paid(
    sales: list[tuple[int, int, int]], returns: list[tuple[int, int]]
) -> None:
    lines = [sold(n, quantity=q, price=p, days=d) for n, (q, p, d) in enumerate(sales, start=1)]
    matching = match([back(f"r{n}", q, hours=h) for n, (q, h) in enumerate(returns)], lines)
    for line in lines:
        parts = [part for part in matching.parts if part.sold.line_id == line.line_id]
        units = sum(part.quantity for part in parts)
        assert units <= line.quantity
        assert sum(part.amount.minor for part in parts) <= line.paid.minor
        if units == line.quantity:
            assert sum(part.amount.minor for part in parts) == line.paid.minor
    asked, missing = sum(q for q, _ in returns), sum(u for _, u in matching.refused.get(Fate.BEYOND_SOLD, []))
    assert sum(part.quantity for part in matching.parts) == asked - missing


def _part(number: int, customer: str) -> Part:
    return Part(f"r{number}", sold(number, customer=customer), 1, Money(295, "GBP"), MONDAY)


@given(st.lists(st.sampled_from([f"{n}" for n in range(12345, 12385)]), max_size=80))
def test_a_customer_s_returns_stay_together_and_in_order(customers: list[str]) -> None:
    parts = [_part(number, customer) for number, customer in enumerate(customers)]
    shares = deal(parts)
    assert len(shares) == SHARES
    assert sorted(p.key for share in shares for p in share) == sorted(p.key for p in parts)
    for customer in set(customers):
        mine = [part for part in parts if part.sold.customer == customer]
        holding = [share for share in shares if any(p.sold.customer == customer for p in share)]
        assert len(holding) == 1
        assert [p for p in holding[0] if p.sold.customer == customer] == mine


def test_shares_are_counted_together() -> None:
    whole = Played(accepted={"a": _part(1, "C1")}, refused={"Late": 1}, waiting=1, fresh=2)
    whole.add(Played(accepted={"b": _part(2, "C2")}, refused={"Late": 2, "Never": 1}, waiting=0, fresh=1))
    assert (set(whole.accepted), whole.refused) == ({"a", "b"}, {"Late": 3, "Never": 1})
    assert (whole.waiting, whole.fresh) == (1, 3)
