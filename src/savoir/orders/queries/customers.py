"""People who bought, for those who may see who they are."""

from datetime import datetime, timedelta
from typing import Any

from django.db.models import (
    Count,
    DateTimeField,
    Exists,
    ExpressionWrapper,
    Max,
    Min,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Sum,
    Value,
)
from django.db.models.functions import JSONObject

from savoir.kernel.access import Actor, Permission, require
from savoir.kernel.errors import NotFound
from savoir.kernel.memory import recall
from savoir.kernel.prepared import prepared
from savoir.kernel.values.money import Money
from savoir.orders.models import Customer, CustomerStanding, Order
from savoir.orders.queries.orders import cards_of
from savoir.orders.queries.scope import visible_to
from savoir.orders.rules import initials_of, normalize_email
from savoir.orders.values import CustomerCard, OrderCard, Stood

_ADDRESS = prepared(lambda customer_id: Customer.objects.filter(id=customer_id).values_list("name", "email"))

_STANDING = CustomerStanding.objects.filter(customer_id=OuterRef("id"))
_COUNTERS = {
    "opened_cases": Subquery(_STANDING.values("cases_opened")[:1]),
    "settled_refunds": Subquery(_STANDING.values("refunds_settled")[:1]),
}
_SUMS = {"n": Count("id"), "sum": Sum("total_minor"), "first": Min("currency"), "last": Max("currency")}
_BOUGHT = (
    Order.objects.filter(customer_id=OuterRef("id")).order_by().values("customer_id")
    .annotate(sums=JSONObject(**_SUMS)).values("sums")
)  # fmt: skip
_CUSTOMER = prepared(
    lambda customer_id: Customer.objects.filter(id=customer_id).annotate(
        bought=Subquery(_BOUGHT), **_COUNTERS
    )
)


_COUNTED = ("cases_opened", "refunds_settled", "refunded_minor", "inspections_rejected")
A_YEAR = timedelta(days=365)


def _stood(customer_id: Any, now: Any, currency: Any) -> QuerySet[Customer, tuple[int | None, ...]]:
    """His orders, our counters, and his orders of the last months: one row, none for nobody."""
    orders = Order.objects.filter(customer_id=OuterRef("id")).order_by().values("customer_id")
    year_ago = ExpressionWrapper(now - Value(A_YEAR), output_field=DateTimeField())
    lately = orders.filter(contract_at__gt=year_ago, currency=currency)
    told = {name: Subquery(_STANDING.values(name)[:1]) for name in _COUNTED}
    return Customer.objects.filter(id=customer_id).values_list(
        Subquery(orders.annotate(n=Count("id")).values("n")),
        *told.values(),
        Subquery(lately.annotate(sum=Sum("total_minor")).values("sum")),
    )


_STOOD = prepared(_stood)


def stood(*, actor: Actor, customer_id: int, currency: str, now: datetime) -> Stood:
    """What is known about a customer: for rules that say who takes or looks at a case, never for an answer.

    Raises NotFound.
    """
    require(actor, Permission.SALE_READ)
    row = _STOOD.first(customer_id=customer_id, now=now, currency=currency)
    if row is None:
        raise NotFound("customer")
    return Stood(*(value or 0 for value in row))


def _sums(orders: QuerySet[Order]) -> Any:
    """How many, their sum, and the first and the last of their currencies: one row, none for no order."""
    return orders.order_by().values("customer_id").annotate(**_SUMS).values_list(*_SUMS)


def customer_card(*, actor: Actor, customer_id: int) -> CustomerCard:
    """One customer with what he bought and claimed.

    A customer sees himself only after he proved the address on file; anybody else raises NotFound.
    """
    row = _seen(actor, customer_id)
    if row is None:
        raise NotFound("customer")
    count, total = _bought(actor, row)
    return CustomerCard(
        id=row.id, name=row.name, initials=initials_of(row.name), email=row.email, phone=row.phone,
        language=row.language, city=row.city, postcode=row.postcode, country=row.country,
        since_on=row.since_on, orders_count=count, orders_total=total,
        cases_opened=row.opened_cases or 0, refunds_settled=row.settled_refunds or 0,
    )  # fmt: skip


def _seen(actor: Actor, customer_id: int) -> Any:
    """The row with its counters, None for an unseen one; the block knows its address from then on."""
    only = _visible(actor)
    if actor.is_customer or actor.brand_id is not None:
        return Customer.objects.filter(only, id=customer_id).annotate(**_COUNTERS).first()
    row: Any = _CUSTOMER.first(customer_id=customer_id)
    if row is not None:
        known = (row.name, row.email)
        recall(("address", None, customer_id), tables=("orders_customer",), read=lambda: known)
    return row


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


def customers_addressed(*, actor: Actor, email: str) -> tuple[int, ...]:
    """Ids of the customers with this address in any spelling; () for none, and for a blank address.

    A key of one brand finds the address its own orders bear, and that on file of a customer who bought of no
    other brand: what another brand was told of a shared customer stays unknown. Raises NotAllowed.
    """
    seen, wanted = _visible(actor), normalize_email(email)
    if not wanted:
        return ()
    on_file = Customer.objects.filter(seen, email_normalized=wanted)
    if actor.brand_id is None:
        return tuple(on_file.values_list("id", flat=True))
    of_others = Order.objects.exclude(visible_to(actor)).filter(customer_id=OuterRef("id"))
    own = Order.objects.filter(visible_to(actor), email_normalized=wanted, customer_id__isnull=False)
    ids = own.values_list("customer_id", flat=True)
    return tuple({*ids, *on_file.exclude(Exists(of_others)).values_list("id", flat=True)})


def _visible(actor: Actor) -> Q:
    require(actor, Permission.SALE_READ)
    if actor.brand_id is not None:
        return Q(id__in=Order.objects.filter(visible_to(actor)).values("customer_id"))
    if not actor.is_customer:
        return Q()
    proved = actor.order_ids if actor.verified else frozenset[int]()
    return Q(id__in=Order.objects.filter(id__in=proved).values("customer_id"))


def _bought(actor: Actor, row: Any) -> tuple[int, Money | None]:
    """How many orders the actor may see, and their sum in their one currency."""
    if actor.is_customer or actor.brand_id is not None:
        found = next(iter(_sums(Order.objects.filter(visible_to(actor), customer_id=row.id))), None)
    else:
        found = row.bought and tuple(row.bought[name] for name in _SUMS)
    count, sum_minor, first, last = found or (0, 0, None, None)
    return count, Money(int(sum_minor), first) if first is not None and first == last else None
