"""Points asked at once answer as each does alone, and what is remembered on the way moves no answer."""

from typing import Any

import pytest
from hypothesis import given, settings
from tests.effort import examples
from tests.rules.policies.proof.plants import row
from tests.rules.policies.test_language import compiled, dispositions, says
from tests.rules.policies.test_masks import FACT_SETS, documents

from savoir.policies import tables
from savoir.policies.facts import Point, PolicyFacts


@pytest.mark.thorough
@settings(max_examples=examples(20, 100), deadline=None)
@given(document=documents(), facts=FACT_SETS)
def test_points_asked_side_by_side_answer_as_each_alone(document: dict[str, Any], facts: PolicyFacts) -> None:
    whole = tables.compile(document)
    points = (Point.REFUND_TRIGGER, Point.ELIGIBILITY, Point.EVIDENCE)
    assert tables.decide_each(whole, points, facts) == [tables.decide(whole, one, facts) for one in points]
    told = [tables.explain(whole, point, facts) for point in points]
    assert tables.explain_each(whole, points, facts) == told
    assert [tables.answer(whole.tables[one], tables.POINTS[one], dict(facts)) for one in points] == [
        one._replace(near=()) for one in told
    ]


def test_what_is_remembered_of_values_and_answers_stays_small_and_moves_none(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("savoir.policies.tables.sweeps.MOST_SEEN", 2)
    monkeypatch.setattr("savoir.policies.tables.deciding.MOST_TOGETHER", 1)
    rows = [row(code, {"country": f"= {code}"}, disposition="restock") for code in ("FR", "BE", "DE")]
    whole, points = compiled(dispositions(*rows)), (Point.DISPOSITION, Point.PROMISES)
    for country in ("FR", "BE", "DE", "LU", "FR", None, "BE"):
        fired = [] if country in (None, "LU") else [country]
        assert says(whole, country=country)[0] == fired
        together = tables.decide_together(whole, points, PolicyFacts.of(country=country))
        assert [hit.row_id for hit in together.hits if hit.row_id in ("FR", "BE", "DE")] == fired
    asked = whole.at(points)
    assert len(asked.together) == 1
