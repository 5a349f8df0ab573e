"""Partial returns of one line: whatever the steps, the pennies add up."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from savoir.kernel.values.money import Money
from savoir.orders.values import paid_share


@st.composite
def _lines(draw: st.DrawFn) -> tuple[int, list[int]]:
    steps = draw(st.lists(st.integers(1, 40), min_size=1, max_size=30))
    return draw(st.integers(0, 10**9)), steps


@given(_lines())
def test_any_sequence_of_partial_returns_sums_to_what_was_paid(line: tuple[int, list[int]]) -> None:
    minor, steps = line
    paid, quantity, before, back = Money(minor, "EUR"), sum(steps), 0, Money.zero("EUR")
    for units in steps:
        back += paid_share(paid, quantity=quantity, before=before, units=units)
        before += units
    assert back == paid


@given(_lines())
def test_returns_side_by_side_never_exceed_what_was_paid(line: tuple[int, list[int]]) -> None:
    minor, steps = line
    paid, quantity = Money(minor, "EUR"), sum(steps)
    shares = [paid_share(paid, quantity=quantity, before=0, units=units) for units in steps]
    assert 0 <= paid.minor - sum(share.minor for share in shares) < len(steps)


@pytest.mark.parametrize(("before", "units"), [(0, 0), (-1, 1), (0, 4), (2, 2)])
def test_units_outside_the_line_are_refused(before: int, units: int) -> None:
    with pytest.raises(ValueError, match="not within 3"):
        paid_share(Money(1000, "EUR"), quantity=3, before=before, units=units)


def test_three_shirts_for_ten_euros() -> None:
    paid = Money(1000, "EUR")
    shares = [paid_share(paid, quantity=3, before=n, units=1).minor for n in range(3)]
    assert shares == [333, 333, 334]
