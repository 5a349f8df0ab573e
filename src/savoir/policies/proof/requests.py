"""What is asked of the proof's own process, as JSON and back."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from savoir.kernel.values.calendars import BusinessCalendar, Slot

LONGEST_SECONDS = 120.0


@dataclass(frozen=True, slots=True)
class Request:
    """A stored document with its digest, the instant it could begin at, and the calendar its promises need.

    `seconds`: how long the solver may take; what it leaves is open for a person.
    """

    document: Mapping[str, Any]
    digest: str
    begins_at: datetime
    calendar: BusinessCalendar | None = None
    is_business_clock: bool = True
    seconds: float = LONGEST_SECONDS

    def plain(self) -> dict[str, Any]:
        """As JSON."""
        return {
            "document": dict(self.document), "digest": self.digest, "begins_at": self.begins_at.isoformat(),
            "calendar": _calendar_form(self.calendar), "is_business_clock": self.is_business_clock,
            "seconds": self.seconds,
        }  # fmt: skip

    @classmethod
    def read(cls, form: Mapping[str, Any]) -> "Request":
        """The same from JSON. Raises KeyError or ValueError for what is none."""
        return cls(
            form["document"], form["digest"], datetime.fromisoformat(form["begins_at"]),
            _calendar(form["calendar"]), form["is_business_clock"], form["seconds"],
        )  # fmt: skip


def _calendar_form(calendar: BusinessCalendar | None) -> dict[str, Any] | None:
    if calendar is None:
        return None
    slots = [[one.weekday, one.opens.isoformat(), one.closes.isoformat()] for one in calendar.slots]
    days = sorted(day.isoformat() for day in calendar.closed_days)
    return {"zone": calendar.zone, "slots": slots, "closed_days": days}


def _calendar(form: Mapping[str, Any] | None) -> BusinessCalendar | None:
    if form is None:
        return None
    slots = [Slot(day, time.fromisoformat(o), time.fromisoformat(c)) for day, o, c in form["slots"]]
    return BusinessCalendar(
        form["zone"], tuple(slots), frozenset(map(date.fromisoformat, form["closed_days"]))
    )
