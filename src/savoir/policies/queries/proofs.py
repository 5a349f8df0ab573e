"""What a version keeps of its proof, as pages and the story read it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

Named = tuple[str, str, int]  # a row: its table, its id, its number
OF_THE_LAW: Final = frozenset({"below_the_law", "past_the_legal_date"})
NOTICES: Final = frozenset({"unanswered", "unreachable"})  # for the author to know; they block nothing


@dataclass(frozen=True, slots=True)
class ProofFound:
    """One finding, in two languages; `kind` is a value of `policies.proof.reports.Kind`, `rows` the rows that
    say it, the first one the one it is about; `component` and `article` of the law, "" where it is not.
    """

    kind: str
    fr: str
    en: str
    article: str
    component: str = ""
    rows: tuple[Named, ...] = ()

    @property
    def unlawful(self) -> Named | None:
        """The row that falls below the law by it; None: it is not about the law, or names no row."""
        return self.rows[0] if self.kind in OF_THE_LAW and self.rows else None

    @property
    def blocks(self) -> bool:
        """Whether nothing may be published with it."""
        return self.kind not in NOTICES


@dataclass(frozen=True, slots=True)
class Proof:
    """What a proof says; `open`: (French, English) of each question without an answer; `progress`: questions
    done, and of how many, (0, 0) when none is under way.
    """

    outcome: str
    found: tuple[ProofFound, ...]
    open: tuple[tuple[str, str], ...]
    questions: int
    progress: tuple[int, int]
    proved_at: datetime | None


def kept_proof(outcome: str, report: Mapping[str, Any] | None, proved_at: datetime | None) -> Proof:
    """A stored report, read; those of earlier versions of Savoir name no rows and say less in French."""
    told = report or {}
    return Proof(
        outcome, tuple(map(_found, told.get("found", ()))), tuple(map(_open, told.get("open", ()))),
        told.get("questions", 0), (told.get("done", 0), told.get("of", 0)), proved_at,
    )  # fmt: skip


def _found(kept: Mapping[str, Any]) -> ProofFound:
    rows = tuple((table, row, number) for table, row, number in kept.get("rows", ()))
    return ProofFound(kept["kind"], kept["fr"], kept["en"], kept["article"], kept.get("component", ""), rows)


def _open(kept: Any) -> tuple[str, str]:
    """A question left open; older reports kept its English alone."""
    return (kept["fr"], kept["en"]) if isinstance(kept, dict) else (kept, kept)
