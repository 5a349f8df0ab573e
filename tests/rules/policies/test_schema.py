"""The JSON Schema of the policy document and the reader say the same, as far as a schema can say it."""

import copy
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from jsonschema_rs import Draft202012Validator
from tests.effort import examples
from tests.rules.policies.proof.plants import lawful
from tests.rules.policies.samples import household
from tests.rules.policies.test_masks import documents

from savoir.policies import starters, tables
from savoir.policies.facts import FACTS, PolicyFacts
from savoir.policies.tables import Fault, WrongDocument
from savoir.policies.tables.formats import upgraded

SCHEMA = Draft202012Validator(tables.schema())
BROKEN: list[Any] = [
    None, True, False, 0, 1, -1, 30, 10**15 + 1, 2.5, "", " ", "-", "x", "a,b", "a  b", "\u00a0", "oui",
    "NON", "= web", "dans web, store", "pas  web", "sous mode", "<= 30", "≥30", "15 à 30",
    "30 À 15", "15,50 €",
    "15 à 30 €", "dans 15,50 €, 20 €", "15/11 à 05/01", "01/12/2026..2026-12-24", "20261127", "danſ FR", "=",
    "x" * 101, "x" * 201, "\x07", "<", "<= ", [], ["refund"], ["refund", "refund"], [1], {}, {"op": "any"},
    {"op": "at_most", "values": [30]}, {"op": "in", "values": ["web", "web"]},
    {"op": "between", "values": [1]}, {"op": "season", "values": ["11-15", "01-05"]},
    {"op": "under", "values": []}, {"op": "=~", "values": [1]},
]  # fmt: skip
PIECES = [
    "dans ", "IN ", "pas ", "sous ", "à", "to", "..", "<=", "≥", "oui", "No", "web", "30", "1 200", "15,50 €",
    "15/11", "24/12/2026", "2026-12-24", "mode/x", "=",
]  # fmt: skip
KINDS = ["channel", "country", "category", "days_since_delivery", "line_value", "asked_on", "defect"]
STRANGE = ["colour", "priority", "gift", "customer_orders", "then", "x" * 200]
LETTERS = "-=<>,€/ àÀ.dansTO015z\u00a0\u202f"


def every_document() -> Iterator[dict[str, Any]]:
    """The starters, the plain documents of the tests, each as written and as stored."""
    written = [starters.load(name) for name in starters.names()]
    for document in [*written, lawful(), dict(upgraded(household()))]:
        yield document
        yield tables.canonical(tables.read(document))


DOCUMENTS = list(every_document())


def refused(document: Any) -> tuple[Fault, ...]:
    """What the reader finds wrong."""
    try:
        tables.read(document)
    except WrongDocument as wrong:
        return wrong.faults
    return ()


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda one: one["name"])
def test_every_document_of_the_house_fits_the_schema(document: dict[str, Any]) -> None:
    assert refused(document) == ()
    assert [str(one) for one in SCHEMA.iter_errors(document)] == []


@settings(max_examples=examples(20, 60), deadline=None)
@given(document=documents())
@pytest.mark.thorough
def test_any_document_the_reader_takes_fits_the_schema(document: dict[str, Any]) -> None:
    assert SCHEMA.is_valid(document)
    assert SCHEMA.is_valid(tables.canonical(tables.read(document)))


