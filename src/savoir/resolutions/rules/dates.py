"""Days of money: what starts them, the law's last one, and the one that is told; no database, no clock."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from savoir.law.conformity import termination_refund_due
from savoir.law.refunds import refund_due
from savoir.law.values import Basis
from savoir.resolutions.states import Trigger
from savoir.resolutions.values import DatesOfPosting

TRANSIT = timedelta(days=3)
_EARLY = {Trigger.REQUEST: 0, Trigger.POSTING: 1, Trigger.RECEIPT: 2, Trigger.INSPECTION: 3}


def counted_from(offer: Mapping[str, Any], opened_on: date) -> date:
    """The day from which a decision's offer counts days of money; that of its case when it says none."""
    told = offer.get("counted_from")
    return date.fromisoformat(told) if told else opened_on


def fires(waiting_for: Trigger, happened: Trigger) -> bool:
    """Whether an event lets a refund leave: a later step of the same way fires an earlier trigger too."""
    return _EARLY[happened] >= _EARLY[waiting_for]


def event_on(trigger: Trigger, posted_on: date) -> date:
    """The day of a trigger's event when the parcel leaves on `posted_on`: it takes `TRANSIT` to arrive."""
    return posted_on + TRANSIT if trigger in (Trigger.RECEIPT, Trigger.INSPECTION) else posted_on


def legal_refund_date(
    basis: str, asked_on: date, *, received_on: date | None, posted_on: date | None
) -> date | None:
    """The law's last day for the money on this basis; None while the law lets the seller wait, and for "":
    money that the law does not owe has no day of the law.

    Withdrawal: L221-24. Conformity: L217-17, from receipt or proof of return. Delivery: L216-7.
    """
    if not basis:
        return None
    if basis == Basis.WITHDRAWAL.value:
        return refund_due(asked_on, received_on, posted_on)
    if basis == Basis.CONFORMITY.value:
        return termination_refund_due(received_on, posted_on)
    return refund_due(asked_on, received_on, posted_on, waits_for_goods=False)


def settle_by(event_on: date, promised_days: int, legal_due_on: date | None, *, told_on: date) -> date:
    """The day by which money leaves after its event: the promise, or the law's day when that is sooner.

    What is told on `told_on` names no day before it: once both are over, that day itself is the soonest left.
    """
    promised = event_on + timedelta(days=promised_days)
    return max(min(promised, legal_due_on) if legal_due_on else promised, told_on)


def basis_owing(owed_on: str | None, offer: Mapping[str, Any]) -> str:
    """The basis on which the law owes a refund, "" where it owes none; of one agreed on before that was kept
    (None) the basis of its decision.
    """
    return str(offer.get("basis", "")) if owed_on is None else owed_on


@dataclass(frozen=True, slots=True)
class Awaited:
    """A refund that waits for its parcel: what lets it leave, the days it is promised in, the basis on which
    the law owes it ("": it does not), and the day from which its days count.
    """

    trigger: Trigger
    promised_days: int
    owed_on: str
    asked_on: date


def dates_of(
    awaited: Sequence[Awaited], *, posted_on: date | None, received_on: date | None, told_on: date
) -> list[DatesOfPosting]:
    """What a parcel's posting, or its arrival, starts for each refund of a case, as it is told on `told_on`.

    No promise goes beyond the soonest day of the law among them: one parcel has one date.
    """
    legal = [
        legal_refund_date(one.owed_on, one.asked_on, received_on=received_on, posted_on=posted_on)
        for one in awaited
    ]
    soonest = min((day for day in legal if day is not None), default=None)
    return [
        DatesOfPosting(
            settle_by(_starts_on(one, posted_on, received_on), one.promised_days, soonest, told_on=told_on),
            day,
        )
        for one, day in zip(awaited, legal, strict=True)
    ]


def _starts_on(one: Awaited, posted_on: date | None, received_on: date | None) -> date:
    """The day of its trigger: a parcel that was posted takes its time to arrive."""
    return event_on(one.trigger, posted_on) if posted_on else received_on or one.asked_on
