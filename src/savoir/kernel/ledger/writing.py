"""Appending facts and delivering them."""

import json
from datetime import datetime
from typing import Any

from django.db import connection

from savoir.kernel import jobs
from savoir.kernel.access import Actor, system_actor
from savoir.kernel.failpoints import failpoint
from savoir.kernel.ledger import reactions
from savoir.kernel.ledger.events import VIA_KEY, Event, payload_of, rebuild
from savoir.kernel.models import LedgerEvent, Stream
from savoir.kernel.prepared import prepared
from savoir.kernel.telling import tell
from savoir.kernel.tenancy import current_organization, organization_block

DELIVERY = "ledger.deliver"
_STREAM = prepared(
    lambda subject_kind, subject_id: Stream.objects.select_for_update().filter(
        subject_kind=subject_kind, subject_id=subject_id
    )
)
_UNDELIVERED = prepared(
    lambda subject_kind, subject_id, delivered: LedgerEvent.objects.filter(
        subject_kind=subject_kind, subject_id=subject_id, seq__gt=delivered
    ).order_by("seq")
)


def record(fact: Event, *, actor: Actor, now: datetime) -> None:
    """Append `fact` to its stream and run its `now` reactions.

    Must be called inside the organization block that writes what the fact says. Reactions for `later` ride in
    one delivery job per stream.
    """
    org_id = current_organization()
    _append(fact, actor=actor, now=now)
    failpoint("ledger.recorded")
    circumstances = reactions.Recorded(org_id=org_id, actor=actor, at=now)
    for reaction in reactions.reactions_now(fact.kind):
        reaction(fact, circumstances)
    if reactions.reactions_later(fact.kind):
        _ask_for_delivery(fact.subject_kind, fact.subject_id, org_id, now)


_APPEND = """WITH stream AS (
    INSERT INTO kernel_stream AS s (org_id, subject_kind, subject_id, last_seq, delivered_seq)
    VALUES (%(org)s, %(subject)s, %(id)s, 1, %(is_quiet)s::int)
    ON CONFLICT (org_id, subject_kind, subject_id) DO UPDATE SET last_seq = s.last_seq + 1,
        delivered_seq = s.delivered_seq + (%(is_quiet)s AND s.delivered_seq = s.last_seq)::int
    RETURNING last_seq)
INSERT INTO kernel_ledgerevent
    (org_id, subject_kind, subject_id, seq, kind, at, actor_kind, actor_id, payload)
SELECT %(org)s, %(subject)s, %(id)s, stream.last_seq, %(kind)s, %(at)s, %(actor)s, %(actor_id)s,
    %(payload)s::jsonb
FROM stream"""


def _append(fact: Event, *, actor: Actor, now: datetime) -> None:
    """Number and write the fact in one statement, which goes with the next; the stream's row stays locked
    from then until the commit.

    A fact that nothing follows from counts as delivered at once, unless an earlier one still waits.
    """
    values: dict[str, str | int | datetime] = {
        "org": current_organization(), "subject": fact.subject_kind, "id": fact.subject_id, "kind": fact.kind,
        "at": now, "actor": actor.kind.value, "actor_id": actor.id,
        "payload": json.dumps(_payload(fact, actor)), "is_quiet": not reactions.reactions_later(fact.kind),
    }  # fmt: skip
    tell(_APPEND, values)


def _payload(fact: Event, actor: Actor) -> dict[str, Any]:
    """The fact's own fields; the key too, when a program acted in a member's name."""
    via = {} if actor.via_key_id is None else {VIA_KEY: actor.via_key_id}
    return payload_of(fact) | via


def _ask_for_delivery(subject_kind: str, subject_id: int, org_id: int, now: datetime) -> None:
    name = f"{org_id}:{subject_kind}:{subject_id}"
    jobs.enqueue(
        DELIVERY, org_id=org_id, run_at=now, lock=name, queueing_lock=name,
        subject_kind=subject_kind, subject_id=subject_id,
    )  # fmt: skip


@jobs.job(DELIVERY)
def deliver(*, org_id: int, now: datetime, subject_kind: str, subject_id: int) -> None:
    """Work off the undelivered events of one stream in order, one transaction each.

    A reaction that fails leaves its event undelivered: the job is tried again, and after the last try a
    person gets a task. Events delivered already are never delivered twice. Facts that nothing follows from
    go with the one before them.
    """
    is_more = True
    while is_more:
        with organization_block(org_id):
            is_more = _deliver_next(subject_kind, subject_id)


def _deliver_next(subject_kind: str, subject_id: int) -> bool:
    """Deliver one fact that something follows from; whether the stream goes on."""
    reactions.hold_subject(subject_kind, current_organization(), subject_id)
    stream = _STREAM.first(subject_kind=subject_kind, subject_id=subject_id)
    if stream is None or stream.delivered_seq >= stream.last_seq:
        return False
    waiting = _UNDELIVERED.rows(
        subject_kind=subject_kind, subject_id=subject_id, delivered=stream.delivered_seq
    )
    telling = [row for row in waiting if reactions.reactions_later(row.kind)]
    if telling:
        failpoint("delivery.before_reaction")
        _react(telling[0])
        failpoint("delivery.after_reaction")
    reached = telling[1].seq - 1 if len(telling) > 1 else waiting[-1].seq
    with connection.cursor() as cursor:
        cursor.execute(_REACHED, [reached, stream.id])
        return bool(cursor.fetchone()[0])  # a reaction may have appended to the very stream


_REACHED = "UPDATE kernel_stream SET delivered_seq = %s WHERE id = %s RETURNING last_seq > delivered_seq"


def _react(row: LedgerEvent) -> None:
    circumstances = reactions.Delivered(
        org_id=row.org_id, seq=row.seq, actor=system_actor(row.org_id), at=row.at
    )
    fact = rebuild(row.kind, row.subject_id, row.payload)
    for reaction in reactions.reactions_later(row.kind):
        reaction(fact, circumstances)
