"""What the law answers about money: sums due, terms that are void, what comes late."""

from collections.abc import Callable, Mapping
from datetime import date, timedelta
from difflib import get_close_matches
from typing import Any

from savoir.commands.law.asking import Asked, Either
from savoir.commands.law.nearness import near, parts
from savoir.commands.law.telling import CURRENCY
from savoir.commands.law.words import spellings
from savoir.kernel.values.days import days, months
from savoir.kernel.values.money import Money
from savoir.law.codes import Ban, Basis, Party, Remedy
from savoir.law.conformity import termination_refund_due as conformity_refund_due
from savoir.law.covers import covers
from savoir.law.delivery import termination_refund_due as delivery_refund_due
from savoir.law.late import Late, Surcharge, Tier, surcharge
from savoir.law.readings import numbers_of, received_on
from savoir.law.refunds import after_depreciation, refund_due, refund_floor
from savoir.law.values import Offer

Term = Callable[[Asked, Any], dict[str, Any]]
_SAME_MEANS = (
    "same_means", "same_as_payment", "same_means_of_payment", "original", "original_means", "same",
    "same_as_paid", "same_means_as_payment", "original_payment_means",
)  # fmt: skip
_SOME_LOSS = Money(1_00, CURRENCY)
_OWED = ("sum_due", "postage", "paid")
_KINDS = {"delivery": Late.DELIVERY, "conformity": Late.CONFORMITY, "late_postage": Late.POSTAGE}


def _demand(ban: Ban) -> Term:
    return lambda _, value: {"demands": frozenset({ban})} if value else {}


def _days(asked: Asked, value: Any) -> dict[str, Any]:
    start = received_on(asked.facts) or asked.facts.concluded_on or asked.today
    return {"last_day": days(start, int(value))}


def _months(asked: Asked, value: Any) -> dict[str, Any]:
    return {"last_day": months(received_on(asked.facts) or asked.today, int(value))}


def _excluded(_: Asked, value: Any) -> dict[str, Any]:
    return {"remedies": ()} if value else {}


def _paid_by_customer(_: Asked, value: Any) -> dict[str, Any]:
    return {"return_paid_by": Party.CONSUMER} if value not in (False, "seller", "trader") else {}


def _imposed(asked: Asked, value: Any) -> dict[str, Any]:
    """A voucher or credit in the place of money, unless the customer expressly agreed to it (L221-24)."""
    agreed = bool(asked.told.get("voucher_accepted"))
    told = value is True or (isinstance(value, str) and value not in ("same_means", "original", "money"))
    demands = frozenset() if agreed else frozenset({Ban.IMPOSE_A_VOUCHER})
    return {"demands": demands, "same_means": False, "means_consented": agreed} if told else {}


def _refund_days(asked: Asked, value: Any) -> dict[str, Any]:
    told = asked.facts.informed_on or asked.facts.withdrawn_on or asked.today
    return {"refund_due_on": days(told, int(value))}


