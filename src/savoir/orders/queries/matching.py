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


_SOLD = """
SELECT c.external_id, p.external_id, l.id, o.id, o.contract_at,
       (SELECT max(d.delivered_at) FROM orders_delivery d WHERE d.org_id = o.org_id AND d.order_id = o.id),
       l.quantity, l.unit_price_minor, o.currency, l.unit_price_minor * l.quantity - l.discount_minor
FROM unnest(%s::text[], %s::text[]) AS wanted(customer, article)
JOIN orders_customer c ON c.org_id = %s AND c.external_id = wanted.customer
JOIN orders_product p ON p.org_id = c.org_id AND p.external_id = wanted.article
JOIN orders_order o ON o.org_id = c.org_id AND o.customer_id = c.id AND o.brand_id = %s
JOIN orders_orderline l ON l.org_id = o.org_id AND l.order_id = o.id AND l.product_id = p.id
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
