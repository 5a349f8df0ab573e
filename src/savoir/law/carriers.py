"""The claim against the carrier: the seller's own affair, which never touches what the customer is owed.

C. com. L133-3 and L133-6, Code de la consommation L224-65, Geneva convention (CMR) articles 30 and 32.
"""

import calendar
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import NamedTuple

from savoir.kernel.values.answers import NEEDS_FACTS, NO, YES, Answer
from savoir.kernel.values.days import Place, days, french_holidays, months
from savoir.law.parameters import parameter
from savoir.law.values import Ban

_PROTEST, _UNCHECKED, _BAR = "C. com. L133-3", "L224-65", "C. com. L133-6"
_CMR, _CMR_BAR = "CMR art. 30", "CMR art. 32"
_CONSUMER_FREE = "L216-2"
BANS = frozenset({Ban.DEMAND_CARRIER_RESERVES})


class Carriage(StrEnum):
    """Which law the transport stands under."""

    DOMESTIC = "domestic"
    CMR = "cmr"  # by road across a border


class Loss(StrEnum):
    """What became of the parcel."""

    DAMAGED = "damaged"
    PARTIAL = "partial"
    TOTAL = "total"
    LATE = "late"


@dataclass(frozen=True, kw_only=True)
class Handover:
    """How the carrier handed a parcel over; None = unknown, for a day: not known to have happened.

    `chance_to_check`: the carrier proves that the consumer could check the goods; `due_on`: the day a lost
    parcel should have come; `apparent`: seen from the outside.
    """

    carriage: Carriage | None = None
    place: Place = Place.UNKNOWN
    loss: Loss | None = None
    apparent: bool | None = None
    received_on: date | None = None
    due_on: date | None = None
    taken_by_consumer: bool | None = None
    chance_to_check: bool | None = None
    protested_on: date | None = None


class Protest(NamedTuple):
    """`answer`: whether the claim against the carrier is alive; it says nothing of the customer's rights.

    `last_day`: certain, so to be kept; `longest`: what may still be argued. None: no protest needed or no day
    known. `time_bar`: last day to sue the carrier.
    """

    answer: Answer
    articles: tuple[str, ...]
    last_day: date | None
    longest: date | None
    time_bar: date | None
    form: tuple[str, ...]
    merchant_may_not: frozenset[Ban]
    missing: tuple[str, ...]


def counted(start: date, n: int, is_off: Callable[[date], bool]) -> date:
    """The nth day after `start` among those that count; the start is not one of them."""
    day = start
    while n:
        day += timedelta(days=1)
        n -= not is_off(day)
    return day


def _off(place: Place, sundays: bool) -> Callable[[date], bool]:
    return lambda day: (
        day in french_holidays(day.year, place) or (sundays and day.weekday() == calendar.SUNDAY)
    )


def _span(handover: Handover, received: date) -> tuple[date, date, str]:
    """The certain and the longest last day, and the article. An unknown place has the fewest holidays."""
    place = Place.METROPOLE if handover.place is Place.UNKNOWN else handover.place
    if handover.carriage is Carriage.CMR and handover.loss is Loss.LATE:
        late = days(received, parameter("cmr_late_days", received).value)
        return late, late, _CMR
    if handover.carriage is Carriage.CMR:
        count = 0 if handover.apparent else parameter("cmr_protest_days", received).value
        last = counted(received, count, _off(place, sundays=True))
        return (received if handover.apparent is None else last), last, _CMR
    short = parameter("carrier_protest_days", received).value
    long = parameter("carrier_unchecked_days", received).value
    is_long = handover.taken_by_consumer and handover.chance_to_check is False
    may_be_long = handover.taken_by_consumer is not False and handover.chance_to_check is not True
    sundays = not parameter("carrier_sundays_count", received).value
    last = counted(received, long if is_long else short, _off(place, sundays))
    longest = counted(received, long if may_be_long else short, _off(handover.place, sundays=True))
    return last, longest, _UNCHECKED if is_long else _PROTEST


def time_bar(handover: Handover) -> date | None:
    """Last day to sue the carrier: a year from receipt, from the day it was due for what never came."""
    start = handover.due_on if handover.loss is Loss.TOTAL else handover.received_on
    return None if start is None else months(start, parameter("carrier_bar_months", start).value)


def protest(handover: Handover, today: date) -> Protest:
    """Until when to protest to the carrier; a parcel that never came, or late within France, needs none.

    Missed or not, the consumer is owed the same: he need not have written anything (L216-2).
    """
    bar, is_cmr = time_bar(handover), handover.carriage is Carriage.CMR
    bars = _CMR_BAR if is_cmr else _BAR
    if handover.loss is Loss.TOTAL or (handover.loss is Loss.LATE and not is_cmr):
        lacking = () if bar else ("due_on",) if handover.loss is Loss.TOTAL else ("received_on",)
        answer = NEEDS_FACTS if bar is None else YES if today <= bar else NO
        return Protest(answer, (bars, _CONSUMER_FREE), None, None, bar, (), BANS, lacking)
    received = handover.received_on
    form = ("protest_in_writing",) if is_cmr else ("protest_registered",)
    if received is None:
        article = _CMR if is_cmr else _PROTEST
        return Protest(NEEDS_FACTS, (article, _CONSUMER_FREE), None, None, None, form, BANS, ("received_on",))
    last, longest, article = _span(handover, received)
    answer = _alive(handover.protested_on or today, last, longest)
    missing = _doubts(handover) if answer is NEEDS_FACTS else ()
    return Protest(answer, (article, bars, _CONSUMER_FREE), last, longest, bar, form, BANS, missing)


def _alive(day: date, last: date, longest: date) -> Answer:
    return YES if day <= last else NO if day > longest else NEEDS_FACTS


def _doubts(handover: Handover) -> tuple[str, ...]:
    """What would tell which day holds; a Sunday in the count is a question for a lawyer."""
    if handover.carriage is Carriage.CMR:
        return ("apparent",)
    asked = ("taken_by_consumer", "chance_to_check", "place")
    lacking = tuple(n for n in asked if getattr(handover, n) in (None, Place.UNKNOWN))
    return lacking or ("sundays",)
