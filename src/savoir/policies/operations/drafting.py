"""A brand gets its policy, and drafts are written; two who edit one draft do not overwrite each other."""

from datetime import datetime

from savoir.kernel import approvals, ledger
from savoir.kernel.access import Actor, Permission, require
from savoir.kernel.errors import Conflict, Invalid
from savoir.kernel.ledger import Digest
from savoir.organizations.queries import brand_card
from savoir.policies import tables
from savoir.policies.events import PolicyCreated, VersionChanged
from savoir.policies.models import Policy, PolicyVersion
from savoir.policies.operations.rows import (
    VersionMoved,
    VersionNotDraft,
    lock_policy,
    lock_version,
    new_draft,
    read_document,
)
from savoir.policies.states import UNPUBLISHED, VersionState
from savoir.policies.tables import Document
from savoir.policies.values import REVIEW, SUBJECT

LONGEST_NAME = 120
_OF_CONTENT = {
    "state": VersionState.DRAFT.value, "reviewed_by_id": None, "reviewed_at": None, "proof_outcome": "",
    "proved_digest": "", "proved_at": None, "proof_report": None, "settled_by_id": None, "settled_at": None,
    "settled_motive": "",
}  # fmt: skip


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
    policy = lock_policy(actor, brand_id=brand_id)
    return new_draft(actor, policy, read_document(document), now).id


def change_draft(*, actor: Actor, version_id: int, revision: int, document: object, now: datetime) -> int:
    """Give a draft other content; return its new revision. `revision` is the one that was edited.

    A version that was reviewed becomes a draft again; what was asked, reviewed or proved of the content
    before holds no more. The same content changes nothing. Raises NotFound("version"), VersionNotDraft,
    VersionMoved for the second of two who edited the same revision, Invalid("document").
    """
    require(actor, Permission.POLICY_WRITE)
    policy, version = lock_version(actor, version_id=version_id)
    if version.state not in UNPUBLISHED:
        raise VersionNotDraft("version_id", state=version.state)
    if version.revision != revision:
        raise VersionMoved("revision", code="moved", revision=version.revision, digest=version.digest)
    whole = read_document(document)
    if tables.digest_of(whole) == version.digest:
        return revision
    _rewrite(actor, version, whole)
    approvals.withdraw(subject_kind=SUBJECT, subject_id=version.id, verb=REVIEW)
    fact = VersionChanged(
        subject_id=policy.id, version_id=version.id, number=version.number, revision=version.revision,
        digest=Digest(version.digest),
    )  # fmt: skip
    ledger.record(fact, actor=actor, now=now)
    return version.revision


def _rewrite(actor: Actor, version: PolicyVersion, whole: Document) -> None:
    version.document, version.digest = tables.canonical(whole), tables.digest_of(whole)
    version.revision += 1
    version.writer_ids = sorted({*version.writer_ids, actor.id})
    for column, value in _OF_CONTENT.items():
        setattr(version, column, value)
    version.save(update_fields=["document", "digest", "revision", "writer_ids", *_OF_CONTENT])
