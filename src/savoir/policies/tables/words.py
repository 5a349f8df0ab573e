"""Cells as people write them: `-`, `= web`, `dans FR, BE`, `pas amazon`, `<= 30`, `15 à 30`, `oui`, `non`,
`sous mode/chaussures`, `>= 24/12/2026`, `15/11 à 05/01`.
"""

import re
from datetime import date
from decimal import Decimal
from typing import Any

from savoir.policies.facts import FactSpec, FactType, Value
from savoir.policies.facts.wanted import wanted
from savoir.policies.tables import grammar
from savoir.policies.tables.cells import ANY, Cell, Op, WrongCell, cell
from savoir.policies.tables.points import OutputSpec

LONGEST_CELL = 4000
_SIGNS = {"<=": Op.AT_MOST, "≤": Op.AT_MOST, ">=": Op.AT_LEAST, "≥": Op.AT_LEAST, "<": Op.LESS, ">": Op.MORE}
_YES_NO = {"oui": True, "yes": True, "non": False, "no": False}
_BLANKS = re.compile(f"[{grammar.BLANKS}]+")
_ANY = re.compile(grammar.NOTHING)
_ORDERED = re.compile(rf"({grammar.SIGN}) ?(.+)")
_TO = re.compile(grammar.TO)
_PAIR_OF_DAYS = re.compile(grammar.pair(grammar.DAY))
_SEASON = re.compile(grammar.pair(grammar.DAY_OF_YEAR))
_AMOUNT = f"{grammar.NUMBER}|{grammar.EUROS}"
_RANGE = re.compile(grammar.pair(_AMOUNT))
_SET = re.compile(rf"({grammar.SETS}|{grammar.BRANCHES}) (.+)")
_SETS = {"dans": Op.IN, "in": Op.IN, "pas": Op.NOT, "not": Op.NOT, "sous": Op.UNDER, "under": Op.UNDER}
_NUMBER, _EUROS, _DAY = (re.compile(one) for one in (grammar.NUMBER, grammar.EUROS, grammar.DAY))
_BETWEEN_VALUES = re.compile(r",(?![0-9]{2} ?€)|(?<![0-9]),")  # not the comma within 15,50 €
EXAMPLES = {
    FactType.BOOLEAN: wanted("cell_boolean"),
    FactType.NUMBER: wanted("cell_number"),
    FactType.CHOICE: wanted("cell_code"),
    FactType.TEXT: wanted("cell_code"),
    FactType.TREE: wanted("cell_tree"),
    FactType.DATE: wanted("cell_date"),
}


def parse(spec: FactSpec, text: str) -> Cell:
    """Read a readable cell of a fact's column. No-break spaces count as spaces; euros become minor units.

    Raises WrongCell with what would be right.
    """
    if len(text) > LONGEST_CELL:
        raise WrongCell("length", f"{text[:40]}…", wanted("cell_length", most=LONGEST_CELL))
    words = _BLANKS.sub(" ", text).strip(" ")
    if _ANY.fullmatch(words):
        return ANY
    if found := _ORDERED.fullmatch(words):
        return cell(spec, _SIGNS[found[1]], (_value(spec, found[2]),))
    if pair := _pair(spec, words):
        return pair
    if found := _SET.fullmatch(words):
        return cell(spec, _SETS[found[1].lower()], _several(spec, found[2]))
    return cell(spec, Op.EQUALS, (_value(spec, words.removeprefix("=")),))


def _pair(spec: FactSpec, words: str) -> Cell | None:
    """From one value to another: of a number, of days, or of days of every year."""
    if spec.type is FactType.NUMBER and _RANGE.fullmatch(words):
        return cell(spec, Op.BETWEEN, _alike(spec, _TO.split(words)))
    if spec.type is not FactType.DATE:
        return None
    if _PAIR_OF_DAYS.fullmatch(words):
        return cell(spec, Op.BETWEEN, tuple(_value(spec, part) for part in _TO.split(words)))
    if _SEASON.fullmatch(words):
        return cell(spec, Op.SEASON, tuple(_day_of_year(part) for part in _TO.split(words)))
    return None


def _several(spec: FactSpec, words: str) -> tuple[Value, ...]:
    """The values of a list; the comma of 15,50 € parts nothing."""
    parts = _BETWEEN_VALUES.split(words) if spec.unit == "minor units" else words.split(",")
    return _alike(spec, parts)


