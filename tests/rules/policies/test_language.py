"""The language of the tables in small: one cell, one column, one table, and what they answer."""

from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.effort import examples
from tests.rules.policies.proof.plants import lawful, row, table
from tests.rules.policies.test_masks import FACT_SETS, PARENTS, cell_forms, documents, values_of

from savoir.policies import tables
from savoir.policies.facts import FACTS, Point, PolicyFacts
from savoir.policies.tables import Compiled, WrongCell, holds, parse
from savoir.policies.tables.cells import Cell, from_typed
from savoir.policies.tables.columns import column
from savoir.policies.tables.hierarchies import beneath

TODAY = date(2026, 11, 23)
NAMES = ("intent", "country", "days_since_delivery", "line_value", "defect", "asked_on", "category")
FAR = (
    "mode/chaussures/bottes/fourrées",
    "bottes/fourrées/longues",
    "jardin/outils",
    "0001-01-01",
    "9999-12-31",
)


def compiled(*several: dict[str, Any], **whole: Any) -> Compiled:
    """The lawful version with other tables of dispositions, which are free to say anything."""
    document = lawful() | whole
    document["tables"] += several
    return tables.compile(document)


def dispositions(*rows: dict[str, Any], hit: str = "first", name: str = "devenir") -> dict[str, Any]:
    return table(name, "disposition", list(rows), hit)


def says(whole: Compiled, **known: Any) -> tuple[list[str], Any]:
    """The rows that speak at the dock, and what becomes of the thing."""
    verdict = tables.decide(whole, Point.DISPOSITION, PolicyFacts.of(**known))
    return [hit.row_id for hit in verdict.hits], verdict.outputs["disposition"]


@st.composite
def columns_and_values(draw: st.DrawFn) -> tuple[str, list[Cell], Any]:
    """A fact, cells of its column, and a value of it that some of them name or none does."""
    spec = FACTS[draw(st.sampled_from(NAMES))]
    cells = [from_typed(spec, form) for form in draw(st.lists(cell_forms(spec), min_size=1, max_size=6))]
    if spec.name == "category":
        cells = [beneath(one, PARENTS) for one in cells]
    beyond: list[str | None] = [value for value in FAR if spec.admits(value)]
    far = st.sampled_from(beyond or [None])
    return spec.name, cells, draw(st.none() | values_of(spec) | far)


@pytest.mark.thorough
@settings(max_examples=examples(60, 300), deadline=None)
@given(drawn=columns_and_values())
def test_a_column_holds_for_the_rows_whose_cell_holds(drawn: tuple[str, list[Cell], Any]) -> None:
    name, cells, value = drawn
    mask = column(FACTS[name], cells).mask(value)
    assert [bool(mask >> rank & 1) for rank in range(len(cells))] == [holds(one, value) for one in cells]


@pytest.mark.parametrize(
    ("cell", "inside", "outside"),
    [
        ("< 30", (0, 29), (30, 31)),
        ("<= 30", (29, 30), (31,)),
        ("> 30", (31, 20_000), (30, 29)),
        (">= 30", (30, 31), (29,)),
        ("15 à 30", (15, 16, 29, 30), (14, 31)),
        ("= 30", (30,), (29, 31)),
        ("dans 15, 30", (15, 30), (14, 16, 29, 31)),
        ("pas 15, 30", (14, 16, 29, 31), (15, 30)),
    ],
)
def test_a_number_at_the_bound_of_a_cell(
    cell: str, inside: tuple[int, ...], outside: tuple[int, ...]
) -> None:
    whole = compiled(dispositions(row("oui", {"days_since_delivery": cell}, disposition="restock")))
    one = parse(FACTS["days_since_delivery"], cell)
    for value in inside:
        assert says(whole, days_since_delivery=value) == (["oui"], "restock")
        assert holds(one, value)
        assert column(FACTS["days_since_delivery"], [one]).mask(value) == 1
    for value in outside:
        assert says(whole, days_since_delivery=value) == ([], None)
        assert not holds(one, value)
        assert column(FACTS["days_since_delivery"], [one]).mask(value) == 0


@pytest.mark.parametrize(
    ("cell", "inside", "outside"),
    [
        (
            "15/11 à 05/01",
            ("2026-11-15", "2026-12-31", "2027-01-01", "2027-01-05"),
            ("2026-11-14", "2027-01-06"),
        ),
        ("01/03 à 31/03", ("2026-03-01", "2028-03-31"), ("2028-02-29", "2026-02-28", "2026-04-01")),
        ("29/02 à 29/02", ("2028-02-29",), ("2028-02-28", "2028-03-01", "2027-03-01")),
        ("31/12 à 31/12", ("2026-12-31",), ("2026-12-30", "2027-01-01")),
        ("31/12 à 01/01", ("2026-12-31", "2027-01-01"), ("2026-12-30", "2027-01-02")),
        (">= 31/12/9999", ("9999-12-31",), ("9999-12-30",)),
        ("= 31/12/9999", ("9999-12-31",), ("9999-12-30",)),
        ("< 01/01/2026", ("2025-12-31",), ("2026-01-01",)),
    ],
)
def test_a_day_at_the_bound_of_a_season(cell: str, inside: tuple[str, ...], outside: tuple[str, ...]) -> None:
    whole = compiled(dispositions(row("oui", {"asked_on": cell}, disposition="restock")))
    assert [day for day in inside if says(whole, asked_on=day)[0] != ["oui"]] == []
    assert [day for day in outside if says(whole, asked_on=day)[0] != []] == []
    one = parse(FACTS["asked_on"], cell)
    assert [holds(one, day) for day in (*inside, *outside)] == [True] * len(inside) + [False] * len(outside)


