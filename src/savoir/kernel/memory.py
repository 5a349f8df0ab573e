"""What was read in the open block and can't have changed since: one verb does not ask twice for one row.

The memory lives as long as its organization block. A statement of this connection that writes a table drops
what was read from it; a lock (which waits for others) drops all but rows that nobody else can change, a
rollback everything.
"""

import re
from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, TypeVar, cast

from django.db import connection

T = TypeVar("T")
_Kept = tuple[Any, tuple[str, ...], bool]
_memory: ContextVar[dict[Hashable, _Kept] | None] = ContextVar("memory", default=None)
_WRITTEN = re.compile(r"\b(?:INSERT\s+INTO|UPDATE|DELETE\s+FROM)\s+(?:ONLY\s+)?\"?(\w+)", re.IGNORECASE)
_HARMLESS = ("SELECT ", "SAVEPOINT ", "RELEASE ")


def recall(key: Hashable, *, tables: tuple[str, ...], read: Callable[[], T], is_steady: bool = False) -> T:
    """What `read()` answered for `key` in this block; asked anew once one of `tables` was written.

    `is_steady`: a lock does not drop it, because it is a setting read for the whole verb, or locked already.
    Outside any block nothing is remembered.
    """
    memory = _memory.get()
    if memory is None:
        return read()
    found = memory.get(key)
    if found is not None:
        return cast(T, found[0])
    answer = read()
    memory[key] = (answer, tables, is_steady)
    return answer


def recalled(key: Hashable) -> Any | None:
    """What the block still remembers under `key`, or None; asks nobody."""
    memory = _memory.get()
    found = memory.get(key) if memory else None
    return found[0] if found else None


def keep(key: Hashable, answer: object, *, tables: tuple[str, ...]) -> None:
    """Remember `answer`, a row of ours that is locked and was just written by itself."""
    memory = _memory.get()
    if memory is not None:
        memory[key] = (answer, tables, True)


@contextmanager
def fresh_memory() -> Iterator[None]:
    """Remember from here to the end; an outer memory begins anew afterwards."""
    outer = _memory.get()
    token = _memory.set({})
    try:
        if outer is None:
            with connection.execute_wrapper(_watch):
                yield
        else:
            yield
    finally:
        _memory.reset(token)
        if outer is not None:
            outer.clear()


def _watch(execute: Callable[..., Any], sql: Any, params: Any, many: bool, context: Any) -> Any:
    memory = _memory.get()
    if memory:
        _forget(memory, sql)
    return execute(sql, params, many, context)


def _forget(memory: dict[Hashable, _Kept], sql: Any) -> None:
    if isinstance(sql, str) and sql.startswith(_HARMLESS):
        if "FOR UPDATE" in sql:
            _drop(memory, lambda kept: not kept[2])
        return
    written = set(_WRITTEN.findall(sql)) if isinstance(sql, str) else set()
    if not written:
        memory.clear()
        return
    _drop(memory, lambda kept: not written.isdisjoint(kept[1]))


def _drop(memory: dict[Hashable, _Kept], is_stale: Callable[[_Kept], bool]) -> None:
    for key in [key for key, kept in memory.items() if is_stale(kept)]:
        del memory[key]
