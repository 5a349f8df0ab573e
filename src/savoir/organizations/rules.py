"""Calendars as people keep them: weekly slots, the holidays of the place, days closed by choice."""

from collections.abc import Mapping, Sequence
from datetime import date, time
from functools import lru_cache
from typing import Final

import holidays

from savoir.kernel.values.calendars import BusinessCalendar, Slot
from savoir.organizations.values import ANSWERED_YES_OR_NO, NUMBERS

# Legal holidays are expanded once for the years Savoir may ever count in: sales are imported years after
# the fact, and a promise is made at most a few months ahead.
FIRST_YEAR: Final = 2009
LAST_YEAR: Final = 2045
# What people call by one name and ISO 3166-2 cuts in two (Code du travail L3134-13).
REGIONS: Final = {"Alsace-Moselle": "57"}

SlotRow = tuple[int, str, str]


class UnknownRegion(ValueError):  # noqa: N818 - errors name the refused fact (house rule 7)
    """The holiday library knows no such country or region."""


@lru_cache(maxsize=64)
def legal_holidays(country: str, region: str) -> frozenset[date]:
    """Public holidays of a country (ISO 3166-1) and region ("", "Alsace-Moselle", "974", "Guadeloupe"...).

    Source: the `holidays` library. Raises `UnknownRegion`.
    """
    try:
        days = holidays.country_holidays(
            country, subdiv=REGIONS.get(region, region) or None, years=range(FIRST_YEAR, LAST_YEAR + 1)
        )
    except NotImplementedError as unknown:
        raise UnknownRegion(f"{country} {region}") from unknown
    return frozenset(days)


@lru_cache(maxsize=256)
def expand_calendar(
    zone: str, slots: tuple[SlotRow, ...], country: str, region: str, closed_days: tuple[str, ...]
) -> BusinessCalendar:
    """One calendar with its holidays; the same content is expanded once per process.

    `slots`: (weekday, "09:00", "18:00"); `closed_days`: ISO dates. Raises ValueError for what can't be read.
    """
    hours = ((day, time.fromisoformat(opens), time.fromisoformat(closes)) for day, opens, closes in slots)
    return BusinessCalendar(
        zone=zone,
        slots=tuple(Slot(*row) for row in hours),
        closed_days=legal_holidays(country, region) | frozenset(map(date.fromisoformat, closed_days)),
    )


BUYER_KINDS = ("consumer", "professional")
CONTRACT_KINDS = ("goods", "service", "digital_content", "regular_delivery")
MOST_OF_SOME_GOODS = 1_000  # of a brand: all are read with each answer


def slot_rows(slots: Sequence[Mapping[str, object]]) -> tuple[SlotRow, ...]:
    """The stored slots as plain rows. Raises ValueError for one without weekday, opening or closing."""
    try:
        return tuple((int(str(s["weekday"])), str(s["opens"]), str(s["closes"])) for s in slots)
    except KeyError as missing:
        raise ValueError(f"a slot has no {missing}") from missing


def admits(fact: str, value: object) -> bool:
    """Whether a declared fact may have this value; facts that nobody reads yet may have any."""
    if fact in ANSWERED_YES_OR_NO:
        return isinstance(value, bool)
    if fact in NUMBERS:
        return type(value) is int and 0 <= value <= NUMBERS[fact]
    match fact:
        case "buyer_kind":
            return value in BUYER_KINDS
        case "contract_kind":
            return value in CONTRACT_KINDS
    return True
