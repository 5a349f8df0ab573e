"""What the law answers about money: sums due, terms that are void, what comes late."""

from collections.abc import Callable, Mapping
from datetime import date, timedelta
from difflib import get_close_matches
from typing import Any

from savoir.commands.law.asking import Asked
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


def _imposed(_: Asked, value: Any) -> dict[str, Any]:
    """A voucher or credit in the place of money."""
    told = value is True or (isinstance(value, str) and value not in ("same_means", "original", "money"))
    return {"demands": frozenset({Ban.IMPOSE_A_VOUCHER}), "same_means": False} if told else {}


def _refund_days(asked: Asked, value: Any) -> dict[str, Any]:
    told = asked.facts.informed_on or asked.facts.withdrawn_on or asked.today
    return {"refund_due_on": days(told, int(value))}


# A term of a merchant's policy as the offer it makes; void when that offer lies below the law (`covers`).
TERMS: Mapping[str, Term] = {
    "days": _days, "window_days": _days, "withdrawal_days": _days,
    "guarantee_months": _months, "warranty_months": _months,
    "unopened_only": _demand(Ban.DEMAND_UNOPENED), "sealed_only": _demand(Ban.DEMAND_UNOPENED),
    "original_packaging": _demand(Ban.DEMAND_ORIGINAL_PACKAGING),
    "original_packaging_required": _demand(Ban.DEMAND_ORIGINAL_PACKAGING),
    "original_box_required": _demand(Ban.DEMAND_ORIGINAL_PACKAGING),
    "reason_required": _demand(Ban.ASK_A_REASON), "own_form_only": _demand(Ban.IMPOSE_A_FORM),
    "form_required": _demand(Ban.IMPOSE_A_FORM),
    "restocking_fee_pct": _demand(Ban.CHARGE_A_FEE), "restocking_fee": _demand(Ban.CHARGE_A_FEE),
    "handling_fee": _demand(Ban.CHARGE_A_FEE), "fee": _demand(Ban.CHARGE_A_FEE),
    "inspection_fee": _demand(Ban.CHARGE_A_FEE), "diagnosis_fee": _demand(Ban.CHARGE_A_FEE),
    "opened_deduction_pct": _demand(Ban.FIXED_DEDUCTION), "fixed_deduction_pct": _demand(Ban.FIXED_DEDUCTION),
    "opened_fee_pct": _demand(Ban.FIXED_DEDUCTION),
    "voucher_only": _imposed, "store_credit_only": _imposed, "refund_as": _imposed, "refund_means": _imposed,
    "credit_note_only": _imposed, "gift_card_only": _imposed,
    "refund_after_inspection": _demand(Ban.WAIT_FOR_INSPECTION),
    "inspection_first": _demand(Ban.WAIT_FOR_INSPECTION), "refund_days": _refund_days,
    "contact_the_brand": _demand(Ban.SEND_TO_THE_BRAND), "manufacturer_first": _demand(Ban.SEND_TO_THE_BRAND),
    "see_manufacturer": _demand(Ban.SEND_TO_THE_BRAND),
    "proof_of_origin_required": _demand(Ban.DEMAND_PROOF_OF_ORIGIN),
    "reserves_required": _demand(Ban.DEMAND_CARRIER_RESERVES),
    "carrier_reserves_required": _demand(Ban.DEMAND_CARRIER_RESERVES),
    "police_report": _demand(Ban.DEMAND_POLICE_REPORT),
    "police_report_required": _demand(Ban.DEMAND_POLICE_REPORT),
    "receipt_only": _demand(Ban.DEMAND_THE_RECEIPT), "receipt_required": _demand(Ban.DEMAND_THE_RECEIPT),
    "till_receipt_required": _demand(Ban.DEMAND_THE_RECEIPT),
    "sale_items_excluded": _excluded, "no_sale_items": _excluded, "second_hand_excluded": _excluded,
    "opened_excluded": _excluded, "no_returns": _excluded, "no_refund": _excluded,
    "return_fee": _paid_by_customer, "return_label_fee": _paid_by_customer, "label_fee": _paid_by_customer,
    "refund_form": _imposed, "refund_mode": _imposed, "refund_in": _imposed, "voucher": _imposed,
    "store_credit": _imposed, "credit_only": _imposed, "no_returns_on_sale": _excluded,
    "customer_pays_return": _paid_by_customer, "return_paid_by": _paid_by_customer,
    "customer_pays_shipping": _paid_by_customer,
}  # fmt: skip


