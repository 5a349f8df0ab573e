"""Statements of the open transaction whose answer nobody needs: they wait and go with the next one.

A fact is appended, a column written, a savepoint set: each by itself is a way to the database and back for
nothing but "done". Told here, they go before the next statement that somebody waits for, in the order they
were told, through PostgreSQL's pipeline. The next statement sees all they wrote; when one of them fails, its
error is the one raised. A rollback drops what waited behind its savepoint.

This module knows links to the database alone; `kernel.telling` says what may wait.
"""

from collections.abc import Callable, Iterable
from typing import Any, Final, NamedTuple

Check = Callable[[int], None]  # hears how many rows were written, and raises when that is wrong
_HELD: Final = "savoir_waiting"
SAVEPOINT, RELEASE, ROLLBACK_TO = "SAVEPOINT ", "RELEASE SAVEPOINT ", "ROLLBACK TO SAVEPOINT "


class Told(NamedTuple):
    """A statement that waits."""

    sql: str
    params: Any
    check: Check | None = None


def held(own: Any) -> list[Told]:
    """What waits on this connection (Django's own wrapper, not its proxy), oldest first."""
    waiting: list[Told] = own.__dict__.setdefault(_HELD, [])
    return waiting


def drop(own: Any) -> None:
    """Forget what waits: its transaction is rolled back."""
    held(own).clear()


def send(own: Any, last: Callable[[], Any] = lambda: None, *, is_much: bool = False) -> Any:
    """Send what waits and then `last()`, together; what `last` gives. Raises the first error of them all.

    `is_much`: by itself, `last` sends several statements.
    """
    waiting = held(own)
    if not waiting and not is_much:
        return last()
    told, waiting[:] = tuple(waiting), ()
    plans = own.connection._prepared
    known = plans._prepared_idx
    try:
        with own.wrap_database_errors, own.connection.pipeline():
            cursors = [own.create_cursor().execute(one.sql, one.params) for one in told]
            answer = last()
    except BaseException:
        _forget_plans(plans, known)
        raise
    _checked(own, told, cursors)
    return answer


def _forget_plans(plans: Any, known: int) -> None:
    """Behind the first error PostgreSQL skips the rest, plans too that psycopg believes made from then on.

    Those it numbered from `known` on are made anew, under other numbers. A rollback to a savepoint whose name
    it has met before would let it believe on.
    """
    for text in [text for text, name in plans._names.items() if int(name.rpartition(b"_")[2]) >= known]:
        del plans._names[text]


def _checked(own: Any, told: Iterable[Told], cursors: Iterable[Any]) -> None:
    """Let each check hear its number. The savepoint that guarded a write whose number is wrong may have gone
    by the same way: whoever catches what the check raises can't keep the rest of it.
    """
    try:
        for one, cursor in zip(told, cursors, strict=True):
            if one.check is not None:
                one.check(cursor.rowcount)
    except Exception:
        own.needs_rollback = own.in_atomic_block  # Django's own mark: up to the next savepoint, or of it all
        raise


def mark(own: Any, sql: str, *, may_wait: bool) -> bool:
    """Whether a statement about savepoints is done with: it waits, or undoes what was never sent.

    A savepoint waits only where nothing but savepoints does: an error of what was told before it is none of
    what it guards.
    """
    waiting = held(own)
    if sql.startswith(SAVEPOINT):
        if may_wait and all(one.sql.startswith(SAVEPOINT) for one in waiting):
            waiting.append(Told(sql, None))
            return True
        return False
    if sql.startswith(ROLLBACK_TO):
        return _undone(waiting, SAVEPOINT + sql.removeprefix(ROLLBACK_TO))
    if sql.startswith(RELEASE) and waiting and waiting[-1].sql == SAVEPOINT + sql.removeprefix(RELEASE):
        waiting.pop()
        return True
    return False


def _undone(waiting: list[Told], beginning: str) -> bool:
    """Drop what was told behind a savepoint; whether that savepoint itself had not been sent."""
    at = next((at for at, one in enumerate(waiting) if one.sql == beginning), None)
    del waiting[0 if at is None else at + 1 :]
    return at is not None
