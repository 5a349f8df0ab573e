"""Jobs keep what a transaction promised: after the commit, in the order of their instants, at least once."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import connection, transaction

from savoir.kernel import jobs, tasks
from savoir.kernel.jobs import registry
from savoir.kernel.models import HumanTask
from savoir.kernel.tenancy import WrongOrganization, organization_block
from tests.shop import NOON, Shop, make_shop

MINUTE = timedelta(minutes=1)


class Bell:
    """A job that writes down when it rang, and does first what the test prepared."""

    def __init__(self) -> None:
        self.rang: list[tuple[datetime, str]] = []
        self.troubles: list[Exception] = []

    def __call__(self, *, org_id: int, now: datetime, tune: str = "", case_id: int = 0) -> None:
        """Ring."""
        self.rang.append((now, tune))
        if self.troubles:
            raise self.troubles.pop(0)


@pytest.fixture
def bell() -> Iterator[Bell]:
    """The job "tests.bell", with three tries."""
    ours = Bell()
    jobs.job("tests.bell", attempts=3)(ours)
    yield ours
    registry._jobs.pop("tests.bell")


def promise(shop: Shop, *, run_at: datetime | None = NOON, **given: Any) -> None:
    """Enqueue the bell in a block of its own."""
    with organization_block(shop.org_id):
        jobs.enqueue("tests.bell", org_id=shop.org_id, run_at=run_at, **given)


def waiting() -> int:
    """Jobs of the bell that wait."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM procrastinate_jobs WHERE args->>'name' = 'tests.bell' AND status = 'todo'"
        )
        return int(cursor.fetchone()[0])


def test_a_promise_rolled_back_never_runs(shop: Shop, bell: Bell) -> None:
    def change_my_mind() -> None:
        with organization_block(shop.org_id):
            jobs.enqueue("tests.bell", org_id=shop.org_id, run_at=NOON)
            raise RuntimeError("changed my mind")

    with pytest.raises(RuntimeError, match="changed my mind"):
        change_my_mind()
    promise(shop, tune="next block")
    jobs.drain(until=NOON)
    assert [tune for _, tune in bell.rang] == ["next block"]


def test_a_refused_verb_inside_a_block_leaves_no_job(shop: Shop, bell: Bell) -> None:
    def refuse() -> None:
        with transaction.atomic():
            jobs.enqueue("tests.bell", org_id=shop.org_id, run_at=NOON, tune="refused")
            raise RuntimeError("refused")

    with organization_block(shop.org_id):
        jobs.enqueue("tests.bell", org_id=shop.org_id, run_at=NOON, tune="kept")
        with pytest.raises(RuntimeError, match="refused"):
            refuse()
        with transaction.atomic():
            jobs.enqueue("tests.bell", org_id=shop.org_id, run_at=NOON, tune="accepted")
    jobs.drain(until=NOON)
    assert [tune for _, tune in bell.rang] == ["kept", "accepted"]


def test_jobs_run_in_the_order_of_their_instants_with_their_own_clock(shop: Shop, bell: Bell) -> None:
    for minutes, tune in ((5, "c"), (1, "a"), (3, "b"), (99, "later")):
        promise(shop, run_at=NOON + minutes * MINUTE, tune=tune)
    assert jobs.drain(until=NOON + 10 * MINUTE) == 3
    assert bell.rang == [(NOON + n * MINUTE, tune) for n, tune in ((1, "a"), (3, "b"), (5, "c"))]
    assert jobs.next_due("default") == NOON + 99 * MINUTE


def test_a_job_without_an_instant_runs_first(shop: Shop, bell: Bell) -> None:
    promise(shop, run_at=NOON - MINUTE, tune="dated")
    promise(shop, run_at=None, tune="at once")
    jobs.drain(until=NOON)
    assert [tune for _, tune in bell.rang] == ["at once", "dated"]


def test_one_waits_under_a_queueing_lock(shop: Shop, bell: Bell) -> None:
    for _ in range(3):
        promise(shop, queueing_lock="bell")
    with organization_block(shop.org_id):
        for _ in range(2):
            jobs.enqueue("tests.bell", org_id=shop.org_id, run_at=NOON, queueing_lock="bell")
    assert waiting() == 1
    jobs.drain(until=NOON)
    promise(shop, queueing_lock="bell")
    assert (len(bell.rang), waiting()) == (1, 1)


