"""Staged rows set side by side: what no single row shows. Whole orders are rejected."""

from datetime import datetime
from typing import Any

from django.db import connection

from savoir.orders.intake import covers
from savoir.orders.intake.mapping import Mapping

# One row per order: the first row of the file speaks for it, the earliest instant is its contract.
_HEAD = """
CREATE TEMP TABLE stage_head AS
SELECT DISTINCT ON (o.key) o.*, min(o.contract_at) OVER same AS agreed_at, l.first_seq, l.value_minor,
    false AS is_bad, false AS is_old, 0::bigint AS rank
FROM stage_order o LEFT JOIN (
    SELECT key, min(seq) AS first_seq, sum(quantity::numeric * unit_price - discount) AS value_minor
    FROM stage_line GROUP BY key
) l USING (key)
WINDOW same AS (PARTITION BY o.key) ORDER BY o.key, o.row"""
_RANK = """
UPDATE stage_head h SET rank = r.rank
FROM (SELECT key, row_number() OVER (ORDER BY row, key) AS rank FROM stage_head) r WHERE r.key = h.key"""
# Lines with their final id, in the order of the file; one that no column gives is "<order>-<number>".
_ITEM = """
CREATE TEMP TABLE stage_item AS
SELECT h.rank, l.*, n.position,
    coalesce(nullif(l.line_id, ''), l.key || '-' || n.position) AS item_id
FROM stage_line l JOIN stage_head h USING (key)
JOIN (
    SELECT seq, row_number() OVER (PARTITION BY key ORDER BY seq)::int AS position FROM stage_line
) n USING (seq)
ORDER BY h.rank, l.seq"""
_PAID = """
CREATE TEMP TABLE stage_paid AS
SELECT DISTINCT ON (h.rank, id) h.rank, h.key, p.row, coalesce(nullif(p.payment_id, ''), h.key || '-P') AS id,
    p.payment_tender AS tender, p.payment_amount AS amount, h.currency,
    nullif(p.payment_currency, '') AS own_currency, p.payment_provider AS provider,
    p.payment_reference AS reference, p.payment_last4 AS last4,
    coalesce(p.payment_at, h.agreed_at) AS paid_at,
    p.payment_refunded AS refunded
FROM stage_payment p JOIN stage_head h USING (key) ORDER BY h.rank, id, p.row"""
_PAID_TOTAL = """
INSERT INTO stage_paid
SELECT h.rank, h.key, h.row, h.key || '-P', %(tender)s, h.total, h.currency, NULL, %(provider)s, h.key, '',
    h.agreed_at, 0
FROM stage_head h
WHERE h.total > 0 AND NOT EXISTS (SELECT 1 FROM stage_paid p WHERE p.rank = h.rank)"""
_PARCEL = """
CREATE TEMP TABLE stage_parcel AS
SELECT DISTINCT ON (h.rank, id) h.rank, h.key, d.row,
    coalesce(nullif(d.delivery_id, ''), h.key || '-D') AS id, d.delivery_mode AS mode,
    d.delivery_carrier AS carrier, d.delivery_tracking AS tracking, d.shipped_at,
    coalesce(d.delivered_at, h.agreed_at + make_interval(days => %(days)s)) AS delivered_at
FROM stage_delivery d JOIN stage_head h USING (key) ORDER BY h.rank, id, d.row"""
_PARCEL_ALL = """
INSERT INTO stage_parcel
SELECT h.rank, h.key, h.row, h.key || '-D', %(mode)s, '', '', NULL,
    h.agreed_at + make_interval(days => %(days)s)
FROM stage_head h WHERE NOT EXISTS (SELECT 1 FROM stage_parcel p WHERE p.rank = h.rank)"""
# What a delivery holds: as it says; else the lines whose row names it; else, when it is alone, everything.
_HELD = """
CREATE TEMP TABLE stage_held AS
SELECT rank, key, parcel, item_id, max(row) AS row, sum(quantity)::int AS quantity,
    (SELECT p.delivered_at IS NOT NULL FROM stage_parcel p WHERE p.rank = found.rank AND p.id = found.parcel)
    AS has_arrived
FROM (
    SELECT h.rank, c.key, c.row, coalesce(nullif(c.delivery_id, ''), c.key || '-D') AS parcel,
        c.line_id AS item_id, c.quantity
    FROM stage_content c JOIN stage_head h USING (key)
    UNION ALL
    SELECT i.rank, i.key, i.row, p.id, i.item_id, coalesce(i.delivered_qty, i.quantity)
    FROM stage_item i JOIN stage_parcel p ON p.rank = i.rank
        AND (p.id = coalesce(nullif(i.delivery_id, ''), i.key || '-D')
             OR 1 = (SELECT count(*) FROM stage_parcel q WHERE q.rank = i.rank))
    WHERE coalesce(i.delivered_qty, i.quantity) > 0
        AND NOT EXISTS (SELECT 1 FROM stage_content c WHERE c.key = i.key)
) found GROUP BY rank, key, parcel, item_id"""
_INDEXES = (
    "CREATE INDEX ON stage_item (rank)", "CREATE INDEX ON stage_paid (rank)",
    "CREATE INDEX ON stage_parcel (rank)",
)  # fmt: skip
# News older than what is known of the order: it was overtaken on the way.
_OLD = """
UPDATE stage_head h SET is_old = true FROM orders_order o
WHERE o.org_id = %(org)s AND o.external_id = h.key AND h.updated_at < o.told_at"""
_TABLES = ("order", "product", "line", "payment", "delivery", "content")