# What a term of a merchant's policy offers, and the words for it; void below the law (`covers`).
_OFFERS: tuple[tuple[Term, str], ...] = (
    (_days, "days window_days withdrawal_days return_window_days return_days withdrawal_period_days"),
    (_months, "guarantee_months warranty_months legal_guarantee_months"),
    (_demand(Ban.DEMAND_UNOPENED),
     "unopened_only sealed_only unworn_only unused_only opened_refused no_opened_items untried_only "
     "opened_items_refused"),
    (_demand(Ban.DEMAND_ORIGINAL_PACKAGING),
     "original_packaging original_packaging_required original_box_required original_packaging_only "
     "box_required original_packaging_mandatory original_box_only"),
    (_demand(Ban.ASK_A_REASON), "reason_required motive_required reason_mandatory"),
    (_demand(Ban.IMPOSE_A_FORM),
     "own_form_only form_required form_mandatory own_form_required paper_form_only rma_number_required "
     "registered_letter_only registered_letter_required"),
    (_demand(Ban.CHARGE_A_FEE),
     "restocking_fee_pct restocking_fee handling_fee fee inspection_fee diagnosis_fee processing_fee "
     "handling_fee_pct file_fee cancellation_fee refund_fee administration_fee admin_fee "
     "cancellation_fee_pct processing_fee_pct labour_fee wear_deduction_pct usage_fee"),
    (_demand(Ban.FIXED_DEDUCTION),
     "opened_deduction_pct fixed_deduction_pct opened_fee_pct opened_box_deduction_pct opened_minus_pct "
     "flat_deduction_pct deduction_if_opened_pct fixed_depreciation_pct opened_pct"),
    (_imposed,
     "voucher_only store_credit_only refund_as refund_means credit_note_only gift_card_only refund_form "
     "refund_mode refund_in voucher store_credit credit_only refund_by_voucher refund_only_by_voucher "
     "refund_in_vouchers_only voucher_imposed "
     "refund_voucher refund_in_voucher store_credit_imposed refund_type refund_by voucher_refund "
     "credit_note refund_only_as refund_as_voucher refund_as_store_credit voucher_instead_of_refund "
     "no_cash_refund refund_voucher_only"),
    (_demand(Ban.WAIT_FOR_INSPECTION),
     "refund_after_inspection inspection_first refund_after_inspection_only refund_pending_inspection "
     "inspection_required inspection_before_refund"),
    (_refund_days, "refund_days refund_within_days refund_delay_days"),
    (_demand(Ban.SEND_TO_THE_BRAND),
     "contact_the_brand manufacturer_first see_manufacturer contact_manufacturer brand_first see_the_brand "
     "manufacturer_only"),
    (_demand(Ban.DEMAND_PROOF_OF_ORIGIN), "proof_of_origin_required consumer_proves_defect proof_of_defect"),
    (_demand(Ban.DEMAND_CARRIER_RESERVES),
     "reserves_required carrier_reserves_required no_reserves_no_refund reserves_or_no_refund reserves"),
    (_demand(Ban.DEMAND_POLICE_REPORT), "police_report police_report_required"),
    (_demand(Ban.DEMAND_THE_RECEIPT),
     "receipt_only receipt_required till_receipt_required receipt_mandatory till_receipt_only"),
    (_excluded,
     "sale_items_excluded no_sale_items second_hand_excluded opened_excluded no_returns no_refund "
     "no_returns_on_sale no_returns_on_sale_items no_return_on_sale_items sale_items_final sale_final "
     "no_refund_on_sale_items no_refund_on_sale sale_items_non_returnable final_sale non_returnable "
     "sale_not_returnable no_withdrawal_on_sale exclude_sale_items ni_repris_ni_echange "
     "neither_taken_back_nor_exchanged second_hand_no_returns underwear_excluded category_excluded "
     "exchange_only no_withdrawal promo_excluded no_return_after_opening opened_not_returnable "
     "all_sales_final"),
    (_paid_by_customer,
     "return_fee return_label_fee label_fee customer_pays_return return_label_deducted label_deducted "
     "return_cost_deducted return_paid_by customer_pays_shipping "
     "label_deduction return_label_deduction consumer_pays_return return_cost_on_consumer return_cost_by"),
)  # fmt: skip
TERMS: Mapping[str, Term] = {word: term for term, words in _OFFERS for word in words.split()}

_NEAR_TERMS = near(TERMS, TERMS.__getitem__)


def void_terms(asked: Asked) -> list[str]:
    """Terms of the policy that lie below the law: each is put to `covers` alone, as the offer it makes."""
    return [name for name, value in asked.told.get("policy", {}).items() if is_void(asked, name, value)]


def is_void(asked: Asked, name: str, value: Any) -> bool:
    """Whether one term gives less than the law; ValueError for a term that is not known here."""
    term = TERMS.get(name) or TERMS.get(_NEAR_TERMS.get(parts(name), ""))
    if term is None:
        near = get_close_matches(name, TERMS, n=1)
        raise ValueError(
            f"policy.{name}: no term that is known" + (f"; did you mean `{near[0]}`?" if near else "")
        )
    told: dict[str, Any] = {"basis": asked.basis, "remedies": asked.right.remedies, "by_person": True}
    return bool(covers(Offer(**(told | term(asked, value))), asked.rights))


def _refund(asked: Asked) -> Money:
    """The least that comes back: on a withdrawal with the delivery, less a real loss; else all paid."""
    if asked.basis is not Basis.WITHDRAWAL:
        return asked.money("paid")
    due = refund_floor(asked.facts) or asked.money("gift_card") + asked.money("card_amount")
    return after_depreciation(due, asked.money("loss_of_value"), **_handling(asked))


def _kept(asked: Asked) -> Money:
    return asked.money("paid") + asked.money("delivery_paid") - _refund(asked)


def _handling(asked: Asked) -> dict[str, bool | None]:
    return {
        "info_given": asked.facts.info_given,
        "handled_beyond_need": asked.told.get("handling_beyond_necessary"),
    }


def _deducted(asked: Asked, loss: Money) -> Money:
    """What a loss of value takes off a refund ten times as high (L221-23 al. 3)."""
    whole = Money(10 * loss.minor, loss.currency)
    return whole - after_depreciation(whole, loss, **_handling(asked))


def _deducts(asked: Asked) -> bool:
    return _deducted(asked, _SOME_LOSS).minor > 0


def _deduction_basis(asked: Asked) -> str | None:
    """The loss that really came about, where the law takes off that and no other sum."""
    is_actual = all(_deducted(asked, loss) == loss for loss in (_SOME_LOSS, _SOME_LOSS + _SOME_LOSS))
    return "actual_loss_of_value" if is_actual else None


def _due(asked: Asked) -> date | None:
    facts, told = asked.facts, asked.told
    law = numbers_of(facts, asked.today)
    if ended := told.get("termination_received"):
        return delivery_refund_due(ended, law["delivery_refund_days"])
    if asked.basis is Basis.CONFORMITY:
        return conformity_refund_due(facts.received_back_on, facts.posted_on, law["termination_refund_days"])
    waits = not facts.collection_by_seller and facts.deliveries != () and asked.told.get("waits", True)
    return refund_due(
        facts.informed_on or facts.withdrawn_on, facts.received_back_on, facts.posted_on,
        waits_for_goods=waits, within=law["refund_days"],
    )  # fmt: skip


