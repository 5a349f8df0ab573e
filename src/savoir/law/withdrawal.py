"""The right of withdrawal, Code de la consommation L221-18 to L221-28."""

from dataclasses import dataclass
from datetime import date

from savoir.kernel.values.answers import Answer, answer, every
from savoir.kernel.values.days import FrenchHolidays, days, months, roll
from savoir.law.readings import conclude, contract_of, numbers_of, unknown
from savoir.law.refunds import refund_due, refund_floor
from savoir.law.values import Ban, Basis, Buyer, Contract, Facts, Finding, Party, Remedy, Right, Sale, Seller

_SHOP = (Sale.IN_STORE, Sale.RESERVED_ONLINE_BOUGHT_IN_STORE, Sale.TRADE_FAIR)
_FROM_CONCLUSION = (Contract.SERVICE, Contract.DIGITAL_CONTENT, Contract.LEISURE_SERVICE_DATED)
# Each exception and the facts the trader must all prove (a closed list; none covers a mere category).
_EXCEPTIONS = (
    ("L221-28 3°", ("made_to_spec",)),
    ("L221-28 4°", ("perishable",)),
    ("L221-28 5°", ("sealed_for_hygiene", "unsealed")),
    ("L221-28 6°", ("inseparably_mixed",)),
    ("L221-28 9°", ("audio_video_software", "unsealed")),
)
_CONSENTED = ("started", "express_consent", "acknowledged_loss", "confirmed_durably")
BANS = frozenset(
    {
        Ban.ASK_A_REASON, Ban.DEMAND_ORIGINAL_PACKAGING, Ban.DEMAND_UNOPENED, Ban.IMPOSE_A_FORM,
        Ban.IMPOSE_A_VOUCHER, Ban.CHARGE_A_FEE, Ban.WAIT_FOR_INSPECTION,
    }
)  # fmt: skip
_STANDS = Finding(Answer.YES, "L221-18")


@dataclass(frozen=True, slots=True)
class WithdrawalPeriod:
    """`promised`: the last day that is certain; `longest`: the last possible one (None = open)."""

    promised: date | None
    longest: date | None
    missing: tuple[str, ...] = ()


def scope(facts: Facts, today: date) -> Finding:
    """Who may withdraw: consumer and trader, at a distance or off premises (L221-1, L221-3, L221-18)."""
    if facts.seller is Seller.PRIVATE_INDIVIDUAL:
        return Finding(Answer.NO, "L221-18")
    if facts.sale in _SHOP:
        return Finding(Answer.NO, "L221-1")
    if facts.buyer is Buyer.PROFESSIONAL:
        return _small_professional(facts, today)
    lacking = unknown(facts, "sale", "buyer", "seller")
    return Finding(Answer.NEEDS_FACTS, "L221-18", lacking) if lacking else _STANDS


def _small_professional(facts: Facts, today: date) -> Finding:
    if facts.sale not in (None, Sale.OFF_PREMISES):
        return Finding(Answer.NO, "L221-3")
    staff = facts.employees
    few = None if staff is None else staff <= numbers_of(facts, today)["small_professional_employees"]
    result = every(
        [
            answer(few),
            answer(facts.outside_main_activity),
            Answer.NEEDS_FACTS if unknown(facts, "sale", "seller") else Answer.YES,
        ]
    )
    lacking = unknown(facts, "sale", "seller", "employees", "outside_main_activity")
    return Finding(result, "L221-3", lacking)


def exception(facts: Facts) -> Finding:
    """Whether an exception of L221-28 holds, as "no exception": yes = the right stands.

    The trader proves each condition: none known = no exception; some met, others unknown = needs facts.
    """
    doubt = _STANDS
    for code, conditions in _exceptions_for(facts):
        known = [getattr(facts, name) for name in conditions]
        if known and not known[0] and not any(known):
            continue
        if all(known):
            return Finding(Answer.NO, code)
        if False not in known:
            doubt = Finding(Answer.NEEDS_FACTS, code, unknown(facts, *conditions))
    return doubt


def _exceptions_for(facts: Facts) -> tuple[tuple[str, tuple[str, ...]], ...]:
    if facts.contract is Contract.LEISURE_SERVICE_DATED:
        return (("L221-28 12°", ()),)
    if facts.contract is Contract.DIGITAL_CONTENT:
        return (("L221-28 13°", ("started",) if facts.paid_content is False else _CONSENTED),)
    return _EXCEPTIONS


