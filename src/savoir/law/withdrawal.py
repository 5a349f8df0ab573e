"""The right of withdrawal, C. conso L221-18 to L221-28, and what stands for it in the neighbours' law."""

from collections.abc import Mapping
from datetime import date
from functools import lru_cache
from typing import NamedTuple

from savoir.kernel.values.answers import NEEDS_FACTS, NO, YES, answer, every
from savoir.kernel.values.days import days, months
from savoir.law.exceptions import OWN_RULES, exception
from savoir.law.parameters import national
from savoir.law.readings import (
    Home,
    conclude,
    contract_of,
    country_of,
    home_of,
    numbers_of,
    rule,
    unknown,
    working_day_at,
)
from savoir.law.refunds import refund_due, refund_floor
from savoir.law.values import (
    Ban,
    Basis,
    Buyer,
    Claimant,
    Contract,
    Cost,
    Facts,
    Finding,
    Party,
    Remedy,
    Right,
    Ruling,
    Sale,
    Seller,
)

_BASIS = Basis.WITHDRAWAL
_PRIVATE, _OFF_PREMISES = Seller.PRIVATE_INDIVIDUAL, Sale.OFF_PREMISES
_PROFESSIONAL, _LEGAL_PERSON = Buyer.PROFESSIONAL, Buyer.NON_PROFESSIONAL
_CONSUMER, _SELLER = Party.CONSUMER, Party.SELLER
_REFUND = (Remedy.REFUND,)
_REGULAR, _RECEIVER = Contract.REGULAR_DELIVERY, Claimant.RECEIVER
_SHOP = frozenset({Sale.IN_STORE, Sale.RESERVED_ONLINE_BOUGHT_IN_STORE})
_GOODS = (Contract.GOODS, None, _REGULAR, Contract.VENDING_MACHINE, Contract.DAILY_GOODS_ROUND)
_FROM_CONCLUSION = frozenset(Contract) - frozenset(_GOODS)
BANS = frozenset(
    {
        Ban.ASK_A_REASON, Ban.DEMAND_ORIGINAL_PACKAGING, Ban.DEMAND_UNOPENED, Ban.IMPOSE_A_FORM,
        Ban.IMPOSE_A_VOUCHER, Ban.CHARGE_A_FEE, Ban.WAIT_FOR_INSPECTION, Ban.FIXED_DEDUCTION,
        Ban.DEMAND_THE_RECEIPT,
    }
)  # fmt: skip
_STANDS = Finding(YES, "L221-18")
_NOT_A_SALE_AT_A_DISTANCE, _NO_TRADER = Finding(NO, "L221-1"), Finding(NO, "L221-18")
_FAIR, _A_STAND = Finding(NO, "L224-59"), Finding(NEEDS_FACTS, "L224-59", ("sale",))
_A_GIFT = Finding(NEEDS_FACTS, "L221-18", ("claimant",))
_PART_OF_A_SET = Finding(NEEDS_FACTS, "L221-18", ("is_partial",))
_STILL_IN_TIME, _OUT_OF_TIME = Finding(YES, "L221-19"), Finding(NO, "L221-19")
_WISHED = Finding(NEEDS_FACTS, "L221-21", ("wish_failed",))
_SENT_BACK = Finding(NEEDS_FACTS, "L221-21", ("withdrawn_on",))
_ARTICLES = ("L221-18", "L221-23", "L221-24")
_COSTS = {
    payer: ((Cost.RETURN, payer), (Cost.STANDARD_DELIVERY, _SELLER), (Cost.DEARER_DELIVERY, _CONSUMER))
    for payer in Party
}


class WithdrawalPeriod(NamedTuple):
    """`promised`: the last day that is certain; `longest`: the last possible one (None = open)."""

    promised: date | None
    longest: date | None
    missing: tuple[str, ...] = ()


