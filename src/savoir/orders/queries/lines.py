"""Lines of a sale with everything a decision asks about them."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from savoir.kernel.access import Actor
from savoir.kernel.errors import NotFound
from savoir.kernel.values.money import Money
from savoir.orders.models import Delivery, DeliveryLine, Order, OrderLine
from savoir.orders.queries.scope import visible_to
from savoir.orders.values import SaleLine

_FROM_PRODUCT = (
    "variant", "sku", "gtin", "picture", "colorway", "supplier", "hygiene_sealed", "made_to_order",
    "perishable", "dangerous_goods", "serial_tracked", "second_hand", "warranty_months", "weight_grams",
)  # fmt: skip
_FROM_ORDER = (
    "brand_id", "customer_id", "channel", "seller", "marketplace", "rail", "contract_at", "currency",
    "is_gift", "is_professional", "country", "site_id",
)  # fmt: skip
_OWN = ("position", "name", "product_id", "quantity", "delivered_qty", "held_qty", "returned_qty")


@dataclass(frozen=True, slots=True)
class _Arrivals:
    """Deliveries of one order: when each arrived, and what held each line."""

    arrived: tuple[datetime | None, ...] = ()
    first_mode: str = ""
    of_line: dict[int, list[tuple[datetime | None, str]]] = field(default_factory=lambda: defaultdict(list))

    def line_arrived(self, line_id: int) -> datetime | None:
        """When the last delivery of this line arrived; None when none did."""
        return max((at for at, _ in self.of_line.get(line_id, ()) if at), default=None)

    def mode(self, line_id: int) -> str:
        """How this line went out: its last delivery's way, else the order's."""
        held = self.of_line.get(line_id)
        return held[-1][1] if held else self.first_mode


def sale_line(*, actor: Actor, line_id: int) -> SaleLine:
    """One line. Raises NotFound for a line the actor may not see."""
    order_id = _lines(actor).filter(id=line_id).values_list("order_id", flat=True).first()
    if order_id is None:
        raise NotFound("line")
    return next(line for line in sale_lines(actor=actor, order_id=order_id) if line.line_id == line_id)


def sale_lines(*, actor: Actor, order_id: int) -> tuple[SaleLine, ...]:
    """The lines of an order in their printed order (3 queries). Raises NotFound for an unseen order."""
    rows = list(_lines(actor).filter(order_id=order_id).order_by("position", "id"))
    if not rows and not Order.objects.filter(visible_to(actor), id=order_id).exists():
        raise NotFound("order")
    arrivals = _arrivals(order_id)
    total = sum(row.quantity for row in rows)
    return tuple(_sale_line(row, arrivals, total) for row in rows)


def _lines(actor: Actor) -> QuerySet[OrderLine]:
    return OrderLine.objects.filter(visible_to(actor, "order")).select_related("order", "product__category")


def _arrivals(order_id: int) -> _Arrivals:
    deliveries = list(Delivery.objects.filter(order_id=order_id).order_by("delivered_at", "id"))
    found = _Arrivals(
        arrived=tuple(row.delivered_at for row in deliveries),
        first_mode=deliveries[0].mode if deliveries else "",
    )
    by_id = {row.id: row for row in deliveries}
    held = DeliveryLine.objects.filter(delivery_id__in=by_id).values_list("line_id", "delivery_id")
    for line_id, delivery_id in sorted(held, key=lambda pair: list(by_id).index(pair[1])):
        found.of_line[line_id].append((by_id[delivery_id].delivered_at, by_id[delivery_id].mode))
    return found


def _picked(row: Any, names: Iterable[str]) -> dict[str, Any]:
    return {name: getattr(row, name) for name in names}


def _sale_line(row: OrderLine, arrivals: _Arrivals, total: int) -> SaleLine:
    order, product = row.order, row.product
    standard = order.delivery_standard_minor
    tax = row.tax_basis_points
    return SaleLine(
        **_picked(order, _FROM_ORDER), **_picked(product, _FROM_PRODUCT), **_picked(row, _OWN),
        **_amounts(row, order.currency),
        order_id=order.id, order_number=order.number, line_id=row.id,
        category_path=product.category.path if product.category else "",
        tax_basis_points=product.tax_basis_points if tax is None else tax,
        serials=tuple(row.serials),
        order_delivered_at=arrivals.arrived,
        line_delivered_at=arrivals.line_arrived(row.id),
        delivery_mode=arrivals.mode(row.id),
        delivery_paid=Money(order.delivery_paid_minor, order.currency),
        delivery_standard=None if standard is None else Money(standard, order.currency),
        order_quantity_total=total,
    )  # fmt: skip


def _amounts(row: OrderLine, currency: str) -> dict[str, Any]:
    return {
        "unit_price": Money(row.unit_price_minor, currency),
        "discount": Money(row.discount_minor, currency),
        "delivery_share": Money(row.delivery_minor, currency),
    }
