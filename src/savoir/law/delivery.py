"""Delivery on time and the risk on the way, Code de la consommation L216-1 to L216-7."""

from datetime import date

from savoir.kernel.values.answers import NEEDS_FACTS, NO, YES, Answer
from savoir.kernel.values.days import days
from savoir.law.readings import conclude, numbers_of, received_on, rule, unknown
from savoir.law.values import Ban, Basis, Buyer, Cost, Facts, Finding, Party, Remedy, Right, Ruling, Seller

BANS = frozenset(
    {Ban.DEMAND_CARRIER_RESERVES, Ban.DEMAND_POLICE_REPORT, Ban.IMPOSE_A_VOUCHER, Ban.CHARGE_A_FEE}
)
PROOF_ON = Party.SELLER  # of the hand-over: who owes it proves it (C. civ. 1353)
_COSTS = ((Cost.RETURN, Party.SELLER), (Cost.STANDARD_DELIVERY, Party.SELLER))
_PRIVATE, _PROFESSIONAL = Seller.PRIVATE_INDIVIDUAL, Buyer.PROFESSIONAL
_LEGAL_PERSON = Buyer.NON_PROFESSIONAL
_LOST = Finding(YES, "L216-2")
_REPLACED_OR_REPAID, _REPAID = (Remedy.REPLACEMENT, Remedy.REFUND), (Remedy.REFUND,)
_ARTICLES = ("L216-6",)
_OWN_CARRIER = Finding(NEEDS_FACTS, "L216-3", ("own_carrier",))
_LATE, _IN_TIME, _OWED = Finding(YES, "L216-1"), Finding(NO, "L216-1"), Finding(YES, "L216-1")
_NOT_OWED, _LEGAL = Finding(NO, "L216-1"), Finding(NEEDS_FACTS, "L216-1", ("buyer",))


def delivery_last_day(facts: Facts, today: date) -> date | None:
    """Seller's last day to deliver: the date agreed, else 30 days after conclusion (L216-1); never rolled."""
    if facts.agreed_delivery_on or facts.concluded_on is None:
        return facts.agreed_delivery_on
    return days(facts.concluded_on, numbers_of(facts, today)["delivery_days"])


def _whole_on(facts: Facts) -> date | None:
    """The day on which this line, or the order's last parcel, was received; None while any is on its way."""
    if facts.delivered_on or facts.more_to_come:
        return facts.delivered_on
    return received_on(facts)


def may_terminate(facts: Facts, today: date) -> Answer:
    """Whether the consumer may end the contract for lateness today (L216-6): at once, or after extra time."""
    last = delivery_last_day(facts, today)
    if _whole_on(facts) is not None:
        is_sure = facts.delivered_on or facts.more_to_come is False
        return NO if is_sure else NEEDS_FACTS
    if last is None or facts.deliveries is None:
        return NEEDS_FACTS
    if facts.seller_refused or (facts.date_is_essential and today > last):
        return YES
    extra = facts.extra_deadline_on
    if extra is not None and extra >= last:
        if today > extra and facts.extra_deadline_reasonable is False:
            return NEEDS_FACTS  # a reasonable time runs in its place; a person says how long
        return YES if today > extra else NO
    return NEEDS_FACTS if today > last and facts.date_is_essential is None else NO


def termination_refund_due(terminated_on: date, within: int = 14) -> date:
    """Seller's last day to refund everything after termination for lateness (L216-7); never rolled."""
    return days(terminated_on, within)


def _scope(facts: Facts) -> Finding:
    seller, buyer = facts.seller, facts.buyer
    if seller is _PRIVATE or buyer is _PROFESSIONAL:
        return _NOT_OWED
    if buyer is _LEGAL_PERSON:  # the chapter names consumers alone
        return _LEGAL
    if buyer is not None and seller is not None:
        return _OWED
    return Finding(NEEDS_FACTS, "L216-1", unknown(facts, "buyer", "seller"))


def _failed(facts: Facts, last: date | None, got: date | None, today: date) -> Finding:
    """Lost or broken before possession (L216-2), else late (L216-1)."""
    lost = facts.lost_or_broken_in_transit
    if lost:
        return _OWN_CARRIER if facts.own_carrier else _LOST
    if last is None or (got is None and facts.deliveries is None):
        return Finding(NEEDS_FACTS, "L216-1", unknown(facts, "concluded_on", "deliveries"))
    if (got or today) > last:
        return _LATE
    is_whole = facts.delivered_on is not None or facts.more_to_come is not None
    if lost is False and is_whole:
        return _IN_TIME
    lacking = unknown(facts, "lost_or_broken_in_transit")
    return Finding(NEEDS_FACTS, "L216-1", lacking if is_whole else (*lacking, "more_to_come"))


def delivery_ruling(facts: Facts, today: date) -> Ruling:
    """Whether delivery failed: lost, broken or late."""
    last = delivery_last_day(facts, today)
    return rule(facts, (_failed(facts, last, _whole_on(facts), today), _scope(facts)), last)


def delivery(facts: Facts, today: date, ruling: Ruling) -> Right:
    """What is owed when goods come late, broken or not at all."""
    lost = bool(facts.lost_or_broken_in_transit)
    ends = may_terminate(facts, today) is YES
    due: tuple[Remedy, ...] = _REPLACED_OR_REPAID if lost else _REPAID if ends else ()
    return conclude(
        Basis.DELIVERY,
        facts,
        ruling,
        articles=_ARTICLES,
        first_day=facts.concluded_on,
        remedies=due,
        costs=_COSTS,
        refund=facts.paid if lost or ends else None,
        may_withhold_price=facts.price_unpaid is True,
        merchant_may_not=BANS,
        needs_person=not (lost or ends),
    )
