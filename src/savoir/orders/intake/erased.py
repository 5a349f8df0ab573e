"""What is told again of somebody whose data were erased: the sale is taken, his name and address are not.

He is recognized by the order, by his id at the shop, or by a keyed digest of his e-mail address. A purchase
made after the erasure is his own doing: it gets a customer of its own, and what was erased stays so.
"""

from django.db import connection

_ANY = "SELECT EXISTS (SELECT 1 FROM orders_customer WHERE org_id = %s AND erased_at IS NOT NULL)"
_BATCH = "h.rank > %(low)s AND h.rank <= %(high)s"
_ERASED = "c.org_id = %(org)s AND c.erased_at IS NOT NULL"


def mark_of(text: str) -> str:
    """The digest of an address by the organization's key (`g` is its row), as SQL."""
    return f"encode(sha256(g.reference_key || convert_to({text}, 'UTF8')), 'hex')"


_PART = f"""
UPDATE orders_customer c SET external_id = left(c.external_id, 50) || '-erased-' || c.id
WHERE {_ERASED} AND EXISTS (
    SELECT 1 FROM stage_head h WHERE {_BATCH} AND NOT h.is_bad AND NOT h.is_old
        AND left(h.customer_id, 80) = c.external_id AND h.agreed_at > c.erased_at AND NOT EXISTS (
            SELECT 1 FROM orders_order o
            WHERE o.org_id = c.org_id AND o.external_id = h.key AND o.customer_id = c.id))"""  # noqa: S608 - no word of a user stands in it
_FIND = f"""
CREATE TEMP TABLE stage_erased ON COMMIT DROP AS
SELECT h.key, c.external_id FROM stage_head h
JOIN orders_order o ON o.org_id = %(org)s AND o.external_id = h.key
JOIN orders_customer c ON c.id = o.customer_id AND {_ERASED}
WHERE {_BATCH}
UNION
SELECT h.key, c.external_id FROM stage_head h
JOIN orders_customer c ON {_ERASED} AND c.external_id = left(h.customer_id, 80)
WHERE {_BATCH} AND h.customer_id <> '' AND h.agreed_at <= c.erased_at
UNION
SELECT h.key, c.external_id FROM (
    SELECT h.key, h.agreed_at, {mark_of("h.email_n")} AS mark FROM stage_head h
    JOIN organizations_organization g ON g.id = %(org)s WHERE {_BATCH} AND h.email_n <> '') h
JOIN orders_customer c ON {_ERASED} AND c.erased_mark = h.mark AND h.agreed_at <= c.erased_at"""  # noqa: S608 - no word of a user stands in it
_BLANK = """
UPDATE stage_head h SET customer_id = e.external_id, customer_name = '', name_n = '', customer_email = '',
    email_n = '', customer_phone = '', phone_n = '', customer_street = '', customer_city = '',
    customer_postcode = '', postcode_n = '', customer_country = '', customer_since = NULL
FROM stage_erased e WHERE e.key = h.key"""
_PARCELS = "UPDATE stage_parcel p SET tracking = '' FROM stage_erased e WHERE e.key = p.key"
_DROP = "DROP TABLE stage_erased"
_TOLD = f"""
SELECT DISTINCT r.external_id
FROM jsonb_to_recordset(%(rows)s::jsonb) AS r (external_id text, email_normalized text)
JOIN organizations_organization g ON g.id = %(org)s
JOIN orders_customer c ON {_ERASED} AND (c.external_id = r.external_id
    OR c.erased_mark IN ({mark_of("r.email_normalized")}, {mark_of("lower(r.external_id)")}))
WHERE NOT EXISTS (SELECT 1 FROM orders_customer n
    WHERE n.org_id = %(org)s AND n.external_id = r.external_id AND n.erased_at IS NULL)"""  # noqa: S608 - no word of a user stands in it


def leave_erased(org_id: int, low: int, high: int) -> None:
    """Take the person out of the staged orders with `low` < rank <= `high` whose customer was erased."""
    words = {"org": org_id, "low": low, "high": high}
    with connection.cursor() as cursor:
        cursor.execute(_ANY, [org_id])
        if not cursor.fetchone()[0]:
            return
        for query in (_PART, _FIND, _BLANK, _PARCELS, _DROP):
            cursor.execute(query, words)


def erased_among(org_id: int, rows: str) -> frozenset[str]:
    """Of told customers (a JSON list of columns) the ids of those erased who bought nothing since."""
    with connection.cursor() as cursor:
        cursor.execute(_ANY, [org_id])
        if not cursor.fetchone()[0]:
            return frozenset()
        cursor.execute(_TOLD, {"org": org_id, "rows": rows})
        return frozenset(external_id for (external_id,) in cursor.fetchall())
