"""The words of dates, hours, money and promises."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from savoir.web.components import words

PARIS = ZoneInfo("Europe/Paris")
NOON = datetime(2026, 11, 23, 14, 0, tzinfo=UTC)  # 15 h in Paris, a Monday


@dataclass(frozen=True)
class Cash:
    minor: int
    currency: str = "EUR"


def loose(text: str) -> str:
    """The same words with plain spaces, easier to read in a test."""
    assert " " not in text, "every space must be a no-break space"
    return text.replace("\u00a0", " ")


@pytest.mark.parametrize(
    ("amount", "language", "said"),
    [
        (Cash(5900), "fr", "59,00 €"),
        (Cash(123_456_789), "fr", "1 234 567,89 €"),
        (Cash(-5), "fr", "-0,05 €"),
        (Cash(5900), "en", "€59.00"),
        (Cash(5900, "JPY"), "fr", "5 900 JPY"),
        (Cash(9_007_199_254_740_993), "fr", "90 071 992 547 409,93 €"),
    ],
)
def test_money_is_exact_and_never_breaks(amount: Cash, language: str, said: str) -> None:
    assert loose(words.money(amount, language)) == said


@given(st.integers(-(10**12), 10**12))
def test_no_amount_holds_a_space_that_breaks_or_that_the_font_lacks(minor: int) -> None:
    text = words.money(Cash(minor))
    assert " " not in text
    assert "\u202f" not in text


@pytest.mark.parametrize(
    ("day", "reference", "language", "said"),
    [
        (date(2026, 11, 30), None, "fr", "lundi 30 novembre"),
        (date(2026, 12, 1), None, "fr", "mardi 1er décembre"),
        (date(2026, 12, 11), None, "fr", "vendredi 11 décembre"),
        (date(2026, 12, 21), None, "fr", "lundi 21 décembre"),
        (date(2028, 4, 16), date(2026, 11, 23), "fr", "dimanche 16 avril 2028"),
        (date(2026, 4, 16), date(2026, 11, 23), "fr", "jeudi 16 avril"),
        (date(2026, 12, 1), None, "en", "Tuesday 1 December"),
    ],
)
def test_a_day_is_named(day: date, reference: date | None, language: str, said: str) -> None:
    assert loose(words.long_day(day, language, reference)) == said


def test_a_short_day_says_the_year_only_when_it_differs() -> None:
    today = date(2026, 11, 23)
    assert loose(words.short_day(date(2026, 11, 14), "fr", today)) == "14 nov."
    assert loose(words.short_day(date(2028, 11, 14), "fr", today)) == "14 nov. 2028"
    assert loose(words.week_day(date(2026, 11, 30))) == "lun. 30 nov."


@pytest.mark.parametrize(
    ("at", "said"),
    [
        (datetime(2026, 11, 24, 17, 0, tzinfo=UTC), "mardi 24 novembre, 18 h"),
        (datetime(2026, 11, 24, 14, 4, tzinfo=UTC), "mardi 24 novembre, 15 h 04"),
        (datetime(2026, 7, 1, 22, 30, tzinfo=UTC), "jeudi 2 juillet, 0 h 30"),
    ],
)
def test_an_hour_is_the_hour_of_the_place(at: datetime, said: str) -> None:
    day, comma, hour = words.moment(at, PARIS).partition(", ")
    assert loose(day) + comma + loose(hour) == said


def test_tables_say_it_shorter() -> None:
    at = datetime(2026, 11, 23, 8, 12, tzinfo=UTC)
    assert loose(words.short_moment(at, PARIS)) == "lun. 23 nov. 09:12"
    assert loose(words.short_moment(at, PARIS, "en")) == "Mon 23 Nov 09:12"


@pytest.mark.parametrize(
    ("gap", "said", "level"),
    [
        (timedelta(hours=-2), "dépassé de 2 h", "bad"),
        (timedelta(minutes=-40), "dépassé de 40 min", "bad"),
        (timedelta(0), "dépassé de 1 min", "bad"),
        (timedelta(days=-3), "dépassé de 3 jours", "bad"),
        (timedelta(seconds=30), "reste 1 min", "warn"),
        (timedelta(hours=3), "reste 3 h", "warn"),
        (timedelta(hours=19), "demain 10:00", "ok"),
        (timedelta(hours=75), "jeu. 18:00", "ok"),
        (timedelta(days=8), "mar. 1er déc. 15:00", "ok"),
    ],
)
def test_a_promise_tells_how_close_it_is(gap: timedelta, said: str, level: str) -> None:
    left = words.remaining(NOON + gap, PARIS, NOON)
    assert (loose(left.text), left.level) == (said, level)


def test_the_same_promise_in_english() -> None:
    assert loose(words.remaining(NOON + timedelta(hours=3), PARIS, NOON, "en").text) == "3 h left"
    assert loose(words.remaining(NOON - timedelta(hours=2), PARIS, NOON, "en").text) == "2 h late"


@pytest.mark.parametrize(("days", "said"), [(7, "encore 7 jours"), (1, "encore 1 jour"), (0, "dernier jour")])
def test_days_that_remain(days: int, said: str) -> None:
    today = date(2026, 11, 23)
    assert loose(words.encore(today + timedelta(days=days), today)) == said


def test_nothing_remains_of_a_past_day() -> None:
    assert words.encore(date(2026, 11, 22), date(2026, 11, 23)) == ""


def test_initials() -> None:
    assert [words.initials(name) for name in ("Claire Martin", "Lou", "Jean-Marc de La Tour", "")] == [
        "CM",
        "L",
        "JT",
        "",
    ]
