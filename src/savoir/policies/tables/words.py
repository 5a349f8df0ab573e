"""Cells as people write them: `-`, `= web`, `dans FR, BE`, `pas amazon`, `<= 30`, `15 à 30`, `oui`, `non`,
`sous mode/chaussures`, `>= 24/12/2026`, `15/11 à 05/01`.
"""

import re
from datetime import date
from decimal import Decimal
from typing import Any

from savoir.policies.facts import FactSpec, FactType, Value
from savoir.policies.tables.cells import ANY, Cell, Op, WrongCell, cell
from savoir.policies.tables.points import OutputSpec

LONGEST_CELL = 4000
_SIGNS = {"<=": Op.AT_MOST, "≤": Op.AT_MOST, ">=": Op.AT_LEAST, "≥": Op.AT_LEAST, "<": Op.LESS, ">": Op.MORE}
_ANY = {"-", "–", "—", ""}
_YES_NO = {"oui": True, "yes": True, "non": False, "no": False}
_ORDERED = re.compile(r"(<=|>=|≤|≥|<|>)\s*(.+)")
_AMOUNT = r"(\d[\d ]*(?:,\d\d)?(?: ?€)?)"
_TO = r"\s*(?:à|to|\.\.)\s*"
_RANGE = re.compile(rf"{_AMOUNT}{_TO}{_AMOUNT}", re.IGNORECASE)
_DAY = r"(\d\d?/\d\d?/\d{4}|\d{4}-\d\d-\d\d)"
_DAYS = re.compile(rf"{_DAY}{_TO}{_DAY}", re.IGNORECASE)
_SEASON = re.compile(rf"(\d\d?)/(\d\d?){_TO}(\d\d?)/(\d\d?)", re.IGNORECASE)
_SET = re.compile(r"(dans|in|pas|not|sous|under)\s+(.+)", re.IGNORECASE)
_SETS = {"dans": Op.IN, "in": Op.IN, "pas": Op.NOT, "not": Op.NOT, "sous": Op.UNDER, "under": Op.UNDER}
_EUROS = re.compile(r"(\d+)(?:,(\d\d))?€")
_CODES = "= a, dans a, b, pas a or -"
EXAMPLES = {
    FactType.BOOLEAN: "oui, non or -",
    FactType.NUMBER: "<= 30, > 30, = 30, 15 à 30, dans 1, 2 or -",
    FactType.CHOICE: _CODES,
    FactType.TEXT: _CODES,
    FactType.TREE: "= a, sous a, dans a, b, pas a or -",
    FactType.DATE: "<= 24/12/2026, 15/11/2026 à 24/12/2026, 15/11 à 05/01 for every year, or -",
}


def parse(spec: FactSpec, text: str) -> Cell:
    """Read a readable cell of a fact's column. No-break spaces count as spaces; euros become minor units.

    Raises WrongCell with what would be right.
    """
    if len(text) > LONGEST_CELL:
        raise WrongCell("length", f"{text[:40]}…", f"a cell of at most {LONGEST_CELL} characters")
    words = re.sub(r"\s+", " ", text).strip()
    if words in _ANY:
        return ANY
    if found := _ORDERED.fullmatch(words):
        return cell(spec, _SIGNS[found[1]], (_value(spec, found[2]),))
    if pair := _pair(spec, words):
        return pair
    if found := _SET.fullmatch(words):
        values = tuple(_value(spec, part) for part in found[2].split(","))
        return cell(spec, _SETS[found[1].lower()], values)
    return cell(spec, Op.EQUALS, (_value(spec, words.removeprefix("=")),))


def _pair(spec: FactSpec, words: str) -> Cell | None:
    """From one value to another: of a number, of days, or of days of every year."""
    if spec.type is FactType.NUMBER and (found := _RANGE.fullmatch(words)):
        return cell(spec, Op.BETWEEN, (_value(spec, found[1]), _value(spec, found[2])))
    if spec.type is not FactType.DATE:
        return None
    if found := _DAYS.fullmatch(words):
        return cell(spec, Op.BETWEEN, (_value(spec, found[1]), _value(spec, found[2])))
    if found := _SEASON.fullmatch(words):
        first, last = (
            f"{int(month):02}-{int(day):02}" for day, month in (found.group(1, 2), found.group(3, 4))
        )
        return cell(spec, Op.SEASON, (first, last))
    return None


def _value(spec: FactSpec, text: str) -> Value:
    words = text.strip()
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
        if "/" not in words:
            return date.fromisoformat(words).isoformat()
        day, month, year = map(int, words.split("/"))
        return date(year, month, day).isoformat()
    except ValueError as wrong:
        raise WrongCell("value", words, f"{spec.expected}, written {EXAMPLES[spec.type]}") from wrong


def _number(spec: FactSpec, words: str) -> int:
    tight = words.replace(" ", "")
    if spec.unit == "minor units" and (euros := _EUROS.fullmatch(tight)):
        return int(euros[1]) * 100 + int(euros[2] or 0)
    if not (tight.isascii() and tight.isdigit() and len(tight) <= 16):
        raise WrongCell("value", words, f"{spec.expected}, written {EXAMPLES[spec.type]}")
    return int(tight)


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
