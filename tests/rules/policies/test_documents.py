"""What a policy document may say, and how precisely a wrong one is refused."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from tests.rules.policies.samples import HOUSEHOLD, household

from savoir.cases.states import Intent, Reason, Remedy
from savoir.logistics.states import ReturnMethod
from savoir.policies import facts as registry
from savoir.policies import tables
from savoir.policies.facts import (
    FACTS,
    About,
    FactSpec,
    FactType,
    Point,
    PolicyFacts,
    Source,
    StatutoryPointReadsCustomer,
    WrongFact,
)
from savoir.policies.tables import Op, WrongCell, WrongDocument, parse, points, write
from savoir.resolutions.states import Trigger


@pytest.mark.parametrize(
    ("fact", "text", "op", "values"),
    [
        ("channel", "-", Op.ANY, ()),
        ("channel", "", Op.ANY, ()),
        ("channel", "= web", Op.EQUALS, ("web",)),
        ("channel", "web", Op.EQUALS, ("web",)),
        ("country", "dans FR, BE", Op.IN, ("BE", "FR")),
        ("country", "in FR", Op.EQUALS, ("FR",)),
        ("marketplace", "pas amazon", Op.NOT, ("amazon",)),
        ("days_since_delivery", "<= 30", Op.AT_MOST, (30,)),
        ("days_since_delivery", "≤\u00a030", Op.AT_MOST, (30,)),
        ("days_since_delivery", "< 30", Op.LESS, (30,)),
        ("days_since_delivery", "≥30", Op.AT_LEAST, (30,)),
        ("days_since_delivery", "> 30", Op.MORE, (30,)),
        ("days_since_delivery", "15 à 30", Op.BETWEEN, (15, 30)),
        ("days_since_delivery", "15..15", Op.EQUALS, (15,)),
        ("line_value", "<= 15 €", Op.AT_MOST, (1500,)),
        ("line_value", "15,50 € à 1\u00a0200 €", Op.BETWEEN, (1550, 120000)),
        ("line_value", "= 1500", Op.EQUALS, (1500,)),
        ("line_value", "dans 15,50 €, 20 €,3,00€", Op.IN, (300, 1550, 2000)),
        ("country", "IN", Op.EQUALS, ("IN",)),
        ("country", "danſ FR", Op.EQUALS, ("danſ FR",)),
        ("defect", "oui", Op.EQUALS, (True,)),
        ("defect", "Non", Op.EQUALS, (False,)),
    ],
)
def test_a_cell_is_read_as_people_write_it_and_written_so_that_it_reads_back(
    fact: str, text: str, op: Op, values: tuple[Any, ...]
) -> None:
    cell = parse(FACTS[fact], text)
    assert (cell.op, cell.values) == (op, values)
    assert parse(FACTS[fact], write(FACTS[fact], cell, "fr")) == cell
    assert parse(FACTS[fact], write(FACTS[fact], cell, "en")) == cell


@pytest.mark.parametrize(
    ("fact", "text", "expected"),
    [
        ("days_since_delivery", "<= trente", "whole number (days)"),
        ("days_since_delivery", "30 à 15", "smaller bound first: 15 à 30"),
        ("days_since_delivery", "<= -3", "whole number"),
        ("days_since_delivery", "= 99999999999999999", "whole number"),
        ("days_since_delivery", "= ٣", "whole number"),
        ("channel", "= internet", "one of web, marketplace"),
        ("channel", "<= 3", "neither a number nor a day"),
        ("country", "dans FR,,BE", "code of 1 to"),
        ("defect", "peut-être", "oui, non or -"),
        ("line_value", "<= 15,5 €", "minor units"),
        ("line_value", "15 à 30 €", "every amount of the cell, or at none"),
        ("line_value", "dans 15, 20 €", "every amount of the cell, or at none"),
        ("asked_on", "20261127", "a day such as"),
        ("asked_on", "1_5/11/2026", "a day such as"),
    ],
)
def test_a_wrong_cell_says_what_would_be_right(fact: str, text: str, expected: str) -> None:
    with pytest.raises(WrongCell) as wrong:
        parse(FACTS[fact], text)
    assert expected in wrong.value.expected


def _maison() -> dict[str, Any]:
    return household()


def _set(*path: Any, value: Any) -> Any:
    def change(document: dict[str, Any]) -> None:
        part: Any = document
        for step in path[:-1]:
            part = part[step]
        part[path[-1]] = value

    return change


ROW = ("tables", 0, "rows", 0)


def _here(column: str) -> tuple[str, str, str]:
    return ("remedies", "annulation", column)


@pytest.mark.parametrize(
    ("change", "place", "expected"),
    [
        (_set(*ROW, "when", "delivered", value="jamais"), _here("delivered"), "oui, non"),
        (_set(*ROW, "when", "delivered", value=3), _here("delivered"), "a text such as"),
        (_set(*ROW, "when", "delivered", value={"op": "=~"}), _here("delivered"), "one of any"),
        (_set(*ROW, "when", "gift", value="oui"), _here("gift"), "one of the columns intent"),
        (_set(*ROW, "then", "remedies", value=["money"]), _here("remedies"), "without doubles"),
        (_set(*ROW, "then", "remedies", value=["refund", "refund"]), _here("remedies"), "doubles"),
        (_set(*ROW, "then", "needs_person", value=1), _here("needs_person"), "true or false"),
        (_set(*ROW, "then", "window_days", value=True), _here("window_days"), "whole number"),
        (_set(*ROW, "then", "colour", value=1), _here("colour"), "one of remedies"),
        (_set(*ROW, "then", value=[]), _here("then"), "some of remedies"),
        (_set(*ROW, "when", value=[]), _here("when"), "an object"),
        (_set(*ROW, "label_fr", value=" "), _here("label_fr"), "a text of 1"),
        (_set(*ROW, "label_en", value="a\x00b"), _here("label_en"), "a text of 1"),
        (_set(*ROW, "label_en", value="\ud800"), _here("label_en"), "a text of 1"),
        (_set(*ROW, "priority", value=-1), _here("priority"), "0 to 1000000"),
        (_set(*ROW, "id", value="règle 1"), ("remedies", "règle 1", ""), "letters, digits"),
        (_set(*ROW, "id", value="abime"), ("remedies", "abime", ""), "no other"),
        (_set(*ROW, value="refuser"), ("remedies", "1", ""), "an object with id"),
        (_set("tables", 0, "columns", 0, value="mood"), ("remedies", "", "mood"), "of the registry"),
        (
            _set("tables", 0, "columns", 0, value="customer_orders"),
            ("remedies", "", "customer_orders"),
            "may read",
        ),
        (_set("tables", 0, "columns", 1, value="intent"), ("remedies", "", "intent"), "once"),
        (
            _set("tables", 0, "hit", value="last"),
            ("remedies", "", ""),
            "unique, first, any, collect, priority",
        ),
        (_set("tables", 0, "point", value="mood"), ("remedies", "", ""), "eligibility, return_way, evidence"),
        (_set("tables", 0, "rows", value=[]), ("remedies", "", ""), "1 to 2000 rows"),
        (_set("tables", 1, "point", value="eligibility"), ("trigger", "", "remedy"), "may read"),
        (_set("tables", value=None), ("", "", ""), "1 to 40 tables"),
        (_set("format", value=3), ("", "", ""), "2"),
        (
            _set("extra", value=2),
            ("", "", ""),
            "only better_of_today, examples, format, hierarchies, name, tables",
        ),
    ],
)
def test_a_fault_names_table_row_column_and_what_would_be_right(
    change: Any, place: tuple[str, str, str], expected: str
) -> None:
    document = _maison()
    change(document)
    with pytest.raises(WrongDocument) as wrong:
        tables.compile(document)
    found = {(one.table, one.row, one.column): one.expected for one in wrong.value.faults}
    assert expected in found[place]


@pytest.mark.parametrize(
    "junk", [None, [], "x", 3, {}, {"format": 1}, {"format": 1, "name": "a", "tables": [None]}]
)
def test_what_is_no_document_at_all_is_refused_by_name(junk: object) -> None:
    with pytest.raises(WrongDocument):
        tables.read(junk)


def test_a_policy_answers_at_every_point() -> None:
    document = _maison()
    del document["tables"][1]
    with pytest.raises(WrongDocument, match="each of these decision points"):
        tables.read(document)


def test_all_faults_are_told_at_once() -> None:
    document = _maison()
    document["tables"][0]["rows"][0]["when"]["delivered"] = "jamais"
    document["tables"][1]["rows"][0]["then"]["trigger"] = "tomorrow"
    with pytest.raises(WrongDocument) as wrong:
        tables.read(document)
    assert [(fault.table, fault.column) for fault in wrong.value.faults] == [
        ("remedies", "delivered"),
        ("trigger", "trigger"),
    ]
    assert str(wrong.value.faults[0]).startswith(
        "table remedies, row annulation, column delivered: found 'jamais'"
    )


def test_a_customers_worth_is_never_read_where_a_statutory_claim_is_answered() -> None:
    about_customers = {spec.name for spec in FACTS.values() if spec.about is About.CUSTOMER}
    assert about_customers
    assert all(not FACTS[name].points & registry.STATUTORY_POINTS for name in about_customers)
    with pytest.raises(StatutoryPointReadsCustomer):
        FactSpec(
            name="customer_value", type=FactType.NUMBER, label_fr="Valeur", label_en="Worth", unit="points",
            source=Source.EXPORTED, about=About.CUSTOMER, points=frozenset({Point.ELIGIBILITY}),
        )  # fmt: skip


def test_the_registry_speaks_the_words_of_the_other_rooms() -> None:
    assert set(registry.INTENTS) == set(Intent)
    assert set(registry.REASONS) == set(Reason)
    assert set(registry.REMEDIES) == set(Remedy)
    assert set(registry.RETURN_METHODS) == set(ReturnMethod)
    assert set(points.TRIGGERS) == set(Trigger)
    assert all(spec.label_fr and spec.label_en for spec in FACTS.values())
    assert all((spec.type is FactType.CHOICE) == bool(spec.domain) for spec in FACTS.values())
    assert all((spec.type is FactType.NUMBER) == bool(spec.unit) for spec in FACTS.values())


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("mood", "good"),
        ("channel", "internet"),
        ("quantity", True),
        ("quantity", -1),
        ("defect", 1),
        ("country", " FR"),
    ],
)
def test_facts_the_registry_does_not_admit_are_refused(name: str, value: Any) -> None:
    with pytest.raises(WrongFact):
        PolicyFacts.of(**{name: value})


def test_facts_are_frozen_and_fingerprinted_whatever_their_order() -> None:
    one = PolicyFacts.of(country="FR", quantity=0, defect=False, marketplace="", reason=None)
    other = PolicyFacts.of(defect=False, quantity=0, country="FR")
    assert (one, hash(one), one.digest) == (other, hash(other), other.digest)
    assert dict(one) == {"country": "FR", "defect": False, "quantity": 0}
    assert one.digest != PolicyFacts.of(country="FR", quantity=1, defect=False).digest
    with pytest.raises(TypeError):
        one.known["country"] = "BE"  # type: ignore[index]  # frozen: this very error is the test


def test_the_digest_follows_the_meaning_not_the_spelling() -> None:
    spelled = _maison()
    rows = spelled["tables"][0]["rows"]
    rows[0]["when"] = {"delivered": "no", "intent": {"op": "in", "values": ["cancellation", "cancellation"]}}
    assert tables.compile(spelled).digest == tables.compile(_maison()).digest
    rows[0]["when"]["delivered"] = "yes"
    assert tables.compile(spelled).digest != tables.compile(_maison()).digest


def test_a_trace_is_equal_to_the_byte_in_another_interpreter_with_other_hashes() -> None:
    script = (
        "import json, sys; from savoir.policies import tables;"
        "from savoir.policies.facts import PolicyFacts;"
        f"compiled = tables.compile(json.load(open({str(HOUSEHOLD)!r}, encoding='utf-8')));"
        "facts = PolicyFacts.of(reason='damaged_on_arrival', intent='claim', line_value=1600, seller='us');"
        "sys.stdout.buffer.write(tables.trace(compiled, 'eligibility', facts))"
    )
    runs = [
        subprocess.run(
            [sys.executable, "-c", script], capture_output=True, check=True,
            env={"PYTHONPATH": "src", "PYTHONHASHSEED": seed},
        ).stdout
        for seed in ("1", "2")
    ]  # fmt: skip
    facts = PolicyFacts.of(seller="us", line_value=1600, intent="claim", reason="damaged_on_arrival")
    assert runs[0] == runs[1] == tables.trace(tables.compile(_maison()), "eligibility", facts)
    told = json.loads(runs[0])
    assert told["hits"][0]["row_id"] == "abime"
    assert {"line_value": 1600, "seller": "us"}.items() <= told["facts"].items()
    assert [miss["needed"] for miss in told["near"] if miss["fact"] == "line_value"] == [[1500]]


def test_the_reference_names_every_fact_and_output() -> None:
    text = Path("docs/reference/decision-points.md").read_text(encoding="utf-8")
    names = [name for spec in tables.POINTS.values() for name in spec.outputs]
    registry = Path("docs/reference/facts.md").read_text(encoding="utf-8")
    assert [name for name in FACTS if f"`{name}`" not in registry] == []
    assert [name for name in names if f"| `{name}` |" not in text] == []
    text = Path("docs/reference/policy-document.md").read_text(encoding="utf-8")
    example = json.loads(text.split("```json")[1].split("```")[0])
    example["tables"].append(household()["tables"][1])
    assert tables.compile(example).document.tables[0].rows[0].outputs["window_days"] == 30
