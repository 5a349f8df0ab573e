"""Moving a row along its lifecycle: the one function that writes a state."""

from enum import StrEnum
from typing import Any, TypeVar

from savoir.kernel.rows import write_columns
from savoir.kernel.values.lifecycles import Lifecycle

S = TypeVar("S", bound=StrEnum)


def advance(row: Any, field: str, to: S, *, lifecycle: Lifecycle[S], also: tuple[str, ...] = ()) -> None:
    """Set `row.field` to `to` and save that column, and those of `also` in the same statement.

    Raises IllegalMove when the table of the lifecycle has no such move; the row must be locked by the caller.
    """
    lifecycle.check(lifecycle.states(getattr(row, field)), to)
    setattr(row, field, to.value)
    write_columns(row, field, *also)