def void_terms(asked: Asked) -> list[str]:
    """Terms of the policy that lie below the law: each is put to `covers` alone, as the offer it makes."""
    return [name for name, value in asked.told.get("policy", {}).items() if is_void(asked, name, value)]


def is_void(asked: Asked, name: str, value: Any) -> bool:
    """Whether one term gives less than the law; ValueError for a term that is not known here."""
    if name not in TERMS:
        near = get_close_matches(name, TERMS, n=1)
        raise ValueError(
            f"policy.{name}: no term that is known" + (f"; did you mean `{near[0]}`?" if near else "")
        )
    told: dict[str, Any] = {"basis": asked.basis, "remedies": asked.right.remedies, "by_person": True}
    return bool(covers(Offer(**(told | TERMS[name](asked, value))), asked.rights))


def _refund(asked: Asked) -> Money:
    """The least that comes back: on a withdrawal with the delivery, less a real loss; else all paid."""
    if asked.basis is not Basis.WITHDRAWAL:
        return asked.money("paid")
    due = refund_floor(asked.facts) or asked.money("gift_card")
    return after_depreciation(due, asked.money("loss_of_value"), **_handling(asked))


def _kept(asked: Asked) -> Money:
    return asked.money("paid") + asked.money("delivery_paid") - _refund(asked)


def _handling(asked: Asked) -> dict[str, bool | None]:
    return {
        "info_given": asked.facts.info_given,
        "handled_beyond_need": asked.told.get("handling_beyond_necessary"),
    }


def _deducts(asked: Asked) -> bool:
    """Whether a loss of value lowers the refund (L223-23 al. 3): asked of the law with a loss of one cent."""
    whole, cent = Money(1_00, "EUR"), Money(1, "EUR")
    return after_depreciation(whole, cent, **_handling(asked)) < whole


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


def _late(asked: Asked) -> Surcharge:
    """What the late refund costs on the day it was paid, or would today."""
    told, due_on = asked.told, asked.told["refund_due"]
    kind = Late.POSTAGE if "postage" in told else _KINDS.get(asked.case.area, Late.WITHDRAWAL)
    owed = asked.money("sum_due", "postage", "paid")
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


def _means(asked: Asked) -> str | None:
    """The means the customer paid with, unless he agreed to another (L221-24 al. 3)."""
    means = asked.told.get("paid_by")
    return None if means is None else str(means)


MONEY: Mapping[str, Callable[[Asked], Any]] = {
    "refund": _refund,
    "not_refunded": _kept,
    "refund_due": _due,
    "refund_last_day": _due,
    "refund_due_base": _due_base,
    "refund_means": _means,
    "deduction_allowed": _deducts,
    "deduction_basis": lambda asked: "actual_loss_of_value" if _deducts(asked) else None,
    "refusal_allowed": lambda asked: Remedy.REFUND not in asked.right.remedies,
    "void_policy": void_terms,
    "cost": lambda asked: 0 if asked.right.return_paid_by is Party.SELLER else None,
    "days_late": lambda asked: _late(asked).days_late,
    "tier": _tier,
    "rate_individuals_pct": lambda asked: _percent(_late(asked).interest_basis_points),
    "surcharge_pct": lambda asked: _percent(_late(asked).basis_points),
    "surcharge": lambda asked: _late(asked).surcharge,
    "surcharge_at_most": lambda asked: _late(asked).at_most,
    "total": lambda asked: asked.money("sum_due", "postage", "paid") + _late(asked).surcharge,
    "shipping_repayment_last_day": _repaid_by,
}
SAME_MONEY: Mapping[str, str] = {
    "kept": "not_refunded", "refund_by": "refund_due", "interest_rate_pct": "rate_individuals_pct",
    "deduction": "deduction_allowed", "void_terms": "void_policy",
    "shipping_repaid_by": "shipping_repayment_last_day",
    "postage_repaid_by": "shipping_repayment_last_day", "postage_last_day": "shipping_repayment_last_day",
    "shipping_refund_last_day": "shipping_repayment_last_day",
    "shipping_refund_due": "shipping_repayment_last_day",
    "means": "refund_means", "total_due": "total", "surcharge_eur": "surcharge",
}  # fmt: skip
