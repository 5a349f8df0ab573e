"""What the law answers around a sale: files on persons, recalls, mediators, parcels, waste."""

from collections.abc import Callable, Mapping
from typing import Any

from savoir.commands.law.asking import Asked

AROUND: Mapping[str, Callable[[Asked], Any]] = {}
SAME_AROUND: Mapping[str, str] = {}


def word_of_data(asked: Asked, kind: str) -> str:
    """What becomes of one kind of data after a request to erase."""
    raise KeyError(kind)
