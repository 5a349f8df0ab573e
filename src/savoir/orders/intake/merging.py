"""Staged orders into the tables, set by set under the policy: one batch, one transaction, whole orders.

An upsert by external id. It never lowers what is held, returned, refunded or pending, and an empty cell never
wipes what is known.
"""

from dataclasses import dataclass
from typing import Any

from django.db import connection

from savoir.kernel.errors import Conflict
from savoir.orders.intake.covers import COVERS
from savoir.orders.intake.erased import leave_erased
from savoir.orders.intake.overtaking import hold_batch, leave_overtaken

_SOLD = "stage_head h WHERE h.rank > %(low)s AND h.rank <= %(high)s AND NOT h.is_bad AND NOT h.is_old"
_PRODUCT_TEXTS = (
    "sku", "gtin", "name", "variant", "supplier", "picture", "colorway", "dangerous_goods", "contract_kind",
)  # fmt: skip
_PRODUCT_OTHERS = (
    "hygiene_sealed", "made_to_order", "perishable", "serial_tracked", "second_hand", "warranty_months",
    "weight_grams", "price_minor", "tax_basis_points",
)  # fmt: skip


def _newer(texts: tuple[str, ...], others: tuple[str, ...] = ()) -> dict[str, str]:
    """For each column the newer value, else the known one."""
    news = {name: f"coalesce(nullif(excluded.{name}, ''), t.{name})" for name in texts}
    return news | {name: f"coalesce(excluded.{name}, t.{name})" for name in others}


def kept(texts: tuple[str, ...], others: tuple[str, ...] = ()) -> str:
    """SET and WHERE of an upsert in which the newer non-empty value wins and equal rows are left alone."""
    return _changed(_newer(texts, others))


def _changed(news: dict[str, str]) -> str:
    columns, values = ", ".join(f"t.{name}" for name in news), ", ".join(news.values())
    changes = ", ".join(f"{name} = {value}" for name, value in news.items())
    return f"DO UPDATE SET {changes} WHERE ({columns}) IS DISTINCT FROM ({values})"


# Staged once per file, before the batches: a product or category may serve any of them.
OF_GOOD_ORDERS = (
    " AND product_id IN"
    " (SELECT i.product_id FROM stage_item i JOIN stage_head h USING (rank) WHERE NOT h.is_bad)"
)
CATEGORIES = (
    """
INSERT INTO orders_category AS t (org_id, path, name)
SELECT DISTINCT %(org)s::bigint, category_path, regexp_replace(category_path, '^.*/', '')
FROM stage_product WHERE category_path <> ''"""
    + OF_GOOD_ORDERS
    + """
ORDER BY 2 ON CONFLICT (org_id, path) DO NOTHING"""
)
# Of the rows that name a product the first that fills a cell speaks for it; its price and the currency of its
# order are filled together, or neither.
_OF_STAGE = {"name": "product_name", "price_minor": "product_price", "tax_basis_points": "product_tax_rate"}


def _first(name: str, empty: str) -> str:
    cell = f"p.{_OF_STAGE.get(name, name)}"
    rows = "p.row, p.product_price" if name in ("price_minor", "currency") else f"p.row, {cell}"
    return f"(array_agg({cell} ORDER BY {rows}) FILTER (WHERE {cell} {empty}))[1] AS {name}"


