"""Strict JSON: what one program wrote is what this one reads, or it is refused with the reason."""

import json
from typing import Any, Final, cast

from django.http import HttpRequest
from ninja.parser import Parser

from savoir.api.problems.faults import Fault
from savoir.api.requests import ApiRequest

MOST_BYTES: Final = 2_000_000
DEEPEST: Final = 20
_WIDEST: Final = 2**63
_DIGITS: Final = 20


def parsed(body: bytes) -> Any:
    """The value of a JSON text. Raises Fault: unreadable, too deep, a name twice, a number or text no column
    can hold (NaN, infinity, beyond 64 bits, a NUL, half a surrogate pair).
    """
    try:
        value = json.loads(
            body, object_pairs_hook=_object, parse_int=_integer, parse_float=_number, parse_constant=_constant
        )
    except RecursionError:
        raise Fault("body_too_deep", most=DEEPEST) from None
    except ValueError:
        raise Fault("body_unreadable") from None
    _check(value)
    return value


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise Fault("name_twice", twice[:60], name=twice[:60])
    return found


def _integer(text: str) -> int:
    if len(text) > _DIGITS or not -_WIDEST <= int(text) < _WIDEST:
        raise Fault("number_out_of_range")
    return int(text)


def _number(text: str) -> float:
    number = float(text)
    if number in (float("inf"), float("-inf")):
        raise Fault("number_out_of_range")
    return number


def _constant(_name: str) -> float:
    raise Fault("number_out_of_range")


def _check(value: Any) -> None:
    """Walk the value once, level by level."""
    level = [value]
    for _depth in range(DEEPEST + 1):
        if not level:
            return
        level = [inner for one in level for inner in _inside(one)]
    raise Fault("body_too_deep", most=DEEPEST)


def _inside(value: Any) -> list[Any]:
    if isinstance(value, str):
        check_text(value)
    if isinstance(value, dict):
        return [*value.values(), *value]
    return value if isinstance(value, list) else []


def check_text(text: str, at: str = "") -> None:
    """Raise Fault for a text that PostgreSQL can't keep."""
    if "\x00" in text or any("\ud800" <= sign <= "\udfff" for sign in text):
        raise Fault("text_unreadable", at)


class StrictParser(Parser):
    """Hands ninja what the door has parsed already."""

    def parse_body(self, request: HttpRequest) -> Any:
        """The body as the door read it."""
        return cast(ApiRequest, request).json_body
