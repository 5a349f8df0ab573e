"""Whom somebody means who asks for an erasure, and what of his sales has to stay."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Max

from savoir.kernel.access import Actor, Permission, require
from savoir.kernel.errors import NotFound
from savoir.kernel.values.days import local_day
from savoir.kernel.values.money import Money
from savoir.orders.models import Customer, Delivery, Order
from savoir.orders.rules import normalize_email, normalize_number
from savoir.organizations.queries import brands


@dataclass(frozen=True, slots=True)
class KeptSale:
    """A sale that stays without its buyer. Days are local to its brand; `delivered_on` None = not known."""

    number: str
    bought_on: date
    delivered_on: date | None
    total: Money


@dataclass(frozen=True, slots=True)
class PersonToErase:
    """A customer as an erasure sees him; `is_known`: some word of his is still there; `addressed`: how many
    of his orders bear an address.
    """

    id: int
    name: str
    email: str
    is_known: bool
    addressed: int
    sales: tuple[KeptSale, ...]


def customers_meant(*, actor: Actor, said: str) -> tuple[int, ...]:
    """Ids of the customers an e-mail address, an order number or an id of the shop means; () for none."""
    require(actor, Permission.CUSTOMER_ERASE)
    wanted = said.strip()
    rows = Customer.objects.filter(org_id=actor.org_id)
    if "@" in wanted:
        address = normalize_email(wanted)
        bought = Order.objects.filter(email_normalized=address, customer_id__isnull=False)
        ids = {*rows.filter(email_normalized=address).values_list("id", flat=True),
               *bought.values_list("customer_id", flat=True)}  # fmt: skip
        return tuple(sorted(ids))
    number = normalize_number(wanted)
    orders = Order.objects.filter(number_normalized=number, customer_id__isnull=False) if number else None
    found = set(orders.values_list("customer_id", flat=True)) if orders is not None else set()
    return tuple(sorted(found or set(rows.filter(external_id=wanted).values_list("id", flat=True))))


def known_as(*, actor: Actor, customer_id: int) -> tuple[int, ...]:
    """The customer and whoever else his address means: erased together. Raises NotFound("customer")."""
    require(actor, Permission.CUSTOMER_ERASE)
    row = Customer.objects.filter(org_id=actor.org_id, id=customer_id).first()
    if row is None:
        raise NotFound("customer")
    others = customers_meant(actor=actor, said=row.email_normalized) if row.email_normalized else ()
    return tuple(sorted({row.id, *others}))


def order_ids_of(*, actor: Actor, customer_id: int) -> tuple[int, ...]:
    """Ids of a customer's orders; () for nobody."""
    require(actor, Permission.CUSTOMER_ERASE)
    return tuple(Order.objects.filter(customer_id=customer_id).values_list("id", flat=True))


def person_to_erase(*, actor: Actor, customer_id: int) -> PersonToErase:
    """One customer with his sales, oldest first. Raises NotFound("customer")."""
    require(actor, Permission.CUSTOMER_ERASE)
    row = Customer.objects.filter(org_id=actor.org_id, id=customer_id).first()
    if row is None:
        raise NotFound("customer")
    orders = list(Order.objects.filter(customer_id=customer_id).order_by("contract_at", "id"))
    words = (row.name, row.email, row.phone, row.postcode, row.city, row.street)
    return PersonToErase(
        id=row.id, name=row.name, email=row.email, is_known=any(words),
        addressed=sum(bool(order.email_normalized or order.postcode_normalized) for order in orders),
        sales=_sales(actor, orders),
    )  # fmt: skip


def _sales(actor: Actor, orders: list[Order]) -> tuple[KeptSale, ...]:
    zones = {brand.id: brand.zone for brand in brands(actor=actor)}
    arrived = Delivery.objects.filter(order_id__in=[order.id for order in orders])
    last = dict(arrived.values("order_id").annotate(last=Max("delivered_at")).values_list("order_id", "last"))
    return tuple(
        KeptSale(
            number=order.number, bought_on=local_day(order.contract_at, zones[order.brand_id]),
            delivered_on=local_day(at, zones[order.brand_id]) if (at := last.get(order.id)) else None,
            total=Money(order.total_minor, order.currency),
        )
        for order in orders
    )  # fmt: skip
