"""An order with what the API asks about: the ids of its lines."""

from datetime import datetime

from savoir.api.v1.schemas.common import Amount, Answer, amount
from savoir.orders.values import OrderCard, SaleLine


class OrderLine(Answer):
    """One line. `id` goes into a preview or a case; `returnable` units are neither held nor returned."""

    id: int
    position: int
    name: str
    variant: str
    sku: str
    gtin: str
    quantity: int
    delivered: int
    held: int
    returned: int
    returnable: int
    paid: Amount
    delivered_at: datetime | None


class Order(Answer):
    """One sale, as the shop that sold it told us."""

    number: str
    brand: str
    channel: str
    contract_at: datetime
    total: Amount
    country: str
    tracking_numbers: list[str]
    lines: list[OrderLine]


class Orders(Answer):
    """The orders that bear the number: one, unless two brands count alike."""

    orders: list[Order]


def order_of(card: OrderCard, brand: str, lines: tuple[SaleLine, ...]) -> Order:
    """The order as it is sent."""
    return Order.model_construct(
        number=card.number, brand=brand, channel=card.channel, contract_at=card.contract_at,
        total=amount(card.total), country=card.country, tracking_numbers=list(card.tracking_numbers),
        lines=[_line(line) for line in lines],
    )  # fmt: skip


def _line(line: SaleLine) -> OrderLine:
    return OrderLine.model_construct(
        id=line.line_id, position=line.position, name=line.name, variant=line.variant, sku=line.sku,
        gtin=line.gtin, quantity=line.quantity, delivered=line.delivered_qty, held=line.held_qty,
        returned=line.returned_qty, returnable=line.returnable_qty, paid=amount(line.paid),
        delivered_at=line.line_delivered_at,
    )  # fmt: skip
