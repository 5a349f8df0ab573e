"""A person before the counter: what a version answers her, what the law gives her, and what lies between."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from savoir.law.covers import covers
from savoir.law.rights import rights as rights_of
from savoir.law.values import Gap, Offer, Right
from savoir.policies.facts import Point, PolicyFacts, Value
from savoir.policies.proof.people import law_facts_of
from savoir.policies.tables import (
    Compiled,
    RowHit,
    Table,
    Verdict,
    basis_of_request,
    decide,
    decide_together,
    offer_of,
)

_OFFER = (Point.ELIGIBILITY, Point.RETURN_WAY, Point.EVIDENCE)


@dataclass(frozen=True)
class Fallen:
    """What a version answers a person, beside her right, and the gaps between."""

    verdict: Verdict
    offer: Offer
    right: Right
    gaps: tuple[Gap, ...]
    compiled: Compiled
    known: PolicyFacts


def fallen(compiled: Compiled, facts: Mapping[str, Value]) -> Fallen | None:
    """The answer to a person whose day is known, as the counter gives it; None where no row answers."""
    today = date.fromisoformat(str(facts["asked_on"]))
    known = PolicyFacts.read(facts)
    verdict = decide_together(compiled, _OFFER, known)
    if verdict.contradicts or not decide(compiled, Point.ELIGIBILITY, known).hits:
        return None
    of_law = law_facts_of(facts, today)
    rights = rights_of(of_law, today)
    right = rights.of(basis_of_request(str(facts["intent"]), str(facts["reason"])))
    offer = offer_of(verdict.outputs, right, of_law, today)
    return Fallen(verdict, offer, right, covers(offer, rights), compiled, known)


@dataclass(frozen=True)
class Shown:
    """A person who really falls below the law in one part: her facts and the rows that say it by `output`."""

    facts: dict[str, Value]
    answer: Fallen
    gap: Gap
    output: str
    hits: tuple[RowHit, ...]

    @property
    def tables(self) -> tuple[Table, ...]:
        """The tables that answered her."""
        return self.answer.compiled.document.tables
