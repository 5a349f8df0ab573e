"""Which returned goods a customer may post, under which regime: ADR special provisions, carriers' bans.

Any doubt gives no label: a person calls. Batteries are asked about before any label is made.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from types import MappingProxyType
from typing import NamedTuple

from savoir.kernel.values.answers import NEEDS_FACTS, NO, YES, Answer
from savoir.law.parameters import parameter

QUESTIONS = ("swollen", "hot", "leaking", "burnt", "wet", "recalled", "diagnosable")
_REACTING = ("hot", "leaking", "burnt")
_LIGHT, _DAMAGED, _WASTE = "ADR SV188", "ADR SV376", "ADR SV377"
_FULL, _LIMITED, _AIR, _POST = "ADR 1.1.3", "ADR 3.4", "OACI IT 7.2", "CGV Colissimo"
COLISSIMO = "colissimo"


class Mode(StrEnum):
    """How the parcel travels, its whole way."""

    ROAD = "road"
    SEA = "sea"
    AIR = "air"


class Family(StrEnum):
    """Goods that one rule treats alike."""

    ION = "ion"
    METAL = "metal"
    VEHICLE = "vehicle"
    LIQUID = "liquid"
    AEROSOL = "aerosol"
    GAS = "gas"


class Kind(NamedTuple):
    """A UN number: its family, and whether a battery travels without its device."""

    family: Family
    alone: bool = False


KINDS: Mapping[str, Kind] = MappingProxyType({
    "UN3480": Kind(Family.ION, alone=True), "UN3481": Kind(Family.ION),
    "UN3090": Kind(Family.METAL, alone=True), "UN3091": Kind(Family.METAL),
    "UN3551": Kind(Family.ION, alone=True), "UN3552": Kind(Family.ION),  # sodium
    "UN3171": Kind(Family.VEHICLE), "UN3556": Kind(Family.VEHICLE), "UN3557": Kind(Family.VEHICLE),
    "UN3558": Kind(Family.VEHICLE),
    "UN1266": Kind(Family.LIQUID), "UN1263": Kind(Family.LIQUID), "UN1170": Kind(Family.LIQUID),
    "UN1987": Kind(Family.LIQUID), "UN1950": Kind(Family.AEROSOL), "UN1057": Kind(Family.GAS),
    "UN2037": Kind(Family.GAS),
})  # fmt: skip
BATTERIES = (Family.ION, Family.METAL, Family.VEHICLE)


@dataclass(frozen=True, kw_only=True)
class Parcel:
    """What would be posted and in which state; None = unknown.

    `goods`: what the catalog writes, e.g. "UN 3481"; `diagnosable`: somebody can tell a battery's state;
    `for_recycling`: None is a return like any other;
    `contracted`: the carrier takes dangerous goods by contract; `cells`, `batteries`: built in.
    """

    goods: str | None = None
    swollen: bool | None = None
    hot: bool | None = None
    leaking: bool | None = None
    burnt: bool | None = None
    wet: bool | None = None
    recalled: bool | None = None
    diagnosable: bool | None = None
    for_recycling: bool | None = None
    watt_hours: float | None = None
    lithium_grams: float | None = None
    single_cell: bool | None = None
    cells: int | None = None
    batteries: int | None = None
    parcels: int | None = None
    kilograms: float | None = None
    millilitres: float | None = None
    mode: Mode | None = None
    overseas: bool | None = None
    carrier: str | None = None
    contracted: bool | None = None


class Label(NamedTuple):
    """`answer`: whether the customer gets a label; no or a doubt goes to a person, with `tell` for him now.

    `regime` and `marks`: how it has to travel, if at all.
    """

    answer: Answer
    regime: str
    marks: tuple[str, ...]
    articles: tuple[str, ...]
    tell: tuple[str, ...]
    needs_person: bool
    missing: tuple[str, ...]


def un_number(text: str | None) -> str | None:
    """`UN3481` from whatever spells it ("un 3481", "3481"); None for anything else."""
    found = re.fullmatch(r"(?:UN)?[\s-]*(\d{4})", (text or "").strip().upper(), re.ASCII)
    return f"UN{found.group(1)}" if found else None


def kind_of(text: str | None) -> Kind | None:
    """The kind of a catalog's code; None when the table does not know it."""
    return KINDS.get(un_number(text) or "")


