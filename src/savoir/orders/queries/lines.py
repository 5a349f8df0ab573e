"""Lines of a sale with everything a decision asks about them."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Func, IntegerField, OuterRef, QuerySet, Subquery, Sum
from django.db.models.functions import JSONObject

from savoir.kernel.access import Actor, Permission, require
from savoir.kernel.errors import NotFound
from savoir.kernel.memory import recall
from savoir.kernel.prepared import prepared
from savoir.kernel.values.money import Money
from savoir.orders.covers import read_cover
from savoir.orders.models import Delivery, DeliveryLine, LineHistory, Order, OrderLine, RecalledProduct
from savoir.orders.queries.parcels import parcels_of
from savoir.orders.queries.scope import sees_order, visible_to
from savoir.orders.recalled import read_recall
from savoir.orders.values import LineAttempt, SaleLine

_FROM_PRODUCT = (
    "variant", "sku", "gtin", "picture", "colorway", "supplier", "hygiene_sealed", "made_to_order",
    "perishable", "dangerous_goods", "serial_tracked", "second_hand", "warranty_months", "weight_grams",
    "contract_kind",
)  # fmt: skip
_FROM_ORDER = (
    "brand_id", "customer_id", "channel", "seller", "marketplace", "rail", "contract_at", "currency",
    "is_gift", "is_professional", "buyer_employees", "outside_main_activity", "agreed_delivery_on",
    "date_is_essential", "country", "site_id",
)  # fmt: skip
_OWN = ("position", "name", "product_id", "quantity", "delivered_qty", "held_qty", "returned_qty")


_TABLES = (
    "orders_orderline", "orders_order", "orders_product", "orders_category", "orders_delivery",
    "orders_deliveryline", "orders_linehistory", "orders_recall", "orders_recalledproduct",
)  # fmt: skip
_OF_RECALL = (
    "began_on", "hazard", "instructions", "notice_url", "repair", "replacement", "refund", "way_back",
    "serials", "sold_first_on", "sold_last_on", "end", "ended_on",
)  # fmt: skip
_RECALLS = ArraySubquery(
    RecalledProduct.objects.filter(
        product_id=OuterRef("product_id"), recall__brand_id=OuterRef("order__brand_id")
    )
    .order_by("-recall__began_on", "-recall_id")
    .values(told=JSONObject(recall_id="recall_id", **{name: f"recall__{name}" for name in _OF_RECALL}))
)
_UNITS = Subquery(
    OrderLine.objects.filter(order_id=OuterRef("order_id"))
    .order_by()
    .values("order_id")
    .annotate(total=Sum("quantity"))
    .values("total")
)
_ATTEMPTS = ArraySubquery(
    LineHistory.objects.filter(line_id=OuterRef("id"))
    .order_by("requested_on", "case_number", "nth")
    .values(told=JSONObject(**{name: name for name in LineAttempt.__dataclass_fields__}))
)
_LINE = prepared(lambda line_id: _with_sale().filter(id=line_id).annotate(order_units=_UNITS))
_OF_ORDER = prepared(lambda order_id: _with_sale().filter(order_id=order_id).order_by("position", "id"))


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
    require(actor, Permission.SALE_READ)
    found = recall(("line", line_id), tables=_TABLES, read=lambda: _line_of_id(line_id))
    if found is None or not sees_order(actor, found.order_id, found.brand_id):
        raise NotFound("line")
    return found


def _line_of_id(line_id: int) -> SaleLine | None:
    """Its row with order, product and number of units, and the order's deliveries (2 queries)."""
    row = _LINE.first(line_id=line_id)
    return None if row is None else _sale_line(row, _arrivals(row.order_id), int(row.order_units))


def sale_lines(*, actor: Actor, order_id: int) -> tuple[SaleLine, ...]:
    """The lines of an order in their printed order (2 queries). Raises NotFound for an unseen order."""
    require(actor, Permission.SALE_READ)
    rows = _OF_ORDER.rows(order_id=order_id)
    if rows and not sees_order(actor, order_id, rows[0].order.brand_id):
        raise NotFound("order")
    if not rows and not Order.objects.filter(visible_to(actor), id=order_id).exists():
        raise NotFound("order")
    arrivals = _arrivals(order_id)
    total = sum(row.quantity for row in rows)
    found = [_sale_line(row, arrivals, total) for row in rows]
    return tuple(map(_remembered, found))


def _remembered(line: SaleLine) -> SaleLine:
    """Whoever asks for one of them next need not ask the database."""
    return recall(("line", line.line_id), tables=_TABLES, read=lambda: line) or line