_SIDES = ("length", "width", "height")
_FILLED = ",\n    ".join(
    [_first(name, "<> ''") for name in (*_PRODUCT_TEXTS, "currency", "category_path")]
    + [_first(name, "IS NOT NULL") for name in (*_PRODUCT_OTHERS, *(f"{side}_mm" for side in _SIDES))]
)
_PAIRS = ", ".join(f"'{side}', p.{side}_mm" for side in _SIDES)
_SIZE = f"nullif(jsonb_strip_nulls(jsonb_build_object({_PAIRS})), '{{}}')"
_NEW_PRODUCT = {
    **{name: f"coalesce(p.{name}, '')" for name in (*_PRODUCT_TEXTS, "currency")},
    **{name: f"p.{name}" for name in _PRODUCT_OTHERS},
    "name": "coalesce(p.name, p.product_id)", "category_id": "c.id", "size_mm": _SIZE,
}  # fmt: skip
_KNOWN_PRODUCT = {
    **_newer((*_PRODUCT_TEXTS, "currency"), (*_PRODUCT_OTHERS, "category_id")),
    "name": "CASE WHEN excluded.name = excluded.external_id THEN t.name ELSE excluded.name END",
    "size_mm": "coalesce(t.size_mm || excluded.size_mm, excluded.size_mm, t.size_mm)",
}
PRODUCTS = f"""
INSERT INTO orders_product AS t (org_id, external_id, {", ".join(_NEW_PRODUCT)})
SELECT %(org)s::bigint, p.product_id, {", ".join(_NEW_PRODUCT.values())}
FROM (SELECT p.product_id,
    {_FILLED}
    FROM stage_product p WHERE p.{OF_GOOD_ORDERS.removeprefix(" AND ")}
    GROUP BY p.product_id) p
LEFT JOIN orders_category c ON c.org_id = %(org)s AND c.path = p.category_path
ORDER BY p.product_id ON CONFLICT (org_id, external_id) {_changed(_KNOWN_PRODUCT)}"""  # noqa: S608 - no word of a user stands in it
CUSTOMER_TEXTS = (
    "name", "name_search", "email", "email_normalized", "phone", "phone_normalized", "language", "country",
    "postcode", "city", "street",
)  # fmt: skip
CUSTOMER_KEY = "coalesce(nullif(h.customer_id, ''), nullif(h.email_n, ''))"
CUSTOMERS = f"""
INSERT INTO orders_customer AS t (org_id, external_id, since_on, {", ".join(CUSTOMER_TEXTS)})
SELECT DISTINCT ON ({CUSTOMER_KEY}) %(org)s::bigint, left({CUSTOMER_KEY}, 80), h.customer_since,
    h.customer_name, h.name_n, h.customer_email, h.email_n, h.customer_phone, h.phone_n, h.customer_language,
    coalesce(nullif(h.customer_country, ''), h.country), h.customer_postcode, h.customer_city,
    h.customer_street
FROM {_SOLD} AND {CUSTOMER_KEY} IS NOT NULL
ORDER BY {CUSTOMER_KEY}, h.rank DESC
ON CONFLICT (org_id, external_id) {kept(CUSTOMER_TEXTS, ("since_on",))} AND t.erased_at IS NULL"""  # noqa: S608 - no word of a user stands in it
_ORDER_TEXTS = (
    "number", "number_normalized", "channel", "seller", "marketplace", "rail", "email_normalized",
    "postcode_normalized", "country",
)  # fmt: skip
_ORDER_OTHERS = (
    "customer_id", "site_id", "contract_at", "is_gift", "is_professional", "buyer_employees",
    "outside_main_activity", "agreed_delivery_on", "date_is_essential", "total_minor",
    "delivery_paid_minor", "delivery_standard_minor", "told_at",
)  # fmt: skip
ORDERS = f"""
INSERT INTO orders_order AS t (org_id, external_id, brand_id, currency, price_includes_tax,
    {", ".join((*_ORDER_TEXTS, *_ORDER_OTHERS))})
SELECT %(org)s::bigint, h.key, %(brand)s::bigint, h.currency, true,
    h.order_number, h.number_n, h.channel, h.seller, h.marketplace, h.rail, h.email_n, h.postcode_n,
    h.country, c.id, s.id, h.agreed_at, h.is_gift, h.is_professional,
    h.buyer_employees, h.outside_main_activity, h.agreed_delivery_on, h.date_is_essential, h.total,
    h.delivery_paid, h.delivery_standard, h.updated_at
FROM (SELECT * FROM {_SOLD}) h
LEFT JOIN orders_customer c ON c.org_id = %(org)s AND c.external_id = left({CUSTOMER_KEY}, 80)
LEFT JOIN organizations_site s ON s.org_id = %(org)s AND s.code = h.site_code AND h.site_code <> ''
ORDER BY h.key ON CONFLICT (org_id, external_id) {kept(_ORDER_TEXTS, _ORDER_OTHERS)}
    AND NOT coalesce(excluded.told_at < t.told_at, false)"""  # noqa: S608 - no word of a user stands in it
