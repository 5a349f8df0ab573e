"""Business time: never backwards, adds up, undoes itself; the clock change neither gives nor takes."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from savoir.kernel.values.calendars import BusinessCalendar, CalendarNeverOpen, Slot

SHOP = BusinessCalendar(
    "Europe/Paris",
    tuple(Slot(d, time(9), time(12, 30)) for d in range(5))
    + tuple(Slot(d, time(14), time(18)) for d in range(5)),
    frozenset({date(2026, 12, 25), date(2027, 1, 1)}),
)
NIGHT = BusinessCalendar("Europe/Paris", tuple(Slot(d, time(0), time(4)) for d in range(7)))
ALWAYS = BusinessCalendar("Europe/Paris", tuple(Slot(d, time(0), time(0)) for d in range(7)))
SHUT = BusinessCalendar("Europe/Paris", ())
CALENDARS = st.sampled_from([SHOP, NIGHT, ALWAYS])
INSTANTS = st.datetimes(datetime(2025, 1, 1), datetime(2027, 12, 31), timezones=st.just(UTC))
AMOUNTS = st.timedeltas(timedelta(), timedelta(hours=200))


def paris(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=ZoneInfo("Europe/Paris"))  # type: ignore[arg-type]  # year to minute


@given(CALENDARS, INSTANTS, AMOUNTS, AMOUNTS)
def test_it_adds_up_and_undoes_itself(
    cal: BusinessCalendar, at: datetime, one: timedelta, two: timedelta
) -> None:
    then = cal.add_business_time(at, one)
    assert then >= at
    assert cal.add_business_time(then, two) == cal.add_business_time(at, one + two)
    assert cal.business_time_between(at, then) == one
    assert cal.business_time_between(then, at) == -one


@given(CALENDARS, INSTANTS, INSTANTS, AMOUNTS)
def test_a_later_start_never_ends_sooner(
    cal: BusinessCalendar, a: datetime, b: datetime, n: timedelta
) -> None:
    a, b = sorted((a, b))
    assert cal.add_business_time(a, n) <= cal.add_business_time(b, n)
    assert timedelta() <= cal.business_time_between(a, b) <= b - a


@given(CALENDARS, INSTANTS)
def test_the_next_opening_is_open(cal: BusinessCalendar, at: datetime) -> None:
    opening = cal.next_opening(at)
    assert cal.is_open(opening)
    assert cal.is_open(at) is (opening == at)
    assert cal.business_time_between(at, opening) == timedelta()


def test_forty_eight_business_hours_over_a_week_end_and_christmas() -> None:
    assert SHOP.add_business_time(paris(2026, 12, 24, 17), timedelta(hours=8)) == paris(2026, 12, 28, 17, 30)
    assert not SHOP.is_open(paris(2026, 12, 25, 10))
    assert not SHOP.is_open(paris(2026, 12, 24, 18))


def test_the_clock_change_neither_gives_nor_takes() -> None:
    spring = (paris(2026, 3, 29), paris(2026, 3, 30))
    autumn = (paris(2026, 10, 25), paris(2026, 10, 26))
    assert NIGHT.business_time_between(*spring) == timedelta(hours=3)
    assert NIGHT.business_time_between(*autumn) == timedelta(hours=5)
    assert ALWAYS.business_time_between(*autumn) == timedelta(hours=25)


def test_a_calendar_that_never_opens_says_so() -> None:
    for ask in (SHUT.next_opening, lambda at: SHUT.add_business_time(at, timedelta(hours=1))):
        with pytest.raises(CalendarNeverOpen):
            ask(paris(2026, 11, 2))
    assert not SHUT.is_open(paris(2026, 11, 2))
    assert SHUT.add_business_time(paris(2026, 11, 2), timedelta()) == paris(2026, 11, 2)


def test_impossible_slots_times_and_amounts_are_refused() -> None:
    with pytest.raises(ValueError, match="closes after"):
        Slot(0, time(12), time(9))
    with pytest.raises(ValueError, match="weekday"):
        Slot(7, time(9), time(12))
    with pytest.raises(ValueError, match="overlap"):
        BusinessCalendar("Europe/Paris", (Slot(0, time(9), time(12)), Slot(0, time(11), time(14))))
    with pytest.raises(ValueError, match="negative"):
        SHOP.add_business_time(paris(2026, 11, 2), timedelta(hours=-1))
    naive = datetime(2026, 11, 2)
    for ask in (SHOP.is_open, SHOP.next_opening, lambda at: SHOP.business_time_between(at, at)):
        with pytest.raises(ValueError, match="zone"):
            ask(naive)
