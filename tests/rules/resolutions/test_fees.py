"""A fee on a return that is the brand's own kindness; what the law gives back costs nothing."""

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.rules.cases.sold import DELIVERED, answer, ask, says, sold

from savoir.cases.states import Intent, Reason, Remedy
from savoir.cases.values import CaseAnswer
from savoir.kernel.values.money import Money
from savoir.resolutions.rules import MoneyBefore, PaidBy, TriggerRule, plan_remedy
from savoir.resolutions.states import Trigger
from savoir.resolutions.values import Plan

IN_TIME = DELIVERED.date() + timedelta(days=9)
LATE = DELIVERED.date() + timedelta(days=40)
OFFER = {"remedies": ["refund", "exchange", "replacement"], "return_paid_by": "customer"}


def plan(
    on: date, *, remedy: Remedy = Remedy.REFUND, asked: Any = None, quantity: int = 1, **fees: int
) -> Plan:
    """A vase at 40 euros sent back on a day, under rules with fees."""
    line = answer(sold(), asked or ask(quantity=quantity), says({**OFFER, **fees}), on=on)
    card = (PaidBy(payment_id=1, tender="card", last4="4821", refundable=Money(10**9, "EUR")),)
    rule = TriggerRule(trigger=Trigger.POSTING, promised_days=5)
    before = MoneyBefore(units={}, delivery_back=False)
    return plan_remedy(CaseAnswer((line,)), remedy, paid=card, before=before, rule=rule, today=on)


@pytest.mark.parametrize(
    ("fees", "back", "kept"),
    [
        ({}, 4000, 0),
        ({"fee_amount": 490}, 3510, 490),
        ({"fee_share": 1000}, 3600, 400),
        ({"fee_share": 1000, "fee_amount": 490}, 3110, 890),
        ({"fee_share": 333}, 3867, 133),  # 133.2: the fifth of a cent is the customer's
        ({"fee_amount": 9000}, 0, 4000),
        ({"fee_share": 10_000, "fee_amount": 1}, 0, 4000),
    ],
)
def test_a_return_of_kindness_costs_what_the_rules_say(fees: dict[str, int], back: int, kept: int) -> None:
    made = plan(LATE, **fees)
    assert (made.amount.minor, made.fee_kept.minor) == (back, kept)
    assert sum(move.amount.minor for move in made.moves) == back


def test_a_flat_fee_is_taken_once_for_a_line() -> None:
    assert plan(LATE, quantity=3, fee_amount=490).amount.minor == 12_000 - 490


@settings(max_examples=60)
@given(share=st.integers(0, 10_000), fee=st.integers(0, 100_000), day=st.integers(0, 14))
def test_a_withdrawal_never_costs_a_fee(share: int, fee: int, day: int) -> None:
    made = plan(DELIVERED.date() + timedelta(days=day), fee_share=share, fee_amount=fee)
    assert (made.amount.minor, made.fee_kept.minor) == (4000, 0)


@pytest.mark.parametrize(
    ("intent", "reason"),
    [
        (Intent.CLAIM, Reason.DEFECTIVE),
        (Intent.RETURN, Reason.DEFECTIVE),
        (Intent.RETURN, Reason.WRONG_ITEM),
        (Intent.CLAIM, Reason.NEVER_ARRIVED),
    ],
)
@pytest.mark.parametrize("on", [IN_TIME, LATE])
def test_what_is_at_fault_never_costs_a_fee(intent: Intent, reason: Reason, on: date) -> None:
    made = plan(on, asked=ask(intent, reason), fee_share=5000, fee_amount=490)
    assert made.fee_kept.minor == 0


def test_what_gives_no_money_keeps_none() -> None:
    made = plan(LATE, remedy=Remedy.EXCHANGE, fee_amount=490)
    assert (made.amount.minor, made.fee_kept.minor) == (0, 0)


def test_the_fee_is_part_of_what_a_plan_is_named_by() -> None:
    assert plan(LATE, fee_amount=490).digest != plan(LATE).digest
