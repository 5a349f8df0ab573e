"""Sales that returns of a foreign file may belong to."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db import connection

from savoir.kernel.access import Actor, Permission, require
from savoir.kernel.values.money import Money


@dataclass(frozen=True, slots=True)
class SoldLine:
    """A line of a sale, by what a foreign file knows: its customer and article numbers."""

    customer: str
    article: str
    line_id: int
    order_id: int
    contract_at: datetime
    delivered_at: datetime | None
    quantity: int
    unit_price: Money
    paid: Money


# Walked from the customer by indexes, whatever the statistics say (OFFSET 0 keeps each step by itself): right
# after the import of a second house they know nothing of it, and the planner joined every line of every order
# with every article, which took minutes.
_SOLD = """
WITH wanted AS MATERIALIZED (SELECT * FROM unnest(%s::text[], %s::text[]) AS pair(customer, article))
SELECT c.external_id, p.external_id, l.id, o.id, o.contract_at,
       (SELECT max(d.delivered_at) FROM orders_delivery d WHERE d.org_id = o.org_id AND d.order_id = o.id),
       l.quantity, l.unit_price_minor, o.currency, l.unit_price_minor * l.quantity - l.discount_minor
FROM (SELECT DISTINCT customer FROM wanted) buyers
CROSS JOIN LATERAL (SELECT * FROM orders_customer c
    WHERE c.org_id = %s AND c.external_id = buyers.customer OFFSET 0) c
CROSS JOIN LATERAL (SELECT * FROM orders_order o
    WHERE o.org_id = c.org_id AND o.customer_id = c.id AND o.brand_id = %s OFFSET 0) o
CROSS JOIN LATERAL (SELECT * FROM orders_orderline l
    WHERE l.org_id = o.org_id AND l.order_id = o.id OFFSET 0) l
CROSS JOIN LATERAL (SELECT * FROM orders_product p
    WHERE p.org_id = l.org_id AND p.id = l.product_id OFFSET 0) p
JOIN wanted ON wanted.customer = c.external_id AND wanted.article = p.external_id
ORDER BY o.contract_at, l.id
"""


def sold_lines(*, actor: Actor, brand_id: int, pairs: Iterable[tuple[str, str]]) -> tuple[SoldLine, ...]:
    """Every sale line of the given (customer, article) pairs of a brand, oldest first. One query."""
    require(actor, Permission.SALE_IMPORT)
    customers, articles = zip(*sorted(set(pairs)), strict=True) if pairs else ((), ())
    with connection.cursor() as cursor:
        cursor.execute(_SOLD, [list(customers), list(articles), actor.org_id, brand_id])
        rows = cursor.fetchall()
    return tuple(
        SoldLine(
            customer=row[0], article=row[1], line_id=row[2], order_id=row[3], contract_at=row[4],
            delivered_at=row[5], quantity=row[6], unit_price=Money(row[7], row[8]),
            paid=Money(row[9], row[8]),
        )
        for row in rows
    )  # fmt: skip
