"""The drawn line of time: to scale, inside its frame, with today on it."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from savoir.web.rights.drawing import LEAST, Span, chart_of

BOUGHT = date(2026, 4, 13)
TODAY = date(2026, 11, 23)


def span(begins: date, ends: date, longer: date | None = None) -> Span:
    """A right to draw."""
    return Span("conformity", "Garantie légale", begins, ends, "law", longer)


GUARANTEE = span(date(2026, 4, 16), date(2028, 4, 16), date(2028, 10, 16))
MIND = Span("withdrawal", "Changer d’avis", BOUGHT, date(2026, 4, 30), "mind")


def test_a_guarantee_half_a_year_old_is_a_quarter_gone() -> None:
    chart = chart_of([GUARANTEE, MIND], bought_on=BOUGHT, today=TODAY)
    assert chart is not None
    mind, guarantee = chart.bars
    assert (mind.span.code, mind.is_over, mind.left) == ("withdrawal", True, 0)
    assert not guarantee.is_over
    assert guarantee.now == chart.today.at
    assert 24 < 100 * (guarantee.now - guarantee.x1) / (guarantee.x2 - guarantee.x1) < 35
    assert guarantee.x3 == 100
    assert guarantee.more > 0


def test_the_axis_has_at_most_three_words_and_each_is_an_anniversary() -> None:
    for years in range(1, 21):
        end = date(2026 + years, 4, 20)
        chart = chart_of([span(BOUGHT, end)], bought_on=BOUGHT, today=TODAY)
        assert chart is not None
        assert 1 <= len(chart.marks) <= 3
        assert {(mark.day.month, mark.day.day) for mark in chart.marks[: 3 if years > 1 else 1]} == {(4, 13)}


def test_a_fortnight_has_its_two_ends() -> None:
    chart = chart_of([MIND], bought_on=BOUGHT, today=BOUGHT)
    assert chart is not None
    assert [mark.day for mark in chart.marks] == [BOUGHT, date(2026, 4, 30)]
    assert [mark.anchor for mark in chart.marks] == ["start", "end"]


def test_nothing_to_draw_is_no_chart() -> None:
    assert chart_of([], bought_on=BOUGHT, today=TODAY) is None


_days = st.dates(date(2020, 1, 1), date(2060, 1, 1))


@given(st.lists(st.tuples(_days, st.integers(0, 4000), st.integers(0, 400)), min_size=1, max_size=7), _days)
def test_every_bar_stays_in_its_frame_and_is_seen(rows: list[tuple[date, int, int]], today: date) -> None:
    spans = [
        span(day, day + timedelta(days=length), day + timedelta(days=length + more))
        for day, length, more in rows
    ]
    chart = chart_of(spans, bought_on=rows[0][0], today=today)
    assert chart is not None
    for bar in chart.bars:
        assert 0 <= bar.x1 <= bar.now <= bar.x2 <= bar.x3 <= 100
        assert bar.whole >= LEAST - 0.1
        assert bar.is_over == (today > bar.span.ends_on or bar.now == bar.x2)
    assert 0 <= chart.today.at <= 100
