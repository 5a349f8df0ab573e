"""The work that waits, counted; what was given up, tried again."""

from collections.abc import Iterator
from datetime import timedelta

import pytest

from savoir.kernel import health, jobs, tasks
from savoir.kernel.access import Role
from savoir.kernel.errors import NotAllowed, NotFound
from savoir.kernel.jobs import registry
from savoir.kernel.jobs.daily import plan_daily
from savoir.kernel.tenancy import organization_block
from tests.shop import NOON, Shop, make_shop

HOUR = timedelta(hours=1)


@pytest.fixture
def boiler() -> Iterator[list[int]]:
    """A job that fails while the list is empty; it notes each try that succeeds."""
    heats: list[int] = []

    def heat(*, org_id: int, now: object, boiler_id: int) -> None:
        if not heats:
            raise RuntimeError("cold")
        heats.append(boiler_id)

    jobs.job("tests.heat", attempts=2)(heat)
    yield heats
    registry._jobs.pop("tests.heat")


def give_up(shop: Shop) -> None:
    """Two tries, both cold."""
    with organization_block(shop.org_id):
        jobs.enqueue("tests.heat", org_id=shop.org_id, run_at=NOON, boiler_id=7)
    jobs.drain(until=NOON + HOUR)


def test_the_queue_is_counted_for_one_organization(shop: Shop, boiler: list[int]) -> None:
    other = make_shop("voisin")
    for whose, at in ((shop, NOON - HOUR), (shop, NOON), (shop, NOON + HOUR), (other, NOON)):
        with organization_block(whose.org_id):
            jobs.enqueue("tests.heat", org_id=whose.org_id, run_at=at, boiler_id=1)
    with organization_block(shop.org_id):
        found = health.queue_health(actor=shop.actors[Role.SUPERVISOR], now=NOON)
    assert (found.due, found.running, found.later, found.oldest_due_at) == (2, 0, 1, NOON - HOUR)


def test_what_was_given_up_is_listed_and_runs_again(shop: Shop, boiler: list[int]) -> None:
    give_up(shop)
    supervisor = shop.actors[Role.SUPERVISOR]
    with organization_block(shop.org_id):
        (found,) = health.given_up(actor=supervisor, limit=5)
        assert (found.job, found.arguments["boiler_id"]) == ("tests.heat", 7)
        health.retry_given_up(actor=supervisor, task_id=found.task_id, now=NOON + 2 * HOUR)
        assert health.given_up(actor=supervisor, limit=5) == ()
    boiler.append(0)
    jobs.drain(until=NOON + 2 * HOUR)
    assert boiler == [0, 7]
    with organization_block(shop.org_id):
        assert tasks.count_open(actor=supervisor) == 0
        with pytest.raises(NotFound):
            health.retry_given_up(actor=supervisor, task_id=found.task_id, now=NOON)


def test_an_agent_and_finance_do_not_run_jobs_again(shop: Shop, boiler: list[int]) -> None:
    give_up(shop)
    with organization_block(shop.org_id):
        (found,) = health.given_up(actor=shop.actors[Role.FINANCE], limit=5)
        for role in (Role.AGENT, Role.FINANCE):
            with pytest.raises(NotAllowed):
                health.retry_given_up(actor=shop.actors[role], task_id=found.task_id, now=NOON)
        assert len(health.given_up(actor=shop.system, limit=5)) == 1
    assert jobs.drain(until=NOON + 3 * HOUR) == 0


def test_a_task_of_people_is_no_job_to_retry(shop: Shop) -> None:
    with organization_block(shop.org_id):
        tasks.open_task(code="look", subject_kind="case", subject_id=1, detail={}, due_at=None, now=NOON)
        (task,) = tasks.open_tasks(actor=shop.agent, limit=5)
        with pytest.raises(NotFound):
            health.retry_given_up(actor=shop.system, task_id=task.id, now=NOON)


def test_an_hourly_job_is_planned_once_for_the_next_hour(shop: Shop) -> None:
    for minutes in (0, 1, 2):
        plan_daily(org_ids=[shop.org_id], now=NOON + timedelta(minutes=minutes))
    with organization_block(shop.org_id):
        planned = health.queue_health(actor=shop.system, now=NOON + HOUR + timedelta(minutes=1))
    due = jobs.next_due("default")
    assert due is not None
    assert NOON < due <= NOON + HOUR + timedelta(minutes=2)
    assert planned.due >= 1
