"""Each fact of a policy has one source; what no table reads is not fetched, and moves nothing."""

from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.effort import examples
from tests.rules.cases.sold import DECLARED, DELIVERED, ZONE, answer, ask, policy, sold

from savoir.cases.rules import law_facts, policy_facts
from savoir.cases.rules.answering import decide_line
from savoir.cases.rules.sources import SOURCES, facts_read
from savoir.cases.states import Intent, Reason
from savoir.kernel.values.money import Money
from savoir.law.rights import rights as rights_of
from savoir.law.values import Basis, Facts
from savoir.orders.states import Channel
from savoir.orders.values import LineAttempt
from savoir.policies import starters, tables
from savoir.policies.facts import FACTS, Point

_POINTS = (Point.ELIGIBILITY, Point.RETURN_WAY, Point.EVIDENCE)
DAY = DELIVERED.date()
REPAIRED = (LineAttempt("repair", "repair", DAY, handed_over_on=DAY, back_on=DAY + timedelta(days=9)),)


def lines() -> st.SearchStrategy[Any]:
    return st.builds(
        sold,
        channel=st.sampled_from([channel.value for channel in Channel]),
        delivered_at=st.sampled_from([DELIVERED, DELIVERED - timedelta(days=400), None]),
        is_professional=st.sampled_from([None, True, False]), buyer_employees=st.sampled_from([None, 3]),
        country=st.sampled_from(["FR", "BE", ""]), history=st.sampled_from([(), REPAIRED]),
        hygiene_sealed=st.sampled_from([None, True, False]), weight_grams=st.sampled_from([None, 0, 1200]),
    )  # fmt: skip


requests = st.builds(
    ask,
    st.sampled_from([Intent.RETURN, Intent.EXCHANGE, Intent.CLAIM, Intent.WITHDRAWAL]),
    st.sampled_from([Reason.CHANGED_MIND, Reason.DEFECTIVE, Reason.DAMAGED_ON_ARRIVAL, Reason.NEVER_ARRIVED]),
    photos=st.integers(0, 1),
)


@pytest.mark.thorough
@settings(max_examples=examples(60, 200))
@given(sale=lines(), asked=requests, later=st.integers(0, 60))
def test_what_the_tables_read_decides_as_all_that_is_known(sale: Any, asked: Any, later: int) -> None:
    made = decide_line(sale, asked, DECLARED, policy(), asked_on=DAY + timedelta(days=later), zone=ZONE)
    known, read = dict(made.known), dict(made.read)
    assert read == {name: value for name, value in known.items() if name in read}
    assert len(read) < len(known)
    compiled = policy().compiled
    for point in _POINTS:
        assert tables.decide(compiled, point, made.read) == tables.decide(compiled, point, made.known)


@pytest.mark.thorough
@settings(max_examples=examples(40, 200))
@given(sale=lines(), asked=requests)
def test_the_law_is_told_under_names_it_knows(sale: Any, asked: Any) -> None:
    told = vars(law_facts(sale, asked, DECLARED, asked_on=DAY, zone=ZONE))
    assert told.keys() <= Facts.__dataclass_fields__.keys()


def test_every_source_is_a_fact_of_the_registry() -> None:
    assert SOURCES.keys() <= FACTS.keys()


def test_a_fact_the_house_does_not_know_is_left_out() -> None:
    sale, asked = sold(), ask()
    rights = rights_of(law_facts(sale, asked, DECLARED, asked_on=DAY, zone=ZONE), DAY)
    read = facts_read(
        ("channel", "customer_value", "warranty_months"), sale, asked, rights, intent=Intent.RETURN
    )
    assert dict(read) == {"channel": "web"}
    whole = policy_facts(sale, asked, rights, intent=Intent.RETURN)
    assert whole["quantity"] == 1
    assert "warranty_months" not in whole


@pytest.mark.parametrize("starter", ["home", "fashion"])
def test_facts_of_a_version_are_named_once(starter: str) -> None:
    compiled = tables.compile(starters.load(starter))
    names = compiled.read_at(_POINTS)
    assert len(names) == len(set(names)) > 0
    assert names is compiled.read_at(_POINTS)


