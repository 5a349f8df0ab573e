"""What the brand declares about its parcels stands for the day of delivery that nobody exported."""

import json
from datetime import datetime
from typing import Any

from django.db import connection

from savoir.kernel.access import Actor, Permission, require
from savoir.organizations.queries import brand_card, declared_periods

FACT = "delivery_days"
_DECLARED = """
CREATE TEMP TABLE arrived ON COMMIT DROP AS
SELECT d.id, coalesce(d.shipped_at, o.contract_at) + make_interval(days => f.days) AS at
FROM orders_delivery d JOIN orders_order o ON o.org_id = d.org_id AND o.id = d.order_id
CROSS JOIN LATERAL (
    SELECT days FROM jsonb_to_recordset(%(declared)s::jsonb)
        AS f (channel text, begins_on date, ends_on date, days int)
    WHERE f.channel IN ('', o.channel) AND f.begins_on <= (o.contract_at AT TIME ZONE %(zone)s)::date
        AND (f.ends_on IS NULL OR f.ends_on > (o.contract_at AT TIME ZONE %(zone)s)::date)
    ORDER BY f.channel DESC, f.begins_on DESC LIMIT 1) f
WHERE o.org_id = %(org)s AND o.brand_id = %(brand)s AND d.delivered_at IS NULL
    AND (d.shipped_at IS NOT NULL OR NOT d.is_announced)
    AND coalesce(d.shipped_at, o.contract_at) + make_interval(days => f.days) <= %(now)s"""
_PARCELS = "UPDATE orders_delivery d SET delivered_at = a.at FROM arrived a WHERE a.id = d.id"
_LINES = """
UPDATE orders_orderline l SET delivered_qty = greatest(l.delivered_qty, least(l.quantity, held.quantity))
FROM (
    SELECT c.line_id, sum(c.quantity)::int AS quantity
    FROM orders_deliveryline c JOIN orders_delivery d ON d.id = c.delivery_id AND d.org_id = c.org_id
    WHERE c.org_id = %(org)s AND d.delivered_at IS NOT NULL AND c.line_id IN (
        SELECT line_id FROM orders_deliveryline WHERE org_id = %(org)s
        AND delivery_id IN (SELECT id FROM arrived))
    GROUP BY c.line_id
) held WHERE held.line_id = l.id AND l.org_id = %(org)s"""


def count_declared_arrivals(*, actor: Actor, brand_id: int, now: datetime) -> int:
    """Take parcels of a brand as delivered the declared days after they left; return how many.

    The days count from the order when a file knows of a parcel but not when it left; one that was told
    directly has not left before its day is told. A date that is exported later replaces this one. Without a
    declaration nothing happens. Raises NotFound.
    """
    require(actor, Permission.SALE_IMPORT)
    declared = [
        {"channel": said.channel, "begins_on": said.begins_on.isoformat(), "days": said.value,
         "ends_on": said.ends_on.isoformat() if said.ends_on else None}
        for said in declared_periods(actor=actor, brand_id=brand_id, fact=FACT)
        if isinstance(said.value, int)
    ]  # fmt: skip
    if not declared:
        return 0
    words: dict[str, Any] = {
        "org": actor.org_id, "brand": brand_id, "now": now, "declared": json.dumps(declared),
        "zone": brand_card(actor=actor, brand_id=brand_id).zone,
    }  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE IF EXISTS arrived")
        cursor.execute(_DECLARED, words)
        cursor.execute(_PARCELS)
        count = cursor.rowcount
        cursor.execute(_LINES, words)
        cursor.execute("DROP TABLE arrived")
    return int(count)
