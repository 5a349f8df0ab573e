"""Repair beyond the guarantee, spare parts, the repair bonus and old goods taken back.

Directive (EU) 2024/1799; Code de la consommation L111-4; C. env. L541-10-4, L541-10-8, R541-158 f.
"""

import calendar
from datetime import date
from enum import StrEnum
from typing import NamedTuple

from savoir.kernel.values.answers import NEEDS_FACTS, NO, YES, Answer
from savoir.kernel.values.days import Place, days, french_holidays
from savoir.law.carriers import counted
from savoir.law.conformity import conformity_ruling
from savoir.law.hidden_defects import commercial_warranty_ruling
from savoir.law.parameters import parameter
from savoir.law.values import Facts, Finding

_DUTY, _FORM, _PARTS = "Dir. (EU) 2024/1799 art. 5", "Dir. (EU) 2024/1799 art. 4", "L111-4"
_BONUS, _TAKE_BACK, _BATTERIES = "C. env. L541-10-4", "C. env. L541-10-8", "Reg. (EU) 2023/1542 art. 62"
# Annex II: goods for which the Union asks makers to keep repair possible.
REPAIRABLE = frozenset({
    "washing_machine", "washer_dryer", "tumble_dryer", "dishwasher", "refrigerator", "freezer", "display",
    "welding_equipment", "vacuum_cleaner", "server", "phone",
    "cordless_phone", "tablet", "light_vehicle_battery",
})  # fmt: skip


class Owed(NamedTuple):
    """Who owes what: `debtor` is the maker, who stands in for him, or the distributor; `tell`: how."""

    answer: Answer
    debtor: str
    articles: tuple[str, ...]
    tell: tuple[str, ...]
    missing: tuple[str, ...]


class Old(StrEnum):
    """Kinds of old goods a seller takes back when he delivers a new one."""

    ELECTRICAL = "electrical"
    FURNITURE = "furniture"
    BATTERY = "battery"


def repair_owed(
    kind: str | None,
    on: date,
    *,
    maker_in_union: bool | None = None,
    representative: bool | None = None,
    importer: bool | None = None,
) -> Owed:
    """Whether goods out of guarantee must be repaired for a reasonable price in reasonable time, and by whom.

    For a maker outside the Union stands his representative there, else the importer, else the distributor;
    unknown = the maker. Not settled in France: the directive's day has passed, no French text was found.
    """
    stand_in = "representative" if representative else "importer" if importer else "distributor"
    debtor = stand_in if maker_in_union is False else "manufacturer"
    if on < parameter("repair_duty", on).since or (kind is not None and kind not in REPAIRABLE):
        return Owed(NO, debtor, (_DUTY,), (), ())
    answer = NEEDS_FACTS if kind is None else YES
    told = ("repair_reasonable", "repair_no_refusal", "repair_form_free")
    return Owed(answer, debtor, (_DUTY, _FORM), told, ("kind",) if kind is None else ())


def repair_form_last_day(given_on: date) -> date:
    """Last day a European repair information form binds the repairer; never rolled."""
    return days(given_on, parameter("repair_form_days", given_on).value)


def spare_part_due(asked_on: date) -> date:
    """Last day for the maker to supply a spare part: 15 working days, Saturdays among them (L111-4)."""

    def is_off(day: date) -> bool:
        return day.weekday() == calendar.SUNDAY or day in french_holidays(day.year, Place.METROPOLE)

    return counted(asked_on, parameter("spare_part_working_days", asked_on).value, is_off)


def repair_bonus(facts: Facts, today: date) -> Finding:
    """Whether the repair bonus may be used: never where a guarantee repairs for nothing."""
    rulings = (conformity_ruling(facts, today), commercial_warranty_ruling(facts, today))
    if any(ruling.answer is YES for ruling in rulings):
        return Finding(NO, _BONUS)
    missing = [
        name
        for ruling in rulings
        if ruling.answer is not NO
        for found in ruling.findings
        for name in found.missing
    ]
    return Finding(NEEDS_FACTS if missing else YES, _BONUS, tuple(dict.fromkeys(missing)))


def take_back(
    old: Old | None,
    on: date,
    *,
    buys_new: bool | None,
    floor_m2: int | None = None,
    turnover_eur: int | None = None,
) -> Owed:
    """Whether the seller takes an old thing back for nothing, in the shop or where he delivers.

    One for one on a purchase; without one from a floor area on. `turnover_eur`: of delivered furniture.
    """
    article = _BATTERIES if old is Old.BATTERY else _TAKE_BACK
    answer, missing = _taken(old, on, buys_new, floor_m2, turnover_eur)
    return Owed(answer, "distributor", (article,), () if answer is NO else ("take_back_free",), missing)


def _taken(
    old: Old | None, on: date, buys_new: bool | None, floor_m2: int | None, turnover_eur: int | None
) -> tuple[Answer, tuple[str, ...]]:
    if old is None:
        return NEEDS_FACTS, ("old",)
    if old is Old.BATTERY or (old is Old.ELECTRICAL and buys_new):
        return YES, ()
    free = parameter(f"take_back_free_{old}_m2", on).value
    if floor_m2 is not None and floor_m2 >= free:
        return YES, ()
    if old is Old.FURNITURE and buys_new:
        return _furniture(on, floor_m2, turnover_eur)
    lacking = (("buys_new",) if buys_new is None else ()) + (("floor_m2",) if floor_m2 is None else ())
    return (NEEDS_FACTS if lacking else NO), lacking


def _furniture(on: date, floor_m2: int | None, turnover_eur: int | None) -> tuple[Answer, tuple[str, ...]]:
    """One for one from 200 square metres, or above 100,000 euros of furniture delivered a year."""
    if (floor_m2 or 0) >= parameter("take_back_furniture_m2", on).value:
        return YES, ()
    if (turnover_eur or 0) > parameter("take_back_furniture_eur", on).value:
        return YES, ()
    known = {"floor_m2": floor_m2, "turnover_eur": turnover_eur}
    lacking = tuple([name for name, value in known.items() if value is None])
    return (NEEDS_FACTS if lacking else NO), lacking
