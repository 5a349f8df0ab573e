"""Points asked at once answer as each does alone, and what is remembered on the way moves no answer."""

from collections.abc import Container
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.effort import examples
from tests.rules.policies.proof.plants import row, table
from tests.rules.policies.test_language import compiled, dispositions, says
from tests.rules.policies.test_masks import FACT_SETS, documents

from savoir.policies import tables
from savoir.policies.facts import OF_THE_LAW, Point, PolicyFacts, Reckoned, Value


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


class Later(Reckoned):
    """Facts of which the law's are told when somebody asks; `asked` keeps who did."""

    __slots__ = ("asked", "whole")
    asked: list[str]
    whole: dict[str, Value]

    def __missing__(self, name: str) -> Value | None:
        self.asked.append(name)
        value = self[name] = self.whole.get(name)
        return value


def later(known: dict[str, Value], *, already: Container[str] = ()) -> Later:
    made = Later({name: value for name, value in known.items() if name not in OF_THE_LAW or name in already})
    made.asked, made.whole = [], known
    return made


@pytest.mark.thorough
@settings(max_examples=examples(60, 300), deadline=None)
@given(document=documents(), facts=FACT_SETS, two=st.tuples(st.booleans(), st.booleans()), data=st.data())
def test_what_the_law_says_later_moves_no_answer(
    document: dict[str, Any], facts: PolicyFacts, two: tuple[bool, bool], data: st.DataObject
) -> None:
    for one in document["tables"][0]["rows"]:  # a second fact of the law, which the documents leave out
        if data.draw(st.booleans()):
            one["when"]["guarantee_open"] = {"op": "equals", "values": [data.draw(st.booleans())]}
    document["tables"][0]["columns"] = [*document["tables"][0]["columns"], "guarantee_open"]
    whole, points = tables.compile(document), (Point.ELIGIBILITY, Point.REFUND_TRIGGER)
    known = {**facts, "withdrawal_open": two[0], "guarantee_open": two[1]}
    already = data.draw(st.sets(st.sampled_from(sorted(OF_THE_LAW))))
    at_once = tables.decide_each(whole, points, PolicyFacts(known))
    assert tables.decide_each(whole, points, PolicyFacts(later(known, already=already))) == at_once
    told = tables.explain_each(whole, points, PolicyFacts(known))
    assert tables.explain_each(whole, points, PolicyFacts(later(known, already=already))) == told


def test_the_law_is_read_only_while_the_first_row_hangs_on_it() -> None:
    rows = [
        row("ouverte", {"country": "= FR", "withdrawal_open": "oui"}, remedies=["refund"]),
        row("garantie", {"country": "= BE", "guarantee_open": "oui"}, remedies=["repair"]),
        row("tout", {}, remedies=["exchange"]),
        row("jamais", {"guarantee_open": "oui", "withdrawal_open": "oui"}, remedies=["refund"]),
    ]
    whole = compiled(table("droits", "eligibility", rows))
    for country, read, fired in (
        ("FR", ["withdrawal_open"], "ouverte"), ("BE", ["guarantee_open"], "garantie"), ("DE", [], "tout"),
    ):  # fmt: skip
        known = later({"country": country, "withdrawal_open": True, "guarantee_open": True})
        facts = PolicyFacts.told(known)
        assert tables.decide(whole, Point.ELIGIBILITY, facts).hits[-1].row_id == fired
        assert known.asked == read


@pytest.mark.parametrize(
    ("withdrawal", "guarantee", "fired"),
    [(True, True, ["ouverte"]), (False, True, ["garantie"]), (False, False, []), (None, None, [])],
)
def test_where_no_row_is_sure_the_law_is_read_to_its_end(
    withdrawal: bool | None, guarantee: bool | None, fired: list[str]
) -> None:
    rows = [
        row("ouverte", {"withdrawal_open": "oui"}, remedies=["refund"]),
        row("garantie", {"guarantee_open": "oui"}, remedies=["repair"]),
    ]
    whole = compiled(table("droits", "eligibility", rows))
    told = {"withdrawal_open": withdrawal, "guarantee_open": guarantee}
    known = later({name: value for name, value in told.items() if value is not None})
    found = tables.decide(whole, Point.ELIGIBILITY, PolicyFacts.told(known))
    own = [hit.row_id for hit in found.hits if hit.table == "droits"]
    assert own == fired
