"""The statutory guarantee of conformity, C. conso L217-3 to L217-28, and what stands for it next door."""

from collections.abc import Mapping
from datetime import date
from functools import lru_cache
from typing import NamedTuple

from savoir.kernel.values.answers import NEEDS_FACTS, NO, YES, Answer, answer
from savoir.kernel.values.days import months
from savoir.law.putting_right import BANS, COSTS, due_of, remedies, remedy_due, termination_refund_due
from savoir.law.readings import conclude, contract_of, numbers_of, received_on, rule, suspended, unknown
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

__all__ = [
    "conformity",
    "conformity_ruling",
    "guarantee_last_day",
    "presumed",
    "presumption_last_day",
    "remedies",
    "remedy_due",
    "termination_refund_due",
]

_BASIS = Basis.CONFORMITY
_PRIVATE = Seller.PRIVATE_INDIVIDUAL
_PROFESSIONAL, _LEGAL_PERSON = Buyer.PROFESSIONAL, Buyer.NON_PROFESSIONAL
_CONSUMER, _SELLER = Party.CONSUMER, Party.SELLER
_SECOND_HAND, _REPLACEMENT, _REFUND = Condition.SECOND_HAND, Remedy.REPLACEMENT, Remedy.REFUND
_BANS_WHILE_PRESUMED = BANS | {Ban.DEMAND_PROOF_OF_ORIGIN}
_GOODS = (
    Contract.GOODS, None, Contract.REGULAR_DELIVERY, Contract.VENDING_MACHINE, Contract.DAILY_GOODS_ROUND,
)  # fmt: skip
_COVERED, _NOT_COVERED = Finding(YES, "L217-3"), Finding(NO, "L217-3")
_DIGITAL = Finding(NEEDS_FACTS, "L224-25-12", ("contract",))  # a guarantee of its own, read by a person
_LATE = "C. civ. 2224"


class Guarantee(NamedTuple):
    """`appears`: the last day for a defect to appear; `last`: that, or later where a late defect or a
    hand-back leaves time to claim. None = the delivery day is unknown.
    """

    appears: date | None
    last: date | None


def guarantee_last_day(facts: Facts, today: date) -> date | None:
    """Last day of the guarantee: two years from delivery (L217-3), or from an imposed replacement.

    Each repair adds its months (L217-13), immobilization its days (L217-28), digital elements all the time
    they are supplied; in Germany a defect that shows late leaves four months, a hand-back two (BGB 475e).
    Not rolled: a defect may appear on any day. None when the delivery day is unknown.
    """
    return _guarantee(facts, today, numbers_of(facts, today)).last


def presumption_last_day(facts: Facts, today: date) -> date | None:
    """Last day on which a defect is taken to be as old as the delivery (L217-7); unknown condition = new."""
    return _presumption_end(facts, today, numbers_of(facts, today))


def _presumption_end(facts: Facts, today: date, law: Mapping[str, int]) -> date | None:
    if facts.condition is not _SECOND_HAND:
        return _end(facts, today, law, law["presumption_new_months"])
    return _end(facts, today, law, min(law["presumption_used_months"], _months(facts, law)))


def _months(facts: Facts, law: Mapping[str, int]) -> int:
    """The guarantee's length: of second-hand goods the shorter one agreed, at least the country's least."""
    full, least, agreed = law["guarantee_months"], law["guarantee_used_least_months"], None
    if least and facts.condition is _SECOND_HAND:
        agreed = facts.used_guarantee_agreed_months
    return full if agreed is None else min(full, max(agreed, least))


def _guarantee(facts: Facts, today: date, law: Mapping[str, int]) -> Guarantee:
    appears = _end(facts, today, law, _months(facts, law))
    if appears is None:
        return Guarantee(None, None)
    late, back, appeared = law["late_defect_months"], facts.handed_back_on, facts.defect_appeared_on
    last = appears
    if late and appeared and appeared <= appears:
        last = max(last, months(appeared, late))
    if back and (after := law["hand_back_months"]):
        last = max(last, months(back, after))
    return Guarantee(appears, last)


def _end(facts: Facts, today: date, law: Mapping[str, int], span: int) -> date | None:
    start = _imposed_on(facts, law) or received_on(facts)
    if start is None:
        return None
    if repairs := facts.repairs:
        counted = repairs if law["repair_extensions_stack"] else 1
        span += counted * law["repair_extension_months"]
    end = months(start, span)
    if law["immobilization_suspends"]:
        end = suspended(end, facts, today)
    supplied = facts.digital_supply_until_on
    return end if supplied is None or supplied <= end else supplied


def _imposed_on(facts: Facts, law: Mapping[str, int]) -> date | None:
    """The replacement that opens a new guarantee (L217-13): imposed on one who had not asked for it."""
    if facts.chosen_remedy is _REPLACEMENT or not law["replacement_guarantee_months"]:
        return None
    return facts.imposed_replacement_on


def _scope(facts: Facts, law: Mapping[str, int]) -> Finding:
    kind, seller, buyer = contract_of(facts), facts.seller, facts.buyer
    if seller is _PRIVATE or buyer is _PROFESSIONAL or facts.defect is False:
        return _NOT_COVERED
    if buyer is _LEGAL_PERSON and not law["non_professional_guarantee"]:
        return _NOT_COVERED
    if kind not in _GOODS:
        return _DIGITAL if kind is Contract.DIGITAL_CONTENT else _NOT_COVERED
    if seller is not None and buyer is not None and kind is not None:
        return _COVERED
    lacking = unknown(facts, "buyer", "seller") + (() if kind else ("contract",))
    is_hidden = seller is None and facts.marketplace  # the platform must say who sells
    return Finding(NEEDS_FACTS, "L111-7" if is_hidden else "L217-3", lacking)


