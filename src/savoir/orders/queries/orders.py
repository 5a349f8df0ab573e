"""Orders and what was paid for them."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from datetime import datetime

from django.db.models import F, QuerySet

from savoir.kernel.access import Actor, Permission, require
from savoir.kernel.errors import NotFound
from savoir.kernel.memory import recall
from savoir.kernel.prepared import prepared
from savoir.kernel.values.money import Money
from savoir.orders.models import Delivery, Order, Payment
from savoir.orders.queries.parcels import parcels_of
from savoir.orders.queries.scope import sees_order, visible_to
from savoir.orders.rules import normalize_number
from savoir.orders.values import OrderCard, PaymentCard

_ORDER_TABLES = ("orders_order", "orders_delivery")
_PAYMENTS = prepared(lambda order_id: Payment.objects.filter(order_id=order_id).order_by("paid_at", "id"))
_ORDER = prepared(lambda order_id: Order.objects.filter(id=order_id))


def order_card(*, actor: Actor, order_id: int) -> OrderCard:
    """One order. Raises NotFound for an order the actor may not see."""
    require(actor, Permission.SALE_READ)
    found = recall(
        ("order", order_id), tables=_ORDER_TABLES,
        read=lambda: _order_of_id(order_id),
    )  # fmt: skip
    if found is None or not sees_order(actor, order_id, found.brand_id):
        raise NotFound("order")
    return found


def _order_of_id(order_id: int) -> OrderCard | None:
    row = _ORDER.first(order_id=order_id)
    if row is None:
        return None
    parcels = sorted(parcels_of(order_id), key=lambda parcel: parcel.id)
    return _order_card(row, tuple(p.tracking_number for p in parcels if p.tracking_number))


def payments(*, actor: Actor, order_id: int) -> tuple[PaymentCard, ...]:
    """What was paid for an order, oldest first; none for an unseen order."""
    require(actor, Permission.SALE_READ)
    if actor.is_customer and order_id not in actor.order_ids:
        return ()
    if actor.brand_id is not None and not Order.objects.filter(visible_to(actor), id=order_id).exists():
        return ()
    return recall(
        ("payments", order_id), tables=("orders_payment",),
        read=lambda: tuple(payment_card(row) for row in _PAYMENTS.rows(order_id=order_id)),
    )  # fmt: skip


def payments_named(
    *, actor: Actor, rail: str, brand_id: int | None, references: Collection[str],
    others: Mapping[int, datetime] | None = None,
) -> dict[str, tuple[PaymentCard, ...]]:  # fmt: skip
    """Payments by the name that the refund rail of a brand knows them under, largest first; a name nobody
    paid by is left out. `brand_id` None: the rail serves every brand of the organization, but `others`: of
    those it knows what was paid before the instant since which they have a rail of their own.

    A provider knows the payment itself, the system that sold knows its order's number: of an order paid in
    parts it means the largest part. A name may mean several orders; then nobody can tell which.
    """
    rows = Payment.objects.filter(visible_to(actor, "order"), order__rail=rail).select_related("order")
    if brand_id is not None:
        rows = rows.filter(order__brand_id=brand_id)
    for other_id, since in (others or {}).items():
        rows = rows.exclude(order__brand_id=other_id, paid_at__gte=since)
    column = "provider_reference" if rail == "provider" else "order__number"
    rows = rows.filter(**{f"{column}__in": [name for name in references if name]})
    by_name: dict[str, list[PaymentCard]] = defaultdict(list)
    for row in rows.order_by("-amount_minor", "id"):
        name = row.provider_reference if rail == "provider" else row.order.number
        by_name[name].append(payment_card(row))
    return {name: tuple(cards) for name, cards in by_name.items()}


def payments_told(*, actor: Actor, after: int, limit: int) -> tuple[tuple[int, Money], ...]:
    """Ids of payments of which the system that sold says that more went back than we know, with its sum."""
    rows = Payment.objects.filter(visible_to(actor, "order"), told_refunded_minor__gt=F("refunded_minor"))
    rows = rows.filter(id__gt=after).order_by("id")[:limit]
    return tuple((row.id, Money(row.told_refunded_minor, row.currency)) for row in rows)


def cards_of(orders: QuerySet[Order]) -> tuple[OrderCard, ...]:
    """Orders as cards, with their tracking numbers (2 queries)."""
    rows = list(orders)
    tracked: dict[int, list[str]] = defaultdict(list)
    parcels = Delivery.objects.filter(order_id__in=[row.id for row in rows]).exclude(tracking_number="")
    for order_id, number in parcels.order_by("id").values_list("order_id", "tracking_number"):
        tracked[order_id].append(number)
    return tuple(_order_card(row, tuple(tracked[row.id])) for row in rows)


def orders_numbered(
    *, actor: Actor, brand_id: int, numbers: Collection[str]
) -> dict[str, tuple[OrderCard, ...]]:
    """Orders of a brand by their number as it is looked up (`normalize_number`); unknown ones left out."""
    wanted = {normalize_number(number) for number in numbers} - {""}
    rows = Order.objects.filter(visible_to(actor), brand_id=brand_id, number_normalized__in=wanted)
    by_number: dict[str, list[OrderCard]] = defaultdict(list)
    for row in rows.order_by("id"):
        by_number[row.number_normalized].append(_order_card(row, ()))
    return {number: tuple(cards) for number, cards in by_number.items()}


def orders_of_number(*, actor: Actor, number: str, limit: int = 20) -> tuple[OrderCard, ...]:
    """The orders that bear a number in any spelling, newest first: one, unless two brands count alike."""
    rows = Order.objects.filter(visible_to(actor), number_normalized=normalize_number(number) or None)
    return cards_of(rows.order_by("-contract_at", "-id")[:limit])


def _order_card(row: Order, tracking_numbers: tuple[str, ...]) -> OrderCard:
    return OrderCard(
        id=row.id, number=row.number, brand_id=row.brand_id, customer_id=row.customer_id, channel=row.channel,
        contract_at=row.contract_at, currency=row.currency, total=Money(row.total_minor, row.currency),
        country=row.country, rail=row.rail, tracking_numbers=tracking_numbers,
    )  # fmt: skip


def payment_card(row: Payment) -> PaymentCard:
    """The row as a frozen value."""
    amount, refunded, pending = (
        Money(minor, row.currency) for minor in (row.amount_minor, row.refunded_minor, row.pending_minor)
    )
    return PaymentCard(
        id=row.id, order_id=row.order_id, tender=row.tender, provider=row.provider,
        provider_reference=row.provider_reference, last4=row.last4, amount=amount, refunded=refunded,
        pending=pending, refundable=amount - refunded - pending, paid_at=row.paid_at,
    )  # fmt: skip
