"""When facts settle; and a database whose backup was restored elsewhere, as it looks from inside."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from django.db import connection

from savoir.config.launcher.cluster import Cluster
from savoir.kernel.telling import send_told
from savoir.kernel.tenancy import organization_block

AHEAD = 1_000
_MOVED = f"""ALTER TABLE kernel_ledgerevent NO FORCE ROW LEVEL SECURITY, DISABLE TRIGGER never_changed;
ALTER TABLE kernel_webhookcursor NO FORCE ROW LEVEL SECURITY;
CREATE TEMPORARY TABLE shift AS SELECT pg_current_xact_id()::text::bigint + {AHEAD}
    - min(xid::text::bigint) AS by FROM kernel_ledgerevent;
UPDATE kernel_ledgerevent SET xid = (xid::text::bigint + shift.by)::text::xid8 FROM shift;
UPDATE kernel_webhookcursor SET xid = xid + shift.by FROM shift;
UPDATE kernel_ledgerlife SET cluster = 'burnt down';
ALTER TABLE kernel_ledgerevent FORCE ROW LEVEL SECURITY, ENABLE TRIGGER never_changed;
ALTER TABLE kernel_webhookcursor FORCE ROW LEVEL SECURITY;"""


def restored_elsewhere(cluster: Cluster, name: str) -> None:
    """Its facts and its cursor carry transactions above all that this cluster has counted so far."""
    cluster.run_sql(name, _MOVED)


def count_past_them() -> None:
    """The cluster counts on until its transactions have passed those of the restored facts."""
    with connection.cursor() as cursor:
        for _ in range(AHEAD + 200):
            cursor.execute("SELECT pg_current_xact_id()")


@contextmanager
def held_open(org_id: int, write: Callable[[], object]) -> Iterator[None]:
    """`write` happens in a transaction that commits when the block ends."""
    written, may_commit = threading.Event(), threading.Event()

    def hold() -> None:
        try:
            with organization_block(org_id):
                write()
                send_told()
                written.set()
                assert may_commit.wait(30)
        finally:
            connection.close()

    late = threading.Thread(target=hold)
    late.start()
    try:
        assert written.wait(30)
        yield
    finally:
        may_commit.set()
        late.join(30)
