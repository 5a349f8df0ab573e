"""Files of worked cases: facts in, expected answers out. Every fault of a file names its case and key."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

_LARGEST = 4_000_000  # bytes; a file of worked cases is written by people
_KEYS = frozenset({"id", "area", "juris", "title", "facts", "expect", "why"})


class WorkedCaseUnreadable(ValueError):  # noqa: N818 - errors name the refused fact (house rule 7)
    """A file, a case or a key that cannot be read as what the format says."""


@dataclass(frozen=True, slots=True)
class WorkedCase:
    """One case: the facts by their words, and the keys of the answer that are expected of the law.

    `country`: ISO 3166-1 alpha-2, FR unless the case says `juris`.
    """

    id: str
    area: str
    facts: Mapping[str, Any]
    expect: Mapping[str, Any] = field(default_factory=dict)
    country: str = "FR"
    title: str = ""
    why: str = ""


def read_cases(path: Path) -> tuple[WorkedCase, ...]:
    """All cases of a file, in its order; `WorkedCaseUnreadable` for what is none or stands there twice."""
    document = _document(path)
    rows = document.get("cases") if isinstance(document, dict) else None
    if not isinstance(rows, list) or not rows:
        raise WorkedCaseUnreadable(f"{path}: a list under `cases:` is expected, with one case at least")
    cases = tuple([_case(row, number) for number, row in enumerate(rows, 1)])
    seen: set[str] = set()
    for case in cases:
        if case.id in seen:
            raise WorkedCaseUnreadable(f"{case.id}: this id stands twice in the file")
        seen.add(case.id)
    return cases


def read_facts(path: Path) -> WorkedCase:
    """Facts to explain: a case of the same format, or the facts alone, with `juris` if one likes."""
    document = _document(path)
    if not isinstance(document, dict):
        raise WorkedCaseUnreadable(f"{path}: facts are expected, one `name: value` a line")
    if "facts" in document:
        row = {key: value for key, value in document.items() if key in _KEYS - {"expect"}}
        return _case({"id": path.name, "area": "rights", "expect": {}, **row}, 1)
    facts = {key: value for key, value in document.items() if key not in ("juris", "area")}
    row = {"id": path.name, "area": document.get("area", "rights"), "facts": facts, "expect": {}}
    return _case(row | ({"juris": document["juris"]} if "juris" in document else {}), 1)


def _document(path: Path) -> Any:
    if path.stat().st_size > _LARGEST:
        raise WorkedCaseUnreadable(f"{path}: larger than {_LARGEST // 1_000_000} MB")
    try:
        return yaml.safe_load(path.read_text(encoding="utf-8"))
    except (yaml.YAMLError, UnicodeDecodeError) as fault:
        place = getattr(fault, "problem_mark", None)
        where = f", line {place.line + 1}" if place else ""
        what = getattr(fault, "problem", None) or "not a text in UTF-8"
        raise WorkedCaseUnreadable(f"{path}{where}: no YAML: {what}") from None
    except RecursionError:
        raise WorkedCaseUnreadable(f"{path}: nested too deeply") from None


def _case(row: object, number: int) -> WorkedCase:
    if not isinstance(row, dict):
        raise WorkedCaseUnreadable(f"case {number}: `id`, `area`, `facts` and `expect` are expected")
    name = str(row.get("id", f"case {number}"))
    for key in ("id", "area", "facts", "expect"):
        if key not in row:
            raise WorkedCaseUnreadable(f"{name}: `{key}` is missing")
    if strange := sorted(str(key) for key in row.keys() - _KEYS):
        raise WorkedCaseUnreadable(f"{name}: unknown key `{strange[0]}`; known: {', '.join(sorted(_KEYS))}")
    facts, expect = row["facts"] or {}, row["expect"] or {}
    if not isinstance(facts, dict) or not isinstance(expect, dict):
        raise WorkedCaseUnreadable(f"{name}: `facts` and `expect` are `name: value` pairs")
    return WorkedCase(
        id=name, area=str(row["area"]), facts={str(key): value for key, value in facts.items()},
        expect={str(key): value for key, value in expect.items()},
        country=str(row.get("juris", "FR")).upper(), title=str(row.get("title", "")),
        why=str(row.get("why", "")),
    )  # fmt: skip