def scope(facts: Facts, today: date) -> Finding:
    """Who may withdraw: consumer and trader, at a distance or off premises (L221-1, L221-3, L221-18).

    The right is the buyer's: what the receiver of a gift says needs the buyer's word.
    """
    seller, sale, buyer = facts.seller, facts.sale, facts.buyer
    if seller is _PRIVATE:
        return _NO_TRADER
    if sale in _SHOP:
        return _NOT_A_SALE_AT_A_DISTANCE
    if sale is Sale.TRADE_FAIR:
        return _FAIR if numbers_of(facts, today)["trade_fair_excluded"] else _A_STAND
    if buyer is _PROFESSIONAL or (
        buyer is _LEGAL_PERSON and not numbers_of(facts, today)["non_professional_withdrawal"]
    ):
        found = _small_professional(facts, today)
        return _A_GIFT if found.answer is YES and facts.claimant is _RECEIVER else found
    if seller is None or sale is None or buyer is None:
        is_hidden = seller is None and facts.marketplace  # the platform must say who sells
        code = "L111-7" if is_hidden else "L221-18"
        return Finding(NEEDS_FACTS, code, unknown(facts, "sale", "buyer", "seller"))
    if facts.claimant is _RECEIVER:
        return _A_GIFT
    return _PART_OF_A_SET if facts.separable is False and facts.is_partial else _STANDS


def _small_professional(facts: Facts, today: date) -> Finding:
    most = numbers_of(facts, today)["small_professional_employees"]
    if not most or facts.sale not in (None, _OFF_PREMISES):
        return Finding(NO, "L221-3")
    staff = facts.employees
    result = every(
        [
            answer(None if staff is None else staff <= most),
            answer(facts.outside_main_activity),
            NEEDS_FACTS if unknown(facts, "sale", "seller") else YES,
        ]
    )
    lacking = unknown(facts, "sale", "seller", "employees", "outside_main_activity")
    return Finding(result, "L221-3", lacking)


def withdrawal_period(facts: Facts, today: date) -> WithdrawalPeriod:
    """From when to when (L221-18 to L221-20): last parcel, first of a regular delivery, or conclusion.

    The seller's information counts from the day it was given; without it, twelve months more.
    """
    return _period(facts, numbers_of(facts, today))


def _period(facts: Facts, law: Mapping[str, int]) -> WithdrawalPeriod:
    kind = contract_of(facts)
    if kind in _FROM_CONCLUSION:
        return _from_day(facts, facts.concluded_on, law, () if facts.concluded_on else ("concluded_on",))
    received = facts.deliveries
    if received is None:
        lacking = ("deliveries",) if kind else ("contract", "deliveries")
        sure = _from_day(facts, facts.concluded_on, law, lacking)
        return WithdrawalPeriod(sure.promised, None, sure.missing)
    if kind is _REGULAR:
        return _from_day(facts, min(received, default=None), law, ())
    period = _from_day(facts, max(received, default=None), law, ())
    if facts.more_to_come is False:
        return period
    is_open = facts.more_to_come or not received  # not all received yet: nothing runs out
    return WithdrawalPeriod(period.promised, None, () if is_open else (*period.missing, "more_to_come"))


def _from_day(
    facts: Facts, start: date | None, law: Mapping[str, int], missing: tuple[str, ...]
) -> WithdrawalPeriod:
    if start is None:
        return WithdrawalPeriod(None, None, missing)
    sure = _span(facts, start, law, law["withdrawal_days"], missing)
    longer, sale, visit = law["unsolicited_visit_days"], facts.sale, facts.unsolicited_visit
    if not longer or visit is False or sale not in (None, _OFF_PREMISES):
        return sure
    late = _span(facts, start, law, longer, missing)
    if visit and sale:
        return late
    lacking = unknown(facts, "sale", "unsolicited_visit")
    return WithdrawalPeriod(sure.promised, late.longest, (*late.missing, *lacking))


def _span(
    facts: Facts, start: date, law: Mapping[str, int], span: int, missing: tuple[str, ...]
) -> WithdrawalPeriod:
    home, more = home_of(facts), law["withdrawal_extension_months"]
    initial, extended = _initial_and_extended(start, span, more, home)
    given, told_on = facts.info_given, facts.info_given_on
    if told_on is not None:
        told = _working_day_after(told_on, span, home)
        late = max(initial, told) if told_on <= extended else extended
        return WithdrawalPeriod(late, late, missing)
    if given:
        return WithdrawalPeriod(initial, initial, missing)
    if given is None:
        return WithdrawalPeriod(initial, extended, (*missing, "info_given"))
    return WithdrawalPeriod(extended, extended, missing)


@lru_cache(maxsize=16_384)  # counted once for a day of delivery and a home, not once a line
def _initial_and_extended(start: date, span: int, more: int, home: Home) -> tuple[date, date]:
    initial = _working_day_after(start, span, home)
    return initial, working_day_at(months(initial, more), home)


