"""What stands beside the rows of a document, and what its answers are to the law."""

from datetime import date
from enum import StrEnum
from typing import Any

import pytest
from tests.rules.policies.proof.plants import lawful, row, table
from tests.rules.policies.test_language import compiled, dispositions

from savoir.kernel.values.money import Money
from savoir.law.rights import rights
from savoir.law.values import Ban, Basis
from savoir.policies import tables
from savoir.policies.facts import FACTS, Point, PolicyFacts, WrongFact
from savoir.policies.proof.people import law_facts_of
from savoir.policies.tables import WrongCell, WrongDocument, parse

TODAY = date(2026, 11, 23)


@pytest.mark.parametrize(
    ("whole", "fact", "expected"),
    [
        ({"hierarchies": []}, "", "fact -> child -> parent"),
        ({"hierarchies": {"country": {"FR": "EU"}}}, "country", "a fact with branches: category"),
        ({"hierarchies": {"mood": {}}}, "mood", "a fact with branches: category"),
        ({"hierarchies": {"category": []}}, "category", "child -> parent"),
        ({"hierarchies": {"category": {f"c{n}": "x" for n in range(5001)}}}, "category", "at most 5000"),
        ({"hierarchies": {"category": {"a,b": "x"}}}, "category", "without commas"),
        ({"hierarchies": {"category": {"x": 3}}}, "category", "without commas"),
        ({"hierarchies": {"category": {"b": "c", "c": "b"}}}, "category", "no code above itself"),
        ({"better_of_today": 1}, "", "true or false"),
    ],
)
def test_what_is_no_hierarchy_is_refused_by_name(whole: dict[str, Any], fact: str, expected: str) -> None:
    with pytest.raises(WrongDocument) as wrong:
        tables.read(lawful() | whole)
    assert [(one.column, expected in one.expected) for one in wrong.value.faults] == [(fact, True)]


def test_what_a_document_says_beside_its_tables_is_stored_and_read_back() -> None:
    written = lawful() | {"better_of_today": True, "hierarchies": {"category": {"b": "a"}}, "examples": [
        {"name": "une", "point": "promises", "facts": {"gift": True}, "expect": {"answer_hours": 72}},
    ]}  # fmt: skip
    document = tables.read(written)
    assert tables.read(tables.canonical(document)) == document
    assert tables.canonical(document)["better_of_today"] is True


@pytest.mark.parametrize(
    ("content", "found", "expected"),
    [
        (b"{", "'' (1:2)", "JSON"),
        (b'{"format": 2, "format": 1}', "'format'", "once"),
        (b"\xff", "0xff (0)", "JSON"),
        (b"[" * 200_000, "[[[…", "brackets"),
        (b"9" * 5000, "9999…", "JSON"),
    ],
)
def test_what_is_no_json_is_a_fault_like_any_other(content: bytes, found: str, expected: str) -> None:
    with pytest.raises(WrongDocument) as wrong:
        tables.from_json(content)
    [fault] = wrong.value.faults
    assert (fault.code, fault.found) == ("json", found)
    assert expected in fault.expected


def test_a_file_with_the_mark_of_windows_is_read() -> None:
    assert tables.from_json(b'\xef\xbb\xbf{"format": 2}') == {"format": 2}


def test_a_cell_too_long_for_anybody_to_read_is_refused() -> None:
    with pytest.raises(WrongCell) as wrong:
        parse(FACTS["country"], "dans " + "FR, " * 1000 + "BE")
    assert wrong.value.code == "length"


@pytest.mark.parametrize(("text", "values"), [
    ("= 2026-12-24", ("2026-12-24",)),
    ("15/11/2026 à 2026-12-24", ("2026-11-15", "2026-12-24")),
    ("dans 1/2/2026, 2026-02-03", ("2026-02-01", "2026-02-03")),
])  # fmt: skip
def test_days_are_read_as_the_french_and_as_machines_write_them(text: str, values: tuple[str, ...]) -> None:
    assert parse(FACTS["asked_on"], text).values == values


def test_what_an_output_looks_like_is_said_for_each_type() -> None:
    told = {
        name: spec.expected for point in tables.POINTS.values() for name, spec in point.outputs.items()
    }  # fmt: skip
    assert "01-31" in told["window_until"]
    assert "100 characters" in told["team"]
    assert all(told.values())


def test_facts_of_our_own_code_are_told_without_a_second_look_but_for_codes_from_outside() -> None:
    known = PolicyFacts.told({"country": "FR", "gift": None, "brand": "", "delivered": False, "quantity": 2})
    assert known == PolicyFacts.of(country="FR", delivered=False, quantity=2)
    assert (len(known), known == {"country": "FR"}, "gift" in known) == (3, False, False)
    with pytest.raises(WrongFact):
        PolicyFacts.told({"country": "FR, BE"})
    assert type(PolicyFacts.told({"currency": StrEnum("Currency", ["EUR"]).EUR})["currency"]) is str


