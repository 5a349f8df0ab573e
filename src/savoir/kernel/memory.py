"""What was read in the open block and can't have changed since: one verb does not ask twice for one row.

The memory lives as long as its organization block. A statement of this connection that writes a table drops
what was read from it; a lock (which waits for others) drops all but rows that nobody else can change, a
rollback everything.

Settings (a brand, a place, a policy version) change once a week and are read by every page: what was read of
them is shared by the blocks of this process as long as the organization's mark stands. The database gives it
another mark in the transaction that writes a setting (`MarkSettings`), and the statement that opens a block
reads it, so that no block ever sees a setting older than itself (decision 0025).
"""

import re
from collections.abc import Callable, Hashable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from functools import lru_cache
from typing import Any, TypeVar, cast

from django.db import connection
from psycopg import ServerCursor

from savoir.kernel import waiting

T = TypeVar("T")
_Kept = tuple[Any, tuple[str, ...], bool]
_memory: ContextVar[dict[Hashable, _Kept] | None] = ContextVar("memory", default=None)
_settings: ContextVar["_Settings | None"] = ContextVar("settings", default=None)
_by_organization: dict[int, tuple[object, dict[Hashable, _Kept]]] = {}
_setting_tables: set[str] = set()
ANY_TABLE = ("*",)
MOST_SETTINGS, MOST_ORGANIZATIONS = 5000, 500
_WRITTEN = re.compile(r"\b(?:INSERT\s+INTO|UPDATE|DELETE\s+FROM)\s+(?:ONLY\s+)?\"?(\w+)", re.IGNORECASE)
_HARMLESS = ("SELECT ", "SAVEPOINT ", "RELEASE ")
_WAITS = ("FOR UPDATE", "FOR NO KEY UPDATE", "FOR SHARE", "FOR KEY SHARE", "pg_advisory_")


class _Settings:
    """What the open block shares with others about settings; `answers` None: it keeps to itself."""

    __slots__ = ("answers",)

    def __init__(self) -> None:
        self.answers: dict[Hashable, _Kept] | None = None


def settings_in(*tables: str) -> tuple[str, ...]:
    """Name tables that hold settings; a migration gives each the trigger of `MarkSettings`."""
    _setting_tables.update(tables)
    return tables


def tables_of_settings() -> frozenset[str]:
    """Every table named so far."""
    return frozenset(_setting_tables)


def share_settings(org_id: int, mark: object) -> None:
    """Let the open block read and keep settings with every block that began under this mark; None: alone."""
    settings = _settings.get()
    if settings is None or mark is None:
        return
    known = _by_organization.get(org_id)
    if known is None or known[0] != mark:
        if len(_by_organization) >= MOST_ORGANIZATIONS:
            _by_organization.clear()
        known = _by_organization[org_id] = (mark, {})
    settings.answers = known[1]


def recall(
    key: Hashable, *, tables: tuple[str, ...], read: Callable[[], T], is_steady: bool = False,
    is_setting: bool = False,
) -> T:  # fmt: skip
    """What `read()` answered for `key` in this block; asked anew once one of `tables` was written.

    `is_steady`: a lock does not drop it, because it is locked already. `is_setting`: nor does it, and it
    outlives the block; its key names the organization, and nobody changes the answer. Outside any block
    nothing is remembered.
    """
    memory = _remembered(is_setting)
    if memory is None:
        return read()
    found = memory.get(key)
    if found is not None:
        return cast(T, found[0])
    if is_setting and not _setting_tables.issuperset(tables):
        raise LookupError(f"{tables} are not named as settings: nobody would hear of a change")
    answer = read()
    memory = _remembered(is_setting)  # reading may have ended the sharing
    if memory is not None:
        if len(memory) >= MOST_SETTINGS:
            memory.clear()
        memory[key] = (answer, tables, is_steady or is_setting)
    return answer


def _remembered(is_setting: bool) -> dict[Hashable, _Kept] | None:
    settings = _settings.get() if is_setting else None
    return _memory.get() if settings is None or settings.answers is None else settings.answers


def is_remembering() -> bool:
    """Whether a block is open, whose statements pass by here."""
    return _memory.get() is not None


