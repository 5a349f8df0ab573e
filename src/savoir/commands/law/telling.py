"""From the words of a worked case to the facts of the law; each fault names its case and key."""

import types
from collections.abc import Callable, Mapping
from dataclasses import fields
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from difflib import get_close_matches
from enum import StrEnum
from functools import cache
from typing import Any, get_args, get_origin, get_type_hints

from savoir.commands.law.beside import (
    AREA_WORDS,
    BESIDE,
    BESIDE_WORDS,
    BY_AREA,
    ITEMS,
    OVER,
    SAYS,
    SCALED,
    TOLD_ONLY,
    Kind,
)
from savoir.commands.law.codes import CODES
from savoir.commands.law.words import CONTRARY, LAW_WORDS
from savoir.commands.law.worked import WorkedCase, WorkedCaseUnreadable
from savoir.kernel.values.days import local_day
from savoir.kernel.values.money import Money
from savoir.law.codes import Contract
from savoir.law.dangerous_goods import Parcel
from savoir.law.facts import Facts
from savoir.law.waste import Fate, Goods

CURRENCY = "EUR"
ZONES = {
    "guadeloupe": "America/Guadeloupe", "guyane": "America/Cayenne", "martinique": "America/Martinique",
    "mayotte": "Indian/Mayotte", "reunion": "Indian/Reunion", "saint_barthelemy": "America/St_Barthelemy",
    "saint_martin": "America/Marigot", "ES": "Europe/Madrid", "IT": "Europe/Rome", "DE": "Europe/Berlin",
    "BE": "Europe/Brussels",
}  # fmt: skip
Told = dict[str, Any]
# Days of a repair, and prices of what goes back, told by a word that may mean something else.
REPAIRED = frozenset({"repaired", "repair_done", "repaired_under_guarantee"})
WITHDRAWN = frozenset({"withdrawn", "withdrawn_items", "items_withdrawn", "returned_items", "items_returned"})
_SAID = frozenset(word for word, _, _ in SAYS)
WASTE = frozenset({"waste", "destruction", "espr", "agec", "agec_espr", "unsold"})
_OTHERS: Mapping[type, dict[str, Any]] = {Goods: {"fate": Fate}, Parcel: {}}


def tell(case: WorkedCase) -> tuple[Told, Told]:
    """(facts of the law by their names, facts of what is asked beside it); unknown words are faults."""
    known: Told = {}
    beside: Told = {}
    zone = ZONES.get(str(case.facts.get("place", case.country)), "Europe/Paris")
    for word, value in case.facts.items():
        by_area = BY_AREA.get(case.area, {}).get(word, word)
        for name, said in _said(case, by_area, value).items():
            _tell(case, (word, name), said, (known, beside), zone)
    for word, value, said_of in SAYS:
        if _is_told(case, word, value):
            for name, row in said_of.items():
                known.setdefault(name, _read(case, word, row, law_kinds()[name], zone))
    return _things(known, beside)


def _is_told(case: WorkedCase, word: str, value: object) -> bool:
    told = case.facts.get(word)
    return told is value if isinstance(value, bool) else told == value


def _said(case: WorkedCase, word: str, value: Any) -> Mapping[str, Any]:
    """A word and its value, by the names they stand for: scaled, over a limit, or for several facts."""
    if word in SCALED and isinstance(value, int | float):
        name, times = SCALED[word]
        return {name: round(value * times)}
    if word in OVER and isinstance(value, int):
        name, limit = OVER[word]
        return {name: value > limit}
    if isinstance(value, date):
        if word in REPAIRED:
            return {"repairs": 1, "remedy_done": value}
        if LAW_WORDS.get(word, word) == "info_given":
            return {"info_given": True, "info_given_on": value}
    if isinstance(value, list) and LAW_WORDS.get(word, word) == "delivered_on":
        return {"deliveries": value}
    if word in WITHDRAWN and isinstance(value, list | float | int):
        return {"paid": value}
    return {word: value}


def _tell(case: WorkedCase, words: tuple[str, str], value: Any, told: tuple[Told, Told], zone: str) -> None:
    """One fact where it belongs; a word that nobody knows is a fault of the case."""
    word, by_area = words
    known, beside = told
    is_place = by_area == "region" and case.country == "FR"
    name = "place" if is_place else LAW_WORDS.get(by_area, by_area)
    other, own = BESIDE_WORDS.get(by_area, by_area), AREA_WORDS.get(by_area, by_area)
    if own in area_kinds(case.area):
        beside[own] = _read(case, word, value, area_kinds(case.area)[own], zone)
    elif value == "unknown" and name != "place":
        known[name] = None
    elif name in law_kinds():
        read = _read(case, word, value, law_kinds()[name], zone)
        known[name] = not read if by_area in CONTRARY and read is not None else read
    elif other in BESIDE:
        beside[other] = _read(case, word, value, BESIDE[other], zone)
    elif word not in TOLD_ONLY and word not in _SAID:
        raise WorkedCaseUnreadable(f"{case.id}: facts.{word}: {_strange(word)}")


def _things(known: Told, beside: Told) -> tuple[Told, Told]:
    """What the word of a thing says of it (`ITEMS`)."""
    item = str(beside.get("item", ""))
    for word, told in ITEMS:
        if word in item:
            known.update(told)
    if known.get("newspaper") and known.get("contract") is not Contract.REGULAR_DELIVERY:
        known.setdefault("single_issue", True)
    return known, beside


