"""Facts settle when no older transaction of the whole server is open: those of other tests must end first."""

import time

from django.db import connection

# Of the superuser, who makes databases, and of autovacuum we are not shown when they began: they count in any
# database. What has no number yet will have a later one than the facts.
_OPEN = """SELECT coalesce(array_agg(backend_xid::text), '{}') FROM pg_stat_activity
    WHERE backend_xid IS NOT NULL AND (xact_start IS NULL OR datname <> current_database())"""


def others_end() -> None:
    """Wait until every transaction of others that writes now has ended; our own may stay open."""
    deadline = time.monotonic() + 120
    older = _open_now()
    while older and time.monotonic() < deadline:
        time.sleep(0.01)  # the core belongs to those who are awaited
        older &= _open_now()


def _open_now() -> set[str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_stat_clear_snapshot()")  # an open transaction would see the same for ever
        cursor.execute(_OPEN)
        return set(cursor.fetchone()[0])
