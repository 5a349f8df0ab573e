"""Statements sent by the open link itself: what PostgreSQL has planned is asked past every cursor.

A cursor writes its statement anew, looks up how each value and column is read and waits by a generator: twice
the work of the question. Psycopg plans a statement it has sent a few times and knows by what name; one that
only reads is executed by that name, its values and columns read by psycopg's own readers, which are kept. All
else goes by a cursor: what may wait for others, what is not planned yet, the first of a transaction.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final, cast

from psycopg import errors
from psycopg._queries import PostgresQuery
from psycopg.adapt import PyFormat, Transformer
from psycopg.pq import ConnStatus, ExecStatus, TransactionStatus

from savoir.kernel.memory import about_to_send, only_reads

Row = tuple[Any, ...]
_STATE: Final = "savoir_sending"


@dataclass(slots=True)
class _Planned:
    """A statement as psycopg names it, with the readers of its values and columns."""

    readers: Any
    query: bytes
    formats: list[PyFormat]


class _Link:
    """What is kept of one link to the database, for as long as it lives."""

    def __init__(self, cursor: Any) -> None:
        self.cursor = cursor
        self._known: dict[str, _Planned] = {}

    def planned(self, link: Any, sql: str, params: Sequence[Any]) -> list[Row] | None:
        """Rows of a statement that PostgreSQL has planned; None when a cursor must send it."""
        kept = self._known.get(sql) or self._remembered(sql, params)
        values = kept.readers.dump_sequence(params, kept.formats)
        key, plans = (kept.query, kept.readers.types or ()), link._prepared
        name = plans._names.get(key)
        if name is None or plans._to_flush or link.pgconn.transaction_status != TransactionStatus.INTRANS:
            return None
        plans._names.move_to_end(key)  # as psycopg does: the plan unused for longest makes room
        with link.lock:
            result = link.pgconn.exec_prepared(name, values, kept.readers.formats)
        if result.status != ExecStatus.TUPLES_OK:
            raise _fault(link, result)
        kept.readers.set_pgresult(result)
        rows = kept.readers.load_rows(0, result.ntuples, tuple)
        kept.readers.set_pgresult(None)
        return cast(list[Row], rows)

    def _remembered(self, sql: str, params: Sequence[Any]) -> _Planned:
        query = PostgresQuery(Transformer(self.cursor))
        query.convert(sql, params)
        made = _Planned(Transformer(self.cursor), query.query, [PyFormat.AUTO] * len(params))
        self._known[sql] = made
        return made


def _fault(link: Any, result: Any) -> Exception:
    """What psycopg would have raised."""
    if link.pgconn.status == ConnStatus.BAD:
        return errors.OperationalError(link.pgconn.get_error_message())
    return errors.error_from_result(result, link.info.encoding)


def sent(connection: Any, sql: str, params: Sequence[Any]) -> list[Row]:
    """Rows of a statement on the open link, inside a whole transaction. Raises Django's errors."""
    kept = _kept(connection)
    try:
        if only_reads(sql):
            found = kept.planned(connection.connection, sql, params)
            if found is not None:
                return found
        else:
            about_to_send(sql)
        return cast(list[Row], kept.cursor.execute(sql, params).fetchall())
    except connection.Database.Error:
        with connection.wrap_database_errors:
            raise


def _kept(connection: Any) -> _Link:
    link = connection.connection
    kept: _Link | None = link.__dict__.get(_STATE)
    if kept is None or kept.cursor.closed:
        kept = link.__dict__[_STATE] = _Link(connection.create_cursor())
    return kept
