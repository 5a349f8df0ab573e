"""Requests about personal data and how long each kind may be kept, GDPR articles 5, 12, 15 and 17.

Erasure is never a plain no: what a duty or a claim still needs is shut away until its day, the rest goes.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from types import MappingProxyType
from typing import NamedTuple

from savoir.kernel.values.answers import NO, YES, Answer
from savoir.kernel.values.days import months
from savoir.kernel.values.money import Money
from savoir.law.parameters import parameter

_REPLY, _DUTY, _CLAIMS = "RGPD 12(3)", "RGPD 17(3) b", "RGPD 17(3) e"
_ERASURE, _NEEDED = "RGPD 17(1)", "RGPD 5(1) e"
ACCESS_TELLS = (
    "access_copy", "access_purposes", "access_recipients", "access_storage", "access_source", "access_logic",
)  # fmt: skip


class Kept(StrEnum):
    """Kinds of personal data a shop keeps, each with its own end."""

    MARKETING_PROFILE = "marketing_profile"
    PROSPECT = "prospect"
    ACCOUNT = "account"
    ISSUED_INVOICES = "issued_invoices"
    ONLINE_CONTRACT = "online_contract"
    CLAIM_FILE = "claim_file"
    CLAIM_PHOTOS = "claim_photos"
    WITHDRAWAL_ACKNOWLEDGEMENT = "withdrawal_acknowledgement"
    REFUND_PROOF = "refund_proof"
    CARRIER_PROOF = "carrier_proof"
    CARD = "card"
    CARD_CODE = "card_code"
    CALL_RECORDING = "call_recording"
    CALL_ANALYSIS = "call_analysis"
    FRAUD_FLAG = "fraud_flag"


class Action(StrEnum):
    """What happens to the data; `keep_restricted`: out of everyday use, for the duty or the claim alone."""

    ERASE = "erase"
    KEEP = "keep"
    KEEP_RESTRICTED = "keep_restricted"


@dataclass(frozen=True, kw_only=True)
class DataFacts:
    """What is known of the data; None = unknown, for the day of an event: not known to have happened.

    `fiscal_year_end`: of the year the invoice belongs to; `happened_on`: the acknowledgement, the refund
    or the call; `in_dispute`: somebody claims something for which the data are needed.
    """

    fiscal_year_end: date | None = None
    amount: Money | None = None
    delivered_on: date | None = None
    closed_on: date | None = None
    happened_on: date | None = None
    received_on: date | None = None
    debited_on: date | None = None
    refunded_on: date | None = None
    refund_pending: bool | None = None
    deferred_debit: bool | None = None
    last_contact_on: date | None = None
    last_active_on: date | None = None
    in_dispute: bool | None = None


class Keeping(NamedTuple):
    """`until`: last day kept, None while its start is unknown (`missing`) or a dispute lasts."""

    action: Action
    until: date | None
    articles: tuple[str, ...]
    needs_person: bool = False
    tell: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()


class Reply(NamedTuple):
    """The seller's last day for a request, never rolled, and the longest one if he announces it in time.

    `answer`: whether the answer is not late yet.
    """

    answer: Answer
    last_day: date
    extendable_months: int
    extended_last_day: date
    announce_by: date
    articles: tuple[str, ...]
    tell: tuple[str, ...]


class _Row(NamedTuple):
    """From which fact how long (a dated number of months), and on what ground it survives a request."""

    start: str
    months: str
    article: str
    ground: str = ""


_ROWS: Mapping[Kept, _Row] = MappingProxyType({
    Kept.MARKETING_PROFILE: _Row("last_contact_on", "keep_prospects_months", _NEEDED),
    Kept.PROSPECT: _Row("last_contact_on", "keep_prospects_months", _NEEDED),
    Kept.ACCOUNT: _Row("last_active_on", "keep_idle_accounts_months", _NEEDED),
    Kept.ISSUED_INVOICES: _Row("fiscal_year_end", "keep_invoices_months", "C. com. L123-22", _DUTY),
    Kept.CLAIM_FILE: _Row("closed_on", "keep_claims_months", "C. civ. 2224", _CLAIMS),
    Kept.CLAIM_PHOTOS: _Row("closed_on", "keep_claims_months", "C. civ. 2224", _CLAIMS),
    Kept.WITHDRAWAL_ACKNOWLEDGEMENT: _Row("happened_on", "keep_claims_months", "C. civ. 2224", _CLAIMS),
    Kept.REFUND_PROOF: _Row("happened_on", "keep_claims_months", "C. civ. 2224", _CLAIMS),
    Kept.CARRIER_PROOF: _Row("received_on", "carrier_bar_months", "C. com. L133-6", _CLAIMS),
    Kept.CALL_RECORDING: _Row("happened_on", "keep_calls_months", _NEEDED),
    Kept.CALL_ANALYSIS: _Row("happened_on", "keep_call_analyses_months", _NEEDED),
})  # fmt: skip
_CONTRACT = _Row("delivered_on", "keep_online_contracts_months", "D213-2", _DUTY)
_SMALL_CONTRACT = _Row("delivered_on", "keep_claims_months", "C. civ. 2224", _CLAIMS)
_CARD = _Row("debited_on", "keep_cards_months", "CMF L133-24", _CLAIMS)
_CARD_DEFERRED = _Row("debited_on", "keep_deferred_cards_months", "CMF L133-24", _CLAIMS)


def reply(received_on: date, today: date, *, announced_on: date | None = None) -> Reply:
    """Until when a request is answered: a month by day number, two more if announced within it."""
    first = months(received_on, parameter("data_reply_months", received_on).value)
    more = parameter("data_reply_more_months", received_on).value
    longest = months(received_on, parameter("data_reply_months", received_on).value + more)
    is_extended = announced_on is not None and received_on <= announced_on <= first
    last = longest if is_extended else first
    in_time = YES if today <= last else NO
    return Reply(in_time, last, more, longest, first, (_REPLY,), ("data_free", "data_identity"))


def _row(kind: Kept, facts: DataFacts, on: date) -> tuple[_Row, tuple[str, ...]]:
    """The row that holds, and what is unknown of it: the longer one is then kept to."""
    if kind is Kept.ONLINE_CONTRACT:
        amount = facts.amount
        least = Money(parameter("keep_online_contracts_cents", on).value, "EUR")
        is_small = amount is not None and amount.currency == least.currency and amount < least
        return (_SMALL_CONTRACT if is_small else _CONTRACT), ("amount",) if amount is None else ()
    if kind is Kept.CARD:
        unsure = facts.deferred_debit is None
        return (_CARD if facts.deferred_debit is False else _CARD_DEFERRED), (
            ("deferred_debit",) if unsure else ()
        )
    return _ROWS[kind], ()


def _until(row: _Row, facts: DataFacts) -> date | None:
    start = getattr(facts, row.start)
    end = None if start is None else months(start, parameter(row.months, start).value)
    if row.start == "debited_on" and end is not None and facts.refunded_on is not None:
        return max(end, facts.refunded_on)
    return end


def _without_days(kind: Kept) -> Keeping | None:
    """Two kinds without a count of days: never kept at all, or weighed by a person."""
    if kind is Kept.CARD_CODE:
        return Keeping(Action.ERASE, None, ("RGPD 5(1) c",), tell=("card_code_never",))
    if kind is Kept.FRAUD_FLAG:
        return Keeping(Action.KEEP_RESTRICTED, None, (_ERASURE, "RGPD 22"), True, ("fraud_flag_reviewed",))
    return None


def erasure(kind: Kept, facts: DataFacts, today: date) -> Keeping:
    """What becomes of data whose erasure was asked for: gone, or shut away until a day for a named ground."""
    if (special := _without_days(kind)) is not None:
        return special
    row, unsure = _row(kind, facts, today)
    if not row.ground:
        return Keeping(Action.ERASE, None, (_ERASURE,), tell=("erasure_told_on",))
    kept = _kept(row, facts, today, unsure)
    if kept.action is Action.KEEP:
        return kept._replace(action=Action.KEEP_RESTRICTED, tell=("erasure_restricted",))
    return kept


def storage(kind: Kept, facts: DataFacts, today: date) -> Keeping:
    """Until when a kind is kept when nobody asks: then it is erased, an idle account after a warning."""
    if (special := _without_days(kind)) is not None:
        return special
    row, unsure = _row(kind, facts, today)
    kept = _kept(row, facts, today, unsure)
    return kept._replace(tell=("account_warned",)) if kind is Kept.ACCOUNT else kept


def _kept(row: _Row, facts: DataFacts, today: date, unsure: tuple[str, ...]) -> Keeping:
    end = _until(row, facts)
    articles = (row.article, row.ground) if row.ground else (row.article,)
    lasts = bool(row.ground) and (facts.in_dispute or (row.start == "debited_on" and facts.refund_pending))
    if lasts:
        return Keeping(Action.KEEP, None, articles)
    if end is None:
        return Keeping(Action.KEEP, None, articles, missing=(row.start, *unsure))
    if today > end:
        return Keeping(Action.ERASE, end, articles)
    return Keeping(Action.KEEP, end, articles, missing=unsure)