@pytest.mark.parametrize(
    ("category", "speaks"),
    [
        ("mode/chaussures", ["chaussures"]),
        ("mode/chaussures/bottes/fourrées", ["chaussures"]),
        ("mode/chaussuresrouges", []),
        ("mode", []),
        ("sandales", ["chaussures"]),
        ("sandales/plates", ["chaussures"]),
        ("jardin/outils/bêches", []),
    ],
)
def test_a_branch_holds_for_what_stands_below_it(category: str, speaks: list[str]) -> None:
    shoes = row("chaussures", {"category": "sous mode/chaussures"}, disposition="restock")
    whole = compiled(dispositions(shoes), hierarchies={"category": PARENTS})
    assert says(whole, category=category)[0] == speaks


def test_a_branch_and_one_below_it_in_one_cell_is_the_branch() -> None:
    both = row("les-deux", {"category": "sous mode, bottes"}, disposition="restock")
    parents = {"bottes": "chaussures", "chaussures": "mode", "fourrées": "bottes"}
    whole = compiled(dispositions(both), hierarchies={"category": parents})
    assert [says(whole, category=one)[0] for one in ("fourrées", "chaussures", "maison")] == [
        ["les-deux"], ["les-deux"], [],
    ]  # fmt: skip


def test_a_branch_holds_for_a_code_that_another_row_names() -> None:
    named = row("bottes", {"category": "= mode/chaussures/bottes", "grade": "= D"}, disposition="donate")
    below = row("chaussures", {"category": "sous mode/chaussures"}, disposition="restock")
    whole = compiled(dispositions(named, below))
    assert says(whole, category="mode/chaussures/bottes", grade="A") == (["chaussures"], "restock")
    assert says(whole, category="mode/chaussures/bottes", grade="D") == (["bottes"], "donate")


@pytest.mark.parametrize(
    ("cell", "country", "speaks"),
    [
        ("dans FR, BE", "FR", True), ("dans FR, BE", "DE", False), ("dans FR, BE", None, False),
        ("pas FR, BE", "FR", False), ("pas FR, BE", "DE", True), ("pas FR, BE", None, False),
        ("= FR", "FR", True), ("= FR", "BE", False), ("-", None, True), ("-", "DE", True),
    ],
)  # fmt: skip
def test_a_row_on_codes_speaks_for_these_or_for_none_of_these(
    cell: str, country: str | None, speaks: bool
) -> None:
    whole = compiled(dispositions(row("oui", {"country": cell}, disposition="restock")))
    assert says(whole, country=country)[0] == ["oui"] * speaks
    assert holds(parse(FACTS["country"], cell), country) is speaks


def test_from_one_to_itself_is_that_one() -> None:
    assert parse(FACTS["quantity"], "3 à 3").values == (3,)
    with pytest.raises(WrongCell, match="smaller bound first"):
        parse(FACTS["quantity"], "4 à 3")


def test_a_near_miss_is_a_row_that_one_cell_keeps_from_speaking() -> None:
    rows = [
        row("une", {"grade": "= A", "finding": "= used"}, disposition="restock"),
        row("deux", {"grade": "= B", "finding": "= unused"}, disposition="donate"),
    ]
    seen = tables.explain(compiled(dispositions(*rows)), Point.DISPOSITION, PolicyFacts.of(grade="A"))
    assert [(miss.hit.row_id, miss.fact, miss.value, miss.needed) for miss in seen.near] == [
        ("une", "finding", None, ("used",)),
    ]


def test_a_season_that_holds_is_no_near_miss() -> None:
    rows = [row("noel", {"asked_on": "15/11 à 05/01", "grade": "= A"}, disposition="restock")]
    whole = compiled(dispositions(*rows))
    seen = tables.explain(whole, Point.DISPOSITION, PolicyFacts.of(asked_on="2026-12-24", grade="B"))
    assert [(miss.fact, miss.needed) for miss in seen.near] == [("grade", ("A",))]
    seen = tables.explain(whole, Point.DISPOSITION, PolicyFacts.of(asked_on="2026-03-01", grade="A"))
    assert [(miss.fact, miss.needed) for miss in seen.near] == [("asked_on", ("2026-11-15",))]


