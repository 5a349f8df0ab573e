"""Orders: read by their number, with the ids of their lines."""

from typing import Annotated

from ninja import Path
from pydantic import Field

from savoir.api.requests import ApiRequest
from savoir.api.resources import Resource
from savoir.api.v1.schemas.orders import Orders, order_of
from savoir.kernel.access import Permission
from savoir.kernel.errors import NotFound
from savoir.orders import queries
from savoir.organizations.queries import brand_card

orders = Resource("orders")
Number = Annotated[str, Field(max_length=60), Path()]


@orders.reads("/orders/{number}", Orders, scopes=(Permission.SALE_READ,))
def read_order(request: ApiRequest, number: Number) -> Orders:
    """The orders that bear a number in any spelling, with the line ids a preview or a case needs."""
    actor = request.actor
    found = queries.orders_of_number(actor=actor, number=number)
    if not found:
        raise NotFound("number")
    return Orders.model_construct(orders=[
        order_of(
            card, brand_card(actor=actor, brand_id=card.brand_id).slug,
            queries.sale_lines(actor=actor, order_id=card.id),
        )
        for card in found
    ])  # fmt: skip