def places(part: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """The way to every part of a document."""
    inner = part.items() if isinstance(part, dict) else enumerate(part) if isinstance(part, list) else ()
    for step, one in inner:
        yield (*path, step)
        yield from places(one, (*path, step))


PLACES = [list(places(document)) for document in DOCUMENTS]


@st.composite
def broken_documents(draw: st.DrawFn) -> dict[str, Any]:
    """A document of the house in which one to three parts are other than they were."""
    chosen = draw(st.integers(0, len(DOCUMENTS) - 1))
    document = copy.deepcopy(DOCUMENTS[chosen])
    for _ in range(draw(st.integers(1, 3))):
        _break(draw, document, draw(st.sampled_from(PLACES[chosen])))
    return document


def _break(draw: st.DrawFn, document: Any, path: tuple[Any, ...]) -> None:
    part = document
    try:
        for step in path[:-1]:
            part = part[step]
        was = part[path[-1]]
    except (KeyError, IndexError, TypeError):
        return  # an earlier change took it away
    if not isinstance(part, dict | list):
        return
    match draw(st.sampled_from(["another", "letter", "gone", "strange", "twice"])):
        case "gone":
            del part[path[-1]]
        case "strange" if isinstance(was, dict):
            was[draw(st.sampled_from(STRANGE))] = 1
        case "twice" if isinstance(was, list) and was:
            was.append(copy.deepcopy(was[0]))
        case "letter" if isinstance(was, str):
            at = draw(st.integers(0, len(was)))
            part[path[-1]] = was[:at] + draw(st.sampled_from(LETTERS)) + was[at + draw(st.integers(0, 1)) :]
        case _:
            part[path[-1]] = draw(st.sampled_from(BROKEN))


def is_beyond_a_schema(fault: Fault) -> bool:
    """What only the reader can know: what stands elsewhere in the document, and the calendar."""
    if fault.code in ("twice", "column", "bounds", "cycle"):
        return True
    is_of_the_calendar = fault.code == "value" and " a day " in f" {fault.expected}"
    is_an_amount_too_large = fault.code == "value" and fault.expected.startswith("a whole number")
    return is_of_the_calendar or is_an_amount_too_large


@settings(max_examples=examples(120, 500), deadline=None)
@given(document=broken_documents())
@pytest.mark.thorough
def test_what_the_schema_refuses_the_reader_refuses_and_the_other_way_round(document: Any) -> None:
    faults = refused(document)
    if SCHEMA.is_valid(document):
        assert all(is_beyond_a_schema(fault) for fault in faults), [str(fault) for fault in faults]
    else:
        assert faults, [
            f"{'/'.join(map(str, e.instance_path))}: {e.message[:200]}" for e in SCHEMA.iter_errors(document)
        ]


@settings(max_examples=examples(150, 1000), deadline=None)
@given(
    name=st.sampled_from(KINDS),
    text=st.lists(st.sampled_from([*LETTERS, *PIECES]), max_size=6).map("".join),
)
@example(name="country", text="danſ FR")
@example(name="category", text="= =")
@pytest.mark.thorough
def test_a_readable_cell_is_told_alike(name: str, text: str) -> None:
    document = _with_cell(name, text)
    faults = refused(document)
    if SCHEMA.is_valid(document):
        assert all(is_beyond_a_schema(fault) for fault in faults), [str(fault) for fault in faults]
    else:
        assert faults, "the reader takes what the schema refuses"


def _with_cell(name: str, cell: Any) -> dict[str, Any]:
    document = lawful()
    document["tables"][0]["columns"] = [name]
    for row in document["tables"][0]["rows"]:
        row["when"] = {}
    document["tables"][0]["rows"][0]["when"] = {name: cell}
    return document


@pytest.mark.parametrize(
    ("name", "cell"),
    [
        ("asked_on", "= 30/02/2026"),
        ("asked_on", {"op": "season", "values": ["02-30", "03-01"]}),
        ("days_since_delivery", "= 9999999"),
        ("days_since_delivery", "30 à 15"),
        ("days_since_delivery", {"op": "at_most", "values": [30.0]}),
        ("country", "= a\u200bb"),
        ("country", "dans " + ", ".join(f"P{n}" for n in range(201))),
    ],
)
def test_what_a_schema_cannot_say_the_reader_says(name: str, cell: Any) -> None:
    document = _with_cell(name, cell)
    assert SCHEMA.is_valid(document)
    assert refused(document)


def test_ids_columns_and_circles_are_for_the_reader() -> None:
    twice, elsewhere, circle = lawful(), lawful(), lawful()
    twice["tables"][0]["rows"][0]["id"] = twice["tables"][0]["rows"][1]["id"]
    elsewhere["tables"][0]["columns"].remove(next(iter(elsewhere["tables"][0]["rows"][0]["when"])))
    circle["hierarchies"] = {"category": {"a": "b", "b": "a"}}
    for document in (twice, elsewhere, circle):
        assert SCHEMA.is_valid(document)
        assert refused(document)


def test_facts_of_one_kind_share_the_form_of_their_cells() -> None:
    """Or one would be told with the bounds of another."""
    bounds = {(spec.unit, spec.least, spec.most) for spec in FACTS.values() if spec.unit}
    assert len(bounds) == len({unit for unit, _, _ in bounds})


def test_an_example_may_leave_a_fact_unknown() -> None:
    document = starters.load("home")
    document["examples"][0]["facts"] |= {"gift": None, "country": ""}
    assert SCHEMA.is_valid(document)
    assert "gift" not in PolicyFacts.read(document["examples"][0]["facts"])


def test_the_file_of_the_reference_is_this_schema() -> None:
    told = json.loads(Path("docs/reference/policy-document.schema.json").read_text(encoding="utf-8"))
    assert told == tables.schema()
