"""Known orders as documents, to be told again with something new."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from savoir.kernel.access import Actor
from savoir.kernel.values.money import minor_digits
from savoir.orders.models import Delivery, DeliveryLine, Order, OrderLine


def known_orders(*, actor: Actor, brand_id: int, external_ids: Sequence[str]) -> dict[str, dict[str, Any]]:
    """Orders of a brand by external id, as the documents that would tell what is known (4 queries).

    Held until the transaction ends: told again from a stale copy, they would lose what others said meanwhile.
    """
    rows = Order.objects.filter(org_id=actor.org_id, brand_id=brand_id, external_id__in=set(external_ids))
    orders = rows.select_for_update(no_key=True).order_by("external_id")
    found = {row.id: (row, _head(row)) for row in orders}
    lines = OrderLine.objects.filter(order_id__in=found).select_related("product")
    for line in lines.order_by("position", "id"):
        row, document = found[line.order_id]
        document["lines"].append(_line(line, row.currency))
    parcels: dict[int, dict[str, Any]] = {}
    for parcel in Delivery.objects.filter(order_id__in=found).order_by("id"):
        parcels[parcel.id] = _parcel(parcel)
        found[parcel.order_id][1]["deliveries"].append(parcels[parcel.id])
    for held in DeliveryLine.objects.filter(delivery_id__in=parcels).select_related("line").order_by("id"):
        content = {"line_id": held.line.external_id, "quantity": str(held.quantity)}
        parcels[held.delivery_id]["lines"].append(content)
    return {row.external_id: document for row, document in found.values()}


def _text(minor: int, currency: str) -> str:
    return str(Decimal(minor).scaleb(-minor_digits(currency)))


def _head(row: Order) -> dict[str, Any]:
    return {
        "order_id": row.external_id, "order_number": row.number, "contract_at": row.contract_at,
        "currency": row.currency, "channel": row.channel, "seller": row.seller, "rail": row.rail,
        "marketplace": row.marketplace, "country": row.country, "updated_at": row.told_at,
        "delivery_paid": _text(row.delivery_paid_minor, row.currency), "lines": [], "deliveries": [],
    }  # fmt: skip


def _line(line: OrderLine, currency: str) -> dict[str, Any]:
    return {
        "line_id": line.external_id, "quantity": str(line.quantity),
        "unit_price": _text(line.unit_price_minor, currency),
        "discount": _text(line.discount_minor, currency),
        "delivery_share": _text(line.delivery_minor, currency),
        "product": {"id": line.product.external_id, "name": line.name},
    }  # fmt: skip


def _parcel(parcel: Delivery) -> dict[str, Any]:
    return {
        "id": parcel.external_id, "mode": parcel.mode, "carrier": parcel.carrier,
        "tracking": parcel.tracking_number, "shipped_at": parcel.shipped_at,
        "delivered_at": parcel.delivered_at, "lines": [],
    }  # fmt: skip
