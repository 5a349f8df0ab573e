"""Appending facts and delivering them."""

from datetime import datetime
from typing import Any

from savoir.kernel import jobs
from savoir.kernel.access import Actor, system_actor
from savoir.kernel.ledger import reactions
from savoir.kernel.ledger.events import Event, payload_of, rebuild
from savoir.kernel.models import LedgerEvent, Stream
from savoir.kernel.tenancy import current_organization, organization_block

DELIVERY = "ledger.deliver"


def record(fact: Event, *, actor: Actor, now: datetime) -> int:
    """Append `fact` to its stream and run its `now` reactions; return its number in the stream.

    Must be called inside the organization block that writes what the fact says. Reactions for `later` ride in
    one delivery job per stream.
    """
    org_id = current_organization()
    seq = _append(fact, actor=actor, now=now)
    circumstances = reactions.Recorded(org_id=org_id, seq=seq, actor=actor, at=now)
    for reaction in reactions.reactions_now(fact.kind):
        reaction(fact, circumstances)
    if reactions.reactions_later(fact.kind):
        _ask_for_delivery(fact.subject_kind, fact.subject_id, org_id, now)
    return seq


def _append(fact: Event, *, actor: Actor, now: datetime) -> int:
    stream = _locked_stream(fact.subject_kind, fact.subject_id)
    stream.last_seq += 1
    stream.save(update_fields=["last_seq"])
    LedgerEvent.objects.create(
        org_id=stream.org_id, subject_kind=fact.subject_kind, subject_id=fact.subject_id, seq=stream.last_seq,
        kind=fact.kind, at=now, actor_kind=actor.kind.value, actor_id=actor.id, payload=payload_of(fact),
    )  # fmt: skip
    return stream.last_seq


def _locked_stream(subject_kind: str, subject_id: int) -> Stream:
    org_id = current_organization()
    key: dict[str, Any] = {"org_id": org_id, "subject_kind": subject_kind, "subject_id": subject_id}
    stream = Stream.objects.select_for_update().filter(**key).first()
    if stream is None:
        Stream.objects.bulk_create([Stream(**key)], ignore_conflicts=True)
        stream = Stream.objects.select_for_update().get(**key)
    return stream


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
    person gets a task. Events delivered already are never delivered twice.
    """
    while True:
        with organization_block(org_id):
            if not _deliver_next(subject_kind, subject_id):
                return


def _deliver_next(subject_kind: str, subject_id: int) -> bool:
    stream = _locked_stream(subject_kind, subject_id)
    if stream.delivered_seq >= stream.last_seq:
        return False
    row = LedgerEvent.objects.get(
        subject_kind=subject_kind, subject_id=subject_id, seq=stream.delivered_seq + 1
    )
    circumstances = reactions.Recorded(
        org_id=row.org_id, seq=row.seq, actor=system_actor(row.org_id), at=row.at
    )
    waiting = reactions.reactions_later(row.kind)
    if waiting:
        fact = rebuild(row.kind, row.subject_id, row.payload)
        for reaction in waiting:
            reaction(fact, circumstances)
    stream.delivered_seq = row.seq
    stream.save(update_fields=["delivered_seq"])
    return True
