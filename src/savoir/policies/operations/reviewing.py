"""A second person reads a draft before it may be published."""

from datetime import datetime, timedelta

from savoir.kernel import approvals, ledger
from savoir.kernel.access import Actor, ActorKind, Permission, require
from savoir.kernel.errors import Conflict, MotiveMissing, NotAllowed
from savoir.kernel.ledger import Digest
from savoir.kernel.lifecycles import advance
from savoir.policies.events import ReviewAsked, VersionReviewed
from savoir.policies.models import PolicyVersion
from savoir.policies.operations.rows import VersionNotDraft, lock_version, still, want_proof
from savoir.policies.states import VERSION, VersionState
from savoir.policies.values import FOUR_EYES, REVIEW, SUBJECT

PATIENCE = timedelta(days=30)


class ReviewNotAsked(Conflict):
    """Nobody asked for this version to be read, or the request expired."""


class OwnVersion(NotAllowed):
    """Who wrote a content does not review it, nor answers for what its proof left open."""


def ask_review(*, actor: Actor, version_id: int, digest: str, now: datetime) -> int:
    """Ask a second person to read a draft; return the approval's id. `digest` is the content that was seen.

    Raises NotFound("version"), VersionNotDraft, VersionMoved, Conflict("approval") when it is asked already.
    """
    require(actor, Permission.POLICY_WRITE)
    policy, version = lock_version(actor, version_id=version_id)
    _is_draft(version)
    still(version, digest)
    request = approvals.Request(
        subject_kind=SUBJECT, subject_id=version.id, verb=REVIEW, plan_digest=digest, ceiling_code=FOUR_EYES
    )
    approval_id = approvals.ask(actor=actor, request=request, expires_at=now + PATIENCE, now=now)
    want_proof(version)
    fact = ReviewAsked(
        subject_id=policy.id, version_id=version.id, number=version.number, digest=Digest(digest)
    )
    ledger.record(fact, actor=actor, now=now)
    return approval_id


def review_version(
    *, actor: Actor, version_id: int, digest: str, granted: bool, motive: str, now: datetime
) -> None:
    """Say that a draft may be published, or why it goes back. `digest` is the content that was read.

    Raises NotFound("version"), NotAllowed (also for the asker), OwnVersion for who wrote any of its contents
    and for what is no person, VersionNotDraft, VersionMoved, ReviewNotAsked, MotiveMissing.
    """
    require(actor, Permission.APPROVAL_DECIDE)
    policy, version = lock_version(actor, version_id=version_id)
    refuse_writers(actor, version)
    _is_draft(version)
    still(version, digest)
    if not granted and not motive.strip():
        raise MotiveMissing("motive", code="missing")
    asked = approvals.open_request(subject_kind=SUBJECT, subject_id=version.id, verb=REVIEW, now=now)
    if asked is None:
        raise ReviewNotAsked("version_id", code="not_asked")
    approvals.decide(
        actor=actor, approval_id=asked, granted=granted, plan_digest=digest, motive=motive, now=now
    )
    if granted:
        version.reviewed_by_id, version.reviewed_at = actor.id, now
        also = ("reviewed_by_id", "reviewed_at")
        advance(version, "state", VersionState.REVIEWED, lifecycle=VERSION, also=also)
    fact = VersionReviewed(
        subject_id=policy.id, version_id=version.id, number=version.number, digest=Digest(digest),
        granted=granted,
    )  # fmt: skip
    ledger.record(fact, actor=actor, now=now)


def refuse_writers(actor: Actor, version: PolicyVersion) -> None:
    """Raise OwnVersion unless the actor is a person who wrote none of the version's contents."""
    if actor.kind is not ActorKind.MEMBER or actor.id in (version.author_id, *version.writer_ids):
        raise OwnVersion("version_id", code="own_version")


def _is_draft(version: PolicyVersion) -> None:
    if version.state != VersionState.DRAFT:
        raise VersionNotDraft("version_id", state=version.state)
