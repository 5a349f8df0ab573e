"""Who slept over his lease writes nothing: the token is asked in the very transaction that would write."""

import threading
from collections.abc import Callable, Iterator
from datetime import datetime
from types import SimpleNamespace

import pytest
from django.db import connection, connections

from savoir.kernel import jobs
from savoir.kernel.jobs import registry, worker
from savoir.kernel.jobs.queue import DEFAULT_QUEUE
from savoir.kernel.leases import Lease, LeaseLost
from savoir.kernel.models import HumanTask
from savoir.kernel.tasks import open_task
from savoir.kernel.tenancy import organization_block
from tests.shop import NOON, Shop, make_shop

pytestmark = pytest.mark.concurrency
TAKE = "UPDATE procrastinate_jobs SET status = 'doing', worker_id = %s WHERE id = %s RETURNING attempts"


class Deed:
    """A job that sleeps where a test says, then writes one row; nothing else keeps it from writing twice."""

    def __init__(self) -> None:
        self.sleeps = self.sleeps_inside = False
        self.asleep, self.wake = threading.Event(), threading.Event()

    def __call__(self, *, org_id: int, now: datetime, number: int) -> None:
        """Sleep, then write."""
        if self.sleeps:
            self.sleeps = False
            self._sleep()
        with organization_block(org_id):
            if self.sleeps_inside:
                self.sleeps_inside = False
                self._sleep()
            open_task(code=f"written {self.times(org_id)}", subject_kind="deed", subject_id=number, detail={},
                      due_at=None, now=NOON)  # fmt: skip

    def _sleep(self) -> None:
        self.asleep.set()
        assert self.wake.wait(timeout=30)

    @staticmethod
    def times(org_id: int) -> int:
        """How often it was written."""
        with organization_block(org_id):
            return HumanTask.objects.filter(subject_kind="deed").count()


@pytest.fixture
def deed() -> Iterator[Deed]:
    """The job `tests.deed`."""
    ours = Deed()
    jobs.job("tests.deed")(ours)
    yield ours
    registry._jobs.pop("tests.deed")


@pytest.fixture
def shop(own_database: str) -> Shop:
    """A shop of real commits."""
    return make_shop()


@pytest.fixture
def ended(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Why workers ended; here they go on living."""
    why: list[str] = []
    monkeypatch.setattr(worker, "_end", why.append)
    monkeypatch.setattr(worker.connections, "close_all", lambda: None)
    return why


def query(sql: str, given: list[object]) -> int:
    with connection.cursor() as cursor:
        cursor.execute(sql, given)
        return int(cursor.fetchone()[0])


def promised(shop: Shop) -> int:
    """The id of a waiting deed."""
    with organization_block(shop.org_id):
        jobs.enqueue("tests.deed", org_id=shop.org_id, run_at=NOON, number=1)
    return query("SELECT id FROM procrastinate_jobs WHERE args->>'name' = %s", ["tests.deed"])


def fetched(job_id: int) -> SimpleNamespace:
    """A new worker takes the job, as procrastinate hands it over."""
    worker_id = query("INSERT INTO procrastinate_workers DEFAULT VALUES RETURNING id", [])
    attempts = query(TAKE, [worker_id, job_id])
    return SimpleNamespace(job=SimpleNamespace(id=job_id, worker_id=worker_id, attempts=attempts))


def run(shop: Shop, context: SimpleNamespace) -> Callable[[], None]:
    def work() -> None:
        try:
            worker.run_one(context, name="tests.deed", org_id=shop.org_id, number=1)
        finally:
            connection.close()

    return work


def start(shop: Shop, deed: Deed, job_id: int) -> threading.Thread:
    """A worker that takes the job and falls asleep over it."""
    sleeper = threading.Thread(target=run(shop, fetched(job_id)))
    sleeper.start()
    assert deed.asleep.wait(timeout=30)
    return sleeper


def held_for_dead() -> int:
    """The queue has not heard of the sleeper for long: what it held is put back; how many jobs."""
    with connection.cursor() as cursor:
        cursor.execute("UPDATE procrastinate_workers SET last_heartbeat = now() - interval '1 minute'")
        cursor.execute(worker._STALLED, [DEFAULT_QUEUE, 15])
        cursor.execute(worker._REQUEUE, [[row[0] for row in cursor.fetchall()]])
        return int(cursor.rowcount)


def woken(deed: Deed, sleeper: threading.Thread) -> None:
    deed.wake.set()
    sleeper.join(timeout=30)
    assert not sleeper.is_alive()


def test_a_worker_that_slept_over_its_lease_writes_nothing(shop: Shop, deed: Deed, ended: list[str]) -> None:
    deed.sleeps, job_id = True, promised(shop)
    sleeper = start(shop, deed, job_id)
    assert held_for_dead() == 1
    run(shop, fetched(job_id))()
    assert deed.times(shop.org_id) == 1
    woken(deed, sleeper)
    assert deed.times(shop.org_id) == 1
    assert ended == ["another worker has its job"]


def test_without_the_token_the_late_write_is_accepted(
    shop: Shop, deed: Deed, ended: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The twin that must go wrong."""
    monkeypatch.setattr("savoir.kernel.tenancy.lease", lambda: None)
    deed.sleeps, job_id = True, promised(shop)
    sleeper = start(shop, deed, job_id)
    assert held_for_dead() == 1
    run(shop, fetched(job_id))()
    woken(deed, sleeper)
    assert deed.times(shop.org_id) == 2


def test_a_job_in_the_middle_of_a_transaction_is_not_given_away(
    shop: Shop, deed: Deed, ended: list[str]
) -> None:
    """The database ends a transaction that sleeps for a minute; until then nobody else begins the job."""
    deed.sleeps_inside, job_id = True, promised(shop)
    sleeper = start(shop, deed, job_id)
    assert held_for_dead() == 0
    woken(deed, sleeper)
    assert (deed.times(shop.org_id), ended) == (1, [])
    assert query("SELECT count(*) FROM procrastinate_jobs WHERE id = %s", [job_id]) == 0


def test_whoever_woke_up_late_does_not_end_the_try_of_another(
    shop: Shop, deed: Deed, ended: list[str]
) -> None:
    job_id = promised(shop)
    first = fetched(job_id).job
    assert held_for_dead() == 1
    second = fetched(job_id).job
    with pytest.raises(LeaseLost):
        worker._write_end(Lease(job_id, first.worker_id, first.attempts), None)
    assert query("SELECT worker_id FROM procrastinate_jobs WHERE id = %s", [job_id]) == second.worker_id
    assert "default" in connections
