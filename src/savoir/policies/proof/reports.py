"""What a verification found: counter-examples told as a person, and what could not be settled."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from savoir.policies.facts import Value
from savoir.policies.proof.unsettled import StillOpen


class Outcome(StrEnum):
    """`proved`: no gap for all facts; `below`: a customer falls below the law, or the version contradicts
    itself; `open`: the solver could not settle everything in time, so a person looks at what is open.
    """

    PROVED = "proved"
    BELOW = "below"
    OPEN = "open"


class Kind(StrEnum):
    """What is wrong. The first six block a publication; the last two are for the author to know."""

    BELOW_THE_LAW = "below_the_law"
    PAST_THE_LEGAL_DATE = "past_the_legal_date"
    CONTRADICTION = "contradiction"
    PROMISE_CANNOT_BE_KEPT = "promise_cannot_be_kept"
    NO_APPROVER = "no_approver"
    EXAMPLE_FAILS = "example_fails"
    UNANSWERED = "unanswered"
    UNREACHABLE = "unreachable"


NOTICES = frozenset({Kind.UNANSWERED, Kind.UNREACHABLE})


@dataclass(frozen=True, slots=True)
class Found:
    """One finding, in two sentences. `rows`: (table, row id, number) that say it; `article` and `component`
    of the law, "" where it is not about the law; `facts` of the person it was shown with, with real days.
    """

    kind: Kind
    sentence_fr: str
    sentence_en: str
    rows: tuple[tuple[str, str, int], ...] = ()
    component: str = ""
    article: str = ""
    facts: Mapping[str, Value] = field(default_factory=dict)

    @property
    def blocks(self) -> bool:
        """Whether nothing may be published with it."""
        return self.kind not in NOTICES


@dataclass(frozen=True, slots=True)
class Report:
    """The result for the version of this digest. `open`: questions the solver did not settle."""

    digest: str
    found: tuple[Found, ...]
    open: tuple[StillOpen, ...]
    questions: int
    seconds: float

    @property
    def outcome(self) -> Outcome:
        """Below when something blocks, else open when something is open, else proved."""
        if any(one.blocks for one in self.found):
            return Outcome.BELOW
        return Outcome.OPEN if self.open else Outcome.PROVED

    def plain(self) -> dict[str, Any]:
        """As JSON: what a version keeps."""
        return {
            "digest": self.digest, "outcome": self.outcome.value, "questions": self.questions,
            "open": [{"fr": one.fr, "en": one.en} for one in self.open],
            "found": [_plain(one) for one in self.found],
        }  # fmt: skip


def _plain(one: Found) -> dict[str, Any]:
    return {
        "kind": one.kind.value, "fr": one.sentence_fr, "en": one.sentence_en,
        "rows": [list(row) for row in one.rows], "component": one.component, "article": one.article,
        "facts": dict(one.facts),
    }  # fmt: skip
