"""Verbs of policies: draft, publish, roll back, retire. A published version is never edited."""

from datetime import datetime

from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.db.models import Max

from savoir.kernel import ledger
from savoir.kernel.access import Actor, Permission, require
from savoir.kernel.errors import Conflict, Invalid, NotFound
from savoir.kernel.ledger import Digest
from savoir.kernel.lifecycles import advance
from savoir.organizations.queries import brand_card
from savoir.policies import tables
from savoir.policies.events import PolicyCreated, VersionDrafted, VersionPublished, VersionRetired
from savoir.policies.models import Policy, PolicyVersion
from savoir.policies.states import VERSION, VersionState
from savoir.policies.tables import Document, Fault, WrongDocument

LONGEST_NAME = 120


class VersionNotDraft(Conflict):
    """Somebody published this version already."""


class BeginsInThePast(Invalid):
    """Only the founding version may begin before now: sales already made keep the rules of their day."""


class AnotherBeginsThen(Invalid):
    """Another version of the policy begins at this very instant."""


class VersionNotInForce(Conflict):
    """Only a version that decides now can be retired."""


def create_policy(*, actor: Actor, brand_id: int, name: str, now: datetime) -> int:
    """Give a brand its policy; return its id. Raises NotFound, Invalid("name"), Conflict("brand")."""
    require(actor, Permission.POLICY_WRITE)
    brand = brand_card(actor=actor, brand_id=brand_id)
    if not name.strip() or len(name) > LONGEST_NAME:
        raise Invalid("name", code="length", most=LONGEST_NAME)
    policy, is_new = Policy.objects.get_or_create(
        org_id=actor.org_id, brand_id=brand.id, defaults={"name": name.strip()}
    )
    if not is_new:
        raise Conflict("brand", code="has_policy", policy_id=policy.id)
    ledger.record(PolicyCreated(subject_id=policy.id, brand_id=brand.id), actor=actor, now=now)
    return policy.id


def draft_version(*, actor: Actor, brand_id: int, document: object, now: datetime) -> int:
    """Write a checked document down as the next numbered draft; return its id.

    Raises NotFound("policy"), and Invalid("document") whose facts name table, row, column, what was found and
    what would be right, with all faults under `faults`.
    """
    require(actor, Permission.POLICY_WRITE)
    policy = _locked_policy(actor, brand_id=brand_id)
    return _draft(actor, policy, _read(document), now).id


def publish_version(*, actor: Actor, version_id: int, begins_at: datetime, now: datetime) -> None:
    """Let a draft decide for sales from `begins_at` on; the version in force then ends there.

    A policy's first published version founds it: it may begin in the past, and answers for all older sales.
    Raises NotFound("version"), VersionNotDraft, BeginsInThePast, AnotherBeginsThen.
    """
    require(actor, Permission.POLICY_WRITE)
    policy = _locked_policy(actor, versions__id=version_id)
    _publish(actor, policy, PolicyVersion.objects.get(id=version_id), begins_at, now)


def roll_back(*, actor: Actor, version_id: int, begins_at: datetime, now: datetime) -> int:
    """Start the content of an older version anew, as a new version; return the new id.

    Raises as `publish_version` does.
    """
    require(actor, Permission.POLICY_WRITE)
    policy = _locked_policy(actor, versions__id=version_id)
    older = PolicyVersion.objects.get(id=version_id)
    if older.state == VersionState.DRAFT:
        raise Invalid("version_id", code="never_published")
    fresh = _draft(actor, policy, tables.read(older.document), now)
    _publish(actor, policy, fresh, begins_at, now)
    return fresh.id


def retire(*, actor: Actor, version_id: int, now: datetime) -> None:
    """End the version in force now, without a successor. Raises NotFound("version"), VersionNotInForce."""
    require(actor, Permission.POLICY_WRITE)
    policy = _locked_policy(actor, versions__id=version_id)
    version = PolicyVersion.objects.get(id=version_id)
    if version.state != VersionState.PUBLISHED or now not in version.period or now == version.period.lower:
        raise VersionNotInForce(state=version.state)
    _end(version, now)
    advance(version, "state", VersionState.RETIRED, lifecycle=VERSION)
    fact = VersionRetired(subject_id=policy.id, version_id=version.id, number=version.number, ends_at=now)
    ledger.record(fact, actor=actor, now=now)


def _locked_policy(actor: Actor, *, brand_id: int = 0, versions__id: int = 0) -> Policy:
    rows = Policy.objects.select_for_update().filter(org_id=actor.org_id)
    if versions__id:
        wanted = PolicyVersion.objects.filter(id=versions__id).values("policy_id")
        policy = rows.filter(id__in=wanted).first()
    else:
        policy = rows.filter(brand_id=brand_id).first()
    if policy is None:
        raise NotFound("version" if versions__id else "policy")
    return policy


def _read(document: object) -> Document:
    try:
        return tables.read(document)
    except WrongDocument as wrong:
        raise Invalid("document", **_words(wrong.faults[0]), faults=tuple(map(str, wrong.faults))) from wrong


def _words(fault: Fault) -> dict[str, object]:
    return {
        "code": fault.code, "table": fault.table, "row": fault.row, "column": fault.column,
        "found": fault.found, "expected": fault.expected,
    }  # fmt: skip


def _draft(actor: Actor, policy: Policy, document: Document, now: datetime) -> PolicyVersion:
    last = PolicyVersion.objects.filter(policy=policy).aggregate(last=Max("number"))["last"] or 0
    version = PolicyVersion.objects.create(
        org_id=actor.org_id, policy=policy, number=last + 1, document=tables.canonical(document),
        digest=tables.digest_of(document), author_id=actor.id, created_at=now,
    )  # fmt: skip
    fact = VersionDrafted(
        subject_id=policy.id, version_id=version.id, number=version.number, digest=Digest(version.digest)
    )
    ledger.record(fact, actor=actor, now=now)
    return version


def _publish(
    actor: Actor, policy: Policy, version: PolicyVersion, begins_at: datetime, now: datetime
) -> None:
    if version.state != VersionState.DRAFT:
        raise VersionNotDraft("version_id", state=version.state)
    others = list(PolicyVersion.objects.filter(policy=policy, period__isnull=False).defer("document"))
    if others and begins_at < now:
        raise BeginsInThePast("begins_at", code="past")
    if any(begins_at == other.period.lower for other in others):
        raise AnotherBeginsThen("begins_at", code="taken")
    for other in others:
        if begins_at in other.period:
            _end(other, begins_at)
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


def _end(version: PolicyVersion, ends_at: datetime) -> None:
    version.period = DateTimeTZRange(version.period.lower, ends_at)
    version.save(update_fields=["period"])
