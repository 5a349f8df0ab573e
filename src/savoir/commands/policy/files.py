"""Reading the JSON files that people hand in: one clear sentence for whatever is no document."""

import json
from pathlib import Path
from typing import Any

from savoir.policies import tables
from savoir.policies.facts import PolicyFacts, WrongFact
from savoir.policies.tables import Compiled, WrongDocument

LARGEST = 64 * 1024 * 1024


class FileUnreadable(ValueError):  # noqa: N818 - errors name the refused fact (house rule 7)
    """A file is not JSON, or not the JSON that was asked for; the words say where."""


def read_json(path: Path) -> Any:
    """The content of a JSON file. Raises FileUnreadable: too large, no UTF-8, no JSON, a key twice."""
    try:
        if path.stat().st_size > LARGEST:
            raise FileUnreadable(f"{path}: larger than {LARGEST // 1024 // 1024} MB")
        return json.loads(path.read_text("utf-8-sig"), object_pairs_hook=_once)
    except UnicodeDecodeError as fault:
        raise FileUnreadable(f"{path}: not UTF-8 at byte {fault.start}") from fault
    except json.JSONDecodeError as fault:
        raise FileUnreadable(f"{path}: line {fault.lineno}, column {fault.colno}: {fault.msg}") from fault
    except RecursionError as fault:
        raise FileUnreadable(f"{path}: brackets within brackets, too deep to be read") from fault
    except OSError as fault:
        raise FileUnreadable(f"{path}: {fault.strerror}") from fault
    except ValueError as fault:
        raise FileUnreadable(f"{path}: {fault}".removeprefix(f"{path}: {path}: ")) from fault


def read_compiled(path: Path) -> Compiled:
    """The document of a file, compiled. Raises FileUnreadable, WrongDocument."""
    return tables.compile(read_json(path))


def read_facts(path: Path) -> PolicyFacts:
    """`{"channel": "web", "days_since_delivery": 19}`. Raises FileUnreadable naming the fact that is none."""
    form = read_json(path)
    if not isinstance(form, dict):
        raise FileUnreadable(f"{path}: expected an object, fact -> value")
    try:
        return PolicyFacts.read(form)
    except WrongFact as wrong:
        raise FileUnreadable(f"{path}: {wrong}") from wrong


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """An object; a key that stands twice would lose the first without a word."""
    whole = dict(pairs)
    if len(whole) < len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise ValueError(f"the key {twice[:40]!r} stands twice in one object")
    return whole


__all__ = ["FileUnreadable", "WrongDocument", "read_compiled", "read_facts", "read_json"]