# code, field, query answering (row, key) of what is wrong
_CHECKS: tuple[tuple[str, str, str], ...] = (
    ("mixed_currency", "currency",
     "SELECT max(row), key FROM stage_order GROUP BY key HAVING count(DISTINCT currency) > 1"),
    ("in_the_future", "contract_at", "SELECT row, key FROM stage_head WHERE agreed_at > %(latest)s"),
    ("no_lines", "lines", "SELECT row, key FROM stage_head WHERE first_seq IS NULL"),
    ("total_mismatch", "total",
     "SELECT row, key FROM stage_head WHERE total <> value_minor + delivery_paid"),
    ("out_of_range", "total", "SELECT row, key FROM stage_head WHERE value_minor > 1e15"),
    ("discount_beyond_line", "discount",
     "SELECT row, key FROM stage_line WHERE discount > quantity::numeric * unit_price"),
    ("beyond_quantity", "delivered_qty", "SELECT row, key FROM stage_line WHERE delivered_qty > quantity"),
    ("beyond_quantity", "returned_qty", "SELECT row, key FROM stage_line WHERE returned_qty > quantity"),
    ("duplicate", "line_id",
     "SELECT row, key FROM stage_item WHERE item_id IN"
     " (SELECT item_id FROM stage_item GROUP BY item_id HAVING count(*) > 1)"),
    ("duplicate", "payment_id",
     "SELECT row, key FROM stage_paid WHERE id IN"
     " (SELECT id FROM stage_paid GROUP BY id HAVING count(*) > 1)"),
    ("duplicate", "delivery_id",
     "SELECT row, key FROM stage_parcel WHERE id IN"
     " (SELECT id FROM stage_parcel GROUP BY id HAVING count(*) > 1)"),
    ("refund_beyond_paid", "payment_refunded", "SELECT row, key FROM stage_paid WHERE refunded > amount"),
    ("payment_currency", "payment_currency",
     "SELECT row, key FROM stage_paid WHERE own_currency <> currency"),
    ("unknown_value", "site_code",
     "SELECT row, key FROM stage_head h WHERE site_code <> '' AND NOT EXISTS"
     " (SELECT 1 FROM organizations_site s WHERE s.org_id = %(org)s AND s.code = h.site_code)"),
    ("unknown_value", "line_id",
     "SELECT c.row, c.key FROM stage_content c WHERE NOT EXISTS"
     " (SELECT 1 FROM stage_item i WHERE i.key = c.key AND i.item_id = c.line_id)"),
    ("beyond_quantity", "quantity",
     "SELECT max(h.row), h.key FROM stage_held h JOIN stage_item i USING (rank, item_id)"
     " GROUP BY h.key, item_id, i.quantity HAVING sum(h.quantity) > i.quantity"),
    *covers.CHECKS,
    ("other_brand", "order_id",
     "SELECT h.row, h.key FROM stage_head h JOIN orders_order o ON o.org_id = %(org)s"
     " AND o.external_id = h.key WHERE o.brand_id <> %(brand)s"),
    ("currency_changed", "currency",
     "SELECT h.row, h.key FROM stage_head h JOIN orders_order o ON o.org_id = %(org)s"
     " AND o.external_id = h.key WHERE o.currency <> h.currency"),
    *((("other_order", field,
        f"SELECT s.row, s.key FROM stage_{stage} s JOIN orders_{table} x ON x.org_id = %(org)s"  # noqa: S608 - no word of a user stands in it
        f" AND x.external_id = s.{column} JOIN orders_order o ON o.org_id = %(org)s AND o.id = x.order_id"
        " WHERE o.external_id <> s.key"))
      for field, stage, table, column in (
          ("line_id", "item", "orderline", "item_id"), ("payment_id", "paid", "payment", "id"),
          ("delivery_id", "parcel", "delivery", "id"))),
)  # fmt: skip


