"""What the author's own examples say counts, and what a solver leaves open has a name in both languages."""

from datetime import date
from time import monotonic

import pytest
from tests.rules.policies.proof.plants import lawful

from savoir.law.values import Component
from savoir.policies import tables
from savoir.policies.facts import Point
from savoir.policies.proof.gaps import BASES
from savoir.policies.proof.reports import Kind, Outcome
from savoir.policies.proof.unsettled import part_of
from savoir.policies.proof.verifying import verify

TODAY = date(2026, 11, 23)

ASKED = {"intent": "claim", "reason": "defective", "guarantee_open": True, "delivered": True}


def compiled(**expected: object) -> tables.Compiled:
    """The lawful version with one example of its author."""
    example = {"name": "panne", "point": "eligibility", "facts": ASKED, "expect": expected}
    return tables.compile(lawful() | {"examples": [example]})


def test_an_example_that_does_not_hold_forbids_the_publication() -> None:
    report = verify(
        compiled(needs_person=True), today=TODAY, clock=monotonic, points=frozenset({Point.ELIGIBILITY})
    )
    [one] = [found for found in report.found if found.kind is Kind.EXAMPLE_FAILS]
    assert report.outcome is Outcome.BELOW
    assert one.sentence_fr.startswith("L’exemple «\u00a0panne\u00a0» de l’auteur ne tient pas")
    assert one.sentence_fr.endswith("Une personne répond non au lieu de oui.")
    assert (
        one.sentence_en == "The author’s example “panne” does not hold: A person answers no instead of yes."
    )
    assert one.rows
    assert one.facts == ASKED


def test_an_example_that_holds_or_is_of_another_point_says_nothing() -> None:
    for document, point in (
        (compiled(needs_person=False), Point.ELIGIBILITY),
        (compiled(needs_person=True), Point.EVIDENCE),
    ):
        report = verify(document, today=TODAY, clock=monotonic, points=frozenset({point}))
        assert [found.kind for found in report.found if found.kind is Kind.EXAMPLE_FAILS] == []


@pytest.mark.parametrize("basis", BASES)
def test_every_part_of_every_claim_has_a_name(basis: object) -> None:
    assert all(part_of(basis, one).fr and part_of(basis, one).en for one in Component)  # type: ignore[arg-type]  # one of them


def test_what_is_left_open_is_named_in_both_languages() -> None:
    report = verify(tables.compile(lawful()), today=TODAY, clock=monotonic, seconds=0.0)
    assert all(one.fr.endswith("\u202f?") and one.en.endswith("?") for one in report.open)
    assert report.plain()["open"][0] == {"fr": report.open[0].fr, "en": report.open[0].en}