def _in_time(facts: Facts, period: Guarantee, law: Mapping[str, int], today: date) -> Finding:
    """The defect appeared in the guarantee, and the claim is not barred."""
    end, last = period
    if end is None or last is None:
        return _COVERED if facts.deliveries == () else Finding(NEEDS_FACTS, "L217-3", ("deliveries",))
    if today <= end:
        return _COVERED
    appeared, claimed = facts.defect_appeared_on, facts.claimed_on or today
    first = min(appeared or today, claimed)
    if first > end:
        return _too_late(facts, law, is_back=first <= last)
    if claimed <= _claim_last_day(facts, last, law):
        return _COVERED
    lacking = _pending(facts, law)
    return Finding(NEEDS_FACTS if lacking else NO, _LATE, lacking)


def _too_late(facts: Facts, law: Mapping[str, int], *, is_back: bool) -> Finding:
    """After the end; `is_back`: soon enough after a hand-back for the defect that was mended (BGB 475e)."""
    lacking = unknown(facts, "defect_appeared_on")
    if not lacking and is_back:
        lacking = unknown(facts, "same_defect")
        if facts.same_defect:
            return _COVERED
    lacking = lacking or _pending(facts, law)
    return Finding(NEEDS_FACTS if lacking else NO, "L217-3", lacking)


def _claim_last_day(facts: Facts, last: date, law: Mapping[str, int]) -> date:
    """The last day to claim for a defect that appeared in time: five years from knowing it (C. civ. 2224)."""
    known, received = facts.defect_appeared_on or last, received_on(facts)
    after = months(known, law["claim_months"])
    whole = months(received, law["claim_from_delivery_months"]) if received else after
    return max(last, after, whole)


def _pending(facts: Facts, law: Mapping[str, int]) -> tuple[str, ...]:
    """Facts that could still move the end: asked only before a "no"."""
    names = ["repairs"] if law["repair_extension_months"] else []
    if law["immobilization_suspends"]:
        names.append("immobilized_days")
    return unknown(facts, *names)


def presumed(facts: Facts, today: date) -> Answer:
    """Whether the defect is presumed older than the delivery (L217-7); if not, the consumer proves it."""
    return _presumed(facts, today, presumption_last_day(facts, today))


def _presumed(facts: Facts, today: date, end: date | None) -> Answer:
    day = facts.defect_appeared_on or facts.claimed_on or today
    return answer(None if end is None else day <= end)


def _is_late_notice(facts: Facts, law: Mapping[str, int]) -> bool:
    """Whether the seller heard of the defect later than a country lets a contract ask; a person judges."""
    within, appeared, claimed = law["notice_months"], facts.defect_appeared_on, facts.claimed_on
    return bool(within and appeared and claimed and claimed > months(appeared, within))


def conformity_ruling(facts: Facts, today: date) -> Ruling:
    """Whether the guarantee covers this line today, or on the day its defect appeared or was claimed."""
    law = numbers_of(facts, today)
    period = _guarantee(facts, today, law)
    findings = (_scope(facts, law), _in_time(facts, period, law, today))
    return rule(facts, findings, period.last, _BASIS)


@lru_cache(maxsize=64)
def _articles(deciding: str, withholds: bool, whole: bool) -> tuple[str, ...]:
    """The articles of a yes: presumption, remedy and cost, then what else the facts bring."""
    more = [code for code, holds in (("L217-8", withholds), ("L217-16", whole)) if holds]
    return ("L217-7", deciding, "L217-11", *more)


def conformity(facts: Facts, today: date, ruling: Ruling) -> Right:
    """The guarantee with its terms; a late claim for a defect that appeared in time goes to a person."""
    due, deciding, chooser = due_of(facts)
    law, end, claimed_on = numbers_of(facts, today), ruling.last_day, facts.claimed_on
    is_to_prove = _presumed(facts, today, _presumption_end(facts, today, law)) is NO
    gives_back, whole = _REFUND in due, facts.rest_unreasonable is True
    back = None
    if gives_back:
        back = termination_refund_due(facts.received_back_on, facts.posted_on, law["termination_refund_days"])
    within = law["remedy_days"]
    return conclude(
        _BASIS,
        facts,
        ruling,
        articles=_articles(deciding, facts.price_unpaid is True, gives_back and whole),
        first_day=_imposed_on(facts, law) or received_on(facts),
        needs_person=end is not None and ((claimed_on or today) > end or _is_late_notice(facts, law)),
        remedies=due,
        choice_by=chooser,
        return_paid_by=_SELLER,
        costs=COSTS,
        proof_on=_CONSUMER if is_to_prove else _SELLER,
        refund=facts.paid if gives_back else None,
        refund_due_on=back,
        remedy_due_on=remedy_due(claimed_on, within) if claimed_on and within else None,
        may_withhold_price=facts.price_unpaid is True,
        whole_order=gives_back and whole,
        merchant_may_not=BANS if is_to_prove else _BANS_WHILE_PRESUMED,
    )
