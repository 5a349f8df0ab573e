"""What was proved of a version, and the person who answers for what a proof left open."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from savoir.kernel import jobs, ledger
from savoir.kernel.access import Actor, ActorKind, Permission, require
from savoir.kernel.errors import Conflict, Invalid, NotAllowed
from savoir.kernel.ledger import Code, Digest
from savoir.policies.events import ProofSettled, VersionProved
from savoir.policies.models import PolicyVersion
from savoir.policies.operations.reviewing import refuse_writers
from savoir.policies.operations.rows import PROVE, lock_version, still
from savoir.policies.states import ProofOutcome

LONGEST_MOTIVE = 2000


class ProofMissing(Conflict):
    """Nothing was proved of this content yet."""


class VersionBelowTheLaw(Conflict):
    """The proof found somebody who would get less than the law gives."""


class ProofOpen(Conflict):
    """The proof could not settle everything, and no person has answered for what is open."""


class NothingOpen(Conflict):
    """The proof of this version left nothing open for a person."""


def record_proof(
    *, actor: Actor, version_id: int, digest: str, outcome: ProofOutcome, report: Mapping[str, Any],
    now: datetime,
) -> None:  # fmt: skip
    """Keep what a verification of the content `digest` found; `report` is plain JSON, for people to read.

    Only the machine itself proves. A version in force may be proved anew: the law moves. Raises NotAllowed
    for whoever is not the system, NotFound("version"), VersionMoved when the content changed meanwhile.
    """
    require(actor, Permission.POLICY_WRITE)
    if actor.kind is not ActorKind.SYSTEM:
        raise NotAllowed("version_id", code="only_the_machine_proves")
    policy, version = lock_version(actor, version_id=version_id)
    still(version, digest)
    version.proof_outcome, version.proved_digest = outcome.value, digest
    version.proved_at, version.proof_report = now, dict(report)
    version.settled_by_id, version.settled_at, version.settled_motive = None, None, ""
    version.save(update_fields=[
        "proof_outcome", "proved_digest", "proved_at", "proof_report", "settled_by_id", "settled_at",
        "settled_motive",
    ])  # fmt: skip
    fact = VersionProved(
        subject_id=policy.id, version_id=version.id, number=version.number, digest=Digest(digest),
        outcome=Code(outcome.value),
    )  # fmt: skip
    ledger.record(fact, actor=actor, now=now)


def ask_proof(*, actor: Actor, version_id: int, digest: str, now: datetime) -> None:
    """Have a version proved as it is: one of an earlier Savoir, or one whose proof stays open.

    `digest` is the content that was seen; `now` only says when. Raises NotFound("version"), VersionMoved.
    """
    require(actor, Permission.POLICY_WRITE)
    _, version = lock_version(actor, version_id=version_id)
    still(version, digest)
    jobs.enqueue(PROVE, org_id=version.org_id, version_id=version.id)


def tell_progress(
    *, actor: Actor, version_id: int, digest: str, done: int, of: int, now: datetime
) -> None:  # fmt: skip
    """Say how far a proof has come: `done` of `of` questions. A version that moved is left alone.

    Raises NotAllowed for whoever is not the system.
    """
    require(actor, Permission.POLICY_WRITE)
    if actor.kind is not ActorKind.SYSTEM:
        raise NotAllowed("version_id", code="only_the_machine_proves")
    rows = PolicyVersion.objects.filter(org_id=actor.org_id, id=version_id, digest=digest)
    rows.exclude(proved_digest=digest).update(proof_report={"done": done, "of": of, "at": now.isoformat()})


def settle_proof(*, actor: Actor, version_id: int, digest: str, motive: str, now: datetime) -> None:
    """Answer, as a person who did not write it, for what the proof of a version left open.

    Raises NotFound("version"), OwnVersion, VersionMoved, NothingOpen, Invalid("motive") without one.
    """
    require(actor, Permission.APPROVAL_DECIDE)
    policy, version = lock_version(actor, version_id=version_id)
    refuse_writers(actor, version)
    still(version, digest)
    if version.proof_outcome != ProofOutcome.OPEN or version.proved_digest != digest:
        raise NothingOpen("version_id", outcome=version.proof_outcome)
    if not motive.strip() or len(motive) > LONGEST_MOTIVE:
        raise Invalid("motive", code="length", most=LONGEST_MOTIVE)
    version.settled_by_id, version.settled_at, version.settled_motive = actor.id, now, motive.strip()
    version.save(update_fields=["settled_by_id", "settled_at", "settled_motive"])
    fact = ProofSettled(
        subject_id=policy.id, version_id=version.id, number=version.number, digest=Digest(digest)
    )
    ledger.record(fact, actor=actor, now=now)


def demand_proof(version: PolicyVersion) -> None:
    """Raise ProofMissing, VersionBelowTheLaw or ProofOpen unless this content may stand before the law."""
    if version.proved_digest != version.digest or not version.proof_outcome:
        raise ProofMissing("version_id", code="not_proved")
    if version.proof_outcome == ProofOutcome.BELOW:
        raise VersionBelowTheLaw("version_id", code="below")
    if version.proof_outcome == ProofOutcome.OPEN and version.settled_by_id is None:
        raise ProofOpen("version_id", code="open")
