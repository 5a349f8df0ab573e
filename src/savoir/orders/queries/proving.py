"""Proving an order at the portal: an unknown number costs what a wrong proof costs.

One statement always gives `_CANDIDATES` rows of `_PARCELS` parcels, blank ones where nothing is found, and
every look-up behind them is made whether or not an order stands there; every row is compared in full. What is
left is measured by `bench/unknown_orders.py`.
"""

import hmac
from datetime import datetime
from typing import Final, NamedTuple

from django.db import connection

from savoir.orders.rules import (
    normalize_email,
    normalize_number,
    normalize_phone,
    normalize_postcode,
    search_words,
)

_CANDIDATES, _PARCELS = 3, 3  # orders of one number at a brand; parcels of one order
_FIND: Final = """
    WITH wanted AS MATERIALIZED (
        SELECT o.id, o.customer_id, o.email_normalized, o.postcode_normalized, o.country,
            row_number() OVER (ORDER BY o.contract_at DESC, o.id DESC) AS n
        FROM orders_order o
        WHERE o.org_id = %(org)s AND o.brand_id = %(brand)s AND o.number_normalized = %(number)s
          AND o.contract_at <= %(now)s
    )
    SELECT coalesce(w.id, 0), coalesce(w.email_normalized, ''), coalesce(w.postcode_normalized, ''),
        coalesce(w.country, 'FR'), coalesce(c.name_search, ''), coalesce(c.phone_normalized, ''),
        d.numbers
    FROM generate_series(1, %(candidates)s) AS s(n)
    LEFT JOIN wanted w ON w.n = s.n
    LEFT JOIN LATERAL (SELECT name_search, phone_normalized FROM orders_customer
        WHERE org_id = %(org)s AND id = coalesce(w.customer_id, 0)) c ON true
    CROSS JOIN LATERAL (SELECT array(SELECT tracking_number FROM orders_delivery
        WHERE org_id = %(org)s AND order_id = coalesce(w.id, 0) AND tracking_number <> ''
        ORDER BY id LIMIT %(parcels)s) AS numbers) d
    ORDER BY s.n"""


class _Candidate(NamedTuple):
    """What may be proved of one order; id 0 and blanks where there is none."""

    id: int
    email: str
    postcode: str
    country: str
    names: str
    phone: str
    parcels: list[str]


def find_for_portal(
    *, org_id: int, brand_id: int, number: str, email: str = "", postcode: str = "", second_fact: str = "",
    now: datetime,
) -> int | None:  # fmt: skip
    """The id of the order that number and proof name together, else None; the caller counts wrong tries.

    Proof: the e-mail address of the order, or its postcode and one more fact (a name, the whole phone number
    or a tracking number). Orders dated after `now` are not found. One statement, always the same.
    """
    asked: dict[str, int | str | datetime] = {
        "org": org_id, "brand": brand_id, "number": normalize_number(number) or "?", "now": now,
        "candidates": _CANDIDATES, "parcels": _PARCELS,
    }  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(_FIND, asked)
        found = [_Candidate(*row) for row in cursor.fetchall()]
    proved = [row.id for row in found if _is_address(row, email) | _is_place(row, postcode, second_fact)]
    return next((order_id for order_id in proved if order_id), None)


def _is_address(row: _Candidate, email: str) -> bool:
    return _same(row.email, normalize_email(email))


def _is_place(row: _Candidate, postcode: str, fact: str) -> bool:
    names, words = set(row.names.split()), search_words(fact).split()
    is_named = bool(words) & any(len(word) > 1 for word in words) & (set(words) <= names)
    is_second = is_named | _same(row.phone, normalize_phone(fact, row.country))
    typed = normalize_number(fact)
    for parcel in (*row.parcels, *[""] * _PARCELS)[:_PARCELS]:
        is_second |= _same(normalize_number(parcel), typed)
    return _same(row.postcode, normalize_postcode(postcode)) & is_second


def _same(stored: str, given: str) -> bool:
    return hmac.compare_digest(stored.encode(), given.encode()) & bool(stored)
