"""Documents of format 1, which had two tables, read as the format of today.

In format 1 the eligibility table also said how the thing comes back and whether a photo is asked for; those
answers move to tables of their own with the same rows, so that every row speaks as it did.
"""

from collections.abc import Mapping
from typing import Any

OLDEST = 1
_MOVED = {
    "return_way": ("retour", frozenset({"return_method", "return_paid_by"})),
    "evidence": ("preuve", frozenset({"photo_required"})),
}
_GONE = frozenset().union(*(names for _, names in _MOVED.values()))


def is_of_yesterday(form: object) -> bool:
    """Whether a document is of format 1."""
    return isinstance(form, Mapping) and form.get("format") == OLDEST and form["format"] is not True


def upgraded(form: Mapping[str, Any]) -> Mapping[str, Any]:
    """The document of format 1 in the form of format 2; any other form, and what is no document, as it is."""
    tables = form.get("tables")
    if not (is_of_yesterday(form) and isinstance(tables, list)):
        return form
    whole: list[Any] = []
    for table in tables:
        whole.extend(_split(table) if _is_eligibility(table) else [table])
    return {**form, "format": OLDEST + 1, "tables": whole}


def _is_eligibility(table: object) -> bool:
    if not isinstance(table, Mapping) or table.get("point") != "eligibility":
        return False
    rows = table.get("rows")
    return isinstance(rows, list) and all(_is_row(row) for row in rows)


def _is_row(row: object) -> bool:
    return isinstance(row, Mapping) and isinstance(row.get("then"), Mapping)


def _split(table: Mapping[str, Any]) -> list[dict[str, Any]]:
    rows = table["rows"]
    parts = [{**table, "rows": [{**row, "then": _kept(row["then"])} for row in rows]}]
    for point, (suffix, names) in _MOVED.items():
        if any(names & set(row["then"]) for row in rows):
            moved = [{**row, "then": {k: v for k, v in row["then"].items() if k in names}} for row in rows]
            name = f"{str(table.get('id', ''))[:33]}-{suffix}"
            parts.append({**table, "id": name, "point": point, "rows": moved})
    return parts


def _kept(then: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in then.items() if name not in _GONE}
