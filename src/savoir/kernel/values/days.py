"""Legal day counts: periods in days and months, rolling over days off, local days, French holidays.

Sources: Regulation (EEC, Euratom) 1182/71 art. 2 and 3; C. conso L221-19; C. travail L3133-1 and L3422-2.
"""

import calendar
from collections.abc import Container, Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from functools import lru_cache
from zoneinfo import ZoneInfo

_SHORTEST_MONTH = 28


def days(start: date, n: int) -> date:
    """Last day of a period of `n` calendar days; the start day is not counted."""
    return start + timedelta(days=n)


@lru_cache(maxsize=16_384)  # the days of a few years, with the few spans that a law names
def months(start: date, n: int) -> date:
    """Same day-number `n` months later, else the last day of that month (Reg. 1182/71 art. 3(2)(c))."""
    year, month = divmod(start.year * 12 + start.month - 1 + n, 12)
    if start.day <= _SHORTEST_MONTH:
        return date(year, month + 1, start.day)
    return date(year, month + 1, min(start.day, calendar.monthrange(year, month + 1)[1]))


def roll(day: date, holidays: Container[date]) -> date:
    """The day itself, or the next working day when it is a Saturday, a Sunday or a holiday."""
    while day.weekday() >= calendar.SATURDAY or day in holidays:
        day += timedelta(days=1)
    return day


def local_day(instant: datetime, zone: str) -> date:
    """Calendar day of an aware instant in an IANA zone; a naive datetime raises ValueError."""
    return local_days((instant,), zone)[0]


def local_days(instants: Iterable[datetime], zone: str) -> list[date]:
    """The same of several instants: the zone is looked up once."""
    days_there, there = [], _zone(zone)
    for instant in instants:
        if instant.tzinfo is None:
            raise ValueError("an instant needs its zone")
        days_there.append(instant.astimezone(there).date())
    return days_there


_zone = lru_cache(maxsize=1024)(ZoneInfo)  # its own look-up costs a third of a conversion


def end_of_day(day: date, zone: str) -> datetime:
    """The last second (23:59:59 local) of a day, as an aware UTC instant.

    To ask whether an instant was in time compare `local_day(instant, zone) <= day`: it has no sub-second gap.
    """
    last = datetime.combine(day, time(23, 59, 59, fold=1), ZoneInfo(zone))
    return last.astimezone(UTC)


def easter(year: int) -> date:
    """Western Easter Sunday (Gregorian computus, Meeus/Jones/Butcher)."""
    a, (b, c) = year % 19, divmod(year, 100)
    d, e = divmod(b, 4)
    g = (8 * b + 13) // 25
    h = (19 * a + b - d - g + 15) % 30
    i, k = divmod(c, 4)
    w = (32 + 2 * e + 2 * i - h - k) % 7
    m = (a + 11 * h + 22 * w) // 451
    month, day = divmod(h + w - 7 * m + 114, 31)
    return date(year, month, day + 1)


class Place(StrEnum):
    """Where the consumer lives, as far as French public holidays differ."""

    METROPOLE = "metropole"
    ALSACE_MOSELLE = "alsace_moselle"
    GUADELOUPE = "guadeloupe"
    GUYANE = "guyane"
    MARTINIQUE = "martinique"
    MAYOTTE = "mayotte"
    REUNION = "reunion"
    SAINT_BARTHELEMY = "saint_barthelemy"
    SAINT_MARTIN = "saint_martin"
    UNKNOWN = "unknown"


# Abolition of slavery, one day per territory (loi 83-550, décret 83-1003, Code du travail L3422-2).
_ABOLITION = {
    Place.MAYOTTE: (4, 27),
    Place.MARTINIQUE: (5, 22),
    Place.GUADELOUPE: (5, 27),
    Place.SAINT_MARTIN: (5, 28),
    Place.GUYANE: (6, 10),
    Place.SAINT_BARTHELEMY: (10, 9),
    Place.REUNION: (12, 20),
}
_FIXED = ((1, 1), (5, 1), (5, 8), (7, 14), (8, 15), (11, 1), (11, 11), (12, 25))


@lru_cache(maxsize=512)
def french_holidays(year: int, place: Place = Place.UNKNOWN) -> frozenset[date]:
    """Public holidays of a year in a French place; `UNKNOWN` is the union, the longer for the consumer."""
    sunday = easter(year)
    result = {date(year, month, day) for month, day in _FIXED}
    result |= {sunday + timedelta(days=n) for n in (1, 39, 50)}
    if place in (Place.ALSACE_MOSELLE, Place.UNKNOWN):
        result |= {sunday - timedelta(days=2), date(year, 12, 26)}
    local = _ABOLITION.values() if place is Place.UNKNOWN else filter(None, [_ABOLITION.get(place)])
    return frozenset(result | {date(year, month, day) for month, day in local})


@dataclass(frozen=True, slots=True)
class FrenchHolidays:
    """All years of a place's holidays as one container, for `roll`."""

    place: Place = Place.UNKNOWN

    def __contains__(self, day: object) -> bool:
        return isinstance(day, date) and day in french_holidays(day.year, self.place)


@lru_cache(maxsize=16_384)
def french_working_day(day: date, place: Place = Place.UNKNOWN) -> date:
    """The day itself, or the next working day in a French place: a calendar that is counted once per day."""
    return roll(day, FrenchHolidays(place))
