"""The statutory guarantee of conformity, Code de la consommation L217-3 to L217-28."""

from collections.abc import Mapping
from datetime import date

from savoir.kernel.values.answers import NEEDS_FACTS, NO, YES, Answer, answer
from savoir.kernel.values.days import days, months
from savoir.law.readings import conclude, contract_of, numbers_of, received_on, rule, unknown
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
    Ruling,
    Seller,
)

_BASIS = Basis.CONFORMITY
_PRIVATE, _PROFESSIONAL = Seller.PRIVATE_INDIVIDUAL, Buyer.PROFESSIONAL
_CONSUMER, _SELLER = Party.CONSUMER, Party.SELLER
_SECOND_HAND = Condition.SECOND_HAND
_MENDED = (Remedy.REPAIR, Remedy.REPLACEMENT)
_REFUND = Remedy.REFUND

BANS = frozenset(
    {
        Ban.SEND_TO_THE_BRAND,
        Ban.DEMAND_ORIGINAL_PACKAGING,
        Ban.CHARGE_A_FEE,
        Ban.IMPOSE_A_VOUCHER,
        Ban.DEMAND_THE_RECEIPT,
    }
)
_BANS_WHILE_PRESUMED = BANS | {Ban.DEMAND_PROOF_OF_ORIGIN}
_GOODS_OR_UNKNOWN = (Contract.GOODS, None, Contract.REGULAR_DELIVERY)
_COVERED = Finding(YES, "L217-3")


def guarantee_last_day(facts: Facts, today: date) -> date | None:
    """Last day on which a defect may appear: 2 years from delivery (L217-3), or from an imposed replacement.

    Each repair adds its months (L217-13), immobilization its days (L217-28). Not rolled: a defect may appear
    on any day. None when the delivery day is unknown.
    """
    law = numbers_of(facts, today)
    return _end(facts, law["guarantee_months"], law)


def presumption_last_day(facts: Facts, today: date) -> date | None:
    """Last day on which a defect is taken to be as old as the delivery (L217-7); unknown condition = new."""
    return _presumption_end(facts, numbers_of(facts, today))


def _presumption_end(facts: Facts, law: Mapping[str, int]) -> date | None:
    is_used = facts.condition is _SECOND_HAND
    return _end(facts, law["presumption_used_months" if is_used else "presumption_new_months"], law)


def _end(facts: Facts, span: int, law: Mapping[str, int]) -> date | None:
    start = facts.imposed_replacement_on or received_on(facts)
    if start is None:
        return None
    if repairs := facts.repairs:
        span += repairs * law["repair_extension_months"]
    end, away = months(start, span), facts.immobilized_days
    return days(end, away) if away else end


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
        return _MENDED, "L217-9"
    if facts.minor:
        return (Remedy.PRICE_REDUCTION,), "L217-14"
    return (Remedy.REFUND, Remedy.PRICE_REDUCTION), "L217-14"


def _scope(facts: Facts) -> Finding:
    kind, seller, buyer = contract_of(facts), facts.seller, facts.buyer
    if seller is _PRIVATE or buyer is _PROFESSIONAL:
        return Finding(NO, "L217-3")
    if kind not in _GOODS_OR_UNKNOWN or facts.defect is False:
        return Finding(NO, "L217-3")
    if seller is not None and buyer is not None and kind is not None:
        return _COVERED
    lacking = unknown(facts, "buyer", "seller") + (() if kind else ("contract",))
    return Finding(NEEDS_FACTS, "L217-3", lacking)


def _appeared_in_time(facts: Facts, end: date | None, today: date) -> Finding:
    if end is None:
        return _COVERED if facts.deliveries == () else Finding(NEEDS_FACTS, "L217-3", ("deliveries",))
    if today <= end:
        return _COVERED
    if min(facts.defect_appeared_on or today, facts.claimed_on or today) <= end:
        return _COVERED
    lacking = unknown(facts, "defect_appeared_on") or _pending(facts)
    return Finding(NEEDS_FACTS if lacking else NO, "L217-3", lacking)


def _pending(facts: Facts) -> tuple[str, ...]:
    """Facts that could still move the end: asked only before a "no"."""
    return unknown(facts, "repairs", "immobilized_days")


def presumed(facts: Facts, today: date) -> Answer:
    """Whether the defect is presumed older than the delivery (L217-7); if not, the consumer proves it."""
    return _presumed(facts, today, presumption_last_day(facts, today))


def _presumed(facts: Facts, today: date, end: date | None) -> Answer:
    day = facts.defect_appeared_on or facts.claimed_on or today
    return answer(None if end is None else day <= end)


def conformity_ruling(facts: Facts, today: date) -> Ruling:
    """Whether the guarantee covers this line today, or on the day its defect appeared or was claimed."""
    law = numbers_of(facts, today)
    end = _end(facts, law["guarantee_months"], law)
    return rule(facts, (_scope(facts), _appeared_in_time(facts, end, today)), end)


def conformity(facts: Facts, today: date, ruling: Ruling) -> Right:
    """The guarantee with its terms; a late claim for a defect that appeared in time goes to a person."""
    due, deciding = remedies(facts)
    law, end, claimed_on = numbers_of(facts, today), ruling.last_day, facts.claimed_on
    is_to_prove = _presumed(facts, today, _presumption_end(facts, law)) is NO
    gives_back = _REFUND in due
    back = termination_refund_due(facts.received_back_on, facts.posted_on) if gives_back else None
    return conclude(
        _BASIS,
        facts,
        ruling,
        articles=("L217-7", deciding, "L217-11"),
        first_day=facts.imposed_replacement_on or received_on(facts),
        needs_person=end is not None and (claimed_on or today) > end,
        remedies=due,
        choice_by=_CONSUMER,
        return_paid_by=_SELLER,
        proof_on=_CONSUMER if is_to_prove else _SELLER,
        refund=facts.paid if gives_back else None,
        refund_due_on=back,
        remedy_due_on=remedy_due(claimed_on, law["remedy_days"]) if claimed_on else None,
        merchant_may_not=BANS if is_to_prove else _BANS_WHILE_PRESUMED,
    )
