"""What a program of one brand leaves as it is: customers and products of the organization's other brands.

A customer is of other brands when orders name him and none of them is this brand's; one without an order is
of no brand. A product is shared as soon as another brand sold it: one brand alone no longer says what it is.
"""

from collections.abc import Sequence

from django.db import connection

from savoir.orders.intake.merging import CATEGORIES, CUSTOMER_KEY, PRODUCTS

_ORDERS_OF = "SELECT 1 FROM orders_order o WHERE o.org_id = c.org_id AND o.customer_id = c.id AND o.brand_id"
_CUSTOMERS = f"""
SELECT c.external_id FROM orders_customer c WHERE c.org_id = %(org)s AND c.external_id = ANY(%(ids)s)
    AND EXISTS ({_ORDERS_OF} <> %(brand)s) AND NOT EXISTS ({_ORDERS_OF} = %(brand)s)"""  # noqa: S608 - no word of a user stands in it
_SOLD_ELSEWHERE = """EXISTS (SELECT 1 FROM orders_orderline l
    JOIN orders_order o ON o.org_id = l.org_id AND o.id = l.order_id
    WHERE l.org_id = t.org_id AND l.product_id = t.id AND o.brand_id <> %(brand)s)"""
_NAMED = "SELECT DISTINCT left({key}, 80) FROM stage_head h WHERE NOT h.is_bad AND {key} IS NOT NULL"
_REFUSE_ORDERS = f"""
WITH found AS (UPDATE stage_head h SET is_bad = true
    WHERE NOT h.is_bad AND left({CUSTOMER_KEY}, 80) = ANY(%(ids)s) RETURNING h.row, h.key)
INSERT INTO stage_fault SELECT row, key, 'elsewhere', 'customer_id' FROM found"""  # noqa: S608 - no word of a user stands in it
_REFUSE_PRODUCTS = f"""
WITH found AS (DELETE FROM stage_product p USING orders_product t
    WHERE t.org_id = %(org)s AND t.external_id = p.product_id AND {_SOLD_ELSEWHERE}
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
    """Take the staged products out that another brand sold, each with its fault."""
    with connection.cursor() as cursor:
        cursor.execute(_REFUSE_PRODUCTS, {"org": org_id, "brand": brand_id})


def merge_own_catalog(org_id: int, brand_id: int) -> None:
    """Upsert categories and products of the good orders; what another brand sold stays as it is known."""
    with connection.cursor() as cursor:
        cursor.execute(CATEGORIES, {"org": org_id})
        cursor.execute(f"{PRODUCTS} AND NOT {_SOLD_ELSEWHERE}", {"org": org_id, "brand": brand_id})
