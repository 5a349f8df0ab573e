"""People who bought, for those who may see who they are."""

from django.db.models import Count, Max, Min, Q, Sum

from savoir.kernel.access import Actor, Permission, require
from savoir.kernel.errors import NotFound
from savoir.kernel.memory import recall
from savoir.kernel.prepared import prepared
from savoir.kernel.values.money import Money
from savoir.orders.models import Customer, CustomerStanding, Order
from savoir.orders.queries.orders import cards_of
from savoir.orders.queries.scope import visible_to
from savoir.orders.rules import initials_of
from savoir.orders.values import CustomerCard, OrderCard

_ADDRESS = prepared(lambda customer_id: Customer.objects.filter(id=customer_id).values_list("name", "email"))


def customer_card(*, actor: Actor, customer_id: int) -> CustomerCard:
    """One customer with what he bought and claimed.

    A customer sees himself only after he proved the address on file; anybody else raises NotFound.
    """
    row = Customer.objects.filter(_visible(actor), id=customer_id).first()
    if row is None:
        raise NotFound("customer")
    standing = CustomerStanding.objects.filter(customer_id=row.id).first()
    count, total = _bought(actor, row.id)
    return CustomerCard(
        id=row.id, name=row.name, initials=initials_of(row.name), email=row.email, phone=row.phone,
        language=row.language, city=row.city, postcode=row.postcode, country=row.country,
        since_on=row.since_on, orders_count=count, orders_total=total,
        cases_opened=standing.cases_opened if standing else 0,
        refunds_settled=standing.refunds_settled if standing else 0,
    )  # fmt: skip


def address_on_file(*, actor: Actor, customer_id: int) -> tuple[str, str]:
    """Name and e-mail address of one customer: whom a message goes to. Raises NotFound."""
    seen = _visible(actor)
    is_narrow = actor.is_customer or actor.brand_id is not None
    who = (actor.order_ids, actor.verified, actor.brand_id) if is_narrow else None
    return recall(
        ("address", who, customer_id), tables=("orders_customer",),
        read=lambda: _address(seen if is_narrow else None, customer_id),
    )  # fmt: skip


def _address(seen: Q | None, customer_id: int) -> tuple[str, str]:
    if seen is None:
        found = _ADDRESS.first(customer_id=customer_id)
    else:
        found = Customer.objects.filter(seen, id=customer_id).values_list("name", "email").first()
    if found is None:
        raise NotFound("customer")
    return found


def orders_of_customer(*, actor: Actor, customer_id: int, limit: int) -> tuple[OrderCard, ...]:
    """The newest orders of a customer that the actor may see."""
    rows = Order.objects.filter(visible_to(actor), customer_id=customer_id)
    return cards_of(rows.order_by("-contract_at", "-id")[:limit])


def _visible(actor: Actor) -> Q:
    require(actor, Permission.SALE_READ)
    if actor.brand_id is not None:
        return Q(id__in=Order.objects.filter(visible_to(actor)).values("customer_id"))
    if not actor.is_customer:
        return Q()
    proved = actor.order_ids if actor.verified else frozenset[int]()
    return Q(id__in=Order.objects.filter(id__in=proved).values("customer_id"))


def _bought(actor: Actor, customer_id: int) -> tuple[int, Money | None]:
    seen = Order.objects.filter(visible_to(actor), customer_id=customer_id).aggregate(
        count=Count("id"), total=Sum("total_minor"), first=Min("currency"), last=Max("currency")
    )
    is_one_currency = seen["first"] is not None and seen["first"] == seen["last"]
    return seen["count"], Money(int(seen["total"]), seen["first"]) if is_one_currency else None