def test_a_near_row_says_what_it_lacks_for_every_value_however_many(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("savoir.policies.tables.deciding.MOST_TOLD", 3)
    whole = compiled(dispositions(row("peu", {"line_value": "<= 10 €"}, disposition="donate")))
    for cents in (1001, 1002, 1003, 1004, 1005, 1001):
        [miss] = tables.explain(whole, Point.DISPOSITION, PolicyFacts.of(line_value=cents)).near
        assert (miss.value, miss.needed, miss.cell) == (cents, (1000,), "<= 10,00\u00a0€")


def _graded(hit: str) -> Compiled:
    return compiled(
        dispositions(
            row("use", {"finding": "= used"}, disposition="second_life") | {"priority": 1},
            row("grade-a", {"grade": "= A"}, disposition="restock", person_confirms=True) | {"priority": 5},
            row("toujours", {}, disposition="refurbish", person_confirms=False) | {"priority": 5},
            hit=hit,
        )
    )


def test_first_speaks_first_and_priority_the_highest_and_of_equals_the_first() -> None:
    assert says(_graded("first"), finding="used", grade="A") == (["use"], "second_life")
    assert says(_graded("priority"), finding="used", grade="A") == (["grade-a"], "restock")
    assert says(_graded("priority"), finding="used", grade="B") == (["toujours"], "refurbish")


def test_unique_and_any_are_promises_that_a_second_row_breaks() -> None:
    for hit in ("unique", "any"):
        verdict = tables.decide(_graded(hit), Point.DISPOSITION, PolicyFacts.of(finding="used"))
        assert verdict.contradicts
        assert [one.row_id for one in verdict.hits] == ["use", "toujours"]
        assert verdict.outputs["disposition"] is None


def test_any_lets_rows_agree_and_unique_does_not() -> None:
    rows = (row("use", {"finding": "= used"}, disposition="donate"), row("tout", {}, disposition="donate"))
    agreeing, alone = (compiled(dispositions(*rows, hit=hit)) for hit in ("any", "unique"))
    assert says(agreeing, finding="used") == (["use"], "donate")
    assert says(alone, finding="used") == (["use", "tout"], None)
    assert says(alone, finding="conform") == (["tout"], "donate")


def test_collected_rows_speak_in_order_lists_grow_and_a_yes_stays() -> None:
    verdict = tables.decide(_graded("collect"), Point.DISPOSITION, PolicyFacts.of(finding="used", grade="A"))
    assert [one.row_id for one in verdict.hits] == ["use", "grade-a", "toujours"]
    assert (verdict.outputs["disposition"], verdict.outputs["person_confirms"]) == ("second_life", True)
    papers = table("pieces", "evidence", [
        row("serie", {"serial_tracked": "oui"}, documents=["serial_number", "video"]),
        row("grave", {"defect": "oui"}, documents=["video", "sworn_statement"], photo_required=False),
        row("tout", {}, photo_required=True),
    ], "collect")  # fmt: skip
    asked = tables.compile(lawful() | {"tables": [*_but("preuves"), papers]})
    said = tables.decide(asked, Point.EVIDENCE, PolicyFacts.of(serial_tracked=True, defect=True)).outputs
    assert said["documents"] == ("serial_number", "video", "sworn_statement")
    assert said["photo_required"] is True


def _but(name: str) -> list[dict[str, Any]]:
    return [one for one in lawful()["tables"] if one["id"] != name]


def test_of_two_tables_the_first_keeps_its_word_even_a_no() -> None:
    first = dispositions(row("a", {}, person_confirms=False), name="un")
    second = dispositions(row("b", {}, disposition="donate", person_confirms=True), name="deux")
    verdict = tables.decide(compiled(first, second), Point.DISPOSITION, PolicyFacts.of())
    assert [hit.row_id for hit in verdict.hits] == ["a", "b"]
    assert (verdict.outputs["disposition"], verdict.outputs["person_confirms"]) == ("donate", False)


def test_several_points_answer_as_one_however_many_rows_speak() -> None:
    first = dispositions(row("a", {}, person_confirms=True), name="un")
    second = dispositions(row("b", {"grade": "= A"}, disposition="donate"), name="deux")
    whole = compiled(first, second)
    points = (Point.DISPOSITION, Point.RISK_LOOK, Point.PROMISES)
    for known in (PolicyFacts.of(grade="A"), PolicyFacts.of()):
        together = tables.decide_together(whole, points, known)
        apart = [tables.decide(whole, point, known) for point in points]
        assert dict(together.outputs) == {name: value for one in apart for name, value in one.outputs.items()}
        assert together.hits == tuple(hit for one in apart for hit in one.hits)
        assert tables.decide_together(whole, points, known) == together
    assert [one.id for one in whole.tables[Point.DISPOSITION]] == ["un", "deux"]


@pytest.mark.thorough
@settings(max_examples=examples(10, 60), deadline=None)
@given(document=documents(), facts=FACT_SETS)
def test_a_question_asked_twice_is_answered_alike(document: dict[str, Any], facts: PolicyFacts) -> None:
    whole = tables.compile(document)
    points = (Point.ELIGIBILITY, Point.REFUND_TRIGGER)
    first, second = (tables.decide_together(whole, points, facts) for _ in range(2))
    assert first == second
