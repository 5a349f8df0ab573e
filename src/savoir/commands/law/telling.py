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

from savoir.commands.law.words import (
    AREA_WORDS,
    BESIDE,
    BESIDE_WORDS,
    CONTRARY,
    ITEMS,
    LAW_WORDS,
    TOLD_ONLY,
    Kind,
)
from savoir.commands.law.worked import WorkedCase, WorkedCaseUnreadable
from savoir.kernel.values.days import local_day
from savoir.kernel.values.money import Money
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
# Other words for the codes of the law, where people use both.
CODES = {
    "online": "distance_online", "phone": "distance_phone", "shop": "in_store", "store": "in_store",
    "click_and_collect": "click_collect_paid_online", "professional_seller": "trader", "seller": "trader",
    "private": "private_individual", "refurbished": "second_hand", "used": "second_hand",
    "gift_receiver": "receiver", "gift_recipient": "receiver", "recipient": "receiver",
    "hotel": "lodging_dated",
    "car_rental": "car_rental_dated", "concert_ticket": "leisure_service_dated",
    "subscription": "regular_delivery", "digital": "digital_content", "termination": "refund",
}  # fmt: skip
Told = dict[str, Any]
_OTHERS: Mapping[type, dict[str, Any]] = {Goods: {"fate": Fate}, Parcel: {}}


def tell(case: WorkedCase) -> tuple[Told, Told]:
    """(facts of the law by their names, facts of what is asked beside it); unknown words are faults."""
    known: Told = {}
    beside: Told = {}
    zone = ZONES.get(str(case.facts.get("place", case.country)), "Europe/Paris")
    for word, value in case.facts.items():
        is_foreign_place = word == "region" and case.country != "FR"
        name = word if is_foreign_place else LAW_WORDS.get(word, word)
        other = BESIDE_WORDS.get(word, word)
        own = AREA_WORDS.get(word, word)
        if own in area_kinds(case.area):
            beside[own] = _read(case, word, value, area_kinds(case.area)[own], zone)
            continue
        if value == "unknown" and name not in ("place",):
            known[name] = None
        elif name in law_kinds():
            read = _read(case, word, value, law_kinds()[name], zone)
            known[name] = not read if word in CONTRARY else read
        elif other in BESIDE:
            beside[other] = _read(case, word, value, BESIDE[other], zone)
        elif word not in TOLD_ONLY:
            raise WorkedCaseUnreadable(f"{case.id}: facts.{word}: {_strange(word)}")
    if isinstance(case.facts.get("info_given"), date):
        known.setdefault("info_given_on", _day(case.facts["info_given"], zone))
    return _things(known, beside)


def _things(known: Told, beside: Told) -> tuple[Told, Told]:
    """What the word of a thing says of it (`ITEMS`)."""
    item = str(beside.get("item", ""))
    for word, told in ITEMS:
        if word in item:
            known.update(told)
    return known, beside


def _strange(word: str) -> str:
    every = [*law_kinds(), *LAW_WORDS, *BESIDE, *BESIDE_WORDS, *TOLD_ONLY]
    near = get_close_matches(word, every, n=1)
    return "no fact that is known here" + (f"; did you mean `{near[0]}`?" if near else "")


@cache
def area_kinds(area: str) -> Mapping[str, Any]:
    """The facts of what stands beside the rights, by area: goods to be destroyed, parcels to be posted."""
    told = {"waste": Goods, "destruction": Goods, "espr": Goods, "agec": Goods, "dangerous_goods": Parcel}
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
    return kind(CODES.get(word, word))


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


def _amount(value: Any, _: str) -> Money:
    if isinstance(value, bool):
        raise ValueError(value)
    return Money.parse(f"{Decimal(str(value)):f}", CURRENCY)


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
