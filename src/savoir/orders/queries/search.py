"""Finding a sale: the customer at the portal, the agent at the desk."""

import hmac
from datetime import datetime

from django.contrib.postgres.lookups import TrigramWordSimilar
from django.db.models import F, Q, Value

from savoir.kernel.access import Actor
from savoir.orders.models import Customer, Delivery, Order
from savoir.orders.queries.orders import cards_of
from savoir.orders.queries.scope import visible_to
from savoir.orders.rules import (
    normalize_email,
    normalize_number,
    normalize_phone,
    normalize_postcode,
    search_words,
)
from savoir.orders.values import OrderCard

_SHORTEST_NAME = 3
_NOBODY = Order(number_normalized="", email_normalized="", postcode_normalized="")


def find_for_portal(
    *, org_id: int, brand_id: int, number: str, email: str = "", postcode: str = "", second_fact: str = "",
    now: datetime,
) -> int | None:  # fmt: skip
    """The id of the order that number and proof name together, else None; the caller counts wrong tries.

    Proof: the e-mail address of the order, or its postcode and one more fact (a name, the whole phone number
    or a tracking number). An unknown number costs the same two queries and comparisons as a wrong proof.
    Orders dated after `now` are not found.
    """
    wanted = normalize_number(number)
    rows = Order.objects.filter(
        org_id=org_id, brand_id=brand_id, number_normalized=wanted, contract_at__lte=now
    ).select_related("customer")
    found = list(rows[:5]) if wanted else []
    parcels = _tracking_numbers([row.id for row in found])
    is_proved = [
        _is_address(row, email) | _is_place(row, postcode, second_fact, parcels.get(row.id, ()))
        for row in (found or [_NOBODY])
    ]
    return next((row.id for row, proved in zip(found, is_proved, strict=False) if proved), None)


def find_orders(*, actor: Actor, text: str, limit: int) -> tuple[OrderCard, ...]:
    """Orders whose number, e-mail address, customer's name or tracking number is `text`, newest first."""
    seen = Order.objects.filter(visible_to(actor))
    rows = seen.filter(_matches(text)) if normalize_number(text) else seen.none()
    return cards_of(rows.order_by("-contract_at", "-id")[:limit])


def _matches(text: str) -> Q:
    if "@" in text:
        address = normalize_email(text)
        of_customer = Customer.objects.filter(email_normalized=address).values("id")
        return Q(email_normalized=address) | Q(customer_id__in=of_customer)
    number, words = normalize_number(text), search_words(text)
    tracked = Delivery.objects.filter(tracking_number__in={number, text.strip()}).values("order_id")
    match = Q(number_normalized=number) | Q(id__in=tracked)
    if len(words) >= _SHORTEST_NAME and not words.isdecimal():
        named = Customer.objects.filter(TrigramWordSimilar(F("name_search"), Value(words)))
        match |= Q(customer_id__in=named.values("id"))
    return match


def _tracking_numbers(order_ids: list[int]) -> dict[int, list[str]]:
    parcels: dict[int, list[str]] = {}
    rows = Delivery.objects.filter(order_id__in=[*order_ids, 0]).exclude(tracking_number="")
    for order_id, number in rows.values_list("order_id", "tracking_number"):
        parcels.setdefault(order_id, []).append(normalize_number(number))
    return parcels


def _is_address(row: Order, email: str) -> bool:
    return _same(row.email_normalized, normalize_email(email))


def _is_place(row: Order, postcode: str, fact: str, parcels: "list[str] | tuple[str, ...]") -> bool:
    customer = row.customer or Customer()
    names = customer.name_search.split()
    words = search_words(fact).split()
    is_named = bool(words) and any(len(word) > 1 for word in words) and set(words) <= set(names)
    phone = normalize_phone(fact, row.country)
    is_second = is_named | _same(customer.phone_normalized, phone)
    is_second |= any(_same(number, normalize_number(fact)) for number in parcels)
    return _same(row.postcode_normalized, normalize_postcode(postcode)) & is_second


def _same(stored: str, given: str) -> bool:
    return hmac.compare_digest(stored.encode(), given.encode()) & bool(stored)
