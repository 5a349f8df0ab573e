"""Days of money: what starts them, the law's last one, and the one that is told; no database, no clock."""

from collections.abc import Mapping
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
    """The law's last day for the money on this basis; None while the law lets the seller wait.

    Withdrawal: L221-24. Conformity: L217-17, from receipt or proof of return. Delivery: L216-7.
    """
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


def promised_if_posted(
    trigger: Trigger, basis: str, asked_on: date, *, posted_on: date, days: int, told_on: date
) -> DatesOfPosting:
    """The dates of the money if the parcel leaves on `posted_on`, as they are told on `told_on`."""
    legal = legal_refund_date(basis, asked_on, received_on=None, posted_on=posted_on)
    return DatesOfPosting(settle_by(event_on(trigger, posted_on), days, legal, told_on=told_on), legal)
