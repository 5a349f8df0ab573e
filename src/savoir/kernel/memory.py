"""What was read in the open block and can't have changed since: one verb does not ask twice for one row.

The memory lives as long as its organization block. A statement of this connection that writes a table drops
what was read from it; a lock (which waits for others) drops all but rows that nobody else can change, a
rollback everything. Settings (a brand, a place, a policy version) are read once for a whole job or replay.
"""

import re
from collections.abc import Callable, Hashable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from functools import lru_cache
from typing import Any, TypeVar, cast

from django.db import connection

T = TypeVar("T")
_Kept = tuple[Any, tuple[str, ...], bool]
_memory: ContextVar[dict[Hashable, _Kept] | None] = ContextVar("memory", default=None)
_settings: ContextVar[dict[Hashable, _Kept] | None] = ContextVar("settings", default=None)
MOST_SETTINGS = 5000
_WRITTEN = re.compile(r"\b(?:INSERT\s+INTO|UPDATE|DELETE\s+FROM)\s+(?:ONLY\s+)?\"?(\w+)", re.IGNORECASE)
_HARMLESS = ("SELECT ", "SAVEPOINT ", "RELEASE ")
_WAITS = ("FOR UPDATE", "FOR NO KEY UPDATE", "FOR SHARE", "FOR KEY SHARE", "pg_advisory_")


def recall(
    key: Hashable, *, tables: tuple[str, ...], read: Callable[[], T], is_steady: bool = False,
    is_setting: bool = False,
) -> T:  # fmt: skip
    """What `read()` answered for `key` in this block; asked anew once one of `tables` was written.

    `is_steady`: a lock does not drop it, because it is locked already. `is_setting`: nor does it, and inside
    `settings_kept` it outlives the block; its key names the organization. Outside any block nothing is
    remembered.
    """
    memory = _memory.get()
    if memory is None:
        return read()
    kept = _settings.get() if is_setting else None
    memory = memory if kept is None else kept
    found = memory.get(key)
    if found is not None:
        return cast(T, found[0])
    answer = read()
    if len(memory) >= MOST_SETTINGS:
        memory.clear()
    memory[key] = (answer, tables, is_steady or is_setting)
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
def settings_kept() -> Iterator[None]:
    """Read settings once from here to the end, over many blocks: one job, or a command with its own clock.

    Somebody else's change to a setting is seen by the next job; our own at once.
    """
    if _settings.get() is not None:
        yield
        return
    token = _settings.set({})
    try:
        yield
    finally:
        _settings.reset(token)


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
    except BaseException:
        _drop_settings()
        raise
    finally:
        _memory.reset(token)
        if outer is not None:
            outer.clear()


def _watch(execute: Callable[..., Any], sql: Any, params: Any, many: bool, context: Any) -> Any:
    about_to_send(sql)
    return execute(sql, params, many, context)


def about_to_send(sql: Any) -> None:
    """Drop what the statement may change; for whoever sends one past Django's cursors."""
    for memory in (_memory.get(), _settings.get()):
        if memory:
            _forget(memory, sql)


def is_watched_by_memory_alone(wrappers: Sequence[Any]) -> bool:
    """Whether nobody else of these `execute_wrappers` of a connection listens to its statements."""
    return all(wrapper is _watch for wrapper in wrappers)


def _drop_settings() -> None:
    """What a rolled back block had read of its own writes was never true."""
    kept = _settings.get()
    if kept is not None:
        kept.clear()


@lru_cache(maxsize=512)
def _changes_nothing(sql: str) -> bool:
    """Whether a text reads without waiting for others; a page asks by the same thirty."""
    return sql.startswith(_HARMLESS) and not any(words in sql for words in _WAITS)


def _forget(memory: dict[Hashable, _Kept], sql: Any) -> None:
    if isinstance(sql, str) and _changes_nothing(sql):
        return
    if isinstance(sql, str) and sql.startswith(_HARMLESS):
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