def test_failures_wait_longer_each_time_then_a_person_gets_it(shop: Shop, bell: Bell) -> None:
    bell.troubles = [RuntimeError("rusty")] * 3
    promise(shop)
    jobs.drain(until=NOON + 60 * MINUTE)
    assert [(at - NOON).total_seconds() for at, _ in bell.rang] == [0, 2, 10]
    assert waiting() == 0
    with organization_block(shop.org_id):
        (task,) = HumanTask.objects.all()
        assert (task.code, task.detail["job"]) == ("job_failed", "tests.bell")
        assert "rusty" not in str(task.detail)


def test_two_jobs_of_a_whole_organization_that_fail_are_two_tasks(shop: Shop, bell: Bell) -> None:
    """The second was swallowed while the organization was the subject of both."""
    jobs.job("tests.gong", attempts=3)(bell)
    bell.troubles = [RuntimeError("rusty")] * 6
    with organization_block(shop.org_id):
        for name in ("tests.bell", "tests.gong"):
            jobs.enqueue(name, org_id=shop.org_id, run_at=NOON)
    jobs.drain(until=NOON + 60 * MINUTE)
    registry._jobs.pop("tests.gong")
    with organization_block(shop.org_id):
        failed = {task.detail["job"] for task in HumanTask.objects.filter(code="job_failed")}
    assert failed == {"tests.bell", "tests.gong"}


def test_two_jobs_of_one_thing_that_fail_are_two_tasks(shop: Shop, bell: Bell) -> None:
    """The second was swallowed while their subject was all that told tasks apart; one job's is one task."""
    jobs.job("tests.gong", attempts=3)(bell)
    bell.troubles = [RuntimeError("rusty")] * 12
    with organization_block(shop.org_id):
        for name, tune in (("bell", "a"), ("bell", "b"), ("gong", "a"), ("bell", "a")):
            jobs.enqueue(f"tests.{name}", org_id=shop.org_id, run_at=NOON, case_id=7, tune=tune)
    jobs.drain(until=NOON + 60 * MINUTE)
    registry._jobs.pop("tests.gong")
    with organization_block(shop.org_id):
        given_up = HumanTask.objects.filter(code="job_failed", subject_kind="case", subject_id=7)
        failed = sorted((task.detail["job"], task.detail["arguments"]["tune"]) for task in given_up)
        assert failed == [("tests.bell", "a"), ("tests.bell", "b"), ("tests.gong", "a")]
        tasks.close_all_tasks(subject_kind="case", subject_id=7, outcome="settled", now=NOON)
        assert not given_up.filter(done_at=None).exists(), "whoever settles the thing closes every task of it"


def test_asking_to_come_back_uses_no_try(shop: Shop, bell: Bell) -> None:
    bell.troubles = [jobs.RetryLater(60) for _ in range(7)] + [RuntimeError("rusty")] * 2
    promise(shop)
    jobs.drain(until=NOON + 60 * MINUTE)
    assert [(at - NOON).total_seconds() for at, _ in bell.rang] == [*range(0, 421, 60), 422, 430]
    with organization_block(shop.org_id):
        assert not HumanTask.objects.exists()


def test_what_a_failing_job_promised_is_forgotten(shop: Shop, bell: Bell) -> None:
    def nest(*, org_id: int, now: datetime) -> None:
        with organization_block(org_id):
            jobs.enqueue("tests.bell", org_id=org_id, run_at=now, tune="from the failed one")
            raise RuntimeError("dropped")

    jobs.job("tests.nest", attempts=1)(nest)
    try:
        with organization_block(shop.org_id):
            jobs.enqueue("tests.nest", org_id=shop.org_id, run_at=NOON)
        jobs.drain(until=NOON + MINUTE)
    finally:
        registry._jobs.pop("tests.nest")
    assert bell.rang == []


