"""The masks answer as a patient reader would, row by row and cell by cell."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.effort import examples

from savoir.policies import tables
from savoir.policies.facts import FACTS, FactSpec, FactType, Point, PolicyFacts
from savoir.policies.tables import Hit, Op

COLUMNS = (
    "intent",
    "country",
    "days_since_delivery",
    "line_value",
    "withdrawal_open",
    "reason",
    "asked_on",
    "category",
)
TEXTS = ("FR", "BE", "DE", "ES")
BRANCHES = ("mode", "mode/chaussures", "mode/chaussures/bottes", "maison", "bottes", "bottes/fourrées")
DAYS = ("2026-01-04", "2026-01-05", "2026-01-06", "2026-11-14", "2026-11-15", "2026-12-31", "2028-02-29")
PARENTS = {"bottes": "mode/chaussures", "sandales": "mode/chaussures"}
ORDERED = (Op.LESS, Op.AT_MOST, Op.MORE, Op.AT_LEAST)


def values_of(spec: FactSpec) -> st.SearchStrategy[Any]:
    """Values near each other, so that bounds are hit."""
    return {
        FactType.BOOLEAN: st.booleans(),
        FactType.NUMBER: st.integers(0, 12),
        FactType.CHOICE: st.sampled_from(spec.domain[:4] or ("x",)),
        FactType.TEXT: st.sampled_from(TEXTS),
        FactType.TREE: st.sampled_from(BRANCHES),
        FactType.DATE: st.sampled_from(DAYS),
    }[spec.type]


@st.composite
def cell_forms(draw: st.DrawFn, spec: FactSpec) -> dict[str, Any]:
    """Any cell a column may hold, in typed form."""
    one = values_of(spec)
    forms = [
        st.just({"op": "any", "values": []}),
        one.map(lambda value: {"op": "equals", "values": [value]}),
        st.lists(one, min_size=1, max_size=3).map(lambda some: {"op": "in", "values": some}),
        st.lists(one, min_size=1, max_size=3).map(lambda some: {"op": "not", "values": some}),
    ]
    if spec.type is FactType.TREE:
        forms.append(st.lists(one, min_size=1, max_size=2).map(lambda some: {"op": "under", "values": some}))
    if spec.type is FactType.DATE:
        days = st.sampled_from([day[5:] for day in DAYS])
        forms.append(st.tuples(days, days).map(lambda two: {"op": "season", "values": list(two)}))
    if spec.is_ordered:
        forms += [one.map(lambda value, op=op: {"op": op.value, "values": [value]}) for op in ORDERED]
        forms.append(st.tuples(one, one).map(lambda two: {"op": "between", "values": sorted(two)}))
    return draw(st.one_of(forms))


@st.composite
def rows(draw: st.DrawFn, number: int) -> dict[str, Any]:
    """A row that tests some columns and gives some outputs."""
    names = draw(st.lists(st.sampled_from(COLUMNS), unique=True, max_size=4))
    then = draw(
        st.fixed_dictionaries(
            {"keep_item": st.booleans()},
            optional={
                "remedies": st.lists(st.sampled_from(("refund", "exchange", "repair")), unique=True),
                "window_days": st.integers(0, 30),
            },
        )
    )
    return {
        "id": f"R{number}", "label_fr": "Règle", "label_en": "Rule", "then": then,
        "when": {name: draw(cell_forms(FACTS[name])) for name in names}, "priority": draw(st.integers(0, 3)),
    }  # fmt: skip


@st.composite
def documents(draw: st.DrawFn) -> dict[str, Any]:
    """A policy of one or two eligibility tables, of any hit policy, and a plain trigger."""
    made = []
    for n in range(draw(st.integers(1, 2))):
        several = [draw(rows(i)) for i in range(draw(st.integers(1, 8)))]
        hit = draw(st.sampled_from(list(Hit))).value
        made.append(
            {"id": f"T{n}", "point": "eligibility", "hit": hit, "columns": list(COLUMNS), "rows": several}
        )
    always = {"id": "R", "label_fr": "Règle", "label_en": "Rule", "when": {}, "then": {"trigger": "receipt"}}
    trigger = {
        "id": "go",
        "point": "refund_trigger",
        "hit": "first",
        "columns": ["channel"],
        "rows": [always],
    }
    hierarchies = {"category": PARENTS} if draw(st.booleans()) else {}
    return {"format": 2, "name": "Essai", "hierarchies": hierarchies, "tables": [*made, trigger]}


FACT_SETS = st.fixed_dictionaries(
    {}, optional={name: st.none() | values_of(FACTS[name]) for name in COLUMNS}
).map(lambda known: PolicyFacts.of(**known))


def in_season(first: str, last: str, day: str) -> bool:
    """Whether a day of the year lies between two, both included, over the year's end if need be."""
    return first <= day <= last if first <= last else not last < day < first


