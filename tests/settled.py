"""Facts settle when no older transaction of the whole server is open: those of other tests must end first."""

import time

from django.db import connection

# Of the superuser, who makes databases, and of autovacuum we are not shown when they began: they count
# in any database.
_OPEN = """SELECT count(*) FROM pg_stat_activity WHERE backend_xid IS NOT NULL
    AND (xact_start IS NULL OR datname <> current_database() AND xact_start < %s)"""


def others_end() -> None:
    """Wait until every transaction of another database that writes, and began before now, has ended."""
    deadline = time.monotonic() + 120
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        (began,) = cursor.fetchone()
        open_ones = 1
        while open_ones and time.monotonic() < deadline:
            cursor.execute(_OPEN, [began])
            (open_ones,) = cursor.fetchone()
