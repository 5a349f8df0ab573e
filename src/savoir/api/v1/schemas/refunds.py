"""A refund as programs read it."""

from datetime import date, datetime

from savoir.api.v1.schemas.common import Amount, Answer, amount
from savoir.resolutions.states import RefundState, Trigger
from savoir.resolutions.values import RefundCard


class Refund(Answer):
    """Money on its way back. `promised_on` is the day we told. `legal_due_on` is the law's last day: null
    before a parcel sets it, and always where the law does not owe the money.
    """

    reference: str
    amount: Amount
    state: RefundState
    trigger: Trigger
    tender: str
    last4: str
    asked_at: datetime
    leaves_at: datetime | None
    promised_on: date | None
    legal_due_on: date | None
    settled_at: datetime | None
    failure_code: str


class Refunds(Answer):
    """One page, newest first; `next` is the `after` of the next page, empty at the end."""

    refunds: list[Refund]
    next: str


def refund_of(card: RefundCard) -> Refund:
    """The card as it is sent."""
    return Refund.model_construct(
        reference=card.reference, amount=amount(card.amount), state=card.state, trigger=card.trigger,
        tender=card.tender, last4=card.last4, asked_at=card.asked_at, leaves_at=card.leaves_at,
        promised_on=card.promised_on, legal_due_on=card.legal_due_on, settled_at=card.settled_at,
        failure_code=card.failure_code,
    )  # fmt: skip
