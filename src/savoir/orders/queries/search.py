"""Finding a sale at the desk."""

import re
from typing import Any

from django.db import connection
from django.db.models import Q

from savoir.kernel.access import Actor, Permission, require
from savoir.orders.models import Order
from savoir.orders.queries.orders import cards_of
from savoir.orders.queries.scope import visible_to
from savoir.orders.rules import (
    normalize_email,
    normalize_number,
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
    asked: list[Any] = [
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
