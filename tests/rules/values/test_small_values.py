"""Money, days, periods, answers, digests and lifecycles."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from enum import StrEnum
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from savoir.kernel.values.answers import Answer, answer, every, some
from savoir.kernel.values.days import (
    FrenchHolidays,
    Place,
    days,
    easter,
    end_of_day,
    french_holidays,
    french_working_day,
    local_day,
    months,
    roll,
)
from savoir.kernel.values.digests import digest
from savoir.kernel.values.lifecycles import IllegalMove, Lifecycle
from savoir.kernel.values.money import CurrencyMismatch, InvalidAmount, Money, allocate, percent, total
from savoir.kernel.values.periods import Period

EUROS = st.integers(-(10**9), 10**9).map(lambda minor: Money(minor, "EUR"))


@pytest.mark.parametrize(("text", "currency", "minor"), [
    ("12,90", "EUR", 1290), ("12.9", "EUR", 1290), ("-3", "CHF", -300), ("1 234,50", "EUR", 123450),
    ("1\u202f234.50", "EUR", 123450), ("1500", "JPY", 1500), ("1.500", "TND", 1500), ("2,500000", "EUR", 250),
    ("\u22124,00", "EUR", -400), (" +7 ", "GBP", 700),
])  # fmt: skip
def test_amounts_are_read_exactly(text: str, currency: str, minor: int) -> None:
    assert Money.parse(text, currency) == Money(minor, currency)


@pytest.mark.parametrize("text", [
    "", " ", "NaN", "inf", "1e5", "12,345", "1,234.50", "12.", ".5", "--1", "12 €", "1 23", "９", "0x1F",
    "9" * 16,
    "99999999999999", "1_000", "12,90,00",
])  # fmt: skip
def test_what_is_no_exact_amount_is_refused(text: str) -> None:
    with pytest.raises(InvalidAmount):
        Money.parse(text, "EUR")


@given(EUROS)
def test_money_reads_back_what_it_writes(money: Money) -> None:
    assert Money.parse(str(money.decimal), "EUR") == money
    assert money - money == Money.zero("EUR") == money + -money
    assert bool(money) is (money.minor != 0)


def test_currencies_never_mix() -> None:
    one, other = Money(1, "EUR"), Money(1, "USD")
    for act in (lambda: one + other, lambda: one - other, lambda: one < other, lambda: one >= other):
        with pytest.raises(CurrencyMismatch):
            act()
    assert one != other
    with pytest.raises(InvalidAmount):
        Money(1.5, "EUR")  # type: ignore[arg-type]  # the refusal is the point
    with pytest.raises(InvalidAmount):
        Money(1, "euro")
    assert str(Money(1290, "EUR") * 2) == "25.80 EUR"
    assert total([one, one], "EUR") == Money(2, "EUR") > one
    assert one <= one


@given(EUROS, st.lists(st.integers(0, 10**6), min_size=1, max_size=12))
def test_shares_add_up_and_are_fair(money: Money, weights: list[int]) -> None:
    shares = allocate(money, weights)
    assert total(shares, "EUR") == money
    whole = sum(weights)
    for share, weight in zip(shares, weights, strict=True):
        fair = money.minor * weight / whole if whole else money.minor / len(weights)
        assert abs(share.minor - fair) < 1.001


@pytest.mark.parametrize("weights", [[], [1, -1]])
def test_shares_need_weights(weights: list[int]) -> None:
    with pytest.raises(ValueError, match="weight"):
        allocate(Money(1, "EUR"), weights)


@pytest.mark.parametrize(
    ("minor", "points", "rounded"), [(50, 100, 1), (49, 100, 0), (-50, 100, -1), (1000, 1550, 155)]
)
def test_percentages_round_half_up(minor: int, points: int, rounded: int) -> None:
    assert percent(Money(minor, "EUR"), points) == Money(rounded, "EUR")


@given(st.dates(date(1990, 1, 1), date(2090, 1, 1)), st.sampled_from(Place))
def test_rolling_lands_on_a_working_day_and_never_before(day: date, place: Place) -> None:
    rolled = roll(day, FrenchHolidays(place))
    assert day <= rolled <= days(day, 6)
    assert rolled.weekday() < 5
    assert rolled not in french_holidays(rolled.year, place)
    assert rolled <= roll(day, FrenchHolidays())
    assert french_working_day(day, place) == rolled


def test_the_holidays_of_each_place() -> None:
    assert len(french_holidays(2026, Place.METROPOLE)) == 11
    assert {easter(year).isoformat() for year in (2026, 2027, 2028)} == {
        "2026-04-05",
        "2027-03-28",
        "2028-04-16",
    }
    assert french_holidays(2026, Place.ALSACE_MOSELLE) - french_holidays(2026, Place.METROPOLE) == {
        date(2026, 4, 3), date(2026, 12, 26),
    }  # fmt: skip
    assert date(2026, 12, 20) in french_holidays(2026, Place.REUNION)
    assert all(french_holidays(2026, place) <= french_holidays(2026) for place in Place)


def test_months_end_on_the_same_day_number_or_the_last() -> None:
    assert months(date(2026, 1, 31), 1) == date(2026, 2, 28)
    assert months(date(2024, 2, 29), 12) == date(2025, 2, 28)
    assert months(date(2026, 12, 15), 1) == date(2027, 1, 15)


@given(
    st.dates(date(2020, 1, 1), date(2030, 1, 1)), st.sampled_from(["Europe/Paris", "Indian/Reunion", "UTC"])
)
def test_a_day_ends_on_its_own_day(day: date, zone: str) -> None:
    end = end_of_day(day, zone)
    assert local_day(end, zone) == day
    assert local_day(end + timedelta(seconds=1), zone) == days(day, 1)
    with pytest.raises(ValueError, match="zone"):
        local_day(end.replace(tzinfo=None), zone)


POINTS = st.integers(0, 40).map(lambda n: date(2026, 1, 1) + timedelta(days=n))
PERIODS = st.builds(
    lambda start, size: Period(start, None if size is None else start + timedelta(days=size)),
    POINTS,
    st.none() | st.integers(1, 20),
)


@given(PERIODS, PERIODS, POINTS)
def test_a_point_in_both_is_a_point_in_what_they_share(a: Period[date], b: Period[date], point: date) -> None:
    shared = a.intersect(b)
    assert (a.contains(point) and b.contains(point)) is (shared is not None and shared.contains(point))
    assert a.overlaps(b) is b.overlaps(a) is (shared is not None)


def test_a_period_ends_after_it_starts() -> None:
    with pytest.raises(ValueError, match="ends after"):
        Period(date(2026, 1, 1), date(2026, 1, 1))


@given(st.sampled_from(Answer), st.sampled_from(Answer))
def test_three_valued_logic(a: Answer, b: Answer) -> None:
    assert a & b == b & a == ~(~a | ~b)
    assert (a & b is Answer.YES) is (a is b is Answer.YES)
    assert (a | b is Answer.NO) is (a is b is Answer.NO)
    assert every([a, b]) is a & b
    assert some([a, b]) is a | b
    assert [answer(fact) for fact in (True, False, None)] == [Answer.YES, Answer.NO, Answer.NEEDS_FACTS]


@dataclass(frozen=True)
class Sample:
    when: object
    amount: Money


def test_a_digest_is_stable_and_sees_every_change() -> None:
    value = Sample(datetime(2026, 11, 2, 8, tzinfo=UTC), Money(1, "EUR"))
    assert digest(value) == digest(Sample(value.when, Money(1, "EUR")))
    assert len(digest(value)) == 32
    assert digest({"a": 1, "b": {2, 1}}) == digest({"b": {1, 2}, "a": 1})
    others = [
        Sample(date(2026, 11, 2), Money(1, "EUR")), Sample(value.when, Money(1, "USD")), [1], ["1"],
        None, True,
        time(9), timedelta(hours=9), Decimal("1.0"), UUID(int=1), b"1", {1: "x"}, Answer.YES,
    ]  # fmt: skip
    assert len({digest(each) for each in [value, *others]}) == len(others) + 1


@pytest.mark.parametrize("value", [1.5, datetime(2026, 1, 1), object()])
def test_what_has_no_stable_form_has_no_digest(value: object) -> None:
    with pytest.raises(TypeError, match="digest"):
        digest(value)


class Door(StrEnum):
    OPEN = "open"
    SHUT = "shut"
    GONE = "gone"


def door(moves: dict[Door, frozenset[Door]], *final: Door) -> Lifecycle[Door]:
    return Lifecycle[Door](name="door", states=Door, initial=Door.OPEN, moves=moves, final=frozenset(final))


def test_a_lifecycle_is_its_table() -> None:
    table = door({Door.OPEN: frozenset({Door.SHUT, Door.GONE}), Door.SHUT: frozenset({Door.OPEN})}, Door.GONE)
    assert table.may(Door.OPEN, Door.SHUT)
    assert table.is_final(Door.GONE)
    table.check(Door.SHUT, Door.OPEN)
    with pytest.raises(IllegalMove, match="door: gone -> open"):
        table.check(Door.GONE, Door.OPEN)
    assert "    open --> gone\n    shut --> open\n    gone --> [*]\n" in table.mermaid()


def test_a_lifecycle_with_a_lost_or_a_dead_state_is_refused() -> None:
    with pytest.raises(ValueError, match="never reached: gone"):
        door({Door.OPEN: frozenset({Door.SHUT})}, Door.SHUT)
    with pytest.raises(ValueError, match="no way out of: gone"):
        door({Door.OPEN: frozenset({Door.SHUT, Door.GONE}), Door.SHUT: frozenset({Door.OPEN})})
