"""Lines of staged sales as the other rooms see sold lines: what a dry run asks its questions about."""

from datetime import datetime
from typing import Any

from django.db import connection

from savoir.kernel.values.money import Money
from savoir.orders.values import SaleLine

# By a hash of their place, so that the sample holds the whole period and follows nothing the file repeats.
_LINES = """
SELECT p.*, h.*, i.item_id, i.position, i.quantity, i.unit_price, i.discount, i.delivery_share, i.tax_rate,
    coalesce(i.returned_qty, 0) AS returned,
    (SELECT coalesce(sum(g.quantity), 0) FROM stage_held g
     WHERE g.item_id = i.item_id AND g.has_arrived) AS arrived,
    (SELECT array_agg(q.delivered_at) FROM stage_parcel q WHERE q.rank = h.rank) AS parcels,
    (SELECT max(q.delivered_at) FROM stage_held g JOIN stage_parcel q ON q.rank = g.rank AND q.id = g.parcel
     WHERE g.item_id = i.item_id) AS line_arrived,
    (SELECT min(q.mode) FROM stage_parcel q WHERE q.rank = h.rank) AS mode,
    (SELECT sum(u.quantity) FROM stage_item u WHERE u.rank = h.rank) AS units
FROM stage_item i JOIN stage_head h USING (rank)
LEFT JOIN LATERAL (SELECT * FROM stage_product s WHERE s.product_id = i.product_id LIMIT 1) p ON true
WHERE i.seq IN (SELECT j.seq FROM stage_item j JOIN stage_head k USING (rank) WHERE NOT k.is_bad
    ORDER BY hashint8(j.seq), j.seq LIMIT %(limit)s)
ORDER BY i.seq"""
_FLAGS = ("hygiene_sealed", "made_to_order", "perishable", "serial_tracked", "second_hand",
          "warranty_months", "weight_grams")  # fmt: skip
_TEXTS = ("variant", "sku", "gtin", "picture", "colorway", "supplier", "dangerous_goods", "category_path",
          "contract_kind")  # fmt: skip
_OF_ORDER = (
    "channel", "seller", "marketplace", "rail", "currency", "is_gift", "is_professional", "country",
    "buyer_employees", "outside_main_activity", "agreed_delivery_on", "date_is_essential",
)  # fmt: skip


def staged_lines(*, brand_id: int, limit: int) -> tuple[SaleLine, ...]:
    """At most `limit` staged lines of good orders, evenly over the file; ids are 0: nothing is there yet."""
    with connection.cursor() as cursor:
        cursor.execute("CREATE INDEX IF NOT EXISTS stage_product_id ON stage_product (product_id)")
        cursor.execute(_LINES, {"limit": limit})
        names = [column.name for column in cursor.description or ()]
        return tuple(_line(dict(zip(names, row, strict=True)), brand_id) for row in cursor.fetchall())


def _picked(row: dict[str, Any]) -> dict[str, Any]:
    return {name: row[name] for name in (*_OF_ORDER, *_FLAGS)} | {name: row[name] or "" for name in _TEXTS}


def _line(row: dict[str, Any], brand_id: int) -> SaleLine:
    currency = row["currency"]
    arrived: list[datetime | None] = row["parcels"] or []
    return SaleLine(
        **_picked(row),
        order_id=0, order_number=row["order_number"], brand_id=brand_id, customer_id=None, site_id=None,
        contract_at=row["agreed_at"], line_id=0, position=row["position"],
        name=row["product_name"] or "", product_id=0, quantity=row["quantity"],
        delivered_qty=max(int(row["arrived"]), row["returned"]), held_qty=0, returned_qty=row["returned"],
        unit_price=Money(row["unit_price"], currency), discount=Money(row["discount"], currency),
        delivery_share=Money(row["delivery_share"], currency), tax_basis_points=row["tax_rate"], serials=(),
        order_delivered_at=tuple(arrived), line_delivered_at=row["line_arrived"],
        delivery_mode=row["mode"] or "", delivery_paid=Money(row["delivery_paid"], currency),
        delivery_standard=None, order_quantity_total=int(row["units"]),
    )  # fmt: skip
