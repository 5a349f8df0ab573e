"""A customer's name and addresses go; his sales stay, without him."""

from datetime import datetime
from typing import Final

from django.db import connection

from savoir.kernel import ledger
from savoir.kernel.access import Actor, Permission, require
from savoir.kernel.errors import NotFound
from savoir.kernel.forgetting import forget_answers, forget_letters
from savoir.orders.events import CustomerErased
from savoir.orders.intake.erased import mark_of
from savoir.orders.intake.overtaking import hold_orders
from savoir.orders.models import Customer, Delivery, Order, Payment
from savoir.organizations.operations import void_links

# An id that is an address of e-mail (who bought without an account has no other) is one word of his more.
_ERASE: Final = f"""UPDATE orders_customer c SET erased_at = %(now)s,
    erased_mark = CASE WHEN c.email_normalized <> '' THEN {mark_of("c.email_normalized")}
        WHEN position('@' in c.external_id) > 0 THEN {mark_of("lower(c.external_id)")} ELSE c.erased_mark END,
    external_id = CASE WHEN position('@' in c.external_id) > 0
        THEN 'erased-' || left({mark_of("lower(c.external_id)")}, 40) ELSE c.external_id END,
    name = '', name_search = '', email = '', email_normalized = '', phone = '', phone_normalized = '',
    country = '', postcode = '', city = '', street = '', since_on = NULL
FROM organizations_organization g
WHERE g.id = c.org_id AND c.org_id = %(org)s AND c.id = %(customer)s"""  # noqa: S608 - no word of a user stands in it


def erase_person(*, actor: Actor, customer_id: int, now: datetime) -> int:
    """Take a customer's name, e-mail, phone and address away, and what opens the portal for him.

    Order numbers, lines, amounts, payments and dates stay, under the customer's number alone; so does a keyed
    digest of his address, by which what is told again of him is recognized and left out. Told again, the
    sales stay without him. Once more it does the same to what came since. Returns how many orders he has.
    Raises NotFound("customer"). The deed is whole by `resolutions.erase_customer`, which asks first whether
    it may be done.
    """
    require(actor, Permission.CUSTOMER_ERASE)
    his = Order.objects.filter(customer_id=customer_id)
    hold_orders(actor.org_id, list(his.values_list("external_id", flat=True)))  # as who tells them again does
    row = Customer.objects.select_for_update().filter(org_id=actor.org_id, id=customer_id).first()
    if row is None:
        raise NotFound("customer")
    orders = list(his.order_by("id"))
    _forget_in_kernel(actor, row, orders)
    with connection.cursor() as cursor:
        cursor.execute(_ERASE, {"now": now, "org": actor.org_id, "customer": customer_id})
    _blank_orders(actor, [order.id for order in orders], now)
    ledger.record(CustomerErased(subject_id=customer_id, orders=len(orders)), actor=actor, now=now)
    return len(orders)


def _blank_orders(actor: Actor, order_ids: list[int], now: datetime) -> None:
    Order.objects.filter(id__in=order_ids).update(email_normalized="", postcode_normalized="")
    Delivery.objects.filter(order_id__in=order_ids).update(tracking_number="")
    for order_id in order_ids:
        void_links(actor=actor, order_id=order_id, now=now)


def _forget_in_kernel(actor: Actor, row: Customer, orders: list[Order]) -> None:
    """Answers given to programs, and letters of payment providers, that speak of him or of his orders."""
    own = {row.external_id, row.name, row.email, row.email_normalized, row.phone}
    addresses = {order.email_normalized for order in orders}
    numbers = {name for order in orders for name in (order.number, order.external_id)}
    forget_answers(actor=actor, words=own | addresses | numbers)
    paid = Payment.objects.filter(order_id__in=[order.id for order in orders])
    subjects = set(paid.values_list("provider_reference", flat=True))
    forget_letters(actor=actor, subjects=subjects, words={row.email, row.email_normalized} | addresses)
