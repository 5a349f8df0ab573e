"""The legal clocks of a case: what is to be done by which day, under which article, what being late costs.

Each day is that of the basis itself (`refunds`, `putting_right`, `carriers`, `mediation`); here it only gets
its article, its scale and whose it is. A merchant's day is never moved by a day off.
"""

from collections.abc import Mapping
from datetime import date, timedelta
from enum import StrEnum
from types import MappingProxyType
from typing import NamedTuple

from savoir.kernel.values.answers import NO
from savoir.kernel.values.days import days
from savoir.law.carriers import Handover, protest
from savoir.law.late import Late
from savoir.law.mediation import Dispute, mediation
from savoir.law.parameters import national, parameter, scale
from savoir.law.readings import FRENCH
from savoir.law.values import Basis, Party


class Clock(StrEnum):
    """What a legal day is about; the last two are the customer's own."""

    REFUND = "refund"
    REMEDY = "remedy"
    POSTAGE = "postage"
    CARRIER_PROTEST = "carrier_protest"
    SEND_BACK = "send_back"
    MEDIATOR = "mediator"


class Dated(NamedTuple):
    """One clock that runs: `due_on` is its last day, whole day included; `first_on` the day it opens, None
    for at once; `late` the scale of its surcharge, None where the law names none.
    """

    clock: Clock
    whose: Party
    article: str
    due_on: date
    first_on: date | None = None
    late: Late | None = None


_SELLER, _CONSUMER, _CONTRACT = Party.SELLER, Party.CONSUMER, "C. civ. 1103"
_REFUNDS: Mapping[str, tuple[str, Late | None]] = MappingProxyType(
    {
        Basis.WITHDRAWAL.value: ("L221-24", Late.WITHDRAWAL),
        Basis.DELIVERY.value: ("L216-7", Late.DELIVERY),
        Basis.CONFORMITY.value: ("L217-17", Late.CONFORMITY),
        Basis.HIDDEN_DEFECTS.value: ("C. civ. 1644", None),
        Basis.COMMERCIAL_WARRANTY.value: ("L217-21", None),
        Basis.COVER.value: (_CONTRACT, None),
        Basis.RECALL.value: ("Reg. (EU) 2023/988 art. 37", None),
    }
)


def scale_of(basis: str, country: str = "") -> Late | None:
    """The scale of a late refund on a basis; None where the law names none, or it is not ours."""
    if basis not in _REFUNDS or (country and country not in FRENCH):
        return None
    return _REFUNDS[basis][1]


def refund(basis: str, due_on: date, country: str = "") -> Dated:
    """The money of a basis, by the day its own article gave; an unknown one is a contract (C. civ. 1103)."""
    article = _REFUNDS[basis][0] if basis in _REFUNDS else _CONTRACT
    return Dated(Clock.REFUND, _SELLER, national(article, country), due_on, late=scale_of(basis, country))


def remedy(due_on: date, country: str = "") -> Dated:
    """Repair or replacement by the day the guarantee gave: 30 days from the claim (L217-10)."""
    return Dated(Clock.REMEDY, _SELLER, national("L217-10", country), due_on)


def postage(told_on: date, posted_on: date, *, contract_on: date) -> Dated:
    """What the customer paid to send a defective thing back (L241-6): 14 days from being told that it is
    covered, and not before he posted it.
    """
    due = days(told_on, parameter("postage_refund_days", contract_on).value)
    return Dated(Clock.POSTAGE, _SELLER, "L241-6", max(due, posted_on), late=Late.POSTAGE)


def carrier_protest(handover: Handover, today: date) -> Dated | None:
    """The protest to the carrier: its certain day, once that passed the longest one; None when there is none,
    or it passed too. It is the seller's own claim and nothing of it touches the customer.
    """
    found = protest(handover, today)
    due = found.last_day if found.last_day and today <= found.last_day else found.longest
    if due is None or today > due:
        return None
    return Dated(Clock.CARRIER_PROTEST, _SELLER, found.articles[0], due)


def send_back(due_on: date, country: str = "") -> Dated:
    """The customer's day to send the goods back (L221-23): posting is enough, no right falls after it."""
    return Dated(Clock.SEND_BACK, _CONSUMER, national("L221-23", country), due_on)


def mediator(dispute: Dispute, today: date) -> Dated | None:
    """From when to when the customer may go to the mediator (L612-2); None where none is open to him."""
    found = mediation(dispute, today)
    if found.answer is NO or found.last_day is None:
        return None
    return Dated(Clock.MEDIATOR, _CONSUMER, "L612-2", found.last_day, first_on=found.first_day)


def next_rise(due_on: date, on: date, kind: Late, *, contract_on: date) -> date | None:
    """The next day after `on` on which the certain surcharge of something due on `due_on` takes a step of its
    scale; None after the last step.
    """
    passed = (on - due_on).days
    steps = (0, *scale(kind, contract_on).up_to)
    return next((due_on + timedelta(days=n + 1) for n in steps if n >= max(passed, 0)), None)
