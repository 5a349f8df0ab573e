"""Money that no law wants: our promise is its only day; where the law owes a part, its day stays for that."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.rules.cases.sold import DELIVERED, answer, ask, says, sold

from savoir.cases.states import Intent, Reason, Remedy
from savoir.cases.values import AskedLine, CaseAnswer, LineAnswer
from savoir.kernel.values.money import Money
from savoir.resolutions.rules import (
    TRANSIT,
    Awaited,
    MoneyBefore,
    PaidBy,
    TriggerRule,
    basis_owing,
    dates_of,
    legal_refund_date,
    plan_remedy,
)
from savoir.resolutions.states import Trigger
from savoir.resolutions.values import DatesOfPosting, Plan

DAY = timedelta(days=1)
CAME = DELIVERED.date()
KIND = says({"remedies": ["refund", "exchange"], "return_paid_by": "customer"})
SLOW = TriggerRule(Trigger.INSPECTION, promised_days=30)
CARD = (PaidBy(payment_id=1, tender="card", last4="4821", refundable=Money(10**9, "EUR")),)
CHANGED, FAULT = ask(), ask(Intent.CLAIM, Reason.DEFECTIVE)
HELP, HELP_WITH_FAULT = ask(Intent.ASSISTANCE, Reason.OTHER), ask(Intent.ASSISTANCE, Reason.DEFECTIVE)
DAYS = st.dates(date(2020, 1, 1), date(2030, 1, 1))


def after(days: int, *asked: AskedLine) -> tuple[LineAnswer, ...]:
    """The answers to what is asked so many days after the vase came."""
    return tuple(answer(sold(), one, KIND, on=CAME + days * DAY) for one in asked)


def planned(*lines: LineAnswer, remedy: Remedy = Remedy.REFUND, rule: TriggerRule = SLOW) -> Plan:
    return plan_remedy(
        CaseAnswer(lines), remedy, paid=CARD, before=MoneyBefore({}, False), rule=rule,
        today=lines[0].asked_on,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("days", "asked", "owed_on"),
    [
        (10, CHANGED, "withdrawal"),
        (40, CHANGED, ""),
        (40, FAULT, "conformity"),
        (800, FAULT, "conformity"),
        (10, HELP, "withdrawal"),
        (40, HELP, ""),
        (40, HELP_WITH_FAULT, "conformity"),
    ],
    ids=["in-its-days", "forty-days-on", "fault", "fault-unproven", "help", "help-later", "help-with-fault"],
)
def test_the_law_owes_on_what_is_asked_unless_its_answer_is_no_and_on_a_withdrawal_that_runs(
    days: int, asked: AskedLine, owed_on: str
) -> None:
    """Facts that lack take nothing away; help that names no fault asks for no right."""
    (line,) = after(days, asked)
    assert line.owed_on == owed_on
    assert planned(line).parts[0].owed_on == owed_on


def test_forty_days_on_the_brands_own_promise_is_the_only_day() -> None:
    early, late = planned(*after(10, CHANGED)), planned(*after(40, CHANGED))
    assert early.legal_latest_on == CAME + 24 * DAY
    assert early.promised_on == early.legal_latest_on, "thirty days after the inspection is too late by law"
    assert (late.legal_latest_on, late.law_over_on, late.law_moves) == (None, None, ())
    assert late.if_posted_by is not None
    assert late.promised_on == late.if_posted_by + TRANSIT + 30 * DAY


def test_no_day_is_over_for_money_given_at_once_long_after_the_request() -> None:
    """Three weeks after the request: the law's fourteen days would be over, were it the law's."""
    (line,) = after(40, CHANGED)
    made = plan_remedy(
        CaseAnswer((line,)), Remedy.RETURNLESS_REFUND, paid=CARD, before=MoneyBefore({}, False),
        rule=TriggerRule(Trigger.REQUEST, promised_days=3), today=line.asked_on + 21 * DAY,
    )  # fmt: skip
    assert (made.legal_latest_on, made.law_over_on) == (None, None)
    assert made.promised_on == line.asked_on + 24 * DAY


@pytest.mark.parametrize("turned", [False, True], ids=["owed-first", "owed-last"])
def test_where_the_law_owes_one_line_its_day_holds_for_the_promise_of_all(turned: bool) -> None:
    fault, late = after(40, FAULT, CHANGED)
    made = planned(*((late, fault) if turned else (fault, late)))
    assert sorted(part.owed_on for part in made.parts) == ["", "conformity"]
    assert made.if_posted_by is not None
    assert made.legal_latest_on == made.if_posted_by + 14 * DAY, "L217-17"
    assert made.promised_on == made.legal_latest_on


def test_one_parcel_has_one_date_and_the_law_a_day_for_what_it_owes_alone() -> None:
    ours, owed = (Awaited(Trigger.INSPECTION, 30, basis, CAME) for basis in ("", "withdrawal"))
    posted, last = CAME + 2 * DAY, CAME + 14 * DAY
    found = dates_of([ours, owed], posted_on=posted, received_on=None, told_on=posted)
    assert found == [DatesOfPosting(last, None), DatesOfPosting(last, last)]
    alone = dates_of([ours], posted_on=posted, received_on=None, told_on=posted)
    assert alone == [DatesOfPosting(posted + TRANSIT + 30 * DAY, None)]


def test_what_arrives_without_a_word_is_promised_from_its_arrival() -> None:
    ours = Awaited(Trigger.INSPECTION, 5, "", CAME)
    came_back = CAME + 9 * DAY
    (dates,) = dates_of([ours], posted_on=None, received_on=came_back, told_on=came_back)
    assert dates == DatesOfPosting(came_back + 5 * DAY, None)


@given(asked_on=DAYS, posted=st.none() | DAYS, received=st.none() | DAYS)
def test_what_the_law_does_not_owe_has_no_day_of_the_law(
    asked_on: date, posted: date | None, received: date | None
) -> None:
    assert legal_refund_date("", asked_on, received_on=received, posted_on=posted) is None


@given(trigger=st.sampled_from(Trigger), days=st.integers(0, 60), asked_on=DAYS, posted_on=DAYS,
       told_on=DAYS)  # fmt: skip
def test_its_promise_is_a_day_all_the_same_and_never_one_gone_by(
    trigger: Trigger, days: int, asked_on: date, posted_on: date, told_on: date
) -> None:
    ours = Awaited(trigger, days, "", asked_on)
    (dates,) = dates_of([ours], posted_on=posted_on, received_on=None, told_on=told_on)
    assert dates.legal_due_on is None
    assert dates.promised_on >= max(told_on, posted_on + days * DAY)


def test_what_was_agreed_on_before_goes_by_its_decision() -> None:
    offer = {"basis": "withdrawal"}
    assert [basis_owing(kept, offer) for kept in (None, "", "conformity")] == ["withdrawal", "", "conformity"]
