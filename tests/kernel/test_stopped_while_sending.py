"""A worker stopped in the middle of what it sends together: PostgreSQL ends its transaction all the same."""

from collections.abc import Iterator

import psycopg
import pytest
from django.db import connection

from savoir.kernel import jobs, leases
from savoir.kernel.jobs import registry
from savoir.kernel.tenancy import SETTING, organization_block
from tests.faults import nemesis
from tests.shop import Shop, make_shop

pytestmark = pytest.mark.concurrency
WORKER = "INSERT INTO procrastinate_workers DEFAULT VALUES RETURNING id"
TAKEN = "UPDATE procrastinate_jobs SET status = 'doing', worker_id = %s WHERE args->>'name' = %s RETURNING id"
FREE = "SELECT count(*) FROM (SELECT id FROM procrastinate_jobs WHERE id = %s FOR UPDATE SKIP LOCKED) free"


@pytest.fixture
def shop(own_database: str) -> Shop:
    """A shop of real commits."""
    return make_shop()


@pytest.fixture
def token(shop: Shop) -> Iterator[leases.Lease]:
    """A job that a worker has taken."""
    jobs.job("tests.sent")(lambda **_: None)
    with organization_block(shop.org_id):
        jobs.enqueue("tests.sent", org_id=shop.org_id)
    worker_id = _number(WORKER)
    yield leases.Lease(_number(TAKEN, worker_id, "tests.sent"), worker_id, 0)
    registry._jobs.pop("tests.sent")


@pytest.fixture
def worker(shop: Shop) -> Iterator[psycopg.Connection]:
    """A line to the database like a worker's."""
    with psycopg.connect(**connection.get_connection_params() | {"cursor_factory": psycopg.Cursor}) as line:
        yield line
        line.close()


def _number(sql: str, *values: int | str | None) -> int:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return int(cursor.fetchone()[0])


def begins(worker: psycopg.Connection, shop: Shop, token: leases.Lease, *, longest: str) -> None:
    """The first words of a job's transaction are sent, and no word that asks for their end."""
    ours = [token.job_id, token.worker_id, token.attempts, shop.org_id]
    worker.pipeline().__enter__()
    worker.execute(leases.HELD, [SETTING, str(shop.org_id), "100ms", longest, *ours])
    worker.pgconn.send_flush_request()
    worker.pgconn.flush()
    nemesis.wait_until(lambda: _number(FREE, token.job_id) == 0, 10, lambda: None)


def test_its_job_is_free_once_the_longest_time_is_over(
    worker: psycopg.Connection, shop: Shop, token: leases.Lease
) -> None:
    begins(worker, shop, token, longest="400ms")

    nemesis.wait_until(lambda: _number(FREE, token.job_id) == 1, 10, lambda: None)

    with pytest.raises(psycopg.errors.TransactionTimeout):
        worker.execute("SELECT 1")


def test_the_clock_of_idle_transactions_alone_never_starts(
    worker: psycopg.Connection, shop: Shop, token: leases.Lease
) -> None:
    """The twin that must go wrong: ten times that clock's time later the job is still nobody's to take."""
    begins(worker, shop, token, longest="0")

    with pytest.raises(AssertionError, match="did not come true"):
        nemesis.wait_until(lambda: _number(FREE, token.job_id) == 1, 1, lambda: None)


def test_a_job_asks_for_both_clocks(shop: Shop, token: leases.Lease) -> None:
    """As they are shipped, and as long as the transaction lives."""
    with leases.hold(token), organization_block(shop.org_id):
        assert _clocks() == ("30min", "1min")
    assert _clocks() == ("0", "0")


def _clocks() -> tuple[str, str]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT current_setting('transaction_timeout'),"
            " current_setting('idle_in_transaction_session_timeout')"
        )
        longest, idle = cursor.fetchone()
    return longest, idle