def advice(goods: str | None) -> tuple[str, ...]:
    """Notices for whoever holds these goods, before posting: no mode, no carrier and no state are known.

    A code the table lacks is a person's affair.
    """
    kind = kind_of(goods)
    if kind is None:
        return ("person_calls",)
    if kind.family in (Family.ION, Family.METAL):
        return ("battery_packed_alone" if kind.alone else "battery_in_device", "battery_wait")
    return ("never_posted", "person_calls")


def _refused(article: str, *tell: str, regime: str = "", marks: tuple[str, ...] = ()) -> Label:
    return Label(NO, regime, marks, (article,), tell, True, ())


def _doubt(article: str, *missing: str, tell: tuple[str, ...] = ()) -> Label:
    return Label(NEEDS_FACTS, "", (), (article,), (*tell, "person_calls"), True, missing)


def label(parcel: Parcel, today: date) -> Label:
    """Whether a customer may post these goods himself, with which marks; any doubt: no label, a person.

    The sender answers for what he posts, so a shop never makes its customer send what a carrier forbids.
    """
    kind = kind_of(parcel.goods)
    if kind is None:
        return _doubt(_FULL, "goods")
    if kind.family in BATTERIES:
        return _battery(parcel, kind, today)
    if kind.family is Family.GAS:
        return _refused(_FULL, "never_posted", "person_calls")
    return _liquid(parcel, kind, today)


def _battery(parcel: Parcel, kind: Kind, today: date) -> Label:
    return (
        _damaged(parcel)
        or _unasked(parcel)
        or _sized(parcel, kind, today)
        or _way(parcel, kind)
        or _light(parcel, kind, today)
    )


def _sized(parcel: Parcel, kind: Kind, today: date) -> Label | None:
    """Whether it is too much; what no size would let on this way is refused though its size is unknown."""
    found = _too_much(parcel, kind, today)
    if found is None or found.answer is not NEEDS_FACTS:
        return found
    return _barred(parcel, kind) or found


def _damaged(parcel: Parcel) -> Label | None:
    """SV376: no flight, no label, a specialist fetches it; P911 when it may react, else P908."""
    signs = [name for name in QUESTIONS[:-1] if getattr(parcel, name)]
    if not signs and parcel.diagnosable is not False:
        return None
    reacts = any(name in _REACTING for name in signs)
    told = ("battery_outside", "left_alone", "never_posted", "person_calls")
    return Label(
        NO, "SV376 P911/LP906" if reacts else "SV376 P908/LP904", ("mark_damaged_battery",),
        (_DAMAGED, "ADR P911" if reacts else "ADR P908", _AIR), told, True, (),
    )  # fmt: skip


def _unasked(parcel: Parcel) -> Label | None:
    lacking = [name for name in QUESTIONS if getattr(parcel, name) is None]
    return _doubt(_DAMAGED, *lacking, tell=("battery_wait",)) if lacking else None


