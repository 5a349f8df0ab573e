"""What a program of one brand leaves as it is: customers and products of the organization's other brands.

A customer is of other brands when their orders name him, or the key of one told him first, and no order of
this brand does. A product is shared as soon as another brand sold it: one brand alone no longer says what it
is; unsold, it is the brand's whose key told it first. What the house told and nobody sold is of no brand.
"""

from collections.abc import Sequence

from django.db import connection

from savoir.orders.intake.merging import CATEGORIES, CUSTOMER_KEY, PRODUCTS

_TOLD_ELSEWHERE = "coalesce(t.told_by_brand_id <> %(brand)s, false)"
_ORDERS_OF = "SELECT 1 FROM orders_order o WHERE o.org_id = t.org_id AND o.customer_id = t.id AND o.brand_id"
_OTHERS_CUSTOMER = f"""(NOT EXISTS ({_ORDERS_OF} = %(brand)s)
    AND ({_TOLD_ELSEWHERE} OR EXISTS ({_ORDERS_OF} <> %(brand)s)))"""
_CUSTOMERS = f"""
SELECT t.external_id FROM orders_customer t WHERE t.org_id = %(org)s AND t.external_id = ANY(%(ids)s)
    AND {_OTHERS_CUSTOMER}"""  # noqa: S608 - no word of a user stands in it
_SALES_OF = """SELECT 1 FROM orders_orderline l
    JOIN orders_order o ON o.org_id = l.org_id AND o.id = l.order_id
    WHERE l.org_id = t.org_id AND l.product_id = t.id AND o.brand_id"""
_OTHERS_PRODUCT = f"""(EXISTS ({_SALES_OF} <> %(brand)s)
    OR {_TOLD_ELSEWHERE} AND NOT EXISTS ({_SALES_OF} = %(brand)s))"""
# Ends of an upsert. What became another brand's after it was asked for (its key told it a moment before) is
# left as it is.
CUSTOMER_IS_OURS = f" AND NOT {_OTHERS_CUSTOMER}"
PRODUCT_IS_OURS = f" AND NOT {_OTHERS_PRODUCT}"
_NAMED = "SELECT DISTINCT left({key}, 80) FROM stage_head h WHERE NOT h.is_bad AND {key} IS NOT NULL"
_REFUSE_ORDERS = f"""
WITH found AS (UPDATE stage_head h SET is_bad = true
    WHERE NOT h.is_bad AND left({CUSTOMER_KEY}, 80) = ANY(%(ids)s) RETURNING h.row, h.key)
INSERT INTO stage_fault SELECT row, key, 'elsewhere', 'customer_id' FROM found"""  # noqa: S608 - no word of a user stands in it
_REFUSE_PRODUCTS = f"""
WITH found AS (DELETE FROM stage_product p USING orders_product t
    WHERE t.org_id = %(org)s AND t.external_id = p.product_id AND {_OTHERS_PRODUCT}
    RETURNING p.row, p.product_id)
INSERT INTO stage_fault SELECT row, product_id, 'elsewhere', 'id' FROM found"""  # noqa: S608 - no word of a user stands in it


def customers_of_others(org_id: int, brand_id: int, ids: Sequence[str]) -> frozenset[str]:
    """Of these external ids those of customers whom only other brands know."""
    with connection.cursor() as cursor:
        cursor.execute(_CUSTOMERS, {"org": org_id, "brand": brand_id, "ids": list(ids)})
        return frozenset(external_id for (external_id,) in cursor.fetchall())


def refuse_orders(org_id: int, brand_id: int) -> None:
    """Mark the settled staged orders bad whose customer only other brands know."""
    with connection.cursor() as cursor:
        cursor.execute(_NAMED.format(key=CUSTOMER_KEY))
        taken = customers_of_others(org_id, brand_id, [name for (name,) in cursor.fetchall()])
        if taken:
            cursor.execute(_REFUSE_ORDERS, {"ids": list(taken)})


def refuse_products(org_id: int, brand_id: int) -> None:
    """Take the staged products out that are another brand's, each with its fault."""
    with connection.cursor() as cursor:
        cursor.execute(_REFUSE_PRODUCTS, {"org": org_id, "brand": brand_id})


def remember_teller(table: str, org_id: int, brand_id: int, ids: Sequence[str]) -> None:
    """Note whose key told these new rows of `table` (by external id), which no sale names yet."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"UPDATE {table} SET told_by_brand_id = %(brand)s"  # noqa: S608 - a constant of the callers
            " WHERE org_id = %(org)s AND external_id = ANY(%(ids)s)",
            {"org": org_id, "brand": brand_id, "ids": list(ids)},
        )


def merge_own_catalog(org_id: int, brand_id: int) -> None:
    """Upsert categories and products of the good orders; another brand's stay as they are known."""
    with connection.cursor() as cursor:
        cursor.execute(CATEGORIES, {"org": org_id})
        cursor.execute(PRODUCTS + PRODUCT_IS_OURS, {"org": org_id, "brand": brand_id})