_AT_ONCE = 500


def count_sold_lines(*, actor: Actor, brand_id: int) -> int:
    """How many lines a brand has sold."""
    return _lines(actor).filter(order__brand_id=brand_id).count()


def sold_lines_of_brand(*, actor: Actor, brand_id: int, most: int) -> Iterator[SaleLine]:
    """At most so many lines of a brand, the same each time, read 500 at a time (4 queries each).

    Of more they are chosen by a hash of the id: ids follow what a shop repeats, order after order.
    """
    chosen = _lines(actor).filter(order__brand_id=brand_id).order_by(_Hashed("id"), "id")
    ids = sorted(chosen.values_list("id", flat=True)[:most])
    for first in range(0, len(ids), _AT_ONCE):
        rows = _lines(actor).filter(id__in=ids[first : first + _AT_ONCE])
        yield from _whole(list(rows.order_by("id")))


class _Hashed(Func):
    """PostgreSQL's own hash of a number: evenly spread, whatever the numbers follow."""

    function = "hashint8"
    output_field = IntegerField()


def _whole(rows: list[OrderLine]) -> Iterator[SaleLine]:
    """Rows of several orders with their deliveries."""
    orders = {row.order_id for row in rows}
    units = dict(
        OrderLine.objects.filter(order_id__in=orders).values_list("order_id").annotate(Sum("quantity"))
    )
    arrivals = _arrivals_of(orders)
    return (_sale_line(row, arrivals[row.order_id], units[row.order_id]) for row in rows)


def _arrivals_of(orders: set[int]) -> dict[int, _Arrivals]:
    parcels: dict[int, list[tuple[datetime | None, str]]] = defaultdict(list)
    for order_id, at, mode in (
        Delivery.objects.filter(order_id__in=orders)
        .order_by("delivered_at", "id")
        .values_list("order_id", "delivered_at", "mode")
    ):
        parcels[order_id].append((at, mode))
    found = {
        order_id: _Arrivals(
            arrived=tuple(at for at, _ in parcels[order_id]),
            first_mode=parcels[order_id][0][1] if parcels[order_id] else "",
        )
        for order_id in orders
    }
    for order_id, line_id, at, mode in (
        DeliveryLine.objects.filter(delivery__order_id__in=orders)
        .order_by("delivery__delivered_at", "delivery_id")
        .values_list("delivery__order_id", "line_id", "delivery__delivered_at", "delivery__mode")
    ):
        found[order_id].of_line[line_id].append((at, mode))
    return found


def _lines(actor: Actor) -> QuerySet[OrderLine]:
    return _with_sale().filter(visible_to(actor, "order"))


def _with_sale() -> QuerySet[OrderLine]:
    sold = OrderLine.objects.select_related("order", "product__category")
    return sold.annotate(attempts=_ATTEMPTS, recalls=_RECALLS)


def _arrivals(order_id: int) -> _Arrivals:
    return recall(("arrivals", order_id), tables=_TABLES, read=lambda: _arrivals_now(order_id))


def _arrivals_now(order_id: int) -> _Arrivals:
    parcels = parcels_of(order_id)
    found = _Arrivals(
        arrived=tuple(parcel.delivered_at for parcel in parcels),
        first_mode=parcels[0].mode if parcels else "",
    )
    for parcel in parcels:
        for line_id in parcel.lines:
            found.of_line[line_id].append((parcel.delivered_at, parcel.mode))
    return found


def _picked(row: Any, names: Iterable[str]) -> dict[str, Any]:
    return {name: getattr(row, name) for name in names}


def _sale_line(row: Any, arrivals: _Arrivals, total: int) -> SaleLine:
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
        order_quantity_total=total, history=_history(row), recalls=tuple(map(read_recall, row.recalls)),
        cover=read_cover(row.cover),
    )  # fmt: skip


def _history(row: Any) -> tuple[LineAttempt, ...]:
    return tuple([_attempt(told) for told in row.attempts])


def _attempt(told: dict[str, Any]) -> LineAttempt:
    """A row of the history; its days travel as texts."""
    days = {name: date.fromisoformat(day) for name, day in told.items() if day and name.endswith("_on")}
    return LineAttempt(**{**told, **days})


def _amounts(row: OrderLine, currency: str) -> dict[str, Any]:
    return {
        "unit_price": Money(row.unit_price_minor, currency),
        "discount": Money(row.discount_minor, currency),
        "delivery_share": Money(row.delivery_minor, currency),
    }
