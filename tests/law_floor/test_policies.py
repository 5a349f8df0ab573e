"""Tables that give less than the law: the floor wins, and the trace says from what to what."""

from datetime import date, timedelta
from typing import Any

import pytest

from savoir.cases.rules import answering
from savoir.cases.states import Intent, Reason, Remedy
from savoir.cases.values import AskedLine, CaseAnswer, LineAnswer
from savoir.kernel.values.money import Money
from savoir.law import floor as floors
from savoir.law.values import Offer, Rights
from savoir.resolutions.rules import MoneyBefore, PaidBy, TriggerRule, plan_remedy
from savoir.resolutions.states import Trigger
from savoir.resolutions.values import Plan
from tests.rules.cases.sold import DELIVERED, answer, ask, says, sold

IN_TIME, LATER = date(2026, 11, 10), date(2027, 12, 10)
CHANGED = ask(Intent.RETURN, Reason.CHANGED_MIND)
FAULT = ask(Intent.CLAIM, Reason.DEFECTIVE, photos=1)
NOTHING: dict[str, Any] = {"remedies": [], "needs_person": True}
VOUCHER = {"remedies": ["store_credit"], "return_paid_by": "customer"}
UNSAID = {"withdrawal_information_given": True, "return_cost_announced": False}
SPAIN, GERMANY = {"country": "ES"}, {"country": "DE"}
# the row, the request, the day, what the sale is like, what the law puts in its place (its article)
TABLES: dict[str, tuple[dict[str, Any], AskedLine, date, dict[str, Any], set[Remedy], str]] = {
    "seven days": (NOTHING, CHANGED, IN_TIME, {}, {Remedy.REFUND}, "L221-18"),
    "sale items excluded": (
        NOTHING, CHANGED, IN_TIME, {"discount": Money(2000, "EUR")}, {Remedy.REFUND}, "L221-18",
    ),
    "voucher imposed": (VOUCHER, CHANGED, IN_TIME, {}, {Remedy.REFUND}, "L221-18"),
    "second-hand has one year": (
        NOTHING, FAULT, LATER, {"second_hand": True}, {Remedy.REPAIR, Remedy.REPLACEMENT}, "L217-3",
    ),
    "see the manufacturer": (
        {**NOTHING, "return_method": "contact_us"}, FAULT, LATER, {}, {Remedy.REPAIR, Remedy.REPLACEMENT},
        "L217-3",
    ),
    "a Spaniard after two years": (
        NOTHING, FAULT, date(2029, 6, 1), SPAIN, {Remedy.REPAIR, Remedy.REPLACEMENT}, "TRLGDCU 120",
    ),
    "a German in his second week": (NOTHING, CHANGED, IN_TIME, GERMANY, {Remedy.REFUND}, "BGB 355"),
}  # fmt: skip


@pytest.mark.parametrize("name", TABLES)
def test_the_floor_wins_and_says_so(name: str) -> None:
    row, asked, day, changed, due, article = TABLES[name]

    found = answer(sold(**changed), asked, says(row), on=day)

    assert due <= set(found.remedies)
    moved = next(move for move in found.law_moves if move.component == "remedies")
    assert moved.article == article
    assert moved.before == ", ".join(row["remedies"])
    assert {remedy.value for remedy in due} <= set(moved.after.split(", "))


@pytest.mark.parametrize("name", TABLES)
def test_without_the_floor_the_table_decides(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    row, asked, day, changed, due, _ = TABLES[name]
    monkeypatch.setattr(answering, "floor", _as_it_was)
    assert not due & set(answer(sold(**changed), asked, says(row), on=day).remedies)


def _as_it_was(offer: Offer, _rights: Rights) -> floors.Floored:
    return floors.Floored(offer, (), needs_person=False)


POSTAGE = {"remedies": ["repair", "replacement"], "return_paid_by": "customer"}
MONEY = {"remedies": ["refund"], "return_paid_by": "customer"}


@pytest.mark.parametrize(
    ("row", "asked", "declared", "article"),
    [
        (POSTAGE, FAULT, None, "L217-11"),
        (MONEY, CHANGED, UNSAID, "L221-23"),
    ],
)
def test_postage_the_customer_does_not_owe(
    row: dict[str, Any], asked: AskedLine, declared: dict[str, object] | None, article: str
) -> None:
    found = answer(sold(), asked, says(row), on=IN_TIME, declared=declared)
    assert not found.customer_pays_return
    assert found.law_moves == (("payer", article, "consumer", "seller"),)


def planned(found: LineAnswer, rule: TriggerRule) -> Plan:
    paid = (PaidBy(payment_id=1, tender="card", last4="4821", refundable=Money(12000, "EUR")),)
    whole = CaseAnswer((found,))
    return plan_remedy(
        whole, Remedy.REFUND, paid=paid, before=MoneyBefore({}, delivery_back=False), rule=rule, today=IN_TIME
    )


@pytest.mark.parametrize("trigger", [Trigger.INSPECTION, Trigger.RECEIPT, Trigger.POSTING])
def test_money_after_the_inspection_or_in_sixty_days_leaves_on_the_laws_day(trigger: Trigger) -> None:
    found = answer(sold(), CHANGED, says(MONEY), on=IN_TIME)
    plan = planned(found, TriggerRule(trigger, 60))
    assert plan.promised_on == IN_TIME + timedelta(days=14)
    (moved,) = plan.law_moves
    assert (moved.component, moved.article, moved.after) == ("refund_date", "L221-24", "2026-11-24")
    assert planned(found, TriggerRule(trigger, 5)).law_moves == ()


def test_what_the_law_does_not_owe_it_does_not_hasten() -> None:
    """A kindness forty days after the parcel: the page must not say that the law guarantees the money."""
    came = DELIVERED - timedelta(days=40)
    late = sold(contract_at=came, order_delivered_at=(came,), line_delivered_at=came)
    found = answer(late, CHANGED, says({"remedies": []}), on=IN_TIME)
    assert (found.law_answer, found.remedies) == ("no", ())
    assert planned(found, TriggerRule(Trigger.INSPECTION, 60)).law_moves == ()


def test_a_new_thing_has_no_day_of_money() -> None:
    found = answer(sold(), FAULT, says(POSTAGE), on=IN_TIME)
    whole = CaseAnswer((found,))
    before = MoneyBefore({}, delivery_back=False)
    rule = TriggerRule(Trigger.INSPECTION, 60)
    assert plan_remedy(whole, Remedy.REPAIR, paid=(), before=before, rule=rule, today=IN_TIME).law_moves == ()


def test_a_generous_table_is_left_as_it_is() -> None:
    generous = {"remedies": ["refund", "exchange"], "return_paid_by": "merchant"}
    assert answer(sold(), CHANGED, says(generous), on=IN_TIME).law_moves == ()


@pytest.mark.parametrize("row", [NOTHING, VOUCHER])
def test_no_machine_says_no(row: dict[str, Any]) -> None:
    """After every right has run out the table's no is still a person's to say."""
    found = answer(sold(delivered_at=DELIVERED - timedelta(days=2000)), CHANGED, says(row), on=IN_TIME)
    assert found.why_person