def stands_under(value: str, names: list[str], parents: dict[str, str]) -> bool:
    """Whether a code, something before its slashes, or what the document places above them is named."""
    above = [
        value[: len(value) - len(tail)]
        for tail in ("", *(value[i:] for i, c in enumerate(value) if c == "/"))
    ]
    return any(code in names or parents.get(code) in names for code in above)


def satisfied(form: dict[str, Any], value: Any, parents: dict[str, str]) -> bool:
    """A cell read slowly, from its stored form."""
    values = form["values"]
    if value is None:
        return form["op"] == "any"
    return {
        "any": lambda: True,
        "equals": lambda: value == values[0],
        "in": lambda: value in values,
        "not": lambda: value not in values,
        "less": lambda: value < values[0],
        "at_most": lambda: value <= values[0],
        "more": lambda: value > values[0],
        "at_least": lambda: value >= values[0],
        "between": lambda: values[0] <= value <= values[1],
        "season": lambda: in_season(values[0], values[1], value[5:]),
        "under": lambda: stands_under(value, values, parents),
    }[form["op"]]()


def failures(row: dict[str, Any], facts: PolicyFacts, document: dict[str, Any]) -> list[str]:
    """The columns of a row that fail."""
    parents = document["hierarchies"].get("category", {})
    return [name for name, form in row["when"].items() if not satisfied(form, facts.get(name), parents)]


def are_at_odds(hit: str, several: list[dict[str, Any]]) -> bool:
    """Whether rows that fire break what the table promised."""
    if hit == "unique":
        return len(several) > 1
    return hit == "any" and several[1:] != several[:-1]


def slowly(document: dict[str, Any], facts: PolicyFacts) -> tuple[list[tuple[str, str]], dict[str, Any]]:
    """Hits and given outputs by reading every row."""
    hits, outputs = [], dict[str, Any]()
    for table in (one for one in document["tables"] if one["point"] == "eligibility"):
        fired = [row for row in table["rows"] if not failures(row, facts, document)]
        if table["hit"] == "priority":
            fired.sort(key=lambda row: -row["priority"])
        if are_at_odds(table["hit"], [row["then"] for row in fired]):
            return [(table["id"], row["id"]) for row in fired], {}
        for row in fired if table["hit"] == "collect" else fired[:1]:
            hits.append((table["id"], row["id"]))
            give(outputs, row["then"], collects=table["hit"] == "collect")
    return hits, outputs


def give(outputs: dict[str, Any], then: dict[str, Any], *, collects: bool) -> None:
    """What one row adds: the first keeps its word, lists grow and a yes stays when rows are collected."""
    for name, value in then.items():
        if name not in outputs:
            outputs[name] = value
        elif collects and isinstance(value, list):
            outputs[name] = outputs[name] + [code for code in value if code not in outputs[name]]
        elif collects and value is True:
            outputs[name] = True


