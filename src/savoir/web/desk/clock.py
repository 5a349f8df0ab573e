"""The instants that divide an agent's day."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from savoir.cases.queries import Bounds
from savoir.kernel.values.days import local_day

EVENING = time(18)


def bounds_of(now: datetime, zone: str) -> Bounds:
    """Now, 18 h of the local day, the end of the local week (Sunday midnight), a week ago."""
    place, today = ZoneInfo(zone), local_day(now, zone)
    monday = today + timedelta(days=7 - today.weekday())
    return Bounds(
        now=now, evening=datetime.combine(today, EVENING, place),
        week_end=datetime.combine(monday, time(0), place), week_ago=now - timedelta(days=7),
    )  # fmt: skip


def today_of(now: datetime, zone: str) -> date:
    """The local day."""
    return local_day(now, zone)
