"""A case that waited: what is promised the day it is answered is never in the past; the law's days stay."""

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.effort import examples
from tests.rules.cases.sold import DECLARED, DELIVERED, answer, ask, says, sold
from tests.rules.cases.test_answering import ASKED, DAYS, POLICIES, sales

from savoir.cases.states import DELIVERABLE, Intent, Reason, Remedy
from savoir.cases.values import AskedLine, CaseAnswer, LineAnswer
from savoir.kernel.values.money import Money
from savoir.orders.values import SaleLine
from savoir.resolutions.rules import (
    POSTING_GRACE,
    Awaited,
    MoneyBefore,
    PaidBy,
    TriggerRule,
    dates_of,
    plan_remedy,
)
from savoir.resolutions.states import Trigger
from savoir.resolutions.values import Plan

DAY = timedelta(days=1)
ASKED_ON = DELIVERED.date() + 6 * DAY
AT_ONCE = TriggerRule(Trigger.REQUEST, promised_days=3)
KIND = says({"remedies": ["refund", "exchange"], "return_paid_by": "customer"})
OURS = says({"remedies": ["repair", "replacement", "refund"], "return_paid_by": "merchant"})
FAULT, CHANGED = ask(Intent.CLAIM, Reason.DEFECTIVE), ask()
NEVER_CAME = ask(Intent.CLAIM, Reason.NEVER_ARRIVED)
CARD = (PaidBy(payment_id=1, tender="card", last4="4821", refundable=Money(10**9, "EUR")),)


def planned(
    found: LineAnswer, remedy: Remedy, waited: int, *, rule: TriggerRule = AT_ONCE, within: int | None = None
) -> Plan:
    """The plan that is told so many days after the request."""
    return plan_remedy(
        CaseAnswer((found,)), remedy, paid=CARD, before=MoneyBefore(units={}, delivery_back=False), rule=rule,
        today=found.asked_on + timedelta(days=waited), goods_within=within,
    )  # fmt: skip


def test_a_refund_beyond_the_rule_is_promised_from_the_day_it_is_offered() -> None:
    """Four days after the request Léa lets the customer keep the vase: three days run from her answer."""
    found = answer(sold(), FAULT, KIND, on=ASKED_ON)
    at_once = planned(found, Remedy.RETURNLESS_REFUND, 0)
    late = planned(found, Remedy.RETURNLESS_REFUND, 4)
    assert (at_once.promised_on, late.promised_on) == (ASKED_ON + 3 * DAY, ASKED_ON + 7 * DAY)
    assert at_once.legal_latest_on == late.legal_latest_on == ASKED_ON + 14 * DAY


def test_the_rules_own_refund_gives_the_parcel_its_days_from_the_answer() -> None:
    found = answer(sold(), CHANGED, KIND, on=ASKED_ON)
    rule = TriggerRule(Trigger.POSTING, promised_days=5)
    made = planned(found, Remedy.REFUND, 12, rule=rule)
    assert made.if_posted_by == ASKED_ON + 12 * DAY + POSTING_GRACE
    assert made.promised_on == made.legal_latest_on == made.if_posted_by, "L221-24: the proof of posting"
    assert made.send_back_by == made.if_posted_by
    assert planned(found, Remedy.REFUND, 0, rule=rule).send_back_by == found.send_back_by


def test_money_that_the_law_wanted_before_today_leaves_today_and_the_page_says_so() -> None:
    found = answer(sold(delivered_at=None), NEVER_CAME, OURS, on=ASKED_ON)
    last, made = planned(found, Remedy.REFUND, 14), planned(found, Remedy.REFUND, 20)
    assert (last.promised_on, last.law_over_on) == (ASKED_ON + 14 * DAY, None)
    assert (made.promised_on, made.law_over_on) == (ASKED_ON + 20 * DAY, ASKED_ON + 14 * DAY)
    assert made.legal_latest_on == last.legal_latest_on
    assert made.law_moves == ()


