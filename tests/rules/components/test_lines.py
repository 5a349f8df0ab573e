"""The line of dates: today stands where it should."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from savoir.web.components.lines import rights_line

RECEIVED = date(2026, 11, 14)
MIND = date(2026, 11, 30)
LAW = date(2028, 11, 14)


def at(today: date, mind: date | None = MIND) -> tuple[int, str, bool]:
    line = rights_line(received_on=RECEIVED, mind_until=mind, law_until=LAW, today=today)
    return line.today_at, line.mind, line.is_covered


def test_the_day_of_receipt_is_the_start() -> None:
    assert at(RECEIVED) == (0, "open", True)


def test_the_last_day_to_change_ones_mind_is_the_middle_and_still_open() -> None:
    assert at(MIND) == (50, "open", True)
    assert at(MIND + timedelta(days=1))[1] == "over"


def test_the_last_day_of_the_guarantee_is_the_end_and_still_covered() -> None:
    assert at(LAW) == (100, "over", True)
    assert at(LAW + timedelta(days=1)) == (100, "over", False)


def test_no_change_of_mind_for_what_was_made_to_order() -> None:
    assert at(date(2026, 11, 23), None)[1] == "none"


@given(st.integers(-30, 2000), st.integers(-30, 2000))
def test_later_is_never_further_left(one: int, other: int) -> None:
    first, second = sorted((one, other))
    assert at(RECEIVED + timedelta(days=first))[0] <= at(RECEIVED + timedelta(days=second))[0]


def test_the_word_today_stays_on_the_line() -> None:
    line = rights_line(received_on=RECEIVED, mind_until=MIND, law_until=LAW, today=LAW)
    assert line.anchor == "end"
    line = rights_line(received_on=RECEIVED, mind_until=MIND, law_until=LAW, today=RECEIVED)
    assert line.anchor == "start"
