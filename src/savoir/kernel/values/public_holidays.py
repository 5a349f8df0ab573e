"""Working days of the neighbours: public holidays of Belgium, Germany, Spain and Italy.

Source: the `holidays` library; feasts of a town's patron are left out: Reg. (EEC, Euratom) 1182/71 art. 2
counts the days a state designates. France has tables of its own in `days`.
"""

from datetime import date, timedelta
from functools import lru_cache
from typing import Final

import holidays

from savoir.kernel.values.days import easter, roll

_PUBLIC: Final = ("public",)
# ISO 3166-2 without the country: Länder, comunidades autónomas and Bolzano.
REGIONS: Final = {
    "BE": (),
    "DE": ("BB", "BE", "BW", "BY", "HB", "HE", "HH", "MV", "NI", "NW", "RP", "SH", "SL", "SN", "ST", "TH"),
    "ES": (
        "AN", "AR", "AS", "CB", "CE", "CL", "CM", "CN", "CT", "EX", "GA", "IB", "MC", "MD", "ML", "NC", "PV",
        "RI", "VC",
    ),
    "IT": ("BZ",),
}  # fmt: skip
# In Catholic communes of Bavaria and Saxony more days are off; which communes is not asked.
_CATEGORIES: Final = {"DE": ("public", "catholic")}


@lru_cache(maxsize=1024)
def public_holidays(country: str, year: int, region: str | None = None) -> frozenset[date]:
    """Holidays of a year in one region; of every region when it is not told or not known, the longer for the
    consumer. A country without a table has none: its Saturdays and Sundays are all that is certain.
    """
    if country not in REGIONS:
        return frozenset()
    regions = REGIONS[country]
    found = _listed(country, year, None)
    return found.union(*(_of_region(country, year, r) for r in ((region,) if region in regions else regions)))


def _of_region(country: str, year: int, region: str) -> frozenset[date]:
    if country == "IT":  # its provinces in the library carry their towns' patrons
        return frozenset({easter(year) + timedelta(days=50)})
    return _listed(country, year, region)


def _listed(country: str, year: int, region: str | None) -> frozenset[date]:
    known = holidays.country_holidays(
        country, subdiv=region, years=year, categories=_CATEGORIES.get(country, _PUBLIC)
    )
    return frozenset(known)


class _Holidays:
    """All years of a region's holidays as one container, for `roll`."""

    def __init__(self, country: str, region: str | None) -> None:
        self.country, self.region = country, region

    def __contains__(self, day: object) -> bool:
        return isinstance(day, date) and day in public_holidays(self.country, day.year, self.region)


@lru_cache(maxsize=16_384)
def working_day(day: date, country: str, region: str | None = None) -> date:
    """The day itself, or the next working day of a country (ISO 3166-1) and region (ISO 3166-2, "BY")."""
    return roll(day, _Holidays(country, region))