def test_a_repair_after_its_thirty_days_is_promised_for_today() -> None:
    found = answer(sold(), FAULT, OURS, on=ASKED_ON)
    assert found.remedy_due_on is not None
    made = planned(found, Remedy.REPAIR, 45)
    assert made.promised_on == made.remedy_due_on == ASKED_ON + 45 * DAY
    assert made.law_over_on == found.remedy_due_on < ASKED_ON + 45 * DAY


@pytest.mark.parametrize(("waited", "due"), [(0, 5), (10, 15), (28, 30), (40, 40)])
def test_the_brands_days_for_a_mended_thing_run_from_the_answer_to_the_laws_last(
    waited: int, due: int
) -> None:
    found = answer(sold(), FAULT, OURS, on=ASKED_ON)
    assert planned(found, Remedy.REPAIR, waited, within=5).promised_on == ASKED_ON + due * DAY


def test_what_is_beyond_the_law_has_no_day_of_the_law_that_is_over() -> None:
    """Sixty days after the delivery the law gives no change of mind: nothing was due by a day gone by."""
    found = answer(sold(), CHANGED, KIND, on=DELIVERED.date() + 60 * DAY)
    for remedy in (Remedy.RETURNLESS_REFUND, Remedy.EXCHANGE, Remedy.REPAIR):
        assert planned(found, remedy, 50).law_over_on is None


def test_a_page_left_open_over_night_names_another_plan() -> None:
    found = answer(sold(), FAULT, KIND, on=ASKED_ON)
    one, same, next_day = (planned(found, Remedy.RETURNLESS_REFUND, n) for n in (4, 4, 5))
    assert one.digest == same.digest != next_day.digest


@pytest.mark.thorough
@settings(max_examples=examples(150, 1000))
@given(
    st.tuples(sales(), ASKED, POLICIES, DAYS), st.integers(0, 500), st.sampled_from(sorted(DELIVERABLE)),
    st.builds(TriggerRule, trigger=st.sampled_from(Trigger), promised_days=st.integers(0, 60)),
    st.sampled_from([None, 0, 5, 90]), st.sampled_from([DECLARED, {}]),
)  # fmt: skip
def test_no_offer_promises_a_day_before_the_one_on_which_it_is_made(
    asked: tuple[SaleLine, AskedLine, Any, date], waited: int, remedy: Remedy, rule: TriggerRule,
    within: int | None, declared: dict[str, object],
) -> None:  # fmt: skip
    sale, line, in_force, on = asked
    found = answer(sale, line, in_force, on=on, declared=declared)
    today = on + timedelta(days=waited)
    made, before = (planned(found, remedy, n, rule=rule, within=within) for n in (waited, 0))
    told = (made.promised_on, made.if_posted_by, made.send_back_by, made.remedy_due_on)
    assert made.promised_on is not None
    assert all(day >= today for day in told if day is not None)
    if not made.return_needed:
        assert made.legal_latest_on == before.legal_latest_on, "a legal day waits for nobody"
    if made.law_over_on is not None:
        assert made.law_over_on < today == made.promised_on
    elif made.legal_latest_on is not None and remedy in (Remedy.REFUND, Remedy.RETURNLESS_REFUND):
        assert made.promised_on <= max(made.legal_latest_on, today)


@given(st.sampled_from(Trigger), st.sampled_from(["withdrawal", "conformity", "delivery", ""]), DAYS,
       st.integers(0, 100), st.integers(0, 60))  # fmt: skip
def test_nor_does_the_way_of_a_case_once_it_is_agreed(
    trigger: Trigger, basis: str, asked_on: date, waited: int, days: int
) -> None:
    agreed_on = asked_on + timedelta(days=waited)
    (dates,) = dates_of(
        [Awaited(trigger, days, basis, asked_on)], posted_on=agreed_on + POSTING_GRACE, received_on=None,
        told_on=agreed_on,
    )  # fmt: skip
    assert dates.promised_on >= agreed_on