def settle_stage(*, org_id: int, brand_id: int, mapping: Mapping, now: datetime) -> None:
    """Number the orders, complete them from the mapping, and mark the bad ones. Inside an open block."""
    words: dict[str, Any] = {
        "org": org_id, "brand": brand_id, "days": mapping.delivered_after_days, "latest": now,
        "tender": mapping.constants.get("payment_tender", "unknown"),
        "provider": mapping.constants.get("payment_provider", ""),
        "mode": mapping.constants.get("delivery_mode", "parcel"),
    }  # fmt: skip
    _run(*(f"ANALYZE stage_{name}" for name in _TABLES), words=words)
    _run(_HEAD, _RANK, "ANALYZE stage_head", _ITEM, "ANALYZE stage_item", words=words)
    _find(_CHECKS[:5], words)
    _run("UPDATE stage_head SET total = coalesce(total, value_minor + delivery_paid)"
         " WHERE first_seq IS NOT NULL AND value_minor < 1e15", words=words)  # fmt: skip
    _run(_PAID, *([_PAID_TOTAL] if mapping.pays_total else []), words=words)
    _run(_PARCEL, *([_PARCEL_ALL] if mapping.delivers_all else []), *_INDEXES, words=words)
    _run("ANALYZE stage_paid", "ANALYZE stage_parcel", _HELD, words=words)
    _run("CREATE INDEX ON stage_held (rank)", "CREATE INDEX ON stage_held (item_id)", words=words)
    _run("ANALYZE stage_held", words=words)
    _find(_CHECKS[5:], words)
    _run(_OLD, words=words)
    _run("UPDATE stage_head SET is_bad = true WHERE key IN (SELECT key FROM stage_fault)", words=words)
    _run("CREATE INDEX ON stage_head (rank)", "CREATE INDEX ON stage_line (key)", words=words)


def _run(*queries: str, words: dict[str, Any]) -> None:
    with connection.cursor() as cursor:
        for query in queries:
            cursor.execute(query, words)


def _find(checks: tuple[tuple[str, str, str], ...], words: dict[str, Any]) -> None:
    """One kind of fault per order: what follows from the first would only confuse."""
    with connection.cursor() as cursor:
        for code, field, query in checks:
            cursor.execute(
                f"INSERT INTO stage_fault SELECT found.row, found.key, %(code)s, %(field)s"  # noqa: S608 - no word of a user stands in it
                f" FROM ({query}) AS found (row, key)"
                " WHERE NOT EXISTS (SELECT 1 FROM stage_fault f WHERE f.key = found.key)",
                {**words, "code": code, "field": field},
            )
