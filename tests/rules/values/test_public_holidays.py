"""Days off next door, and the French ones against the library that everybody keeps together."""

from datetime import date, timedelta

import holidays
import pytest

from savoir.kernel.values.days import Place, easter, french_holidays
from savoir.kernel.values.public_holidays import REGIONS, public_holidays, working_day

SUBDIVISIONS = {
    Place.METROPOLE: None, Place.ALSACE_MOSELLE: "6AE", Place.GUADELOUPE: "971", Place.MARTINIQUE: "972",
    Place.GUYANE: "973", Place.REUNION: "974", Place.MAYOTTE: "976", Place.SAINT_BARTHELEMY: "BL",
    Place.SAINT_MARTIN: "MF",
}  # fmt: skip
# Kept by custom there, named by neither L3133-1 nor L3422-2: Schoelcher's day, mid-Lent and Good Friday.
SCHOELCHER = {Place.GUADELOUPE, Place.MARTINIQUE, Place.SAINT_MARTIN}


def _by_custom(year: int, place: Place) -> set[date]:
    days = {date(year, 7, 21)} if place in SCHOELCHER else set()
    if place is Place.GUADELOUPE:
        days |= {easter(year) - timedelta(days=n) for n in (24, 2)}
    return days


@pytest.mark.parametrize(("place", "subdivision"), SUBDIVISIONS.items())
def test_the_french_days_off_are_those_of_the_library(place: Place, subdivision: str | None) -> None:
    for year in range(2020, 2041):
        listed = set(holidays.country_holidays("FR", subdiv=subdivision, years=year))
        assert french_holidays(year, place) == listed - _by_custom(year, place), year
        assert french_holidays(year, place) <= french_holidays(year, Place.UNKNOWN)


@pytest.mark.parametrize(("country", "region", "day", "then"), [
    ("BE", None, date(2026, 7, 21), date(2026, 7, 22)),  # the national day, a Tuesday
    ("DE", "BY", date(2026, 6, 4), date(2026, 6, 5)),  # Corpus Christi is kept in Munich
    ("DE", "HH", date(2026, 6, 4), date(2026, 6, 4)),  # and not in Hamburg
    ("DE", None, date(2026, 6, 4), date(2026, 6, 5)),
    ("DE", "BY", date(2025, 8, 15), date(2025, 8, 18)),  # Assumption, in Catholic communes
    ("ES", "CT", date(2026, 6, 24), date(2026, 6, 25)),  # Saint John in Catalonia
    ("ES", "MD", date(2026, 6, 24), date(2026, 6, 24)),
    ("ES", "Somewhere", date(2026, 6, 24), date(2026, 6, 25)),  # no such region: all of them
    ("IT", None, date(2026, 4, 25), date(2026, 4, 27)),  # the Liberation, a Saturday
    ("IT", "BZ", date(2026, 5, 25), date(2026, 5, 26)),  # Whit Monday in Bolzano
    ("IT", "RM", date(2026, 6, 29), date(2026, 6, 29)),  # the patrons of Rome are the town's affair
    ("PT", None, date(2026, 6, 10), date(2026, 6, 10)),  # no table: only week-ends are certain
    ("PT", None, date(2026, 6, 13), date(2026, 6, 15)),
])  # fmt: skip
def test_the_next_working_day_next_door(country: str, region: str | None, day: date, then: date) -> None:
    assert working_day(day, country, region) == then


@pytest.mark.parametrize("country", REGIONS)
def test_an_unknown_place_has_every_day_off_of_its_country(country: str) -> None:
    everywhere = public_holidays(country, 2026)
    assert all(public_holidays(country, 2026, region) <= everywhere for region in REGIONS[country])
    assert date(2026, 12, 25) in everywhere
