"""Lines that an export packs into one cell: JSON, or `name:Robe|quantity:2;...`. Pure."""

import json
from typing import Any

from savoir.orders.intake.faults import Bad


def lines_in(text: str) -> list[dict[str, str]]:
    """The lines of a cell, each with the names of the export. Raises Bad for a cell nobody can read."""
    if not text:
        return []
    if text[0] in "[{":
        return _of_json(text)
    found = [_of_pairs(part) for part in text.split(";") if part.strip()]
    if not all(found):
        raise Bad("not_a_value")
    return found


def _of_json(text: str) -> list[dict[str, str]]:
    try:
        document = json.loads(text, parse_float=str, parse_int=str)
    except (ValueError, RecursionError) as error:
        raise Bad("not_json") from error
    rows = document if isinstance(document, list) else [document]
    if not all(isinstance(row, dict) for row in rows):
        raise Bad("not_a_value")
    return [{str(name): simple(value) for name, value in row.items()} for row in rows]


def simple(value: Any) -> str:
    """A scalar as text; what is no scalar is nothing."""
    if isinstance(value, bool):
        return "true" if value else "false"
    return (
        value
        if isinstance(value, str)
        else ""
        if isinstance(value, (dict, list)) or value is None
        else str(value)
    )


def _of_pairs(part: str) -> dict[str, str]:
    pairs = (pair.partition(":") for pair in part.split("|"))
    return {name.strip(): text.strip() for name, sign, text in pairs if sign}
