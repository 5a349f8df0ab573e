"""No answer of `savoir law check` stands in it: a law that says otherwise is answered otherwise."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from savoir.commands.law import answers, around, money
from savoir.commands.law.comparing import differences
from savoir.commands.law.worked import WorkedCase
from savoir.kernel.values.money import Money
from savoir.law.carriers import protest
from savoir.law.putting_right import remedies
from savoir.law.values import Facts, Remedy, Right

TODAY = date(2026, 11, 22)
NEW = {"goods": "new", "buyer": "consumer", "seller": "trader", "delivered": date(2026, 1, 12)}
SOLD = {"sale": "online", "buyer": "consumer", "seller": "trader", "info_given": True}


def _answered(area: str, facts: dict[str, Any], country: str = "FR", **expected: Any) -> bool:
    return not differences(WorkedCase("A", area, facts, expected, country), today=TODAY)


def test_who_proves_that_a_defect_is_minor_follows_from_what_an_unknown_one_opens(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    failed = NEW | {"attempt_failed": True, "minor": True}
    assert _answered("conformity", failed, proof_of_minor_on="seller", termination=False)

    def only_if_shown_grave(facts: Facts) -> tuple[tuple[Remedy, ...], str]:
        return remedies(facts) if facts.minor is False else ((Remedy.PRICE_REDUCTION,), "L217-14")

    monkeypatch.setattr(answers, "remedies", only_if_shown_grave)
    assert _answered("conformity", failed, proof_of_minor_on="consumer")


def test_a_deduction_of_another_sum_is_not_the_actual_loss(monkeypatch: pytest.MonkeyPatch) -> None:
    worn = {"product": 120.0, "handling_beyond_necessary": True, "info_given": True}
    assert _answered("refund", worn, deduction_allowed=True, deduction_basis="actual_loss_of_value")
    assert _answered("refund", worn | {"info_given": False}, deduction_allowed=False, deduction_basis=None)

    def half(due: Money, *_: Any, **__: Any) -> Money:
        return Money(due.minor // 2, due.currency)

    monkeypatch.setattr(money, "after_depreciation", half)
    assert _answered("refund", worn, deduction_allowed=True, deduction_basis=None)


def test_what_is_owed_to_nobody_is_neither_free_nor_paid_back() -> None:
    assert _answered("conformity", NEW, cost=0, return_cost=0, refund_means="same_means")
    bought = NEW | {"buyer": "professional", "sale": "in_store"}
    assert _answered("conformity", bought, covered=False, cost=None, return_cost=None, refund_means=None)
    sent = SOLD | {"deliveries": [date(2026, 11, 2)]}
    assert _answered("withdrawal", sent, cost=0, return_cost=0)
    assert _answered("withdrawal", sent | {"return_cost_announced": True}, cost=None, return_cost=None)


def test_the_price_of_a_hidden_defect_is_given_back_in_money() -> None:
    neighbour = {"seller": "private_individual", "sold": date(2023, 6, 1), "discovered": date(2026, 5, 4),
                 "defect_prior": True, "hidden": True, "serious": True}  # fmt: skip
    assert _answered("hidden_defects", neighbour | {"paid_by": "bank_transfer"}, refund_means="bank_transfer")


def test_the_least_of_a_recall_follows_the_refund_that_the_law_grants(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    recalled = {"recall": True, "recall_date": date(2026, 6, 1), "price": 320.0}
    assert _answered("recall", recalled, refund_min="price_paid")
    told = around._recall

    def less(asked: Any) -> Right:
        right = told(asked)
        return replace(right, refund=Money(1, "EUR"))

    monkeypatch.setattr(around, "_recall", less)
    assert _answered("recall", recalled, refund_min=None)


def test_a_protest_that_was_missed_touches_no_customer_while_the_law_says_so(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    broken = {"received": date(2026, 11, 10)}
    assert _answered("carrier", broken, consumer_affected=False)
    told = protest
    monkeypatch.setattr(around, "protest", lambda *of: told(*of)._replace(merchant_may_not=frozenset()))
    assert _answered("carrier", broken, consumer_affected=True)


def test_the_right_stays_with_the_buyer_of_a_gift() -> None:
    sent = SOLD | {"deliveries": [date(2026, 11, 2)]}
    assert _answered("withdrawal", sent, right_holder="consumer")
    small = {"sale": "off_premises", "buyer": "professional", "employees": 3, "seller": "trader",
             "outside_main_activity": True, "contract": "service", "concluded": date(2026, 3, 3),
             "info_given": True}  # fmt: skip
    assert _answered("withdrawal", small, right=True, right_holder="consumer")
    assert _answered("withdrawal", small | {"claimant": "receiver"}, right="needs_facts")


def test_an_imposed_replacement_opens_a_guarantee_only_where_the_law_has_one() -> None:
    replaced = NEW | {"chosen": "repair", "done": "replacement", "replacement_delivered": date(2026, 9, 14)}
    assert _answered("conformity", replaced, new_guarantee=True, new_guarantee_last_day=date(2028, 9, 14))
    assert _answered("conformity", replaced, "DE", new_guarantee=False, new_guarantee_last_day=None)


def test_months_that_are_certain_are_those_of_a_row_that_is_not_open() -> None:
    repaired = {"goods": "new", "concluded": date(2026, 9, 1), "delivered": date(2026, 9, 4), "repairs": 1}
    assert _answered("conformity", repaired, extension_months=12, extension_months_certain=6)
    assert _answered("conformity", repaired, "IT", extension_months=12, extension_months_certain=None)


def test_a_told_end_of_the_guarantee_is_counted_back_by_the_law_of_the_country() -> None:
    ends = {"goods": "new", "guarantee_end": date(2028, 5, 6), "immobilisation_days": 10}
    assert _answered("conformity", ends, "ES", guarantee_last_day=date(2028, 5, 16))
    assert _answered("conformity", ends, guarantee_last_day=date(2028, 5, 16))


def test_thirty_days_to_repair_run_only_where_the_law_counts_them() -> None:
    late = {"goods": "new", "delivered": date(2025, 3, 10), "claim": date(2026, 9, 1),
            "repaired": date(2026, 10, 6)}  # fmt: skip
    assert _answered("conformity", late, termination=True)
    assert _answered("conformity", late, "DE", termination=False)