def declared_on(facts: Facts) -> date | None:
    """The day of the statement (L221-21); a failed exchange or credit counts from the day of its wish."""
    said, wish = facts.withdrawn_on, facts.wish_on if facts.wish_failed else None
    if said is None or wish is None:
        return said or wish
    return min(said, wish)


def _in_time(facts: Facts, period: WithdrawalPeriod, today: date) -> Finding:
    promised, longest, missing = period
    day = declared_on(facts) or today
    if promised is not None and day <= promised:
        return _STILL_IN_TIME
    if longest is not None and day > longest:
        return _too_late(facts, longest)
    if missing:
        return Finding(NEEDS_FACTS, "L221-20", missing)
    return _STANDS  # not all received yet: the period has not begun to run out


def _too_late(facts: Facts, longest: date) -> Finding:
    """No statement in time; what may prove one is asked for: a wish that may have failed, goods sent back
    without a word.
    """
    wish, back = facts.wish_on, facts.posted_on or facts.received_back_on
    if wish is not None and wish <= longest and facts.wish_failed is None:
        return _WISHED
    if back is not None and back <= longest and declared_on(facts) is None:
        return _SENT_BACK
    return _OUT_OF_TIME


def seller_collects(facts: Facts) -> bool:
    """Whether the seller fetches the goods at his cost: as he offered, or what he delivered to the home off
    premises and no post takes (L221-23).
    """
    if facts.collection_by_seller:
        return True
    return bool(facts.not_postable and facts.handed_over_at_home and facts.sale is _OFF_PREMISES)


def return_payer(facts: Facts) -> Party:
    """Who pays the parcel back: the consumer only if that was announced (L221-23), for what is too big for
    the post with the amount (L221-5).
    """
    is_silent = facts.not_postable and not facts.return_amount_announced
    if is_silent or facts.seller_pays_return or not facts.return_cost_announced:
        return _SELLER
    return _SELLER if seller_collects(facts) else _CONSUMER


def send_back_last_day(facts: Facts, today: date) -> date | None:
    """Last day to post the goods (L221-23): 14 days from the statement; posting later ends no right."""
    return _send_back(facts, numbers_of(facts, today))


def _send_back(facts: Facts, law: Mapping[str, int]) -> date | None:
    """From his word; a failed wish is one for the period only, not for the days he had no reason to send."""
    said = facts.withdrawn_on or declared_on(facts)
    return None if said is None else _working_day_after(said, law["send_back_days"], home_of(facts))


@lru_cache(maxsize=4096)  # most people speak today
def _working_day_after(start: date, span: int, home: Home) -> date:
    return working_day_at(days(start, span), home)


def withdrawal_ruling(facts: Facts, today: date) -> Ruling:
    """Whether the right stands today, or stood on the day the customer declared it."""
    period = _period(facts, numbers_of(facts, today))
    has_own = facts.contract in OWN_RULES  # and a period of its own
    in_time = _STANDS if has_own else _in_time(facts, period, today)
    findings = (scope(facts, today), exception(facts), in_time)
    return rule(facts, findings, period.promised, _BASIS)


def _exception(facts: Facts, ruling: Ruling) -> str:
    excluded = ruling.findings[1]
    if ruling.answer is not NO or excluded.answer is not NO:
        return ""
    return national(excluded.article, country_of(facts))


def withdrawal(facts: Facts, today: date, ruling: Ruling) -> Right:
    """The right of withdrawal with its terms; nothing collected in the shop is no withdrawal."""
    law, back, posted = numbers_of(facts, today), facts.received_back_on, facts.posted_on
    is_goods, collects = contract_of(facts) in _GOODS, seller_collects(facts)
    waits = is_goods and not collects and facts.deliveries != ()
    payer, linked = return_payer(facts), facts.linked_contracts is True
    return conclude(
        _BASIS,
        facts,
        ruling,
        articles=(*_ARTICLES, "L221-27") if linked else _ARTICLES,
        exception=_exception(facts, ruling),
        first_day=facts.concluded_on,
        remedies=_REFUND,
        return_paid_by=payer,
        seller_collects=collects,
        costs=_COSTS[payer],
        proof_on=_CONSUMER,
        refund=refund_floor(facts),
        refund_due_on=refund_due(
            facts.informed_on, back, posted, waits_for_goods=waits, within=law["refund_days"]
        ),
        send_back_last_day=_send_back(facts, law) if is_goods else None,
        ends_linked_contracts=linked,
        merchant_may_not=BANS,
    )