def _due_base(asked: Asked) -> date | None:
    informed = asked.facts.informed_on
    return days(informed, numbers_of(asked.facts, asked.today)["refund_days"]) if informed else None


def _owed(asked: Asked) -> Money:
    """The sum whose refund is late; KeyError when none was told, for nothing owed costs nothing."""
    if not any(asked.told.get(name) or asked.known.get(name) for name in _OWED):
        raise KeyError(_OWED[0])
    return asked.money(*_OWED)


def _late(asked: Asked) -> Surcharge:
    """What the late refund costs on the day it was paid, or would today."""
    told = asked.told
    due_on = told.get("refund_due") or _repaid_by(asked) or _due(asked) or told["refund_due"]
    kind = (
        Late.POSTAGE
        if "postage" in told or "told_covered" in told
        else _KINDS.get(asked.case.area, Late.WITHDRAWAL)
    )
    owed = _owed(asked)
    on = told.get("refunded") or asked.today
    return surcharge(
        owed, due_on, on, kind, contract_on=asked.facts.concluded_on or due_on - timedelta(days=30)
    )


def _percent(points: int) -> int | float:
    return points // 100 if points % 100 == 0 else points / 100


def _tier(asked: Asked) -> str:
    tier = _late(asked).tier
    return f"{_percent(_late(asked).basis_points)}%" if tier is Tier.SHARE else str(tier)


def _repaid_by(asked: Asked) -> date | None:
    told = asked.told.get("told_covered")
    return days(told, numbers_of(asked.facts, asked.today)["postage_refund_days"]) if told else None


def _means(asked: Asked) -> Any:
    """The means the customer paid with, unless he agreed to another (L221-24 al. 3); None where the law lets
    one be imposed.
    """
    if asked.told.get("voucher_accepted"):
        return "voucher"
    if Ban.IMPOSE_A_VOUCHER not in asked.right.merchant_may_not:
        return None
    paid_by = asked.told.get("paid_by")
    return Either((*_SAME_MEANS, paid_by) if paid_by is None else (paid_by, *_SAME_MEANS))


def _share_at_most(asked: Asked) -> int | float:
    """The share that the other reading of an unsettled day would give (L242-4)."""
    found, owed = _late(asked), _owed(asked)
    return _percent(max(found.basis_points, found.at_most.minor * 10_000 // max(owed.minor, 1)))


def _due_today(asked: Asked) -> Money:
    return _owed(asked) + _late(asked).surcharge


MONEY: Mapping[str, Callable[[Asked], Any]] = {
    "refund": _refund,
    "not_refunded": _kept,
    "refund_due": _due,
    "refund_last_day": _due,
    "refund_due_base": _due_base,
    "refund_means": _means,
    "deduction_allowed": _deducts,
    "deduction_basis": _deduction_basis,
    "refusal_allowed": lambda asked: Remedy.REFUND not in asked.right.remedies,
    "void_policy": void_terms,
    "days_late": lambda asked: _late(asked).days_late,
    "tier": _tier,
    "rate_individuals_pct": lambda asked: _percent(_late(asked).interest_basis_points),
    "surcharge_pct": lambda asked: _percent(_late(asked).basis_points),
    "surcharge": lambda asked: _late(asked).surcharge,
    "surcharge_at_most": lambda asked: _late(asked).at_most,
    "surcharge_pct_at_most": _share_at_most,
    "surcharge_cap": lambda asked: asked.money("paid", "sum_due"),
    "total": _due_today,
    "shipping_repayment_last_day": _repaid_by,
}
SAME_MONEY: Mapping[str, str] = spellings({
    "refund": "refund_at_least minimum_refund refund_floor refund_amount refund_total",
    "not_refunded": "kept not_refundable kept_by_trader surplus_kept",
    "refund_due": "refund_by refund_due_date refund_deadline last_refund_day",
    "rate_individuals_pct": "interest_rate_pct legal_interest_pct legal_rate_pct",
    "deduction_allowed": "deduction depreciation_allowed depreciation",
    "refusal_allowed": "refund_refusal_allowed",
    "void_policy": "void_terms void forbidden_policy forbidden_policy_terms",
    "shipping_repayment_last_day":
        "shipping_repaid_by postage_repaid_by postage_last_day shipping_refund_due repay_last_day "
        "postage_repayment_last_day repayment_last_day repayment_due postage_due reimbursement_last_day "
        "postage_refund_due",
    "refund_means": "means refund_by_means", "total": "total_due total_owed",
    "surcharge": "surcharge_eur surcharge_min surcharge_at_least",
    "surcharge_at_most": "surcharge_max surcharge_possible",
    "surcharge_pct": "surcharge_pct_min surcharge_pct_certain surcharge_pct_at_least",
    "surcharge_pct_at_most": "surcharge_pct_max surcharge_pct_possible",
    "surcharge_cap": "cap surcharge_ceiling capped_at surcharge_capped_at",
})  # fmt: skip
