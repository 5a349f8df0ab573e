"""A worker that was stopped over the plan of the day keeps no other from its work."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.db import connections

from savoir.kernel import jobs
from savoir.kernel.jobs import daily, queue
from savoir.kernel.telling import send_told
from savoir.kernel.tenancy import organization_block
from tests.shop import NOON, Shop, make_shop

pytestmark = pytest.mark.concurrency


@pytest.fixture
def shop(own_database: str) -> Shop:
    """A shop of real commits."""
    return make_shop()


@contextmanager
def stopped_over_the_plan(shop: Shop) -> Iterator[None]:
    """Another worker has written the day's promises and not committed them."""
    written, wake = threading.Event(), threading.Event()

    def plan() -> None:
        with organization_block(shop.org_id):
            jobs.plan_daily(org_ids=[shop.org_id], now=NOON)
            queue._flush()  # as the commit that never comes would have done
            send_told()
            written.set()
            assert wake.wait(timeout=30)
        connections.close_all()

    other = threading.Thread(target=plan)
    other.start()
    assert written.wait(timeout=30)
    try:
        yield
    finally:
        wake.set()
        other.join()


def planned(shop: Shop) -> bool:
    """What the worker's own thread is told."""
    told: list[bool] = []
    planner = threading.Thread(target=lambda: told.append(daily.plan_unless_held(lambda: [shop.org_id])))
    planner.start()
    planner.join(timeout=20)
    return told == [True]


def test_who_finds_the_plan_held_goes_on_and_tries_again(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(daily, "_PLANNER", daily._PLANNER.replace("5s", "100ms"))
    monkeypatch.setattr(daily, "database_now", lambda: NOON)
    with stopped_over_the_plan(shop):
        assert not planned(shop)
    assert planned(shop)


def test_without_its_patience_a_planner_waits_as_long_as_the_other_sleeps(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The twin that must go wrong."""
    monkeypatch.setattr(daily, "_PLANNER", "SELECT 1")
    monkeypatch.setattr(daily, "database_now", lambda: NOON)
    waiting = threading.Thread(target=planned, args=[shop])
    with stopped_over_the_plan(shop):
        waiting.start()
        waiting.join(timeout=1)
        assert waiting.is_alive()
    waiting.join(timeout=20)
    assert not waiting.is_alive()