def withdrawal_period(facts: Facts, today: date) -> WithdrawalPeriod:
    """From when to when (L221-18 to L221-20): last parcel, first of a regular delivery, or conclusion.

    The seller's information counts from the day it was given; without it, twelve months more.
    """
    kind = contract_of(facts)
    if kind in _FROM_CONCLUSION:
        return _from_day(facts, facts.concluded_on, today, () if facts.concluded_on else ("concluded_on",))
    received = facts.deliveries
    if received is None:
        lacking = ("deliveries",) if kind else ("contract", "deliveries")
        sure = _from_day(facts, facts.concluded_on, today, lacking)
        return WithdrawalPeriod(sure.promised, None, sure.missing)
    if kind is Contract.REGULAR_DELIVERY:
        return _from_day(facts, min(received, default=None), today, ())
    period = _from_day(facts, max(received, default=None), today, ())
    if facts.more_to_come is False:
        return period
    is_open = facts.more_to_come or not received  # not all received yet: nothing runs out
    return WithdrawalPeriod(period.promised, None, () if is_open else (*period.missing, "more_to_come"))


def _from_day(facts: Facts, start: date | None, today: date, missing: tuple[str, ...]) -> WithdrawalPeriod:
    if start is None:
        return WithdrawalPeriod(None, None, missing)
    holidays, law = FrenchHolidays(facts.place), numbers_of(facts, today)
    initial = roll(days(start, law["withdrawal_days"]), holidays)
    if facts.info_given and facts.info_given_on is None:
        return WithdrawalPeriod(initial, initial, missing)
    extended = roll(months(initial, law["withdrawal_extension_months"]), holidays)
    if facts.info_given_on is not None:
        told = roll(days(facts.info_given_on, law["withdrawal_days"]), holidays)
        late = max(initial, told) if facts.info_given_on <= extended else extended
        return WithdrawalPeriod(late, late, missing)
    if facts.info_given is None:
        return WithdrawalPeriod(initial, extended, (*missing, "info_given"))
    return WithdrawalPeriod(extended, extended, missing)


def declared_on(facts: Facts) -> date | None:
    """The day of the statement (L221-21); a failed exchange or credit counts from the day of its wish."""
    said, wish = facts.withdrawn_on, facts.wish_on if facts.wish_failed else None
    if said is None or wish is None:
        return said or wish
    return min(said, wish)


def _in_time(facts: Facts, period: WithdrawalPeriod, today: date) -> Finding:
    day = declared_on(facts) or today
    if period.promised is not None and day <= period.promised:
        return Finding(Answer.YES, "L221-19")
    if period.longest is not None and day > period.longest:
        return Finding(Answer.NO, "L221-19")
    if period.missing:
        return Finding(Answer.NEEDS_FACTS, "L221-20", period.missing)
    return Finding(Answer.YES, "L221-18")  # not all received yet: the period has not begun to run out


def return_payer(facts: Facts) -> Party:
    """Who pays the parcel back: the consumer only if that was announced (L221-23)."""
    free = facts.seller_pays_return or facts.collection_by_seller
    return Party.CONSUMER if facts.return_cost_announced and not free else Party.SELLER


def send_back_last_day(facts: Facts, today: date) -> date | None:
    """Last day to post the goods (L221-23): 14 days from the statement; posting later ends no right."""
    said = declared_on(facts)
    if said is None:
        return None
    return roll(days(said, numbers_of(facts, today)["send_back_days"]), FrenchHolidays(facts.place))


def withdrawal(facts: Facts, today: date) -> Right:
    """The right of withdrawal as it stands today, or on the day the customer declared it."""
    period = withdrawal_period(facts, today)
    findings = (scope(facts, today), exception(facts), _in_time(facts, period, today))
    is_goods = contract_of(facts) not in _FROM_CONCLUSION
    waits = is_goods and not facts.collection_by_seller and facts.deliveries != ()
    return conclude(
        Basis.WITHDRAWAL,
        facts,
        findings,
        articles=("L221-18", "L221-23", "L221-24"),
        first_day=facts.concluded_on,
        last_day=period.promised,
        remedies=(Remedy.REFUND,),
        return_paid_by=return_payer(facts),
        proof_on=Party.CONSUMER,
        refund=refund_floor(facts),
        refund_due_on=refund_due(
            facts.informed_on,
            facts.received_back_on,
            facts.posted_on,
            waits_for_goods=waits,
            within=numbers_of(facts, today)["refund_days"],
        ),
        send_back_last_day=send_back_last_day(facts, today) if is_goods else None,
        merchant_may_not=BANS,
    )
