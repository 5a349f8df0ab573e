"""Delivery on time and the risk on the way, Code de la consommation L216-1 to L216-7."""

from datetime import date

from savoir.kernel.values.answers import Answer
from savoir.kernel.values.days import days
from savoir.law.readings import conclude, numbers_of, received_on, rule, unknown
from savoir.law.values import Ban, Basis, Buyer, Cost, Facts, Finding, Party, Remedy, Right, Ruling, Seller

BANS = frozenset(
    {Ban.DEMAND_CARRIER_RESERVES, Ban.DEMAND_POLICE_REPORT, Ban.IMPOSE_A_VOUCHER, Ban.CHARGE_A_FEE}
)
_COSTS = ((Cost.RETURN, Party.SELLER), (Cost.STANDARD_DELIVERY, Party.SELLER))


def delivery_last_day(facts: Facts, today: date) -> date | None:
    """Seller's last day to deliver: the date agreed, else 30 days after conclusion (L216-1); never rolled."""
    if facts.agreed_delivery_on or facts.concluded_on is None:
        return facts.agreed_delivery_on
    return days(facts.concluded_on, numbers_of(facts, today)["delivery_days"])


def may_terminate(facts: Facts, today: date) -> Answer:
    """Whether the consumer may end the contract for lateness today (L216-6): at once, or after extra time."""
    last = delivery_last_day(facts, today)
    if received_on(facts) is not None:
        return Answer.NO
    if last is None or facts.deliveries is None:
        return Answer.NEEDS_FACTS
    if facts.seller_refused or (facts.date_is_essential and today > last):
        return Answer.YES
    extra = facts.extra_deadline_on
    if extra is not None and extra >= last:
        if today > extra and facts.extra_deadline_reasonable is False:
            return Answer.NEEDS_FACTS  # a reasonable time runs in its place; a person says how long
        return Answer.YES if today > extra else Answer.NO
    return Answer.NEEDS_FACTS if today > last and facts.date_is_essential is None else Answer.NO


def termination_refund_due(terminated_on: date, within: int = 14) -> date:
    """Seller's last day to refund everything after termination for lateness (L216-7); never rolled."""
    return days(terminated_on, within)


def _scope(facts: Facts) -> Finding:
    if facts.seller is Seller.PRIVATE_INDIVIDUAL or facts.buyer is Buyer.PROFESSIONAL:
        return Finding(Answer.NO, "L216-1")
    if facts.buyer is Buyer.NON_PROFESSIONAL:  # the chapter names consumers alone
        return Finding(Answer.NEEDS_FACTS, "L216-1", ("buyer",))
    lacking = unknown(facts, "buyer", "seller")
    return Finding(Answer.NEEDS_FACTS if lacking else Answer.YES, "L216-1", lacking)


def _failed(facts: Facts, today: date) -> Finding:
    """Lost or broken before possession (L216-2), else late (L216-1)."""
    if facts.lost_or_broken_in_transit:
        if facts.own_carrier:
            return Finding(Answer.NEEDS_FACTS, "L216-3", ("own_carrier",))
        return Finding(Answer.YES, "L216-2")
    last, got = delivery_last_day(facts, today), received_on(facts)
    if last is None or (got is None and facts.deliveries is None):
        return Finding(Answer.NEEDS_FACTS, "L216-1", unknown(facts, "concluded_on", "deliveries"))
    if (got or today) > last:
        return Finding(Answer.YES, "L216-1")
    lacking = unknown(facts, "lost_or_broken_in_transit")
    return Finding(Answer.NEEDS_FACTS if lacking else Answer.NO, "L216-1", lacking)


def delivery_ruling(facts: Facts, today: date) -> Ruling:
    """Whether delivery failed: lost, broken or late."""
    return rule(facts, (_failed(facts, today), _scope(facts)), delivery_last_day(facts, today))


def delivery(facts: Facts, today: date, ruling: Ruling) -> Right:
    """What is owed when goods come late, broken or not at all."""
    lost = bool(facts.lost_or_broken_in_transit)
    ends = may_terminate(facts, today) is Answer.YES
    due: tuple[Remedy, ...] = (Remedy.REPLACEMENT, Remedy.REFUND) if lost else ()
    return conclude(
        Basis.DELIVERY,
        facts,
        ruling,
        articles=("L216-6",),
        first_day=facts.concluded_on,
        remedies=due or ((Remedy.REFUND,) if ends else ()),
        costs=_COSTS,
        refund=facts.paid if lost or ends else None,
        may_withhold_price=facts.price_unpaid is True,
        merchant_may_not=BANS,
        needs_person=not (lost or ends),
    )