@pytest.mark.thorough
@settings(max_examples=examples(50, 200), deadline=None)
@given(document=documents(), facts=FACT_SETS)
def test_masks_equal_a_reading_of_every_row(document: dict[str, Any], facts: PolicyFacts) -> None:
    verdict = tables.decide(tables.compile(document), Point.ELIGIBILITY, facts)
    hits, outputs = slowly(document, facts)
    assert [(hit.table, hit.row_id) for hit in verdict.hits] == hits
    given_outputs = {name: list(v) if isinstance(v, tuple) else v for name, v in verdict.outputs.items()}
    assert {name: given_outputs[name] for name in outputs} == outputs
    assert verdict.outputs["needs_person"] is (not outputs.get("remedies"))


@pytest.mark.thorough
@settings(max_examples=examples(40, 120), deadline=None)
@given(document=documents(), facts=FACT_SETS)
def test_a_near_miss_is_a_row_with_exactly_one_failed_cell(
    document: dict[str, Any], facts: PolicyFacts
) -> None:
    compiled = tables.compile(document)
    verdict = tables.explain(compiled, "eligibility", facts)
    expected = {
        (table["id"], row["id"], *failures(row, facts, document))
        for table in document["tables"]
        for row in table["rows"]
        if len(failures(row, facts, document)) == 1
    }
    assert {(miss.hit.table, miss.hit.row_id, miss.fact) for miss in verdict.near} == expected
    for miss in verdict.near:
        _each_needed_value_satisfies(document, facts, compiled, miss)


def _each_needed_value_satisfies(
    document: dict[str, Any], facts: PolicyFacts, compiled: tables.Compiled, miss: tables.NearMiss
) -> None:
    row = next(
        row
        for table in document["tables"] if table["id"] == miss.hit.table
        for row in table["rows"] if row["id"] == miss.hit.row_id
    )  # fmt: skip
    for value in miss.needed:
        if isinstance(value, int) and not isinstance(value, bool) and value < 0:
            continue  # "less than 0" can't be met: the change is told as it is
        changed = PolicyFacts.of(**{**facts.known, miss.fact: value})
        assert failures(row, changed, document) == []


@pytest.mark.thorough
@settings(max_examples=examples(25, 125), deadline=None)
@given(document=documents(), facts=FACT_SETS)
def test_the_stored_form_reads_back_equal_and_decides_equally(
    document: dict[str, Any], facts: PolicyFacts
) -> None:
    first = tables.compile(document)
    stored = tables.canonical(first.document)
    again = tables.compile(stored)
    assert again.document == first.document
    assert (again.digest, tables.canonical(again.document)) == (first.digest, stored)
    assert tables.trace(again, "eligibility", facts) == tables.trace(first, "eligibility", facts)


def test_decide_leaves_near_misses_to_explain() -> None:
    compiled = tables.compile(one_table({"id": "R", "when": {"country": "= FR"}}))
    facts = PolicyFacts.of(country="BE")
    assert tables.decide(compiled, "eligibility", facts).near == ()
    assert [miss.needed for miss in tables.explain(compiled, "eligibility", facts).near] == [("FR",)]


def test_an_unknown_fact_fires_no_row_that_tests_it_not_even_a_negative_one() -> None:
    compiled = tables.compile(one_table({"id": "R", "when": {"country": "pas FR"}}))
    assert tables.decide(compiled, "eligibility", PolicyFacts.of(country=None)).hits == ()
    assert tables.decide(compiled, "eligibility", PolicyFacts.of(country="BE")).hits != ()


def one_table(*several: dict[str, Any], hit: str = "first") -> dict[str, Any]:
    """A document of one eligibility table with these rows."""
    filled = [{"label_fr": "R", "label_en": "R", "then": {"keep_item": True}, **row} for row in several]
    always = {"id": "R", "label_fr": "R", "label_en": "R", "when": {}, "then": {"trigger": "receipt"}}
    return {
        "format": 1,
        "name": "Essai",
        "tables": [
            {
                "id": "T",
                "point": "eligibility",
                "hit": hit,
                "columns": ["country", "line_value"],
                "rows": filled,
            },
            {"id": "G", "point": "refund_trigger", "hit": "first", "columns": ["channel"], "rows": [always]},
        ],
    }
