"""Questions about policies: which version decides for a sale, and what it says."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from savoir.kernel import approvals
from savoir.kernel.access import Actor, Permission
from savoir.kernel.errors import NotFound
from savoir.kernel.memory import recall, settings_in
from savoir.kernel.prepared import prepared
from savoir.kernel.values.digests import digest
from savoir.policies import starters, tables
from savoir.policies.models import Policy, PolicyVersion
from savoir.policies.queries.proofs import Proof, kept_proof
from savoir.policies.states import VersionState
from savoir.policies.tables import Compiled
from savoir.policies.values import REVIEW, SUBJECT

MOST_COMPILED = 256
_HEAVY = ("document", "proof_report")
_TABLES = settings_in("policies_policyversion", "policies_policy")
_by_digest: dict[str, Compiled] = {}


class VersionCorrupted(RuntimeError):  # noqa: N818 - errors name the fact (house rule 7)
    """The stored document does not give the stored digest: somebody went round the operations."""


@dataclass(frozen=True, slots=True)
class VersionCard:
    """A version and its compiled tables. `begins_at` None = draft; `ends_at` None = no known end."""

    id: int
    policy_id: int
    number: int
    digest: str
    compiled: Compiled
    state: VersionState = VersionState.DRAFT
    begins_at: datetime | None = None
    ends_at: datetime | None = None
    is_founding: bool = False
    proof: str = ""
    revision: int = 1

    def standing(self, now: datetime) -> str:
        """What it is at an instant: draft, reviewed, scheduled, in_force, ended or retired."""
        if self.begins_at is None or self.state is VersionState.RETIRED:
            return self.state.value
        if now < self.begins_at:
            return "scheduled"
        return "ended" if self.ends_at is not None and self.ends_at <= now else "in_force"


@dataclass(frozen=True, slots=True)
class Provable:
    """A stored content and the brand whose calendar its promises need; `begins_at` None = a draft."""

    brand_id: int
    document: Mapping[str, Any]
    digest: str
    begins_at: datetime | None


def _dated(org_id: Any, brand_id: Any) -> QuerySet[PolicyVersion]:
    """Versions of a brand that began some day, or will; they are public."""
    rows = PolicyVersion.objects.filter(org_id=org_id, policy__brand_id=brand_id, period__isnull=False)
    return rows.defer(*_HEAVY).order_by("id")


_DATED = prepared(_dated)
_VERSION = prepared(lambda version_id: PolicyVersion.objects.filter(id=version_id).defer(*_HEAVY))


@dataclass(frozen=True, slots=True)
class Life:
    """Who did what to a version, and when; None = nobody did. `writer_ids`: the author first. `review`: the
    newest request for a second person. `was_to_begin_at`: of one that was called off.
    """

    brand_id: int
    writer_ids: tuple[int, ...]
    created_at: datetime
    review: approvals.LastRequest | None
    reviewed_by_id: int | None
    reviewed_at: datetime | None
    settled_by_id: int | None
    settled_motive: str
    published_at: datetime | None
    was_to_begin_at: datetime | None


def _visible_to(actor: Actor) -> QuerySet[PolicyVersion]:
    """Published content is public; what is not published only for those who read policies."""
    rows = PolicyVersion.objects.filter(org_id=actor.org_id)
    return rows if Permission.POLICY_READ in actor.permissions else rows.filter(period__isnull=False)


def version_at(*, actor: Actor, brand_id: int, at: datetime) -> VersionCard | None:
    """The version that decides for a sale concluded at `at`; for older ones the brand's founding version.

    None when the brand has no published policy, or had retired it.
    """
    dated: list[PolicyVersion] = recall(
        ("versions", actor.org_id, brand_id), tables=_TABLES, is_setting=True,
        read=lambda: _DATED.rows(org_id=actor.org_id, brand_id=brand_id),
    )  # fmt: skip
    found = next((row for row in dated if at in row.period), None)
    return _kept(actor, found or _founding(dated, at))


def versions_for(
    *, actor: Actor, brand_id: int, bought_at: datetime, now: datetime
) -> tuple[VersionCard | None, VersionCard | None]:
    """What `version_at` answers for the instant of a purchase and for now; asked twice only where the version
    of the purchase has ended.
    """
    bought = version_at(actor=actor, brand_id=brand_id, at=bought_at)
    if bought is not None and (bought.ends_at is None or now < bought.ends_at):
        return bought, bought
    return bought, version_at(actor=actor, brand_id=brand_id, at=now)


def _founding(dated: list[PolicyVersion], at: datetime) -> PolicyVersion | None:
    """The founding version for what is older than any; None where one had begun, and ended."""
    if any(row.period.lower is None or row.period.lower <= at for row in dated):
        return None
    return next((row for row in dated if row.is_founding), None)


def _kept(actor: Actor, row: PolicyVersion | None) -> VersionCard | None:
    if row is None:
        return None
    key = ("version", actor.org_id, row.id, Permission.POLICY_READ in actor.permissions)  # also for its id
    return recall(key, tables=_TABLES, is_setting=True, read=lambda: _card(row))


def version_card(*, actor: Actor, version_id: int) -> VersionCard:
    """One version. Raises NotFound("version"), also for a draft the actor may not see."""
    may_read = Permission.POLICY_READ in actor.permissions
    return recall(
        ("version", actor.org_id, version_id, may_read), tables=_TABLES, is_setting=True,
        read=lambda: _version_of_id(actor, version_id),
    )  # fmt: skip


def _version_of_id(actor: Actor, version_id: int) -> VersionCard:
    row = _VERSION.first(version_id=version_id)
    is_hidden = row is not None and row.period is None and Permission.POLICY_READ not in actor.permissions
    if row is None or row.org_id != actor.org_id or is_hidden:
        raise NotFound("version")
    return _card(row)


def versions(*, actor: Actor, brand_id: int) -> tuple[VersionCard, ...]:
    """All versions of a brand the actor may see, newest first."""
    rows = _visible_to(actor).filter(policy__brand_id=brand_id).defer(*_HEAVY).order_by("-number")
    return tuple(_card(row) for row in rows)


def policy_id_of(*, actor: Actor, brand_id: int) -> int | None:
    """The policy of a brand, if it has one."""
    found = Policy.objects.filter(org_id=actor.org_id, brand_id=brand_id).values_list("id", flat=True)
    return found.first()


def brand_id_of_version(*, actor: Actor, version_id: int) -> int:
    """The brand whose version it is. Raises NotFound("version"), also for a draft the actor may not see."""
    found = _visible_to(actor).filter(id=version_id).values_list("policy__brand_id", flat=True).first()
    if found is None:
        raise NotFound("version")
    return int(found)


def life_of(*, actor: Actor, version_id: int) -> Life:
    """How a version came to be what it is. Raises NotFound("version"), also for who may not read drafts."""
    rows = PolicyVersion.objects.filter(org_id=actor.org_id, id=version_id).defer(*_HEAVY)
    row = rows.select_related("policy").first()
    if row is None or Permission.POLICY_READ not in actor.permissions:
        raise NotFound("version")
    review = approvals.last_request(subject_kind=SUBJECT, subject_id=version_id, verb=REVIEW)
    writers = dict.fromkeys((row.author_id, *row.writer_ids))
    return Life(
        row.policy.brand_id, tuple(writers), row.created_at, review, row.reviewed_by_id, row.reviewed_at,
        row.settled_by_id, row.settled_motive, row.published_at, row.was_to_begin_at,
    )  # fmt: skip


def provable(*, actor: Actor, version_id: int) -> Provable:
    """What a proof of a version reads. Raises NotFound("version"), also for who may not read drafts."""
    row = None
    if Permission.POLICY_READ in actor.permissions:
        row = (
            PolicyVersion.objects.filter(org_id=actor.org_id, id=version_id).select_related("policy").first()
        )
    if row is None:
        raise NotFound("version")
    begins_at = row.period.lower if row.period else None
    return Provable(row.policy.brand_id, row.document, row.digest, begins_at)


def proof_of(*, actor: Actor, version_id: int) -> Proof:
    """What was proved of a version's content, and how far a proof has come. Raises NotFound("version")."""
    if Permission.POLICY_READ not in actor.permissions:
        raise NotFound("version")
    row = PolicyVersion.objects.filter(org_id=actor.org_id, id=version_id).defer("document").first()
    if row is None:
        raise NotFound("version")
    return kept_proof(row.proof_outcome, row.proof_report, row.proved_at)


def starter_names() -> tuple[str, ...]:
    """The documents a brand may begin with."""
    return starters.names()


def starter(*, name: str) -> dict[str, Any]:
    """A starter document, ready for `draft_version`. Raises NotFound("starter")."""
    return starters.load(name)


def _card(row: PolicyVersion) -> VersionCard:
    begins_at, ends_at = (row.period.lower, row.period.upper) if row.period else (None, None)
    return VersionCard(
        row.id, row.policy_id, row.number, row.digest, _compiled(row), VersionState(row.state),
        begins_at, ends_at, row.is_founding, row.proof_outcome, row.revision,
    )  # fmt: skip


def _compiled(row: PolicyVersion) -> Compiled:
    """Compiled once per content and process; the document is fetched only for a digest not seen yet."""
    known = _by_digest.get(row.digest)
    if known is not None:
        return known
    if digest(row.document) != row.digest:
        raise VersionCorrupted(f"version {row.id}")
    compiled = tables.compile(row.document, digest=row.digest)
    if len(_by_digest) >= MOST_COMPILED:
        _by_digest.clear()
    _by_digest[row.digest] = compiled
    return compiled
