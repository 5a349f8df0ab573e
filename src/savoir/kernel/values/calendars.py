"""Business calendars: time that counts only while somebody is at work, right across clock changes."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from itertools import pairwise
from typing import Final
from zoneinfo import ZoneInfo

_MIDNIGHT: Final = time(0)
_DAY: Final = timedelta(days=1)
_ZERO: Final = timedelta()
_LOOKAHEAD_DAYS: Final = 400


class CalendarNeverOpen(ValueError):  # noqa: N818 - errors name the refused fact (house rule 7)
    """No slot was found within 400 days: the calendar can't keep a promise."""


@dataclass(frozen=True, slots=True)
class Slot:
    """Opening hours on one weekday (0 = Monday), local time, half-open; closing at 00:00 = day's end."""

    weekday: int
    opens: time
    closes: time

    def __post_init__(self) -> None:
        if not 0 <= self.weekday <= 6:
            raise ValueError("a weekday is 0 (Monday) to 6 (Sunday)")
        if self.closes != _MIDNIGHT and self.closes <= self.opens:
            raise ValueError("a slot closes after it opens, on the same day")


Window = tuple[timedelta, timedelta]  # opening and closing, counted from local midnight


@dataclass(frozen=True)
class BusinessCalendar:
    """Weekly slots in an IANA zone, minus closed days. Overlapping slots raise ValueError."""

    zone: str
    slots: tuple[Slot, ...]
    closed_days: frozenset[date] = frozenset()
    _week: tuple[tuple[Window, ...], ...] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        ZoneInfo(self.zone)
        week = tuple(
            tuple(sorted((_since(s.opens), _since(s.closes) or _DAY) for s in self.slots if s.weekday == day))
            for day in range(7)
        )
        if any(later[0] < earlier[1] for windows in week for earlier, later in pairwise(windows)):
            raise ValueError("slots of one day overlap")
        object.__setattr__(self, "_week", week)

    def add_business_time(self, start: datetime, amount: timedelta) -> datetime:
        """Earliest UTC instant when `amount` of open time has passed since `start` (zero: `start` itself)."""
        if amount < _ZERO:
            raise ValueError("business time is not negative")
        at = _utc(start)
        if not amount:
            return at
        for opens, closes in self._windows(at):
            open_time = closes - opens
            if amount <= open_time:
                return opens + amount
            amount -= open_time
        raise CalendarNeverOpen(self.zone)

    def business_time_between(self, a: datetime, b: datetime) -> timedelta:
        """Open time from `a` to `b`; negative when `b` is before `a`; zero where it is never open."""
        at, end = _utc(a), _utc(b)
        if end < at:
            return -self.business_time_between(end, at)
        passed = _ZERO
        for opens, closes in self._windows(at):
            if opens >= end:
                break
            passed += min(closes, end) - opens
        return passed

    def is_open(self, at: datetime) -> bool:
        """Whether an instant lies in a slot."""
        at = _utc(at)
        return next((opens == at for opens, _ in self._windows(at)), False)

    def next_opening(self, at: datetime) -> datetime:
        """`at` itself when open, else the next instant a slot opens (UTC); raises `CalendarNeverOpen`."""
        for opens, _ in self._windows(_utc(at)):
            return opens
        raise CalendarNeverOpen(self.zone)

    def _windows(self, at: datetime) -> Iterator[tuple[datetime, datetime]]:
        """Non-empty UTC windows from `at` on, in order; ends after 400 days in a row without one."""
        day, idle, floor = at.astimezone(ZoneInfo(self.zone)).date(), 0, at
        while idle < _LOOKAHEAD_DAYS:
            idle += 1
            windows = () if day in self.closed_days else self._week[day.weekday()]
            for opens, closes in _instants(self.zone, day, windows):
                if closes > floor:
                    yield max(opens, floor), closes
                    floor, idle = closes, 0
            day += _DAY


def _since(moment: time) -> timedelta:
    return timedelta(
        hours=moment.hour, minutes=moment.minute, seconds=moment.second, microseconds=moment.microsecond
    )


@lru_cache(maxsize=8192)
def _instants(zone: str, day: date, windows: tuple[Window, ...]) -> tuple[tuple[datetime, datetime], ...]:
    """A day's windows as UTC instants; wall times a clock change skips keep the old offset."""
    midnight, place = datetime.combine(day, _MIDNIGHT), ZoneInfo(zone)
    result: list[tuple[datetime, datetime]] = []
    for bounds in windows:
        opens, closes = ((midnight + bound).replace(tzinfo=place).astimezone(UTC) for bound in bounds)
        opens = max(opens, result[-1][1]) if result else opens
        if opens < closes:
            result.append((opens, closes))
    return tuple(result)


def _utc(instant: datetime) -> datetime:
    if instant.tzinfo is None:
        raise ValueError("an instant needs its zone")
    return instant.astimezone(UTC)
