"""The right of withdrawal, Code de la consommation L221-18 to L221-28."""

from collections.abc import Mapping
from datetime import date
from functools import lru_cache
from operator import attrgetter
from typing import NamedTuple

from savoir.kernel.values.answers import NEEDS_FACTS, NO, YES, answer, every
from savoir.kernel.values.days import days, french_working_day, months
from savoir.law.readings import conclude, contract_of, numbers_of, rule, unknown
from savoir.law.refunds import refund_due, refund_floor
from savoir.law.values import (
    Ban,
    Basis,
    Buyer,
    Contract,
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
_PRIVATE, _PROFESSIONAL = Seller.PRIVATE_INDIVIDUAL, Buyer.PROFESSIONAL
_CONSUMER, _SELLER = Party.CONSUMER, Party.SELLER
_REFUND = (Remedy.REFUND,)
_REGULAR, _DIGITAL = Contract.REGULAR_DELIVERY, Contract.DIGITAL_CONTENT
_DATED = Contract.LEISURE_SERVICE_DATED
_SHOP = frozenset({Sale.IN_STORE, Sale.RESERVED_ONLINE_BOUGHT_IN_STORE, Sale.TRADE_FAIR})
_FROM_CONCLUSION = frozenset({Contract.SERVICE, _DIGITAL, _DATED})
# Each exception and the facts the trader must all prove (a closed list; none covers a mere category).
_EXCEPTIONS = (
    ("L221-28 3°", ("made_to_spec",)),
    ("L221-28 4°", ("perishable",)),
    ("L221-28 5°", ("sealed_for_hygiene", "unsealed")),
    ("L221-28 6°", ("inseparably_mixed",)),
    ("L221-28 9°", ("audio_video_software", "unsealed")),
)
_CONSENTED = ("started", "express_consent", "acknowledged_loss", "confirmed_durably")
_CONDITIONS = (*dict.fromkeys(name for _, names in _EXCEPTIONS for name in names), *_CONSENTED)
_shown = attrgetter(*_CONDITIONS)
BANS = frozenset(
    {
        Ban.ASK_A_REASON, Ban.DEMAND_ORIGINAL_PACKAGING, Ban.DEMAND_UNOPENED, Ban.IMPOSE_A_FORM,
        Ban.IMPOSE_A_VOUCHER, Ban.CHARGE_A_FEE, Ban.WAIT_FOR_INSPECTION, Ban.FIXED_DEDUCTION,
        Ban.DEMAND_THE_RECEIPT,
    }
)  # fmt: skip
_STANDS = Finding(YES, "L221-18")
_STILL_IN_TIME, _OUT_OF_TIME = Finding(YES, "L221-19"), Finding(NO, "L221-19")


class WithdrawalPeriod(NamedTuple):
    """`promised`: the last day that is certain; `longest`: the last possible one (None = open)."""

    promised: date | None
    longest: date | None
    missing: tuple[str, ...] = ()


def scope(facts: Facts, today: date) -> Finding:
    """Who may withdraw: consumer and trader, at a distance or off premises (L221-1, L221-3, L221-18)."""
    seller, sale, buyer = facts.seller, facts.sale, facts.buyer
    if seller is _PRIVATE:
        return Finding(NO, "L221-18")
    if sale in _SHOP:
        return Finding(NO, "L221-1")
    if buyer is _PROFESSIONAL:
        return _small_professional(facts, today)
    if seller is None or sale is None or buyer is None:
        return Finding(NEEDS_FACTS, "L221-18", unknown(facts, "sale", "buyer", "seller"))
    return _STANDS


def _small_professional(facts: Facts, today: date) -> Finding:
    if facts.sale not in (None, Sale.OFF_PREMISES):
        return Finding(NO, "L221-3")
    staff = facts.employees
    few = None if staff is None else staff <= numbers_of(facts, today)["small_professional_employees"]
    result = every(
        [
            answer(few),
            answer(facts.outside_main_activity),
            NEEDS_FACTS if unknown(facts, "sale", "seller") else YES,
        ]
    )
    lacking = unknown(facts, "sale", "seller", "employees", "outside_main_activity")
    return Finding(result, "L221-3", lacking)


def exception(facts: Facts) -> Finding:
    """Whether an exception of L221-28 holds, as "no exception": yes = the right stands.

    The trader proves each condition: none known = no exception; some met, others unknown = needs facts.
    """
    return _excluded(facts.contract, facts.paid_content, _shown(facts))


@lru_cache(maxsize=4096)  # the closed list is read once per combination of what the trader shows
def _excluded(kind: Contract | None, paid: bool | None, shown: tuple[bool | None, ...]) -> Finding:
    states, doubt = dict(zip(_CONDITIONS, shown, strict=True)), _STANDS
    for code, conditions in _exceptions_for(kind, paid):
        known = [states[name] for name in conditions]
        if known and not known[0] and not any(known):
            continue
        if all(known):
            return Finding(NO, code)
        if False not in known:
            lacking = tuple([name for name in conditions if states[name] is None])
            doubt = Finding(NEEDS_FACTS, code, lacking)
    return doubt


def _exceptions_for(kind: Contract | None, paid: bool | None) -> tuple[tuple[str, tuple[str, ...]], ...]:
    if kind is _DATED:
        return (("L221-28 12°", ()),)
    if kind is _DIGITAL:
        return (("L221-28 13°", ("started",) if paid is False else _CONSENTED),)
    return _EXCEPTIONS


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
    place, given, told_on = facts.place, facts.info_given, facts.info_given_on
    initial = french_working_day(days(start, law["withdrawal_days"]), place)
    if given and told_on is None:
        return WithdrawalPeriod(initial, initial, missing)
    extended = french_working_day(months(initial, law["withdrawal_extension_months"]), place)
    if told_on is not None:
        told = french_working_day(days(told_on, law["withdrawal_days"]), place)
        late = max(initial, told) if told_on <= extended else extended
        return WithdrawalPeriod(late, late, missing)
    if given is None:
        return WithdrawalPeriod(initial, extended, (*missing, "info_given"))
    return WithdrawalPeriod(extended, extended, missing)


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
        return _OUT_OF_TIME
    if missing:
        return Finding(NEEDS_FACTS, "L221-20", missing)
    return _STANDS  # not all received yet: the period has not begun to run out


def return_payer(facts: Facts) -> Party:
    """Who pays the parcel back: the consumer only if that was announced (L221-23)."""
    free = facts.seller_pays_return or facts.collection_by_seller
    return _CONSUMER if facts.return_cost_announced and not free else _SELLER


def send_back_last_day(facts: Facts, today: date) -> date | None:
    """Last day to post the goods (L221-23): 14 days from the statement; posting later ends no right."""
    return _send_back(facts, numbers_of(facts, today))


def _send_back(facts: Facts, law: Mapping[str, int]) -> date | None:
    said = declared_on(facts)
    return None if said is None else french_working_day(days(said, law["send_back_days"]), facts.place)


def withdrawal_ruling(facts: Facts, today: date) -> Ruling:
    """Whether the right stands today, or stood on the day the customer declared it."""
    period = _period(facts, numbers_of(facts, today))
    findings = (scope(facts, today), exception(facts), _in_time(facts, period, today))
    return rule(facts, findings, period.promised)


def withdrawal(facts: Facts, today: date, ruling: Ruling) -> Right:
    """The right of withdrawal with its terms."""
    law, back, posted = numbers_of(facts, today), facts.received_back_on, facts.posted_on
    is_goods = contract_of(facts) not in _FROM_CONCLUSION
    waits = is_goods and not facts.collection_by_seller and facts.deliveries != ()
    return conclude(
        _BASIS,
        facts,
        ruling,
        articles=("L221-18", "L221-23", "L221-24"),
        first_day=facts.concluded_on,
        remedies=_REFUND,
        return_paid_by=return_payer(facts),
        proof_on=_CONSUMER,
        refund=refund_floor(facts),
        refund_due_on=refund_due(
            facts.informed_on, back, posted, waits_for_goods=waits, within=law["refund_days"]
        ),
        send_back_last_day=_send_back(facts, law) if is_goods else None,
        merchant_may_not=BANS,
    )
