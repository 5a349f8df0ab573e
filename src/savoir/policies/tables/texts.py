"""A document as the text of a file: what is no JSON is a fault like any other, with its place."""

import json
from typing import Any

from savoir.policies.facts.wanted import Wanted, wanted
from savoir.policies.tables.documents import Fault, WrongDocument


class _Twice(ValueError):  # noqa: N818 - errors name the fact (house rule 7)
    """A key stands twice in one object: the first would be lost without a word."""


def from_json(content: bytes) -> Any:
    """The JSON of a file, for `read`. Raises WrongDocument: no UTF-8, no JSON, a key twice, too deep."""
    try:
        return json.loads(content.decode("utf-8-sig"), object_pairs_hook=_once)
    except UnicodeDecodeError as fault:
        raise _fault(f"0x{content[fault.start]:02x} ({fault.start})", wanted("json")) from fault
    except json.JSONDecodeError as fault:
        here = fault.doc[fault.pos : fault.pos + 20]
        raise _fault(f"{here!r} ({fault.lineno}:{fault.colno})", wanted("json")) from fault
    except _Twice as fault:
        raise _fault(str(fault), wanted("key_once")) from fault
    except RecursionError as fault:
        raise _fault("[[[…", wanted("shallow")) from fault
    except ValueError as fault:  # a number of more digits than Python turns into one
        raise _fault("9999…", wanted("json")) from fault


def _fault(found: str, expected: Wanted) -> WrongDocument:
    return WrongDocument((Fault("", "", "", "json", found, expected),))


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    whole = dict(pairs)
    if len(whole) < len(pairs):
        names = [name for name, _ in pairs]
        raise _Twice(repr(next(name for name in names if names.count(name) > 1)[:40]))
    return whole
