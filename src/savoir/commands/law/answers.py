"""What the law answers, by the words of the expectations: one function a word, found by its name."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from savoir.commands.law.asking import Asked, Either
from savoir.commands.law.words import spellings
from savoir.kernel.values.answers import NEEDS_FACTS, NO, YES, Answer
from savoir.law.codes import Basis, Claimant, Seller
from savoir.law.conformity import guarantee_last_day, presumed, remedies, remedy_due
from savoir.law.delivery import PROOF_ON as DELIVERY_PROOF_ON
from savoir.law.delivery import delivery_last_day, may_terminate
from savoir.law.parameters import parameters
from savoir.law.readings import away_days, contract_day, country_of, numbers_of, received_on
from savoir.law.values import Ban, Party, Remedy
from savoir.law.withdrawal import declared_on, return_payer, send_back_last_day, withdrawal_period

Reader = Callable[[Asked], Any]
_OF_DEFECTS = (Basis.CONFORMITY, Basis.HIDDEN_DEFECTS, Basis.COMMERCIAL_WARRANTY, Basis.COVER, Basis.RECALL)


def spoken(answer: Answer) -> bool | str:
    """True, False, or `needs_facts`."""
    return {YES: True, NO: False}.get(answer, str(NEEDS_FACTS))


def _right(asked: Asked) -> Any:
    return spoken(asked.right.answer)


def _withdrawal_last_day(asked: Asked) -> date | None:
    """The last certain day; None while a parcel is known to come: nothing has begun to run out."""
    return None if asked.facts.more_to_come else withdrawal_period(asked.facts, asked.today).promised


def _withdrawal_open(asked: Asked) -> bool:
    """Whether the period has no end yet: not everything was received."""
    return withdrawal_period(asked.facts, asked.today).longest is None


def _in_time(asked: Asked) -> bool:
    """Whether the statement, or the wish it falls back to, came before the longest end of the period."""
    longest = withdrawal_period(asked.facts, asked.today).longest
    return longest is None or (declared_on(asked.facts) or asked.today) <= longest


def _exception(asked: Asked) -> str | None:
    return asked.right.exception or None


def _bases_left(asked: Asked) -> Either:
    """Bases still alive; the merchant's own policy, which only a trader has, is none of the law's and may be
    left unnamed.
    """
    left = [str(right.basis) for right in asked.rights.left if right.basis is not asked.basis]
    if asked.facts.seller is Seller.PRIVATE_INDIVIDUAL:
        return Either((left,))
    return Either(([*left, "commercial_policy"], left))


def _refusal_by_machine(asked: Asked) -> bool:
    """Never: whatever is not a plain yes waits for a person, who alone may refuse (GDPR art. 22)."""
    return asked.right.answer is not YES and not asked.right.needs_person


def _covered(asked: Asked) -> Any:
    """Whether the basis that the case is about holds; that of conformity where it is about another matter."""
    basis = asked.basis if asked.basis in _OF_DEFECTS else Basis.CONFORMITY
    return spoken(asked.rights.of(basis).answer)


def _remedies(asked: Asked) -> list[str]:
    other = asked.basis in _OF_DEFECTS and asked.basis is not Basis.CONFORMITY
    due = asked.right.remedies if other else remedies(asked.facts)[0]
    return [str(remedy) for remedy in due]


def _termination(asked: Asked) -> bool:
    return Remedy.REFUND in remedies(asked.facts)[0]


def _remedy_last_day(asked: Asked) -> date | None:
    claimed, within = asked.facts.claimed_on, numbers_of(asked.facts, asked.today)["remedy_days"]
    return remedy_due(claimed, within) if claimed and within else None


def _new_guarantee(asked: Asked) -> date | None:
    """The end that a replacement opened or a repair put off (L217-13); None where neither did."""
    before = asked.supposing(imposed_replacement_on=None, repairs=0)
    return None if (end := _guarantee(asked)) == _guarantee(before) else end


def _is_renewed(asked: Asked) -> bool:
    """Whether a replacement opened a guarantee of its own: the end lies elsewhere without it (L217-13)."""
    return _guarantee(asked) != _guarantee(asked.supposing(imposed_replacement_on=None))


def _certain_extension(asked: Asked) -> int | None:
    """The months of the last text that is not open: what a directive adds is not law yet (L217-13)."""
    signed = contract_day(asked.facts, asked.today)
    rows = parameters(country_of(asked.facts))["repair_extension_months"]
    sure = [row.value for row in rows if row.since <= signed and not row.is_open]
    return sure[-1] if sure else None


def _proof_of_minor_on(asked: Asked) -> str:
    """The seller, as long as a defect whose weight nobody proved may end the sale (L217-14)."""
    return str(
        Party.SELLER if _termination(asked.supposing(attempt_failed=True, minor=None)) else Party.CONSUMER
    )


def _right_holder(asked: Asked) -> str:
    """Whoever may withdraw with no word of another: not the receiver of a gift, while the law asks for the
    buyer's.
    """
    received = asked.supposing(claimant=Claimant.RECEIVER)
    return str(Claimant.RECEIVER if received.rights.answer(Basis.WITHDRAWAL) is YES else Party.CONSUMER)


def _suspended_from(asked: Asked) -> date | None:
    """The request or the hand-over, whichever came first (L217-28)."""
    began = (asked.facts.repair_requested_on, asked.facts.handed_over_on)
    return min([day for day in began if day], default=None)


def _warranty_last_day(asked: Asked) -> date | None:
    return asked.rights.of(Basis.COMMERCIAL_WARRANTY).last_day


def _waits(asked: Asked) -> bool:
    """Whether the refund may be held back today: neither goods nor proof yet, nor the trader's own collection
    (L221-24).
    """
    facts = asked.facts
    back = facts.received_back_on or facts.posted_on
    return back is None and not facts.collection_by_seller and facts.deliveries != ()


def _guarantee(asked: Asked) -> date | None:
    return guarantee_last_day(asked.facts, asked.today)


def _proof_on(asked: Asked) -> str | None:
    if asked.basis is Basis.DELIVERY:
        return str(DELIVERY_PROOF_ON)
    return None if asked.right.proof_on is None else str(asked.right.proof_on)


def _return_payer(asked: Asked) -> str:
    is_withdrawal = asked.basis is Basis.WITHDRAWAL
    return str(return_payer(asked.facts) if is_withdrawal else asked.right.return_paid_by)


def _years(asked: Asked) -> int | float:
    years = numbers_of(asked.facts, asked.today)["guarantee_months"] / 12
    return int(years) if years == int(years) else years


def _risk(asked: Asked) -> str:
    """The trader bears it until the consumer holds the goods, unless he sent his own carrier (L216-3)."""
    return str(Party.CONSUMER if asked.facts.own_carrier else Party.SELLER)


def _reserves(asked: Asked) -> str:
    forbidden = Ban.DEMAND_CARRIER_RESERVES in asked.rights.of(Basis.DELIVERY).merchant_may_not
    return "forbidden" if forbidden else "allowed"


def _is_late(asked: Asked) -> bool:
    """Whether the delivery came, or would come today, after its last day (L216-1)."""
    last = delivery_last_day(asked.facts, asked.today)
    return last is not None and (received_on(asked.facts) or asked.today) > last


def _demanded(ban: Ban, *bases: Basis) -> Reader:
    """Whether a demand may be made: not where a basis in question forbids it."""
    return lambda asked: not any(ban in asked.rights.of(basis).merchant_may_not for basis in bases)


def _at_once(asked: Asked) -> bool:
    """Whether the contract may be ended without a notice and extra time (L216-6)."""
    facts = asked.facts
    return facts.extra_deadline_on is None and may_terminate(facts, asked.today) is YES


ANSWERS: Mapping[str, Reader] = {
    "right": _right,
    "withdrawal_last_day": _withdrawal_last_day,
    "withdrawal_open": _withdrawal_open,
    "last_day": lambda asked: asked.right.last_day,
    "in_time": _in_time,
    "exception": _exception,
    "legal_basis_left": _bases_left,
    "articles": lambda asked: list(asked.right.articles),
    "missing": lambda asked: list(asked.right.missing),
    "auto_reject_allowed": _refusal_by_machine,
    "needs_person": lambda asked: asked.right.needs_person,
    "send_back_last_day": lambda asked: send_back_last_day(asked.facts, asked.today),
    "return_cost_borne_by": _return_payer,
    "covered": _covered,
    "guarantee_last_day": _guarantee,
    "guarantee_years": _years,
    "presumption": lambda asked: spoken(presumed(asked.facts, asked.today)),
    "proof_on": _proof_on,
    "remedies": _remedies,
    "remedies_due": lambda asked: [str(remedy) for remedy in asked.right.remedies],
    "termination": _termination,
    "choice_by": lambda asked: str(asked.right.choice_by),
    "proof_of_minor_on": _proof_of_minor_on,
    "remedy_last_day": _remedy_last_day,
    "new_guarantee_last_day": _new_guarantee,
    "extension_months": lambda asked: numbers_of(asked.facts, asked.today)["repair_extension_months"],
    "second_attempt_needed": lambda asked: Remedy.REFUND not in remedies(asked.facts)[0],
    "new_guarantee": _is_renewed,
    "redirect_allowed": lambda asked: Ban.SEND_TO_THE_BRAND not in asked.right.merchant_may_not,
    "extension_months_certain": _certain_extension,
    "suspended_days": lambda asked: away_days(asked.facts, asked.today),
    "suspended_from": _suspended_from,
    "commercial_warranty_last_day": _warranty_last_day,
    "late": _is_late,
    "police_report_required": _demanded(Ban.DEMAND_POLICE_REPORT, Basis.DELIVERY),
    "original_box_required": _demanded(Ban.DEMAND_ORIGINAL_PACKAGING, Basis.WITHDRAWAL, Basis.CONFORMITY),
    "receipt_required": _demanded(Ban.DEMAND_THE_RECEIPT, Basis.WITHDRAWAL, Basis.CONFORMITY),
    "reason_required": _demanded(Ban.ASK_A_REASON, Basis.WITHDRAWAL),
    "form_required": _demanded(Ban.IMPOSE_A_FORM, Basis.WITHDRAWAL),
    "may_withhold_price": lambda asked: any(
        asked.rights.of(basis).may_withhold_price for basis in (Basis.DELIVERY, Basis.CONFORMITY)
    ),
    "right_holder": _right_holder,
    "may_withhold": _waits,
    "delivery_last_day": lambda asked: delivery_last_day(asked.facts, asked.today),
    "termination_valid": lambda asked: spoken(may_terminate(asked.facts, asked.today)),
    "immediate_termination": _at_once,
    "notice_needed": lambda asked: not _at_once(asked),
    "risk_on": _risk,
    "consumer_must_claim_carrier": lambda asked: bool(asked.facts.own_carrier),
    "refuse_for_missing_reserves": _reserves,
}
SAME: Mapping[str, str] = spellings({
    "right": "withdrawal_right may_withdraw", "withdrawal_last_day": "withdrawal_until withdrawal_end",
    "in_time": "withdrawal_in_time timely sent_in_time", "exception": "exception_article excluded_by",
    "send_back_last_day": "return_last_day last_day_to_send_back send_back_by",
    "guarantee_last_day":
        "guarantee_until extended_guarantee_last_day guarantee_extended_to guarantee_end "
        "legal_guarantee_last_day guarantee_last_day_after_suspension guarantee_ends",
    "remedy_last_day":
        "remedy_due repair_last_day conformity_last_day remedy_deadline repair_deadline "
        "replacement_last_day",
    "return_cost_borne_by":
        "return_cost_by return_cost_on return_paid_by return_cost_payer return_postage_borne_by "
        "shipping_borne_by return_cost_paid_by",
    "termination": "termination_allowed", "needs_person": "human_needed human_decision human_review_required",
    "auto_reject_allowed": "auto_refusal_allowed automatic_refusal_allowed",
    "presumption": "presumed presumed_prior presumption_applies",
    "proof_on": "burden_of_proof proof_borne_by burden_on proof_of_delivery_on",
    "legal_basis_left": "bases_left legal_bases_left other_bases bases", "delivery_last_day": "delivery_due",
    "extension_months": "guarantee_extension_months extension_months_recommended extended_by_months",
    "extension_months_certain": "extension_months_min extension_months_verified",
    "second_attempt_needed": "second_attempt_imposed must_accept_second_attempt second_repair_imposed",
    "suspended_days": "immobilised_days guarantee_suspended_days", "suspended_from": "suspension_start",
    "commercial_warranty_last_day": "warranty_last_day commercial_warranty_until",
    "police_report_required": "police_report_condition complaint_to_police_required",
    "original_box_required": "original_packaging_required packaging_required box_required",
    "receipt_required": "till_receipt_required", "form_required": "own_form_required",
    "late": "delivery_late", "may_withhold_price": "price_may_be_withheld may_withhold_payment",
    "right_holder": "right_belongs_to holder who_may_withdraw",
    "may_withhold": "may_withhold_refund withholding_allowed may_wait_for_goods refund_may_wait",
    "last_day": "action_last_day claim_last_day last_day_to_act hidden_defects_last_day",
    "new_guarantee": "new_guarantee_opened new_period",
    "new_guarantee_last_day": "replacement_guarantee_last_day", "risk_on": "risk_borne_by",
    "immediate_termination": "immediate_termination_allowed termination_without_notice",
    "choice_by": "remedy_choice_by choice",
})  # fmt: skip
