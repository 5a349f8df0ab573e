"""A stable fingerprint of a value: the form carries it, the deed refuses when it moved."""

import json
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from enum import Enum
from functools import cache
from hashlib import sha256
from typing import Any
from uuid import UUID

_AS_IT_IS = frozenset({str, int, bool, type(None)})


def digest(value: object) -> str:
    """First 32 hex characters of the SHA-256 of a value's canonical JSON.

    Takes dataclasses (with their class name), mappings, sequences, sets, enums, dates, aware datetimes (as
    UTC), Decimal, UUID, bytes and plain JSON values; floats, naive datetimes, others: TypeError.
    """
    text = json.dumps(_plain(value), ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return sha256(text.encode()).hexdigest()[:32]


def _plain(value: object) -> Any:
    if type(value) in _AS_IT_IS:
        return value
    if isinstance(value, Enum):
        return _plain(value.value)
    if value is None or isinstance(value, bool | int | str):
        return value
    if is_dataclass(value) and not isinstance(value, type):
        named = {name: _plain(getattr(value, name)) for name in _compared(type(value))}
        return {"": type(value).__name__, **named}
    if isinstance(value, Mapping):
        return {_key(key): _plain(item) for key, item in value.items()}
    return _plain_collection(value)


@cache
def _compared(kind: Any) -> tuple[str, ...]:
    """The fields by which two values of a dataclass are equal."""
    return tuple(field.name for field in fields(kind) if field.compare)


def _plain_collection(value: object) -> Any:
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    if isinstance(value, set | frozenset):
        return sorted((_plain(item) for item in value), key=lambda item: json.dumps(item, sort_keys=True))
    return _plain_scalar(value)


def _plain_scalar(value: object) -> str:
    if isinstance(value, datetime):
        if value.tzinfo is None:
            raise TypeError("a naive datetime has no stable digest")
        return value.astimezone(UTC).isoformat()
    if isinstance(value, date | time):
        return value.isoformat()
    if isinstance(value, timedelta):
        return f"{value // timedelta(microseconds=1)}us"
    if isinstance(value, Decimal | UUID):
        return str(value)
    if isinstance(value, bytes):
        return value.hex()
    raise TypeError(f"no stable digest for {type(value).__name__}")


def _key(key: object) -> str:
    plain = _plain(key)
    return plain if isinstance(plain, str) else json.dumps(plain, sort_keys=True)
