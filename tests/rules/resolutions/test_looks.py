"""A look before the answer leaves the answer, its dates and its money as they are, whatever was asked."""

from dataclasses import fields
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.effort import examples
from tests.rules.cases.sold import DECLARED, DELIVERED, answer, ask, says, sold
from tests.rules.cases.test_answering import ASKED, DAYS, POLICIES, sales

from savoir.cases.rules import PolicyInForce, looked
from savoir.cases.rules.looking import legal_day
from savoir.cases.values import CaseAnswer, LineAnswer
from savoir.kernel.values.money import Money
from savoir.law import values as law
from savoir.orders.values import SaleLine
from savoir.policies import tables
from savoir.policies.tables import Compiled, Hit
from savoir.resolutions.rules import MoneyBefore, PaidBy, TriggerRule, plan_remedy
from savoir.resolutions.states import Trigger

SILENT = says({"remedies": ["by_law"]})
OWED = ("why_person", "look", "standing")
CARD = (PaidBy(payment_id=1, tender="card", last4="4821", refundable=Money(12_000, "EUR")),)
RULE = st.builds(TriggerRule, trigger=st.sampled_from(Trigger), promised_days=st.integers(0, 40))
TOLD = st.dictionaries(
    st.sampled_from(["customer_rejected", "customer_cases", "customer_value"]), st.integers(0, 10**6)
)


def looking(within: int, hit: Hit) -> Compiled:
    """Everybody is looked at within so many days; under `unique` by rows at odds."""
    row = {"label_fr": "Tout", "label_en": "All", "when": {}}
    table = {"id": "k", "point": "risk_look", "hit": hit.value, "columns": ["customer_rejected"], "rows": [
        {**row, "id": "a", "then": {"look": True, "look_within_days": within}},
        {**row, "id": "b", "then": {"look": False}},
    ]}  # fmt: skip
    house = tables.canonical(SILENT.compiled.document)
    return tables.compile({**house, "tables": [*house["tables"], table]})


COMPILED = {(n, hit): looking(n, hit) for n in (0, 1, 2, 13, 400) for hit in (Hit.FIRST, Hit.UNIQUE)}


def plans(found: LineAnswer, rule: TriggerRule) -> list[Any]:
    """Every plan of the answer: amounts, dates of the promise and of the law, and the digest of all that."""
    return [
        plan_remedy(CaseAnswer((found,)), one, paid=CARD, before=MoneyBefore(units={}, delivery_back=False),
                    rule=rule, today=found.asked_on)
        for one in found.remedies
    ]  # fmt: skip


@pytest.mark.thorough
@settings(max_examples=examples(120, 400))
@given(st.tuples(sales(), ASKED, POLICIES), DAYS, st.sampled_from(list(COMPILED)), TOLD, RULE,
       st.sampled_from([DECLARED, {}]))  # fmt: skip
def test_a_look_moves_no_right_no_day_and_no_money(
    what: tuple[SaleLine, Any, PolicyInForce | None], on: date, which: tuple[int, Hit],
    standing: dict[str, int], rule: TriggerRule, declared: dict[str, object],
) -> None:  # fmt: skip
    sale, asked, in_force = what
    before = answer(sale, asked, in_force, on=on, declared=declared)

    after = looked(before, COMPILED[which], standing)

    assert after.look is not None
    assert after.needs_person
    assert before.why_person in ("", after.why_person)
    for one in fields(LineAnswer):
        if one.name not in OWED:
            assert getattr(after, one.name) == getattr(before, one.name), one.name
    assert CaseAnswer((after,)).digest == CaseAnswer((before,)).digest
    assert plans(after, rule) == plans(before, rule)


@settings(max_examples=examples(80, 250))
@given(sales(), ASKED, POLICIES, DAYS, st.sampled_from(list(COMPILED)))
def test_the_look_ends_before_the_day_of_the_law(
    sale: SaleLine, asked: Any, in_force: PolicyInForce | None, on: date, which: tuple[int, Hit]
) -> None:
    before = answer(sale, asked, in_force, on=on)
    look = looked(before, COMPILED[which]).look

    assert look is not None
    assert look.by >= on
    assert look.by < legal_day(before) or look.by == on, "a day that has passed is answered today"
    within, hit = which
    if hit is Hit.FIRST:
        assert look.by <= on + timedelta(days=within)
    right = before.rights.of(law.Basis(before.basis))
    if right.answer.value == "yes" and right.remedy_due_on and right.remedy_due_on > on:
        assert look.by < right.remedy_due_on


def test_nobody_is_looked_at_where_no_row_says_so() -> None:
    found = answer(sold(), ask(), SILENT, on=DELIVERED.date())

    assert looked(found, SILENT.compiled) is found
    assert looked(found, SILENT.compiled, {"customer_rejected": 9}).look is None
