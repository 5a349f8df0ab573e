"""The newest version that may not be published, and each of its rows that the law forbids."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import F

from savoir.kernel.access import Actor, Permission, require
from savoir.policies.models import PolicyVersion
from savoir.policies.states import UNPUBLISHED, ProofOutcome

_OF_THE_LAW = frozenset({"below_the_law", "past_the_legal_date"})


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
    """The newest unpublished version whose very content was proved to fall below the law; None: there is
    none. Raises NotAllowed for who may not read drafts.
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
    tables = row.document["tables"]
    found = (row.proof_report or {}).get("found", ())
    return BlockedVersion(
        row.id, tuple(_unlawful(found, _labels(tables))), sum(len(one["rows"]) for one in tables)
    )


def _labels(tables: list[dict[str, Any]]) -> dict[tuple[str, str], tuple[str, str]]:
    return {
        (table["id"], row["id"]): (row.get("label_fr", ""), row.get("label_en", ""))
        for table in tables for row in table["rows"]
    }  # fmt: skip


def _unlawful(
    found: list[Mapping[str, Any]], labels: Mapping[tuple[str, str], tuple[str, str]]
) -> Iterator[UnlawfulRow]:
    seen = set[tuple[str, str]]()
    for one in found:
        for table, name, _number in one["rows"][:1] if one["kind"] in _OF_THE_LAW else ():
            if (table, name) not in seen:
                seen.add((table, name))
                fr, en = labels.get((table, name), (name, name))
                yield UnlawfulRow(table, name, fr, en, one["component"], one["article"])
