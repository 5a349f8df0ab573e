"""Promises against the calendar: every instant of the next 400 days is tried, hour by hour."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from savoir.kernel.values.calendars import BusinessCalendar, CalendarNeverOpen
from savoir.policies.facts import Point
from savoir.policies.proof.reports import Found, Kind
from savoir.policies.proof.structure import rows_of
from savoir.policies.tables import Compiled, RowHit

LOOKED_AT = timedelta(days=400)
_HOUR = timedelta(hours=1)
_SAID = {
    "answer_hours": ("répondre sous {} h", "to answer within {} h"),
    "remedy_days": ("apporter le remède sous {} j", "to bring the remedy within {} days"),
    "dispatch_days": ("expédier sous {} j ouvrés", "to send within {} business days"),
}


def impossible_promises(
    compiled: Compiled, calendar: BusinessCalendar, begins_at: datetime, *, is_business_clock: bool
) -> Iterator[Found]:
    """Rows whose promise somebody could ask for at an instant from which no opening lies before its end.

    `is_business_clock`: hours of an answer count only while open; then only a calendar that never opens
    breaks it. Instants are tried on the hour from `begins_at`, for 400 days.
    """
    spans: dict[timedelta | None, datetime | None] = {}
    for table in compiled.tables[Point.PROMISES]:
        for row, hit in zip(table.rows, table.hits, strict=True):
            for output, value in row.outputs.items():
                span = _span(output, value, is_business_clock=is_business_clock)
                if span not in spans:
                    spans[span] = broken_at(calendar, begins_at, span)
                if (at := spans[span]) is not None:
                    yield _told(hit, output, value, at, calendar)


def _span(output: str, value: int, *, is_business_clock: bool) -> timedelta | None:
    """The longest time a promise leaves on the clock of the wall; None = counted in open time."""
    match output:
        case "answer_hours":
            return None if is_business_clock else timedelta(hours=value)
        case "remedy_days":
            return timedelta(days=value)
    return None


def broken_at(calendar: BusinessCalendar, begins_at: datetime, span: timedelta | None) -> datetime | None:
    """The first instant of the next 400 days from which nobody is at work before `span` has passed; None of
    open time: from which nobody is ever at work.
    """
    at = begins_at.astimezone(UTC).replace(minute=0, second=0, microsecond=0)
    end = at + LOOKED_AT
    while at < end:
        try:
            opening = calendar.next_opening(at)
        except CalendarNeverOpen:
            return at
        if span is not None and opening >= at + span and opening > at:
            return at
        at = max(at + _HOUR, opening)
    return None


def _told(hit: RowHit, output: str, value: int, at: datetime, calendar: BusinessCalendar) -> Found:
    promise = [words.format(value) for words in _SAID[output]]
    day = at.date().isoformat()
    return Found(
        Kind.PROMISE_CANNOT_BE_KEPT,
        f"La ligne {hit.number} de « {hit.table} » promet de {promise[0]} ; le {day}, personne n’est là.",
        f"Row {hit.number} of “{hit.table}” promises {promise[1]}; on {day} nobody is at work in time.",
        rows=rows_of([hit]),
    )  # fmt: skip
