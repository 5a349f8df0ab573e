"""Finding a sale: the customer at the portal, the agent at the desk."""

import hmac
import re
from datetime import datetime

from django.db import connection
from django.db.models import Q

from savoir.kernel.access import Actor, Permission, require
from savoir.orders.models import Customer, Delivery, Order
from savoir.orders.queries.orders import cards_of
from savoir.orders.queries.scope import visible_to
from savoir.orders.rules import (
    normalize_email,
    normalize_number,
    normalize_phone,
    normalize_postcode,
    phone_readings,
    search_words,
)
from savoir.orders.values import OrderCard, SaleMatches

_SHORTEST_NAME = 3
_HAS_DIGIT = re.compile(r"[0-9]")
MOST_CUSTOMERS = 200
# The function of migration 0003: it may look past row-level security, which keeps names and serial numbers
# from their indexes, and answers with ids of the open organization only.
_SEARCH = "SELECT kind, found_id FROM orders_search(%s::text[], %s, %s::text[], %s::text[], %s, %s)"
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


def sale_matches(*, actor: Actor, text: str) -> SaleMatches:
    """Ids of the orders and customers that `text` names: an order's or tracking number, an e-mail address, a
    phone number, a serial number, a name. One statement; what they are is read again, for the actor.
    """
    require(actor, Permission.SALE_READ)
    number, typed = normalize_number(text), text.strip()
    if not number:
        return SaleMatches((), ())
    words = search_words(text)
    is_name = len(words) >= _SHORTEST_NAME and not _HAS_DIGIT.search(words) and "@" not in text
    asked = [
        list(dict.fromkeys([number, typed])), normalize_email(text) if "@" in text else "",
        list(phone_readings(text)), [] if " " in typed else list(dict.fromkeys([typed, typed.upper()])),
        words if is_name else "", MOST_CUSTOMERS,
    ]  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(_SEARCH, asked)
        rows = cursor.fetchall()
    return SaleMatches(order_ids=_of(rows, "order"), customer_ids=_of(rows, "customer"))


def _of(rows: list[tuple[str, int]], kind: str) -> tuple[int, ...]:
    return tuple(dict.fromkeys(found_id for its_kind, found_id in rows if its_kind == kind))


def find_orders(*, actor: Actor, text: str, limit: int) -> tuple[OrderCard, ...]:
    """Orders that `text` names (see `sale_matches`), newest first."""
    return orders_of_matches(actor=actor, matches=sale_matches(actor=actor, text=text), limit=limit)


def orders_of_matches(*, actor: Actor, matches: SaleMatches, limit: int) -> tuple[OrderCard, ...]:
    """The orders behind ids that a search found, and those of the customers it found, newest first."""
    seen = Order.objects.filter(visible_to(actor))
    if not matches.order_ids and not matches.customer_ids:
        return ()
    named = Q(id__in=matches.order_ids) | Q(customer_id__in=matches.customer_ids)
    return cards_of(seen.filter(named).order_by("-contract_at", "-id")[:limit])


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
