"""The deliveries of one order, asked once: when each arrived, how, under which number, with which lines."""

from datetime import datetime
from typing import NamedTuple

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef

from savoir.kernel.memory import recall
from savoir.kernel.prepared import prepared
from savoir.orders.models import Delivery, DeliveryLine


class Parcel(NamedTuple):
    """A delivery; `lines` are ids of order lines."""

    id: int
    delivered_at: datetime | None
    mode: str
    tracking_number: str
    lines: list[int]


_OF_ORDER = prepared(
    lambda order_id: (
        Delivery.objects.filter(order_id=order_id)
        .order_by("delivered_at", "id")
        .values_list(
            "id", "delivered_at", "mode", "tracking_number",
            ArraySubquery(DeliveryLine.objects.filter(delivery_id=OuterRef("id")).values("line_id")),
        )
    )
)  # fmt: skip


def parcels_of(order_id: int) -> tuple[Parcel, ...]:
    """In the order they arrived, what is still on its way last."""
    return recall(
        ("parcels", order_id), tables=("orders_delivery", "orders_deliveryline"),
        read=lambda: tuple(Parcel(*row) for row in _OF_ORDER.rows(order_id=order_id)),
    )  # fmt: skip