def test_a_queue_of_ones_own_is_left_alone_by_the_others(shop: Shop, bell: Bell) -> None:
    with jobs.on_queue("replay"):
        promise(shop, tune="theirs")
    promise(shop, tune="ours")
    jobs.drain(until=NOON)
    assert [tune for _, tune in bell.rang] == ["ours"]
    assert jobs.release("replay") == 1
    jobs.drain(until=NOON)
    assert [tune for _, tune in bell.rang] == ["ours", "theirs"]


def test_a_released_queue_loses_what_was_named_and_what_waits_already(shop: Shop, bell: Bell) -> None:
    with jobs.on_queue("replay"):
        promise(shop, queueing_lock="bell", tune="double")
    promise(shop, queueing_lock="bell", tune="first")
    assert jobs.release("replay") == 0
    with jobs.on_queue("replay"):
        promise(shop, tune="named")
    assert jobs.release("replay", without=frozenset({"tests.bell"})) == 0
    jobs.drain(until=NOON)
    assert [tune for _, tune in bell.rang] == ["first"]


def test_half_done_jobs_come_back_after_a_kill(shop: Shop, bell: Bell) -> None:
    promise(shop)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE procrastinate_jobs SET status = 'doing' WHERE queue_name = 'default'")
    assert jobs.drain(until=NOON) == 0
    assert jobs.recover("default") == 1
    assert jobs.drain(until=NOON) == 1


def test_jobs_under_one_lock_run_one_after_the_other(shop: Shop, bell: Bell) -> None:
    """Also when the first is put off, and when one more is promised before it has run."""
    bell.troubles = [jobs.RetryLater(60)]
    for tune in ("first", "second", "third"):
        promise(shop, lock="rope", tune=tune)
    assert jobs.drain(until=NOON + MINUTE) == 4
    assert sorted(tune for _, tune in bell.rang) == ["first", "first", "second", "third"]


def test_an_older_job_of_the_same_lock_goes_first_as_with_the_worker(shop: Shop, bell: Bell) -> None:
    """However early the later one is due: who brings it forward must hasten the older one."""
    promise(shop, lock="rope", run_at=NOON + 10 * MINUTE, tune="promised first")
    promise(shop, lock="rope", run_at=NOON, tune="promised later")
    promise(shop, lock="another", run_at=NOON, tune="free")
    assert jobs.drain(until=NOON + 9 * MINUTE) == 1
    assert jobs.next_due("default") == NOON + 10 * MINUTE, "a clock that asks for the next instant goes on"
    assert jobs.drain(until=NOON + 10 * MINUTE) == 2
    assert [tune for _, tune in bell.rang] == ["free", "promised first", "promised later"]


def test_a_lock_that_a_half_done_job_holds_is_waited_for(shop: Shop, bell: Bell) -> None:
    """What a killed run left keeps its lock: others under it neither run nor break the drain."""
    promise(shop, lock="rope", tune="half done")
    with connection.cursor() as cursor:
        cursor.execute("UPDATE procrastinate_jobs SET status = 'doing' WHERE lock = 'rope'")
    promise(shop, lock="rope", tune="waits")
    promise(shop, tune="free")
    assert jobs.drain(until=NOON) == 1
    assert jobs.recover("default") == 1
    assert jobs.drain(until=NOON) == 2
    assert [tune for _, tune in bell.rang] == ["free", "half done", "waits"]


def test_a_job_belongs_to_the_organization_of_its_block(shop: Shop, bell: Bell) -> None:
    other = make_shop()
    with organization_block(shop.org_id), pytest.raises(ValueError, match="organization"):
        jobs.enqueue("tests.bell", org_id=other.org_id, run_at=NOON)
    with pytest.raises(WrongOrganization):
        jobs.enqueue("tests.bell", org_id=shop.org_id, run_at=NOON)
    assert waiting() == 0


def test_a_job_nobody_declares_is_refused_when_it_is_promised(shop: Shop) -> None:
    with organization_block(shop.org_id), pytest.raises(KeyError):
        jobs.enqueue("tests.nobody", org_id=shop.org_id)
    with pytest.raises(ValueError, match=r"ledger\.deliver"):
        jobs.job("ledger.deliver")(lambda **_: None)