_DELIVERED = "least(excluded.quantity, greatest(excluded.delivered_qty, t.delivered_qty))"
_COUNTED = "t.held_qty + t.returned_qty"
_ROOM = f"greatest(excluded.quantity, {_COUNTED}) - t.held_qty"
_RETURNED = f"greatest(t.returned_qty, least(excluded.returned_qty, {_ROOM}))"
LINES = f"""
INSERT INTO orders_orderline AS t (org_id, external_id, order_id, product_id, position, name, quantity,
    unit_price_minor, tax_basis_points, discount_minor, delivery_minor, serials, delivered_qty, held_qty,
    returned_qty, returned_elsewhere_qty)
SELECT %(org)s::bigint, i.item_id, o.id, p.id, i.position, p.name, i.quantity, i.unit_price,
    i.tax_rate, i.discount, i.delivery_share, coalesce(i.serials, '[]'::jsonb),
    greatest(coalesce(i.returned_qty, 0), coalesce((
        SELECT sum(g.quantity) FROM stage_held g WHERE g.item_id = i.item_id AND g.has_arrived), 0))::int,
    0, coalesce(i.returned_qty, 0), coalesce(i.returned_qty, 0)
FROM (SELECT h.rank, h.key FROM {_SOLD}) h JOIN stage_item i ON i.rank = h.rank
JOIN orders_order o ON o.org_id = %(org)s AND o.external_id = h.key
JOIN orders_product p ON p.org_id = %(org)s AND p.external_id = i.product_id
ORDER BY h.key, i.position
ON CONFLICT (org_id, external_id) {
    _changed(
        {
            "product_id": "excluded.product_id",
            "position": "excluded.position",
            "name": "excluded.name",
            "quantity": f"greatest(excluded.quantity, {_COUNTED})",
            "unit_price_minor": "excluded.unit_price_minor",
            "tax_basis_points": "coalesce(excluded.tax_basis_points, t.tax_basis_points)",
            "discount_minor": "excluded.discount_minor",
            "delivery_minor": "excluded.delivery_minor",
            "serials": "CASE WHEN excluded.serials = '[]'::jsonb THEN t.serials ELSE excluded.serials END",
            "delivered_qty": f"greatest({_DELIVERED}, t.held_qty + {_RETURNED})",
            "returned_qty": _RETURNED,
            "returned_elsewhere_qty": f"t.returned_elsewhere_qty + {_RETURNED} - t.returned_qty",
        },
    )
}"""  # noqa: S608 - no word of a user stands in it
PAYMENTS = f"""
INSERT INTO orders_payment AS t (org_id, external_id, order_id, tender, provider, provider_reference, last4,
    amount_minor, currency, paid_at, refunded_minor, pending_minor, told_refunded_minor)
SELECT %(org)s::bigint, p.id, o.id, p.tender, p.provider, p.reference, p.last4, p.amount, p.currency,
    p.paid_at, 0, 0, p.refunded
FROM (SELECT h.rank, h.key FROM {_SOLD}) h JOIN stage_paid p ON p.rank = h.rank
JOIN orders_order o ON o.org_id = %(org)s AND o.external_id = h.key
ORDER BY h.key, p.id
ON CONFLICT (org_id, external_id) {
    _changed(
        {
            "tender": "excluded.tender",
            "paid_at": "excluded.paid_at",
            "provider": "coalesce(nullif(excluded.provider, ''), t.provider)",
            "provider_reference": "coalesce(nullif(excluded.provider_reference, ''), t.provider_reference)",
            "last4": "coalesce(nullif(excluded.last4, ''), t.last4)",
            "amount_minor": "greatest(excluded.amount_minor, t.refunded_minor + t.pending_minor)",
            "told_refunded_minor": "greatest(excluded.told_refunded_minor, t.told_refunded_minor)",
        },
    )
}"""  # noqa: S608 - no word of a user stands in it
DELIVERIES = f"""
INSERT INTO orders_delivery AS t (org_id, external_id, order_id, mode, carrier, tracking_number, shipped_at,
    delivered_at, is_announced)
SELECT %(org)s::bigint, p.id, o.id, p.mode, p.carrier, p.tracking, p.shipped_at, p.delivered_at,
    %(is_told)s AND p.shipped_at IS NULL AND p.delivered_at IS NULL
FROM (SELECT h.rank, h.key FROM {_SOLD}) h JOIN stage_parcel p ON p.rank = h.rank
JOIN orders_order o ON o.org_id = %(org)s AND o.external_id = h.key
ORDER BY h.key, p.id
ON CONFLICT (org_id, external_id) {
    _changed(
        _newer(("mode", "carrier", "tracking_number"), ("shipped_at", "delivered_at"))
        | {"is_announced": "t.is_announced AND excluded.is_announced"}
    )
}"""  # noqa: S608 - no word of a user stands in it
CONTENTS = f"""
INSERT INTO orders_deliveryline AS t (org_id, delivery_id, line_id, quantity)
SELECT %(org)s::bigint, d.id, l.id, g.quantity
FROM (SELECT h.rank, h.key FROM {_SOLD}) h JOIN stage_held g ON g.rank = h.rank
JOIN orders_delivery d ON d.org_id = %(org)s AND d.external_id = g.parcel
JOIN orders_orderline l ON l.org_id = %(org)s AND l.external_id = g.item_id
ORDER BY h.key, g.item_id
ON CONFLICT (org_id, delivery_id, line_id) {_changed({"quantity": "excluded.quantity"})}"""  # noqa: S608 - no word of a user stands in it
_KNOWN_LINES = 50_000
_OF_A_BATCH = (CUSTOMERS, ORDERS, LINES, COVERS, PAYMENTS, DELIVERIES, CONTENTS)
_MOVE = f"""
UPDATE orders_importrun SET position = %(high)s, orders_done = orders_done + (SELECT count(*) FROM {_SOLD})
WHERE id = %(run)s AND position = %(low)s"""  # noqa: S608 - no word of a user stands in it