def _too_much(parcel: Parcel, kind: Kind, today: date) -> Label | None:
    """What is for the recycler, too strong or too heavy for an ordinary parcel."""
    if parcel.for_recycling:
        marks = ("mark_batteries_for_recycling",)
        return _refused(_WASTE, "battery_shop", regime="SV377 P909", marks=marks)
    if kind.family is Family.VEHICLE:
        return _refused(_FULL, "never_posted", "person_calls", regime="ADR")
    name, cell, battery = _LIMITS[kind.family]
    amount, least, most = getattr(parcel, name), parameter(cell, today).value, parameter(battery, today).value
    if amount is None or parcel.kilograms is None:
        known = {name: amount, "kilograms": parcel.kilograms}
        return _doubt(_LIGHT, *[key for key, value in known.items() if value is None])
    limit = most if parcel.single_cell is False else least
    if amount > most or parcel.kilograms > parameter("parcel_kilograms", today).value:
        return _refused(_FULL, "never_posted", "person_calls", regime="ADR")
    if amount <= limit:
        return None
    if parcel.single_cell is None:
        return _doubt(_LIGHT, "single_cell")
    return _refused(_FULL, "never_posted", "person_calls", regime="ADR")


_LIMITS = {
    Family.ION: ("watt_hours", "cell_watt_hours", "battery_watt_hours"),
    Family.METAL: ("lithium_grams", "cell_lithium_grams", "battery_lithium_grams"),
}


def _way(parcel: Parcel, kind: Kind) -> Label | None:
    """No air leg, hence nothing overseas; nothing a carrier forbids."""
    if barred := _barred(parcel, kind):
        return barred
    lacking = [name for name in ("mode", "overseas", "carrier") if getattr(parcel, name) is None]
    if lacking:
        return _doubt(_LIGHT, *lacking)
    if parcel.carrier != COLISSIMO or parcel.contracted:
        return None
    if parcel.contracted is False:
        return _refused(_POST, "never_posted", "person_calls")
    return _doubt(_POST, "contracted")  # a device only under conditions of its own


def _barred(parcel: Parcel, kind: Kind) -> Label | None:
    if parcel.mode is Mode.AIR or parcel.overseas:
        return _refused(_AIR, "no_air", "person_calls")
    if parcel.carrier == COLISSIMO and kind.alone:
        return _refused(_POST, "never_posted", "person_calls")
    return None


def _light(parcel: Parcel, kind: Kind, today: date) -> Label:
    """SV188: marked, but for a few cells built into a device in at most two parcels."""
    few = _at_most(parcel.cells, "unmarked_cells", today)
    few = few or _at_most(parcel.batteries, "unmarked_batteries", today)
    unmarked = not kind.alone and few and _at_most(parcel.parcels, "unmarked_parcels", today)
    told = ("battery_packed_alone",) if kind.alone else ("battery_in_device", "device_wiped")
    return Label(YES, "SV188", () if unmarked else ("mark_lithium_battery",), (_LIGHT,), told, False, ())


def _at_most(count: int | None, name: str, today: date) -> bool:
    return count is not None and count <= parameter(name, today).value


def _liquid(parcel: Parcel, kind: Kind, today: date) -> Label:
    """Flammable liquids and sprays: limited quantities, by a carrier under contract only."""
    if parcel.leaking or parcel.recalled:
        return _refused(_LIMITED, "left_alone", "never_posted", "person_calls")
    if parcel.carrier == COLISSIMO:
        return _refused(_POST, "never_posted", "person_calls")
    if parcel.mode is Mode.AIR or parcel.overseas:
        return _refused(_AIR, "no_air", "person_calls")
    if parcel.contracted is False or _is_large(parcel, kind, today):
        return _refused(_LIMITED, "never_posted", "person_calls")
    asked = ["leaking", "recalled", "carrier", "mode", "overseas", "contracted"]
    asked += ["millilitres"] if kind.family is Family.AEROSOL else []
    lacking = [name for name in asked if getattr(parcel, name) is None]
    if lacking:
        return _doubt(_LIMITED, *lacking)
    return Label(YES, "LQ", ("mark_limited_quantity",), (_LIMITED,), ("liquid_upright",), False, ())


def _is_large(parcel: Parcel, kind: Kind, today: date) -> bool:
    amount, limit = parcel.millilitres, parameter("aerosol_millilitres", today).value
    return kind.family is Family.AEROSOL and amount is not None and amount > limit
