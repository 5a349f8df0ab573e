"""Cursors of lists: opaque to the caller, a few numbers to us."""

import base64
import binascii
from typing import Final

from savoir.api.problems.faults import Fault

_WIDEST: Final = 2**63


def written(name: str, *numbers: int) -> str:
    """The cursor of list `name` at these numbers."""
    text = ".".join((name, *map(str, numbers)))
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def read(name: str, text: str, *, count: int = 1, formerly: int | None = None) -> tuple[int, ...]:
    """The numbers of a cursor of list `name`, zeros for "". Raises Fault for any other text.

    `formerly`: so many numbers had the cursors of earlier releases; zeros stand for the first ones.
    """
    if not text:
        return (0,) * count
    try:
        plain = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)).decode()
    except (binascii.Error, ValueError):
        raise Fault("cursor_unreadable", "after") from None
    kind, *parts = plain.split(".")
    is_ours = (
        kind == name and len(parts) in (count, formerly) and all(p.isascii() and p.isdigit() for p in parts)
    )
    numbers = tuple(int(part) for part in parts) if is_ours and len(plain) < 100 else (_WIDEST,)
    if max(numbers) >= _WIDEST:
        raise Fault("cursor_unreadable", "after")
    return (0,) * (count - len(numbers)) + numbers
