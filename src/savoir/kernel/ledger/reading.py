"""Reading facts: one subject's history, and the whole ledger without stepping over late commits.

Whoever walks the whole ledger goes by life, transaction, id. Transactions count upwards within one life of
the database only: another cluster that a backup was restored into counts anew, below those the restored facts
carry. What a former life left is committed whole, and comes before everything of the present one.
"""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection

from savoir.kernel.access import Actor, Permission, require
from savoir.kernel.ledger.events import VIA_KEY
from savoir.kernel.models import LedgerEvent
from savoir.kernel.prepared import prepared


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
    life: int = 0

    @property
    def via_key_id(self) -> int | None:
        """The key of the program that acted in the member's name; None when he acted himself."""
        return self.payload.get(VIA_KEY)


@dataclass(frozen=True, slots=True)
class Place:
    """How far a reader of the whole ledger came: the last fact it saw. The first place is before all."""

    life: int = 0
    xid: int = 0
    event_id: int = 0


_COLUMNS = (
    "id", "subject_kind", "subject_id", "seq", "kind", "at", "actor_kind", "actor_id", "payload", "life",
)  # fmt: skip
_SETTLED = f"""SELECT e.xid::text, {", ".join(f"e.{name}" for name in _COLUMNS)} FROM kernel_ledgerevent e
    WHERE (e.life, e.xid, e.id) > (%s, %s::text::xid8, %s)
      AND (e.life < (SELECT kernel_present_life())
           OR e.xid < (SELECT pg_snapshot_xmin(pg_current_snapshot())))
    ORDER BY e.life, e.xid, e.id LIMIT %s"""  # noqa: S608 - fixed columns
# Every transaction below the oldest open one has ended: all its facts are past, whatever their ids.
_NEWEST = "SELECT kernel_life(), pg_snapshot_xmin(pg_current_snapshot())::text::bigint - 1, %s::bigint"
_LAST_ID = 2**63 - 1


_EVENTS = prepared(
    lambda kind, subject_id: (
        LedgerEvent.objects.filter(subject_kind=kind, subject_id=subject_id)
        .order_by("seq")
        .values_list(*_COLUMNS)
    )
)


def events_of(subject_kind: str, subject_id: int) -> tuple[LedgerEntry, ...]:
    """The history of one subject, oldest first, in the open organization."""
    return tuple(LedgerEntry(*row) for row in _EVENTS.rows(kind=subject_kind, subject_id=subject_id))


def events_after(*, actor: Actor, after: Place, limit: int) -> tuple[tuple[Place, LedgerEntry], ...]:
    """(place, entry) of the organization's facts past a place, oldest first, for whoever may read them."""
    require(actor, Permission.EVENT_READ)
    return tuple(settled_events(after=after, limit=limit))


def newest_place() -> Place:
    """Where somebody stands who reads what comes from now on. Notes a life that nobody wrote in yet."""
    with connection.cursor() as cursor:
        cursor.execute(_NEWEST, [_LAST_ID])
        return Place(*cursor.fetchone())


def entries_of_ids(ids: Iterable[int]) -> dict[int, LedgerEntry]:
    """Stored facts by their ids, in the open organization."""
    rows = LedgerEvent.objects.filter(id__in=list(ids)).values_list(*_COLUMNS)
    return {row[0]: LedgerEntry(*row) for row in rows}


def settled_events(*, after: Place, limit: int) -> Iterator[tuple[Place, LedgerEntry]]:
    """Yield (place, entry) past a place: facts of former lives, then those older than every open transaction.

    A reader that asked for `id > last` would step over a transaction that took its id early and commits late.
    """
    with connection.cursor() as cursor:
        cursor.execute(_SETTLED, [after.life, str(after.xid), after.event_id, limit])
        rows = cursor.fetchall()
    for xid, *values in rows:
        values[-2] = json.loads(values[-2])  # a bare cursor leaves jsonb as text
        entry = LedgerEntry(*values)
        yield Place(entry.life, int(xid), entry.id), entry
