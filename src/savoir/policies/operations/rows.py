"""What the verbs of versions share: the locked policy, and the content of a draft."""

from datetime import datetime

from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.db.models import Max

from savoir.kernel import jobs, ledger
from savoir.kernel.access import Actor
from savoir.kernel.errors import Conflict, Invalid, NotFound
from savoir.kernel.ledger import Digest
from savoir.policies import tables
from savoir.policies.events import VersionDrafted
from savoir.policies.models import Policy, PolicyVersion
from savoir.policies.tables import Document, Fault, WrongDocument

PROVE = "policies.prove"


class VersionNotDraft(Conflict):
    """This version is no draft any more: somebody published it, or a second person has read it already."""


class VersionMoved(Conflict):
    """The version has other content than the one that was seen; `facts`: `revision`, `digest`."""


def lock_policy(actor: Actor, *, brand_id: int) -> Policy:
    """The policy of a brand, locked. Raises NotFound("policy")."""
    policy = Policy.objects.select_for_update().filter(org_id=actor.org_id, brand_id=brand_id).first()
    if policy is None:
        raise NotFound("policy")
    return policy


def lock_version(actor: Actor, *, version_id: int) -> tuple[Policy, PolicyVersion]:
    """A version and its policy, both held by the lock of the policy. Raises NotFound("version")."""
    wanted = PolicyVersion.objects.filter(id=version_id).values("policy_id")
    policy = Policy.objects.select_for_update().filter(org_id=actor.org_id, id__in=wanted).first()
    if policy is None:
        raise NotFound("version")
    return policy, PolicyVersion.objects.get(id=version_id)


def still(version: PolicyVersion, digest: str) -> None:
    """Raise VersionMoved unless the version has the content that was seen."""
    if version.digest != digest:
        raise VersionMoved("version_id", code="moved", revision=version.revision, digest=version.digest)


def read_document(document: object) -> Document:
    """A checked document. Raises Invalid("document") with all faults under `faults`."""
    try:
        return tables.read(document)
    except WrongDocument as wrong:
        raise Invalid("document", **_words(wrong.faults[0]), faults=wrong.faults) from wrong


def _words(fault: Fault) -> dict[str, object]:
    return {
        "code": fault.code, "table": fault.table, "row": fault.row, "column": fault.column,
        "found": fault.found, "expected": fault.expected,
    }  # fmt: skip


def new_draft(actor: Actor, policy: Policy, document: Document, now: datetime) -> PolicyVersion:
    """The next numbered draft of a locked policy."""
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


def want_proof(version: PolicyVersion) -> None:
    """Have the content that a version has now proved, unless it is."""
    if version.proved_digest != version.digest:
        jobs.enqueue(PROVE, org_id=version.org_id, version_id=version.id)


def end_at(version: PolicyVersion, ends_at: datetime | None) -> None:
    """Move the end of a locked version's period; None = no known end."""
    version.period = DateTimeTZRange(version.period.lower, ends_at)
    version.save(update_fields=["period"])
