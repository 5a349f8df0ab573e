"""The newest version that may not be published, and each of its rows that the law forbids."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import F

from savoir.kernel.access import Actor, Permission, require
from savoir.policies.models import PolicyVersion
from savoir.policies.queries.proofs import Named, ProofFound, kept_proof
from savoir.policies.states import UNPUBLISHED, ProofOutcome


@dataclass(frozen=True, slots=True)
class UnlawfulRow:
    """A row, its words in two languages, what part of the law it falls below and by which article."""

    table: str
    id: str
    label_fr: str
    label_en: str
    component: str
    article: str


@dataclass(frozen=True, slots=True)
class BlockedVersion:
    """`rows`: the unlawful ones, each once, in the order of its finding; `of` so many rows in all tables."""

    version_id: int
    rows: tuple[UnlawfulRow, ...]
    of: int


def blocked_version(*, actor: Actor) -> BlockedVersion | None:
    """The newest unpublished version whose very content may not be published, with its unlawful rows.

    None: there is none, or what blocks it is no row below the law (it contradicts itself, say). Raises
    NotAllowed for who may not read drafts.
    """
    require(actor, Permission.POLICY_READ)
    row = (
        PolicyVersion.objects.filter(
            org_id=actor.org_id, state__in=UNPUBLISHED, proof_outcome=ProofOutcome.BELOW.value,
            proved_digest=F("digest"),
        )
        .order_by("-id")
        .first()
    )  # fmt: skip
    if row is None:
        return None
    tables, first = row.document["tables"], dict[Named, ProofFound]()
    for one in kept_proof(row.proof_outcome, row.proof_report, row.proved_at).found:
        if one.unlawful is not None:
            first.setdefault(one.unlawful, one)
    rows = tuple(_row(named, one, _labels(tables)) for named, one in first.items())
    return BlockedVersion(row.id, rows, sum(len(one["rows"]) for one in tables)) if rows else None


def _labels(tables: list[dict[str, Any]]) -> dict[tuple[str, str], tuple[str, str]]:
    return {
        (table["id"], row["id"]): (row.get("label_fr", ""), row.get("label_en", ""))
        for table in tables for row in table["rows"]
    }  # fmt: skip


def _row(named: Named, found: ProofFound, labels: Mapping[tuple[str, str], tuple[str, str]]) -> UnlawfulRow:
    table, name, _number = named
    fr, en = labels.get((table, name), (name, name))
    return UnlawfulRow(table, name, fr, en, found.component, found.article)