def test_the_thirtieth_of_february_is_no_day() -> None:
    assert not FACTS["asked_on"].admits("2026-02-30")
    assert FACTS["asked_on"].admits("2028-02-29")


def _claim_and_withdrawal() -> tuple[Any, Any, Any]:
    """The law's facts of a thing delivered nine days ago, and its rights to withdraw and of conformity."""
    known = PolicyFacts.of(
        intent="withdrawal", reason="changed_mind", channel="web", country="FR", buyer_kind="consumer",
        seller="us", contract="goods", delivered=True, days_since_delivery=9, days_since_contract=11,
        delivered_on="2026-11-14", contract_on="2026-11-12", asked_on="2026-11-23", line_value=5900,
        currency="EUR", withdrawal_information_given=True, return_cost_announced=True,
    )  # fmt: skip
    facts = law_facts_of(known, TODAY)
    by_basis = {right.basis: right for right in rights(facts, TODAY).each}
    return facts, by_basis[Basis.WITHDRAWAL], by_basis[Basis.CONFORMITY]


def test_a_refurbished_thing_and_the_way_to_the_maker_are_demands_nobody_may_make() -> None:
    facts, _, conformity = _claim_and_withdrawal()
    said = {"remedies": ("by_law",), "replacement": "refurbished", "referral": "manufacturer"}
    assert tables.offer_of(said, conformity, facts, TODAY).demands == {
        Ban.IMPOSE_REFURBISHED, Ban.SEND_TO_THE_BRAND,
    }  # fmt: skip
    plain = {"remedies": ("by_law",), "replacement": "new", "referral": "none"}
    assert tables.offer_of(plain, conformity, facts, TODAY).demands == frozenset()


@pytest.mark.parametrize(
    ("intent", "reason", "basis"),
    [
        ("withdrawal", "changed_mind", Basis.WITHDRAWAL),
        ("withdrawal", "recalled", Basis.RECALL),
        ("claim", "never_arrived", Basis.DELIVERY),
        ("claim", "defective", Basis.CONFORMITY),
        ("assistance", "how_to_use", Basis.CONFORMITY),
    ],
)
def test_a_request_has_to_meet_the_floor_of_its_own_basis(intent: str, reason: str, basis: Basis) -> None:
    assert tables.basis_of_request(intent, reason) is basis


def test_what_the_tables_of_some_points_read_is_named_once() -> None:
    first = dispositions(row("a", {"grade": "= A", "finding": "= used"}, disposition="donate"))
    look = table("regard", "risk_look", [row("b", {"customer_cases": "> 3", "grade": "= D"}, look=True)])
    whole = compiled(first, look)
    points = (Point.DISPOSITION, Point.RISK_LOOK)
    assert whole.read_at(points) == ("grade", "finding", "customer_cases")
    assert whole.read_at(points) is whole.read_at(points)
    assert whole.read_at((Point.GESTURE,)) == ()


@pytest.mark.parametrize(
    ("terms", "refund"),
    [
        ({}, None),
        ({"fee_amount": 500}, 5400),
        ({"fee_share": 1000}, 5310),
        ({"fee_share": 1000, "fee_amount": 10}, 5300),
        ({"refund_of": "recomputed"}, 5899),
        ({"fee_amount": 9999}, 0),
    ],
)
def test_what_is_withheld_lowers_the_refund(terms: dict[str, Any], refund: int | None) -> None:
    facts, withdrawal, _ = _claim_and_withdrawal()
    assert withdrawal.refund == Money(5900, "EUR")
    offer = tables.offer_of({"remedies": ("refund",), **terms}, withdrawal, facts, TODAY)
    assert offer.refund == (None if refund is None else Money(refund, "EUR"))


@pytest.mark.parametrize(
    ("window", "last"),
    [(None, None), (14, None), (30, None), (13, date(2026, 11, 27)), (0, date(2026, 11, 16))],
)
def test_a_window_shorter_than_the_laws_is_the_last_day_told(window: int | None, last: date | None) -> None:
    """The fourteenth of November is a Saturday: no day at all ends on the Monday."""
    facts, withdrawal, conformity = _claim_and_withdrawal()
    said = {"remedies": ("refund",), "window_days": window}
    assert tables.offer_of(said, withdrawal, facts, TODAY).last_day == last
    assert tables.offer_of(said, conformity, facts, TODAY).last_day is None
