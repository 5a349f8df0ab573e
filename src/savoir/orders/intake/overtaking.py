"""News that overtake each other: whoever tells an order again holds it first, then asks whether it is old."""

from collections.abc import Sequence

from django.db import connection

# In the order of the upserts, so that two who tell the same orders wait for each other one way round. The key
# stays readable: what points at an order waits for nobody.
_HOLD = """
SELECT count(*) FROM (
    SELECT 1 FROM orders_order o WHERE o.org_id = %(org)s AND o.external_id = ANY(%(keys)s)
    ORDER BY o.external_id FOR NO KEY UPDATE
) held"""
_KEYS = "SELECT key FROM stage_head WHERE rank > %(low)s AND rank <= %(high)s"
_OVERTAKEN = f"""
UPDATE stage_head h SET is_old = true FROM orders_order o
WHERE o.org_id = %(org)s AND o.external_id = ANY(ARRAY({_KEYS} AND updated_at IS NOT NULL))
    AND h.key = o.external_id AND h.updated_at < o.told_at AND NOT h.is_old"""  # noqa: S608 - no word of a user stands in it


def hold_orders(org_id: int, keys: Sequence[str]) -> None:
    """Keep known orders from being told by anybody else until the transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute(_HOLD, {"org": org_id, "keys": list(keys)})


def hold_batch(org_id: int, low: int, high: int) -> None:
    """The same of the staged orders with `low` < rank <= `high`; what was overtaken since is left out."""
    with connection.cursor() as cursor:
        cursor.execute(_KEYS, {"low": low, "high": high})
        hold_orders(org_id, [key for (key,) in cursor.fetchall()])
    leave_overtaken(org_id, low, high)


def leave_overtaken(org_id: int, low: int, high: int) -> None:
    """Mark staged orders old that are told newer by now: also one that another made at the same moment."""
    with connection.cursor() as cursor:
        cursor.execute(_OVERTAKEN, {"org": org_id, "low": low, "high": high})