def _alike(spec: FactSpec, parts: list[str]) -> tuple[Value, ...]:
    """Values of one cell: all amounts in euros or none, for "15 à 30 €" would begin at 15 cents."""
    if len({"€" in part for part in parts}) > 1 and spec.type is FactType.NUMBER:
        raise WrongCell("value", ", ".join(parts), wanted("all_euros"))
    return tuple(_value(spec, part) for part in parts)


def _day_of_year(words: str) -> str:
    day, month = map(int, words.split("/"))
    return f"{month:02}-{day:02}"


def _value(spec: FactSpec, text: str) -> Value:
    words = text.strip(" ")
    match spec.type:
        case FactType.BOOLEAN:
            known = _YES_NO.get(words.lower())
            if known is None:
                raise WrongCell("value", words, EXAMPLES[spec.type])
            return known
        case FactType.NUMBER:
            return _number(spec, words)
        case FactType.DATE:
            return _day(spec, words)
    return words


def _day(spec: FactSpec, words: str) -> str:
    try:
        if not _DAY.fullmatch(words):
            raise ValueError
        if "/" not in words:
            return date.fromisoformat(words).isoformat()
        day, month, year = map(int, words.split("/"))
        return date(year, month, day).isoformat()
    except ValueError as wrong:
        raise WrongCell(
            "value", words, wanted("written", what=spec.expected, how=EXAMPLES[spec.type])
        ) from wrong


def _number(spec: FactSpec, words: str) -> int:
    if spec.unit == "minor units" and _EUROS.fullmatch(words):
        return int(re.sub("[ €]", "", words).replace(",", "")) * (1 if "," in words else 100)
    if not _NUMBER.fullmatch(words):
        raise WrongCell("value", words, wanted("written", what=spec.expected, how=EXAMPLES[spec.type]))
    return int(words.replace(" ", ""))


def write(spec: FactSpec, one: Cell, language: str = "fr") -> str:
    """The readable form; `parse` of it gives the same cell. `language` is "fr" or "en"."""
    if one.op is Op.ANY:
        return "-"
    values = [write_value(spec, value, language) for value in one.values]
    signs = {Op.LESS: "<", Op.AT_MOST: "<=", Op.MORE: ">", Op.AT_LEAST: ">="}
    if one.op in signs:
        return f"{signs[one.op]} {values[0]}"
    if one.op in (Op.BETWEEN, Op.SEASON):
        return f"{values[0]} {'à' if language == 'fr' else 'to'} {values[1]}"
    if one.op is Op.EQUALS:
        return values[0] if spec.type is FactType.BOOLEAN else f"= {values[0]}"
    words = {Op.IN: ("dans", "in"), Op.NOT: ("pas", "not"), Op.UNDER: ("sous", "under")}
    return f"{words[one.op][language == 'en']} {', '.join(values)}"


def write_output(spec: OutputSpec, value: Any, language: str = "fr") -> str:
    """An answer as people read it: codes as they are, yes and no in words, amounts with their unit; "-" for
    none and for an empty list. `language` is "fr" or "en".
    """
    if value is None or value == ():
        return "-"
    if isinstance(value, bool):
        return _yes_no(value, language)
    if isinstance(value, tuple):
        return ", ".join(map(str, value))
    if spec.unit == "minor units":
        return _euros(value)
    if spec.unit == "basis points":
        return f"{Decimal(value) / 100:f}\u00a0%".replace(".", ",")
    return str(value)


def _yes_no(value: bool, language: str) -> str:
    words = ("oui", "non") if language == "fr" else ("yes", "no")
    return words[0] if value else words[1]


def _euros(value: int) -> str:
    return f"{Decimal(value) / 100:.2f}\u00a0€".replace(".", ",")


def write_value(spec: FactSpec, value: Value, language: str = "fr") -> str:
    """A fact's value as it stands in a cell. `language` is "fr" or "en"."""
    if isinstance(value, bool):
        return _yes_no(value, language)
    if spec.unit == "minor units":
        return _euros(int(value))
    if spec.type is FactType.DATE:
        parts = str(value).split("-")
        return "/".join(reversed(parts))
    return str(value)
