"""The statutory guarantee of conformity, Code de la consommation L217-3 to L217-28."""

from collections.abc import Mapping
from datetime import date

from savoir.kernel.values.answers import Answer, answer
from savoir.kernel.values.days import days, months
from savoir.law.readings import conclude, contract_of, numbers_of, received_on, unknown
from savoir.law.values import (
    Ban,
    Basis,
    Buyer,
    Condition,
    Contract,
    Facts,
    Finding,
    Party,
    Remedy,
    Right,
    Seller,
)

BANS = frozenset(
    {Ban.SEND_TO_THE_BRAND, Ban.DEMAND_ORIGINAL_PACKAGING, Ban.CHARGE_A_FEE, Ban.IMPOSE_A_VOUCHER}
)
_BANS_WHILE_PRESUMED = BANS | {Ban.DEMAND_PROOF_OF_ORIGIN}
_GOODS = (Contract.GOODS, Contract.REGULAR_DELIVERY)


def guarantee_last_day(facts: Facts, today: date) -> date | None:
    """Last day on which a defect may appear: 2 years from delivery (L217-3), or from an imposed replacement.

    Each repair adds its months (L217-13), immobilization its days (L217-28). Not rolled: a defect may appear
    on any day. None when the delivery day is unknown.
    """
    law = numbers_of(facts, today)
    return _end(facts, law["guarantee_months"], law)


def presumption_last_day(facts: Facts, today: date) -> date | None:
    """Last day on which a defect is taken to be as old as the delivery (L217-7); unknown condition = new."""
    used, law = facts.condition is Condition.SECOND_HAND, numbers_of(facts, today)
    return _end(facts, law["presumption_used_months" if used else "presumption_new_months"], law)


def _end(facts: Facts, span: int, law: Mapping[str, int]) -> date | None:
    start = facts.imposed_replacement_on or received_on(facts)
    if start is None:
        return None
    extra = (facts.repairs or 0) * law["repair_extension_months"]
    return days(months(start, span + extra), facts.immobilized_days or 0)


def remedy_due(claimed_on: date, within: int = 30) -> date:
    """Seller's last day to repair or replace (L217-10): 30 days from the request, never rolled."""
    return days(claimed_on, within)


def termination_refund_due(
    goods_received_on: date | None, proof_on: date | None, within: int = 14
) -> date | None:
    """Seller's last day to refund after termination (L217-17): 14 days from receipt or proof of return."""
    back = [day for day in (goods_received_on, proof_on) if day is not None]
    return days(min(back), within) if back else None


def remedies(facts: Facts) -> tuple[tuple[Remedy, ...], str]:
    """Remedies due, in order, and their article: repair or replacement, then money (L217-9, L217-14)."""
    failed = facts.attempt_failed or facts.seller_refused or facts.remedy_overdue or facts.serious
    if not failed:
        return (Remedy.REPAIR, Remedy.REPLACEMENT), "L217-9"
    if facts.minor:
        return (Remedy.PRICE_REDUCTION,), "L217-14"
    return (Remedy.REFUND, Remedy.PRICE_REDUCTION), "L217-14"


def _scope(facts: Facts) -> Finding:
    kind = contract_of(facts)
    if facts.seller is Seller.PRIVATE_INDIVIDUAL or facts.buyer is Buyer.PROFESSIONAL:
        return Finding(Answer.NO, "L217-3")
    if kind not in (None, *_GOODS) or facts.defect is False:
        return Finding(Answer.NO, "L217-3")
    lacking = unknown(facts, "buyer", "seller") + (() if kind else ("contract",))
    return Finding(Answer.NEEDS_FACTS if lacking else Answer.YES, "L217-3", lacking)


def _appeared_in_time(facts: Facts, end: date | None, today: date) -> Finding:
    if end is None:
        undelivered = facts.deliveries == ()
        found = Answer.YES if undelivered else Answer.NEEDS_FACTS
        return Finding(found, "L217-3", () if undelivered else ("deliveries",))
    day = facts.defect_appeared_on
    if min(day or today, facts.claimed_on or today, today) <= end:
        return Finding(Answer.YES, "L217-3")
    lacking = unknown(facts, "defect_appeared_on") or _pending(facts)
    return Finding(Answer.NEEDS_FACTS if lacking else Answer.NO, "L217-3", lacking)


def _pending(facts: Facts) -> tuple[str, ...]:
    """Facts that could still move the end: asked only before a "no"."""
    return unknown(facts, "repairs", "immobilized_days")


def presumed(facts: Facts, today: date) -> Answer:
    """Whether the defect is presumed older than the delivery (L217-7); if not, the consumer proves it."""
    end = presumption_last_day(facts, today)
    day = facts.defect_appeared_on or facts.claimed_on or today
    return answer(None if end is None else day <= end)


def conformity(facts: Facts, today: date) -> Right:
    """The guarantee as it stands; a late claim for a defect that appeared in time goes to a person."""
    end = guarantee_last_day(facts, today)
    due, deciding = remedies(facts)
    is_late_claim = end is not None and (facts.claimed_on or today) > end
    presumption = presumed(facts, today)
    within = numbers_of(facts, today)["remedy_days"]
    return conclude(
        Basis.CONFORMITY,
        facts,
        (_scope(facts), _appeared_in_time(facts, end, today)),
        articles=("L217-7", deciding, "L217-11"),
        first_day=facts.imposed_replacement_on or received_on(facts),
        last_day=end,
        remedies=due,
        choice_by=Party.CONSUMER,
        return_paid_by=Party.SELLER,
        proof_on=Party.CONSUMER if presumption is Answer.NO else Party.SELLER,
        refund=facts.paid if Remedy.REFUND in due else None,
        refund_due_on=termination_refund_due(facts.received_back_on, facts.posted_on)
        if Remedy.REFUND in due
        else None,
        remedy_due_on=remedy_due(facts.claimed_on, within) if facts.claimed_on else None,
        merchant_may_not=BANS if presumption is Answer.NO else _BANS_WHILE_PRESUMED,
        needs_person=is_late_claim,
    )
