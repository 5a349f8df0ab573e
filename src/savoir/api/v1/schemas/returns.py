"""A return authorization as programs read it."""

from datetime import date, datetime

from savoir.api.v1.schemas.common import Answer
from savoir.logistics.states import ReturnMethod
from savoir.logistics.values import ExpectedLine, RaCard


class ReturnAuthorization(Answer):
    """Leave to send back. `send_back_by` is a courtesy date: after it the parcel is still received."""

    number: str
    case: str
    method: ReturnMethod
    customer_pays: bool
    send_back_by: date
    issued_at: datetime
    canceled_at: datetime | None
    posted_on: date | None
    tracking_number: str


class AwaitedLine(Answer):
    """What the parcel may hold."""

    case_line_id: int
    product_name: str
    sku: str
    quantity: int
    received_qty: int


class WholeReturn(Answer):
    """An authorization with its lines."""

    return_authorization: ReturnAuthorization
    lines: list[AwaitedLine]


class Returns(Answer):
    """One page, newest first; `next` is the `after` of the next page, empty at the end."""

    return_authorizations: list[ReturnAuthorization]
    next: str


def return_of(card: RaCard) -> ReturnAuthorization:
    """The card as it is sent."""
    return ReturnAuthorization.model_construct(
        number=card.number, case=card.case_reference, method=card.method, customer_pays=card.customer_pays,
        send_back_by=card.send_back_by, issued_at=card.issued_at, canceled_at=card.canceled_at,
        posted_on=card.posted_on, tracking_number=card.tracking_number,
    )  # fmt: skip


def awaited_of(line: ExpectedLine) -> AwaitedLine:
    """A line as it is sent."""
    return AwaitedLine.model_construct(
        case_line_id=line.case_line_id, product_name=line.product_name, sku=line.sku, quantity=line.quantity,
        received_qty=line.received_qty,
    )  # fmt: skip
