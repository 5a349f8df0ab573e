"""Cells as people write them: `-`, `= web`, `dans FR, BE`, `pas amazon`, `<= 30`, `15 à 30`, `oui`, `non`."""

import re
from decimal import Decimal

from savoir.policies.facts import FactSpec, FactType, Value
from savoir.policies.tables.cells import ANY, Cell, Op, WrongCell, cell

_SIGNS = {"<=": Op.AT_MOST, "≤": Op.AT_MOST, ">=": Op.AT_LEAST, "≥": Op.AT_LEAST, "<": Op.LESS, ">": Op.MORE}
_ANY = {"-", "–", "—", ""}
_YES_NO = {"oui": True, "yes": True, "non": False, "no": False}
_ORDERED = re.compile(r"(<=|>=|≤|≥|<|>)\s*(.+)")
_AMOUNT = r"(\d[\d ]*(?:,\d\d)?(?: ?€)?)"
_RANGE = re.compile(rf"{_AMOUNT}\s*(?:à|to|\.\.)\s*{_AMOUNT}", re.IGNORECASE)
_SET = re.compile(r"(dans|in|pas|not)\s+(.+)", re.IGNORECASE)
_EUROS = re.compile(r"(\d+)(?:,(\d\d))?€")
EXAMPLES = {
    FactType.BOOLEAN: "oui, non or -",
    FactType.NUMBER: "<= 30, > 30, = 30, 15 à 30, dans 1, 2 or -",
    FactType.CHOICE: "= a, dans a, b, pas a or -",
    FactType.TEXT: "= a, dans a, b, pas a or -",
}


def parse(spec: FactSpec, text: str) -> Cell:
    """Read a readable cell of a fact's column. No-break spaces count as spaces; euros become minor units.

    Raises WrongCell with what would be right.
    """
    words = re.sub(r"\s+", " ", text).strip()
    if words in _ANY:
        return ANY
    if found := _ORDERED.fullmatch(words):
        return cell(spec, _SIGNS[found[1]], (_value(spec, found[2]),))
    if spec.type is FactType.NUMBER and (found := _RANGE.fullmatch(words)):
        return cell(spec, Op.BETWEEN, (_value(spec, found[1]), _value(spec, found[2])))
    if found := _SET.fullmatch(words):
        op = Op.IN if found[1].lower() in ("dans", "in") else Op.NOT
        return cell(spec, op, tuple(_value(spec, part) for part in found[2].split(",")))
    return cell(spec, Op.EQUALS, (_value(spec, words.removeprefix("=")),))


def _value(spec: FactSpec, text: str) -> Value:
    words = text.strip()
    if spec.type is FactType.BOOLEAN:
        known = _YES_NO.get(words.lower())
        if known is None:
            raise WrongCell("value", words, EXAMPLES[spec.type])
        return known
    return _number(spec, words) if spec.type is FactType.NUMBER else words


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
    values = [_written(spec, value, language) for value in one.values]
    signs = {Op.LESS: "<", Op.AT_MOST: "<=", Op.MORE: ">", Op.AT_LEAST: ">="}
    if one.op in signs:
        return f"{signs[one.op]} {values[0]}"
    if one.op is Op.BETWEEN:
        return f"{values[0]} {'à' if language == 'fr' else 'to'} {values[1]}"
    if one.op is Op.EQUALS:
        return values[0] if spec.type is FactType.BOOLEAN else f"= {values[0]}"
    word = {("fr", Op.IN): "dans", ("fr", Op.NOT): "pas", ("en", Op.IN): "in", ("en", Op.NOT): "not"}
    return f"{word[language, one.op]} {', '.join(values)}"


def _written(spec: FactSpec, value: Value, language: str) -> str:
    if isinstance(value, bool):
        words = ("oui", "non") if language == "fr" else ("yes", "no")
        return words[0] if value else words[1]
    if spec.unit == "minor units":
        return f"{Decimal(value) / 100:.2f}\u00a0€".replace(".", ",")
    return str(value)
