"""What the law answers, by the words of the expectations: one function a word, found by its name."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from savoir.commands.law.asking import Asked
from savoir.kernel.values.answers import NEEDS_FACTS, NO, YES, Answer
from savoir.law.codes import Basis, Seller
from savoir.law.conformity import guarantee_last_day, presumed, remedies, remedy_due
from savoir.law.delivery import delivery_last_day, may_terminate
from savoir.law.readings import numbers_of
from savoir.law.values import Ban, Party, Remedy
from savoir.law.withdrawal import declared_on, return_payer, send_back_last_day, withdrawal_period

Reader = Callable[[Asked], Any]
_WARRANTIES = (Basis.CONFORMITY, Basis.HIDDEN_DEFECTS)


def spoken(answer: Answer) -> bool | str:
    """True, False, or `needs_facts`."""
    return {YES: True, NO: False}.get(answer, str(NEEDS_FACTS))


def _right(asked: Asked) -> Any:
    return spoken(asked.right.answer)


def _withdrawal_last_day(asked: Asked) -> date | None:
    return withdrawal_period(asked.facts, asked.today).promised


def _withdrawal_open(asked: Asked) -> bool:
    """Whether the period has no end yet: not everything was received."""
    return withdrawal_period(asked.facts, asked.today).longest is None


def _in_time(asked: Asked) -> bool:
    """Whether the statement, or the wish it falls back to, came before the longest end of the period."""
    longest = withdrawal_period(asked.facts, asked.today).longest
    return longest is None or (declared_on(asked.facts) or asked.today) <= longest


def _exception(asked: Asked) -> str | None:
    return asked.right.exception or None


def _bases_left(asked: Asked) -> list[str]:
    """Bases still alive; the merchant's own policy too, which only a trader has."""
    left = [str(right.basis) for right in asked.rights.left if right.basis is not asked.basis]
    return left + (["commercial_policy"] if asked.facts.seller is not Seller.PRIVATE_INDIVIDUAL else [])


def _refusal_by_machine(asked: Asked) -> bool:
    """Never: whatever is not a plain yes waits for a person, who alone may refuse (GDPR art. 22)."""
    return asked.right.answer is not YES and not asked.right.needs_person


def _covered(asked: Asked) -> Any:
    return spoken(asked.rights.of(Basis.CONFORMITY).answer)


def _remedies(asked: Asked) -> list[str]:
    return [str(remedy) for remedy in remedies(asked.facts)[0]]


def _termination(asked: Asked) -> bool:
    return Remedy.REFUND in remedies(asked.facts)[0]


def _remedy_last_day(asked: Asked) -> date | None:
    claimed, within = asked.facts.claimed_on, numbers_of(asked.facts, asked.today)["remedy_days"]
    return remedy_due(claimed, within) if claimed and within else None


def _new_guarantee(asked: Asked) -> date | None:
    return _guarantee(asked) if asked.facts.imposed_replacement_on else None


def _guarantee(asked: Asked) -> date | None:
    return guarantee_last_day(asked.facts, asked.today)


def _proof_on(asked: Asked) -> str | None:
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
    "proof_of_minor_on": lambda asked: "seller",
    "remedy_last_day": _remedy_last_day,
    "new_guarantee_last_day": _new_guarantee,
    "extension_months": lambda asked: numbers_of(asked.facts, asked.today)["repair_extension_months"],
    "second_attempt_needed": lambda asked: Remedy.REFUND not in remedies(asked.facts)[0],
    "new_guarantee": lambda asked: asked.facts.imposed_replacement_on is not None,
    "redirect_allowed": lambda asked: Ban.SEND_TO_THE_BRAND not in asked.right.merchant_may_not,
    "delivery_last_day": lambda asked: delivery_last_day(asked.facts, asked.today),
    "termination_valid": lambda asked: spoken(may_terminate(asked.facts, asked.today)),
    "immediate_termination": _at_once,
    "notice_needed": lambda asked: not _at_once(asked),
    "risk_on": _risk,
    "consumer_must_claim_carrier": lambda asked: bool(asked.facts.own_carrier),
    "refuse_for_missing_reserves": _reserves,
}
SAME: Mapping[str, str] = {
    "guarantee_until": "guarantee_last_day",
    "remedy_due": "remedy_last_day",
    "extended_guarantee_last_day": "guarantee_last_day", "guarantee_extended_to": "guarantee_last_day",
    "return_cost_by": "return_cost_borne_by", "return_cost_on": "return_cost_borne_by",
    "return_paid_by": "return_cost_borne_by", "repair_last_day": "remedy_last_day",
    "termination_allowed": "termination", "human_needed": "needs_person", "needs_human": "needs_person",
    "human_required": "needs_person", "auto_refusal_allowed": "auto_reject_allowed",
    "presumed": "presumption", "bases_left": "legal_basis_left", "last_delivery_day": "delivery_last_day",
}  # fmt: skip
