"""A version decides, gives way to the next, or begins anew. A published version is never edited."""

from datetime import datetime

from django.db.backends.postgresql.psycopg_any import DateTimeTZRange

from savoir.kernel import ledger
from savoir.kernel.access import Actor, ActorKind, Permission, require
from savoir.kernel.errors import Conflict, Invalid, NotAllowed
from savoir.kernel.ledger import Digest
from savoir.kernel.lifecycles import advance
from savoir.policies import starters, tables
from savoir.policies.events import VersionPublished
from savoir.policies.models import Policy, PolicyVersion
from savoir.policies.operations.proving import demand_proof
from savoir.policies.operations.rows import (
    VersionNotDraft,
    end_at,
    lock_policy,
    lock_version,
    new_draft,
    still,
)
from savoir.policies.states import UNPUBLISHED, VERSION, VersionState

_INHERITED = (
    "reviewed_by_id", "reviewed_at", "proof_outcome", "proved_digest", "proved_at", "proof_report",
    "settled_by_id", "settled_at", "settled_motive",
)  # fmt: skip


class VersionUnreviewed(Conflict):
    """No second person has read this content."""


class BeginsInThePast(Invalid):
    """Only the founding version may begin before now: sales already made keep the rules of their day."""


class AnotherBeginsThen(Invalid):
    """Another version of the policy begins at this very instant."""


class PolicyHasBegun(Conflict):
    """The policy has published versions: the next one is written, read and proved like all others."""


def publish_version(
    *, actor: Actor, version_id: int, digest: str, begins_at: datetime, now: datetime
) -> None:
    """Let a reviewed and proved content decide for sales from `begins_at` on; the version in force then ends
    there. `digest` is the content that was seen.

    A policy's first published version founds it: it may begin in the past, and answers for all older sales.
    Raises NotFound("version"), VersionNotDraft, VersionUnreviewed, VersionMoved, ProofMissing,
    VersionBelowTheLaw, ProofOpen, BeginsInThePast, AnotherBeginsThen.
    """
    require(actor, Permission.POLICY_WRITE)
    policy, version = lock_version(actor, version_id=version_id)
    if version.state not in UNPUBLISHED:
        raise VersionNotDraft("version_id", state=version.state)
    still(version, digest)
    if version.state != VersionState.REVIEWED:
        raise VersionUnreviewed("version_id", state=version.state)
    demand_proof(version)
    _begin(actor, policy, version, begins_at, now)


def found_version(*, actor: Actor, brand_id: int, starter: str, begins_at: datetime, now: datetime) -> int:
    """Let one of Savoir's own starter documents found a policy, with nobody in the house yet; return its id.

    For the machine alone (a founding, a demo, a replay): a starter is read and proved before it ships.
    Raises NotAllowed for whoever is not the system, NotFound("policy"), NotFound("starter"), PolicyHasBegun.
    """
    require(actor, Permission.POLICY_WRITE)
    if actor.kind is not ActorKind.SYSTEM:
        raise NotAllowed("version_id", code="only_the_machine_founds")
    document = starters.load(starter)
    policy = lock_policy(actor, brand_id=brand_id)
    if PolicyVersion.objects.filter(policy=policy, period__isnull=False).exists():
        raise PolicyHasBegun("brand_id", code="has_versions")
    version = new_draft(actor, policy, tables.read(document), now)
    _begin(actor, policy, version, begins_at, now)
    return version.id


def roll_back(*, actor: Actor, version_id: int, begins_at: datetime, now: datetime) -> int:
    """Start the content of an older version anew, as a new version; return the new id.

    Who read the older one answers for it still; what was proved of it must hold. Raises
    Invalid("version_id") for one that was never published, and as `publish_version` does.
    """
    require(actor, Permission.POLICY_WRITE)
    policy, older = lock_version(actor, version_id=version_id)
    if older.state in UNPUBLISHED:
        raise Invalid("version_id", code="never_published")
    demand_proof(older)
    fresh = new_draft(actor, policy, tables.read(older.document), now)
    for column in _INHERITED:
        setattr(fresh, column, getattr(older, column))
    fresh.proved_digest = fresh.digest
    fresh.save(update_fields=_INHERITED)
    advance(fresh, "state", VersionState.REVIEWED, lifecycle=VERSION)
    _begin(actor, policy, fresh, begins_at, now)
    return fresh.id


def _begin(actor: Actor, policy: Policy, version: PolicyVersion, begins_at: datetime, now: datetime) -> None:
    others = list(PolicyVersion.objects.filter(policy=policy, period__isnull=False).defer("document"))
    if others and begins_at < now:
        raise BeginsInThePast("begins_at", code="past")
    if any(begins_at == other.period.lower for other in others):
        raise AnotherBeginsThen("begins_at", code="taken")
    for other in others:
        if begins_at in other.period:
            end_at(other, begins_at)
    later = [other.period.lower for other in others if other.period.lower > begins_at]
    version.period = DateTimeTZRange(begins_at, min(later, default=None))
    version.is_founding, version.published_at = not others, now
    version.state = VersionState.PUBLISHED.value
    version.save(update_fields=["period", "is_founding", "published_at", "state"])
    _record_publication(actor, version, now)


def _record_publication(actor: Actor, version: PolicyVersion, now: datetime) -> None:
    fact = VersionPublished(
        subject_id=version.policy_id, version_id=version.id, number=version.number,
        digest=Digest(version.digest), begins_at=version.period.lower,
    )  # fmt: skip
    ledger.record(fact, actor=actor, now=now)