@dataclass(frozen=True, slots=True)
class Batch:
    """Orders with `low` < rank <= `high` of the run."""

    org_id: int
    brand_id: int
    run_id: int
    low: int
    high: int


def merge_catalog(org_id: int) -> None:
    """Upsert categories and products of the good orders. Inside an open block."""
    with connection.cursor() as cursor:
        for query in (CATEGORIES, PRODUCTS):
            cursor.execute(query, {"org": org_id})


def merge_batch(batch: Batch) -> None:
    """Upsert the good orders of one batch and move the run on. Inside an open block.

    Raises Conflict when the run moved meanwhile: the same file is being imported elsewhere.
    """
    words = {
        "org": batch.org_id, "brand": batch.brand_id, "run": batch.run_id, "low": batch.low,
        "high": batch.high, "is_told": False,
    }  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(_MOVE, words)
        if cursor.rowcount != 1:
            raise Conflict("run", code="imported_elsewhere")
        _plan_for_unknown_tables(cursor)
        hold_batch(batch.org_id, batch.low, batch.high)
        leave_erased(batch.org_id, batch.low, batch.high)
        for query in _OF_A_BATCH:
            cursor.execute(query, words)
            if query is ORDERS:
                leave_overtaken(batch.org_id, batch.low, batch.high)


_TOLD = """
SELECT count(*) FROM stage_paid s
JOIN orders_payment p ON p.org_id = %(org)s AND p.external_id = s.id
WHERE s.rank > %(low)s AND s.rank <= %(high)s AND s.refunded > 0
    AND p.told_refunded_minor > p.refunded_minor"""


def told_beyond(org_id: int, low: int, high: int) -> int:
    """Of how many payments of a batch the file tells more refunds than are known."""
    with connection.cursor() as cursor:
        cursor.execute(_TOLD, {"org": org_id, "low": low, "high": high})
        return int(cursor.fetchone()[0])


def _plan_for_unknown_tables(cursor: Any) -> None:
    """Keep the planner from looping over tables that this very run fills.

    Until they are analyzed it takes them for empty: one batch then took a minute. Cached plans of foreign-key
    checks, made on empty tables, read whole indexes; they are made anew for each batch.
    """
    cursor.execute(
        "SELECT reltuples < %s FROM pg_class WHERE oid = 'orders_orderline'::regclass", [_KNOWN_LINES]
    )
    if cursor.fetchone()[0]:
        cursor.execute("SET LOCAL enable_nestloop = off")
    cursor.execute("DISCARD PLANS")
