"""Reading facts: one subject's history, and the whole ledger without stepping over late commits."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection

from savoir.kernel.access import Actor, Permission, require
from savoir.kernel.models import LedgerEvent


@dataclass(frozen=True, slots=True)
class LedgerEntry:
    """One stored fact."""

    id: int
    subject_kind: str
    subject_id: int
    seq: int
    kind: str
    at: datetime
    actor_kind: str
    actor_id: int
    payload: dict[str, Any]


_COLUMNS = ("id", "subject_kind", "subject_id", "seq", "kind", "at", "actor_kind", "actor_id", "payload")


def events_of(subject_kind: str, subject_id: int) -> tuple[LedgerEntry, ...]:
    """The history of one subject, oldest first, in the open organization."""
    rows = LedgerEvent.objects.filter(subject_kind=subject_kind, subject_id=subject_id).order_by("seq")
    return tuple(LedgerEntry(*row) for row in rows.values_list(*_COLUMNS))


def events_after(
    *, actor: Actor, after_xid: int, after_id: int, limit: int
) -> tuple[tuple[int, LedgerEntry], ...]:
    """(xid, entry) of the organization's facts past a cursor, oldest first, for whoever may read them all."""
    require(actor, Permission.EVENT_READ)
    return tuple(settled_events(after_xid=after_xid, after_id=after_id, limit=limit))


def entries_after(*, event_id: int, limit: int) -> Iterator[LedgerEntry]:
    """Yield entries past an id: only for what is known to be committed whole, a restored database."""
    rows = LedgerEvent.objects.filter(id__gt=event_id).order_by("id")[:limit]
    return (LedgerEntry(*row) for row in rows.values_list(*_COLUMNS))


def last_event_id() -> int:
    """The highest id of a stored fact of the open organization; 0 without any."""
    return LedgerEvent.objects.order_by("-id").values_list("id", flat=True).first() or 0


def entries_of_ids(ids: Iterable[int]) -> dict[int, LedgerEntry]:
    """Stored facts by their ids, in the open organization."""
    rows = LedgerEvent.objects.filter(id__in=list(ids)).values_list(*_COLUMNS)
    return {row[0]: LedgerEntry(*row) for row in rows}


def settled_events(*, after_xid: int, after_id: int, limit: int) -> Iterator[tuple[int, LedgerEntry]]:
    """Yield (xid, entry) past the cursor (xid, id), only of transactions older than every running one.

    A reader that asked for `id > last` would step over a transaction that took its id early and commits late.
    """
    columns = ", ".join(f"e.{name}" for name in _COLUMNS)
    query = f"""SELECT e.xid::text, {columns} FROM kernel_ledgerevent e
        WHERE e.xid < pg_snapshot_xmin(pg_current_snapshot())
          AND (e.xid, e.id) > (%s::text::xid8, %s) ORDER BY e.xid, e.id LIMIT %s"""  # noqa: S608 - fixed columns
    with connection.cursor() as cursor:
        cursor.execute(query, [str(after_xid), after_id, limit])
        rows = cursor.fetchall()
    for xid, *values in rows:
        values[-1] = json.loads(values[-1])  # a bare cursor leaves jsonb as text
        yield int(xid), LedgerEntry(*values)
