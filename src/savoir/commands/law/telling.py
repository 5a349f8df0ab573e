"""From the words of a worked case to the facts of the law; each fault names its case and key."""

from collections.abc import Callable, Mapping
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from difflib import get_close_matches
from enum import StrEnum
from typing import Any

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
from savoir.commands.law.kinds import area_kinds, law_kinds
from savoir.commands.law.nearness import near, parts
from savoir.commands.law.saying import SAID, said, spelled
from savoir.commands.law.words import CONTRARY, LAW_WORDS
from savoir.commands.law.worked import WorkedCase, WorkedCaseUnreadable
from savoir.kernel.values.days import local_day
from savoir.kernel.values.money import Money
from savoir.law.codes import Contract

CURRENCY = "EUR"
ZONES = {
    "guadeloupe": "America/Guadeloupe", "guyane": "America/Cayenne", "martinique": "America/Martinique",
    "mayotte": "Indian/Mayotte", "reunion": "Indian/Reunion", "saint_barthelemy": "America/St_Barthelemy",
    "saint_martin": "America/Marigot", "ES": "Europe/Madrid", "IT": "Europe/Rome", "DE": "Europe/Berlin",
    "BE": "Europe/Brussels",
}  # fmt: skip
_NEAR_CODES = near(CODES, CODES.__getitem__)
Told = dict[str, Any]
NO_DAY = frozenset({"none", "never", "no", "not_yet", "missing"})
FLAGS = {
    **dict.fromkeys(
        ("missing", "none", "not_given", "omitted", "absent", "never", "no", "incomplete", "late"), False
    ),
    **dict.fromkeys(("given", "complete", "provided", "yes"), True),
}


def tell(case: WorkedCase) -> tuple[Told, Told]:
    """(facts of the law by their names, facts of what is asked beside it); unknown words are faults."""
    known: Told = {}
    beside: Told = {}
    zone = ZONES.get(str(case.facts.get("place", case.country)), "Europe/Paris")
    for word, value in case.facts.items():
        by_area = BY_AREA.get(case.area, {}).get(word) or spelled(case.area, word)
        for name, row in said(by_area, value).items():
            _tell(case, (word, name), row, (known, beside), zone)
    for word, value, of_sale in SAYS:
        if _is_told(case, word, value):
            for name, row in of_sale.items():
                read = _read(case, word, row, law_kinds()[name], zone)
                known[name] = read if name == "sale" else known.get(name, read)
    return _things(known, beside)


def _is_told(case: WorkedCase, word: str, value: object) -> bool:
    told = case.facts.get(word)
    return told is value if isinstance(value, bool) else told == value


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
    elif by_area not in TOLD_ONLY and by_area not in SAID:
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


def _read(case: WorkedCase, word: str, value: Any, kind: Any, zone: str) -> Any:
    if value is None or (kind is Kind.DAY and str(value) in NO_DAY):
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
    known = plain if plain in CODES else _NEAR_CODES.get(parts(plain), plain)
    return kind(plain if plain in kind.__members__.values() else CODES.get(known, word))


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
    if str(value) in FLAGS:
        return FLAGS[str(value)]
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
    if isinstance(value, dict):
        return _amount(list(value.values()), zone)
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