@pytest.mark.parametrize(("seal", "said"), [(False, "yes"), (None, "needs_facts"), (True, "no")])
def test_an_opened_box_is_no_exception_but_a_broken_seal_is(seal: bool | None, said: str) -> None:
    sale, asked = sold(hygiene_sealed=seal, is_professional=False), ask(Intent.WITHDRAWAL, unsealed=True)
    made = answer(sale, asked, policy(), on=DAY + timedelta(days=9))
    assert made.law_answer == said
    assert made.facts["unsealed"] is True
    assert made.needs_person is (said == "no")  # a refusal comes from a person


def told(sale: Any = None, reason: Reason = Reason.DEFECTIVE, later: int = 9, **asked: Any) -> dict[str, Any]:
    """Every fact of a claim about the vase, so many days after it came."""
    line, on = ask(Intent.CLAIM, reason, **asked), DAY + timedelta(days=later)
    sale = sale or sold()
    rights = rights_of(law_facts(sale, line, DECLARED, asked_on=on, zone=ZONE), on)
    return dict(policy_facts(sale, line, rights, intent=Intent.CLAIM))


@pytest.mark.parametrize(
    ("reason", "named"),
    [
        (Reason.DAMAGED_ON_ARRIVAL, {"defect", "damaged_on_arrival"}),
        (Reason.MISSING_PART, {"defect", "missing_part"}),
        (Reason.WRONG_ITEM, {"defect", "wrong_item"}),
        (Reason.DEFECTIVE, {"defect"}),
        (Reason.TOO_SMALL, set()),
    ],
)
def test_a_reason_is_each_of_the_facts_it_is(reason: Reason, named: set[str]) -> None:
    found = told(reason=reason)
    every = ("defect", "damaged_on_arrival", "missing_part", "wrong_item")
    assert {name for name in every if found[name]} == named


def test_a_part_of_the_order_is_less_than_all_of_it() -> None:
    assert [told(quantity=units)["is_partial"] for units in (1, 2, 3)] == [True, True, False]


def test_a_thing_on_sale_was_cheaper_than_its_price() -> None:
    assert told()["on_sale"] is False
    assert told(sold(discount=Money(1, "EUR")))["on_sale"] is True


def test_a_contract_nobody_named_is_about_goods() -> None:
    assert [told(sold(contract_kind=kind))["contract"] for kind in ("", "service")] == ["goods", "service"]


@pytest.mark.parametrize(("later", "months"), [(29, 0), (30, 1), (60, 1), (61, 2)])  # from 2 November
def test_a_month_is_over_on_the_same_day_of_the_next(later: int, months: int) -> None:
    assert told(later=later)["months_since_delivery"] == months


def test_the_other_right_is_read_only_where_a_row_that_may_be_first_asks_for_it() -> None:
    then = {"remedies": ["refund"]}
    rows = [
        {"id": "guarantee", "label_fr": "G", "label_en": "G", "then": then,
         "when": {"channel": {"op": "equals", "values": ["store"]},
                  "guarantee_open": {"op": "equals", "values": [True]}}},
        {"id": "all", "label_fr": "T", "label_en": "A", "then": then, "when": {}},
    ]  # fmt: skip
    table = {"id": "e", "point": "eligibility", "hit": "first", "columns": ["channel", "guarantee_open"]}
    trigger = starters.load("home")["tables"][1]
    ours = policy({"format": 1, "name": "Essai", "tables": [{**table, "rows": rows}, trigger]})
    for channel, read, fired in (("store", True, "guarantee"), ("web", False, "all")):
        made = decide_line(sold(channel=channel), ask(), DECLARED, ours, asked_on=DAY, zone=ZONE)
        assert made.verdict.hits[0].row_id == fired
        assert made.rights.is_ruled(Basis.CONFORMITY) is read
        assert ("guarantee_open" in made.read.plain) is read
        assert "brand" not in made.read  # nothing tells the house's own name
