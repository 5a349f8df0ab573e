"""What the law remembers by day and by list moves no answer: each memory is taken away and asked again."""

from datetime import date

import pytest
from hypothesis import given, settings
from tests.effort import examples
from tests.rules.law.test_law_properties import DAYS, FACTS

from savoir.law import conformity, covers, floor, hidden_defects, parameters, readings, withdrawal, words
from savoir.law.rights import rights
from savoir.law.values import Basis, Facts, Offer, Party, Remedy

MEMORIES = (
    (withdrawal, "_initial_and_extended"), (withdrawal, "_working_day_after"), (withdrawal, "months"),
    (conformity, "months"), (conformity, "_articles"), (hidden_defects, "months"), (covers, "_falls_short"),
    (floor, "_joined"), (words, "_said"), (readings, "_weighed"), (readings, "_told"),
    (readings, "french_working_day"), (parameters, "numbers"), (readings, "numbers"),
)  # fmt: skip


def told(facts: Facts, today: date) -> list[object]:
    """Every right with its sentences, and what becomes of an offer too small on each basis."""
    known = rights(facts, today)
    offers = [
        Offer(basis=basis, remedies=(remedy,), return_paid_by=Party.CONSUMER, last_day=today)
        for basis in Basis for remedy in (Remedy.STORE_CREDIT, Remedy.RETURNLESS_REFUND)
    ]  # fmt: skip
    return [
        *[(right, words.say(right)) for right in known.each],
        *[floor.floor(one, known) for one in offers],
    ]


@pytest.mark.thorough
@settings(max_examples=examples(60, 500), deadline=None)
@given(FACTS, DAYS)
def test_a_law_that_remembers_nothing_says_the_same(facts: Facts, today: date) -> None:
    remembering = told(facts, today)
    with pytest.MonkeyPatch.context() as patch:
        for module, name in MEMORIES:
            patch.setattr(module, name, getattr(module, name).__wrapped__)
        assert told(facts, today) == remembering


def test_every_memory_is_bounded() -> None:
    for module, name in MEMORIES:
        assert 0 < getattr(module, name).cache_parameters()["maxsize"] <= 16_384
