"""What is told directly, merged in the open transaction: the statements of a file, saying what changed."""

from django.db import connection

from savoir.orders.intake.covers import COVERS
from savoir.orders.intake.erased import leave_erased
from savoir.orders.intake.merging import (
    CATEGORIES,
    CONTENTS,
    CUSTOMER_KEY,
    CUSTOMER_TEXTS,
    CUSTOMERS,
    DELIVERIES,
    LINES,
    OF_GOOD_ORDERS,
    ORDERS,
    PAYMENTS,
    PRODUCTS,
    kept,
)
from savoir.orders.intake.overtaking import leave_overtaken

# The same statements for sales that are told directly, each with the id by which it names what it changed.
_NAMED = (
    (CUSTOMERS, "external_id"), (ORDERS, "id"), (LINES, "order_id"), (COVERS, "order_id"),
    (PAYMENTS, "order_id"), (DELIVERIES, "order_id"), (CONTENTS, "delivery_id"),
)  # fmt: skip
_TOUCHED = f"""
SELECT o.external_id FROM orders_order o WHERE o.org_id = %(org)s AND o.id = ANY(%(orders)s::bigint[])
UNION SELECT o.external_id FROM orders_delivery d JOIN orders_order o
    ON o.org_id = d.org_id AND o.id = d.order_id
    WHERE d.org_id = %(org)s AND d.id = ANY(%(deliveries)s::bigint[])
UNION SELECT h.key FROM stage_head h WHERE left({CUSTOMER_KEY}, 80) = ANY(%(customers)s::text[])"""  # noqa: S608 - no word of a user stands in it
_KINDS = {"external_id": "customers", "id": "orders", "order_id": "orders", "delivery_id": "deliveries"}


def merge_told(org_id: int, brand_id: int) -> set[str]:
    """Upsert every good staged order in the open transaction; return the ids of those that changed.

    Their products are merged before.
    """
    words = {"org": org_id, "brand": brand_id, "low": 0, "high": 2**31, "is_told": True}
    changed: dict[str, list[int | str]] = {kind: [] for kind in _KINDS.values()}
    leave_erased(org_id, words["low"], words["high"])
    with connection.cursor() as cursor:
        for query, name in _NAMED:
            cursor.execute(f"{query} RETURNING t.{name}", words)
            changed[_KINDS[name]] += [found for (found,) in cursor.fetchall()]
            if query is ORDERS:
                leave_overtaken(org_id, words["low"], words["high"])
        cursor.execute(_TOUCHED, {"org": org_id, **changed})
        return {key for (key,) in cursor.fetchall()}


def merge_products(org_id: int, *, only_if: str = "", brand_id: int | None = None) -> dict[str, bool]:
    """Upsert every staged product; by id whether it is new. Those that did not change are left out.

    `only_if`: what else must hold to change a known one (`elsewhere.PRODUCT_IS_OURS`, for `brand_id`).
    """
    with connection.cursor() as cursor:
        cursor.execute(CATEGORIES.replace(OF_GOOD_ORDERS, ""), {"org": org_id})
        alone = PRODUCTS.replace(f"WHERE p.{OF_GOOD_ORDERS.removeprefix(' AND ')}", "WHERE true")
        cursor.execute(
            f"{alone}{only_if} RETURNING t.external_id, xmax = 0", {"org": org_id, "brand": brand_id}
        )
        return dict(cursor.fetchall())


_TOLD_CUSTOMERS = f"""
INSERT INTO orders_customer AS t (org_id, external_id, since_on, {", ".join(CUSTOMER_TEXTS)})
SELECT %(org)s::bigint, r.external_id, r.since_on, {", ".join(f"r.{name}" for name in CUSTOMER_TEXTS)}
FROM jsonb_to_recordset(%(rows)s::jsonb) AS r (external_id text, since_on date,
    {", ".join(f"{name} text" for name in CUSTOMER_TEXTS)})
ORDER BY r.external_id
ON CONFLICT (org_id, external_id) {kept(CUSTOMER_TEXTS, ("since_on",))} AND t.erased_at IS NULL"""  # noqa: S608 - no word of a user stands in it


def merge_customers(
    org_id: int, rows: str, *, only_if: str = "", brand_id: int | None = None
) -> dict[str, bool]:
    """Upsert customers (a JSON list of columns); by id whether they are new, unchanged ones left out.

    `only_if` as of products (`elsewhere.CUSTOMER_IS_OURS`).
    """
    told = f"{_TOLD_CUSTOMERS}{only_if} RETURNING t.external_id, xmax = 0"
    with connection.cursor() as cursor:
        cursor.execute(told, {"org": org_id, "rows": rows, "brand": brand_id})
        return dict(cursor.fetchall())
