"""How long months are, and how long shops stay shut: exact bounds for what day numbers alone can't say."""

from datetime import date, timedelta
from functools import lru_cache

from savoir.kernel.values.days import months
from savoir.law.readings import working_day
from savoir.law.values import Facts

FOUR_YEARS = 1461  # days; between 1901 and 2099 the calendar repeats after them, in 48 months
MONTHS = 48
_FIRST = date(2020, 3, 1)
_STARTS = [_FIRST + timedelta(days=n) for n in range(FOUR_YEARS)]
_CALENDAR_YEARS = (2015, 2045)


@lru_cache(maxsize=1024)
def month_bounds(span: int) -> tuple[int, int]:
    """The least and the most days of so many months, whatever day they begin on (1901 to 2099)."""
    found = [(months(start, span) - start).days for start in _STARTS]
    return min(found), max(found)


@lru_cache(maxsize=1)
def month_slack() -> tuple[int, int]:
    """The closest (a, b): `n` days of any `span` months keep 1461 span - a <= 48 n <= 1461 span + b."""
    bounds = [(FOUR_YEARS * span, *month_bounds(span)) for span in range(MONTHS)]
    least = max(mean - MONTHS * low for mean, low, _ in bounds)
    most = max(MONTHS * high - mean for mean, _, high in bounds)
    return least, most


@lru_cache(maxsize=16)
def longest_roll(country: str) -> int:
    """The most days a consumer's last day moves in a country (ISO 3166-1): the longest run of days off."""
    first, last = (date(year, 1, 1).toordinal() for year in _CALENDAR_YEARS)
    where = Facts(country=country)
    days = (date.fromordinal(n) for n in range(first, last))
    return max((working_day(day, where) - day).days for day in days)