def recalled(key: Hashable) -> Any | None:
    """What the block still remembers under `key`, or None; asks nobody."""
    memory = _memory.get()
    found = memory.get(key) if memory else None
    return found[0] if found else None


def keep(
    key: Hashable,
    answer: object,
    *,
    tables: tuple[str, ...],
    is_setting: bool = False,
    is_steady: bool = True,
) -> None:
    """Remember `answer`: a row of ours that is locked and was just written by itself, or a setting.

    What is not steady goes at a lock, too; with `tables=ANY_TABLE` it goes at whatever is written.
    """
    memory = _remembered(is_setting)
    if memory is not None:
        memory[key] = (answer, tables, is_steady)


@contextmanager
def fresh_memory() -> Iterator[None]:
    """Remember from here to the end; an outer memory begins anew afterwards."""
    outer = _memory.get()
    token, settings = _memory.set({}), _settings.set(_settings.get() or _Settings())
    try:
        if outer is None:
            with connection.execute_wrapper(_watch):
                yield
        else:
            yield
    finally:
        _memory.reset(token)
        _settings.reset(settings)
        if outer is not None:
            outer.clear()


def _watch(execute: Callable[..., Any], sql: Any, params: Any, many: bool, context: Any) -> Any:
    """Forget what the statement may change, and let it go behind what waits to be sent."""
    about_to_send(sql)
    own = context["connection"]
    if isinstance(sql, str) and waiting.mark(own, sql, may_wait=is_direct(own)):
        return None
    if many or isinstance(context["cursor"].cursor, ServerCursor):  # these go by no pipeline of ours
        waiting.send(own)
    return waiting.send(own, lambda: execute(sql, params, many, context))


def is_direct(connection: Any) -> bool:
    """Whether a statement may go past Django's cursors: inside a whole transaction that nobody listens to.
    Who counts, captures or fails statements sees each.
    """
    return (
        connection.in_atomic_block and not connection.needs_rollback and connection.connection is not None
        and not connection.queries_logged and is_watched_by_memory_alone(connection.execute_wrappers)
    )  # fmt: skip


def about_to_send(sql: Any) -> None:
    """Drop what the statement may change; for whoever sends one past Django's cursors."""
    memory, settings = _memory.get(), _settings.get()
    if memory:
        _forget(memory, sql)
    if settings is not None and settings.answers is not None and _may_write_settings(sql):
        settings.answers = None  # what it reads of them from now on is nobody else's before it commits


def _may_write_settings(sql: Any) -> bool:
    if isinstance(sql, str) and sql.startswith(_HARMLESS):
        return False
    written = _written(sql) if isinstance(sql, str) else frozenset()
    return not written or not _setting_tables.isdisjoint(written)


def is_watched_by_memory_alone(wrappers: Sequence[Any]) -> bool:
    """Whether nobody else of these `execute_wrappers` of a connection listens to its statements."""
    return all(wrapper is _watch for wrapper in wrappers)


@lru_cache(maxsize=512)
def changes_nothing(sql: str) -> bool:
    """Whether a text reads without waiting for others; a page asks by the same thirty."""
    return sql.startswith(_HARMLESS) and not any(words in sql for words in _WAITS)


def _forget(memory: dict[Hashable, _Kept], sql: Any) -> None:
    if isinstance(sql, str) and changes_nothing(sql):
        return
    if isinstance(sql, str) and sql.startswith(_HARMLESS):
        _drop(memory, lambda kept: not kept[2])
        return
    written = _written(sql) if isinstance(sql, str) else frozenset()
    if not written:
        memory.clear()
        return
    _drop(memory, lambda kept: kept[1] is ANY_TABLE or not written.isdisjoint(kept[1]))


@lru_cache(maxsize=512)
def _written(sql: str) -> frozenset[str]:
    return frozenset(_WRITTEN.findall(sql))


def _drop(memory: dict[Hashable, _Kept], is_stale: Callable[[_Kept], bool]) -> None:
    for key in [key for key, kept in memory.items() if is_stale(kept)]:
        del memory[key]