def _strange(word: str) -> str:
    every = [*law_kinds(), *LAW_WORDS, *BESIDE, *BESIDE_WORDS, *TOLD_ONLY, *SCALED, *OVER]
    near = get_close_matches(word, every, n=1)
    return "no fact that is known here" + (f"; did you mean `{near[0]}`?" if near else "")


@cache
def area_kinds(area: str) -> Mapping[str, Any]:
    """The facts of what stands beside the rights, by area: goods to be destroyed, parcels to be posted."""
    told: Mapping[str, Any] = dict.fromkeys(WASTE, Goods) | {"dangerous_goods": Parcel}
    if area not in told:
        return {}
    hints = get_type_hints(told[area])
    return {field.name: _kind_of(hints[field.name]) for field in fields(told[area])} | _OTHERS[told[area]]


@cache
def law_kinds() -> Mapping[str, Any]:
    """Each fact of the law and how it is read: a `Kind`, or its enumeration."""
    hints = get_type_hints(Facts)
    return {field.name: _kind_of(hints[field.name]) for field in fields(Facts)}


def _kind_of(hint: Any) -> Any:
    kinds = [one for one in get_args(hint) if one is not types.NoneType] if _is_union(hint) else [hint]
    kind = kinds[0]
    if get_origin(kind) is tuple:
        return Kind.DAYS if get_args(kind)[0] is date else get_args(kind)[0]
    simple = {
        date: Kind.DAY,
        bool: Kind.FLAG,
        int: Kind.NUMBER,
        float: Kind.MEASURE,
        Money: Kind.AMOUNT,
        str: Kind.WORD,
    }
    return simple.get(kind, kind)


def _is_union(hint: Any) -> bool:
    return get_origin(hint) is types.UnionType


def _read(case: WorkedCase, word: str, value: Any, kind: Any, zone: str) -> Any:
    if value is None:
        return None
    try:
        if isinstance(kind, type) and issubclass(kind, StrEnum):
            return _codes(kind, value) if isinstance(value, list) else _code(kind, str(value))
        return READERS[kind](value, zone)
    except (ValueError, TypeError, InvalidOperation) as fault:
        choices = kind.value if isinstance(kind, Kind) else " or ".join(kind.__members__.values())
        raise WorkedCaseUnreadable(f"{case.id}: facts.{word}: {value!r} is not {choices}") from fault


def _code(kind: type[StrEnum], word: str) -> StrEnum:
    plain = word.lower().replace("-", "_").replace(" ", "_")
    return kind(plain if plain in kind.__members__.values() else CODES.get(plain, word))


def _codes(kind: type[StrEnum], words: list[Any]) -> tuple[StrEnum, ...]:
    return tuple([_code(kind, str(word)) for word in words])


def _day(value: Any, zone: str) -> date:
    if isinstance(value, datetime):
        return local_day(value, zone) if value.tzinfo else value.date()
    return value if isinstance(value, date) else date.fromisoformat(str(value))


def _days(value: Any, zone: str) -> tuple[date | None, ...]:
    rows = value if isinstance(value, list) else [value]
    return tuple([None if row is None else _day(row, zone) for row in rows])


def _flag(value: Any, zone: str) -> bool:
    """True or false; the day of an event says that it happened, a number how often."""
    if isinstance(value, bool):
        return value
    if isinstance(value, int):
        return value > 0
    _day(value, zone)
    return True


def _number(value: Any, zone: str) -> int:
    """A whole number; a flag or the day of an event is one of them, a list as many."""
    if isinstance(value, list):
        return len(value)
    if isinstance(value, float) or (isinstance(value, int) and value < 0):
        raise ValueError(value)
    return int(value) if isinstance(value, int) else int(_flag(value, zone))


def _amount(value: Any, zone: str) -> Money:
    """An amount, or the sum of a list of them."""
    if isinstance(value, list) and value:
        rows = [_amount(_price(row), zone) for row in value]
        return sum(rows[1:], rows[0])
    if isinstance(value, bool):
        raise ValueError(value)
    return Money.parse(f"{Decimal(str(value)):f}", CURRENCY)


def _price(row: Any) -> Any:
    """Of an item as `{price: 40, withdrawn: true}` its price; nothing for one that is kept."""
    if not isinstance(row, dict):
        return row
    return row.get("price") if row.get("withdrawn", row.get("returned", True)) else 0


def _word(value: Any, _: str) -> str:
    if isinstance(value, dict | list):
        raise ValueError(value)
    return str(value)


def _words(value: Any, zone: str) -> tuple[str, ...]:
    return tuple([_word(row, zone) for row in (value if isinstance(value, list) else [value])])


def _terms(value: Any, _: str) -> Mapping[str, Any]:
    if not isinstance(value, dict):
        raise ValueError(value)
    return {str(key): term for key, term in value.items()}


READERS: Mapping[Kind, Callable[[Any, str], Any]] = {
    Kind.DAY: _day, Kind.DAYS: _days, Kind.FLAG: _flag, Kind.NUMBER: _number, Kind.AMOUNT: _amount,
    Kind.MEASURE: lambda value, _: float(value), Kind.WORD: _word, Kind.WORDS: _words, Kind.TERMS: _terms,
    Kind.ANY: lambda value, _: value,
}  # fmt: skip
