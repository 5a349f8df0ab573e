"""What the proof leaves out is told in one place, and nothing is left out in silence."""

from dataclasses import fields
from datetime import date
from typing import Any

from savoir.law.values import Facts
from savoir.policies.proof.outside import OUTSIDE
from savoir.policies.proof.people import law_facts_of

TODAY = date(2026, 11, 23)
EVERYTHING: dict[str, Any] = {
    "country": "FR", "channel": "web", "buyer_kind": "consumer", "seller": "us", "contract": "goods",
    "days_since_contract": 20, "delivered": True, "days_since_delivery": 9, "line_value": 4000,
    "currency": "EUR", "intent": "withdrawal", "reason": "damaged_on_arrival", "second_hand": True,
    "withdrawal_information_given": True, "return_cost_announced": True, "hygiene_sealed": True,
    "unsealed": True, "made_to_order": True, "perishable": True, "employees": 3, "recalled": True,
    "outside_main_activity": True, "warranty_months": 12, "repairs_done": 1, "same_defect": True,
    "attempt_failed": True, "remedy_overdue": True, "exchange_failed": True, "cover_bought": True,
    "days_since_wish": 3, "days_since_hand_back": 4, "days_since_defect": 1,
}  # fmt: skip


def test_every_fact_of_the_law_is_told_by_a_policy_or_named_as_left_out() -> None:
    told = set(vars(law_facts_of(EVERYTHING, TODAY)))
    left_out = [name for one in OUTSIDE for name in one.facts]
    assert len(left_out) == len(set(left_out))
    assert told.isdisjoint(left_out)
    assert told | set(left_out) == {field.name for field in fields(Facts)}


def test_each_is_told_once_in_both_languages() -> None:
    assert len({one.code for one in OUTSIDE}) == len(OUTSIDE)
    assert all(one.fr.endswith(".") and one.en.endswith(".") and one.fr != one.en for one in OUTSIDE)
