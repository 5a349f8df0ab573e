"""Several heads ask for the same replay at once, one stops it at work: on connections of their own."""

import threading
import time
from collections.abc import Callable

import pytest
from django.db import connection

from savoir.config.launcher.cluster import Cluster
from savoir.insights import operations
from savoir.insights.jobs import replay
from savoir.insights.models import ReplayRun
from savoir.kernel.access import Role
from savoir.kernel.tenancy import organization_block
from tests.insights.asked import LATER, ask, card, drafted, kept
from tests.insights.test_elsewhere import ENDLESS, are_gone, children
from tests.shop import Shop, make_shop

TRIES = 6


def together(shop: Shop, version: int) -> list[int]:
    """The replay that each was told."""
    start, told = threading.Barrier(TRIES), list[int]()

    def _ask() -> None:
        try:
            start.wait(timeout=30)
            with organization_block(shop.org_id):
                told.append(ask(shop, version))
        finally:
            connection.close()

    threads = [threading.Thread(target=_ask) for _ in range(TRIES)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    return told


@pytest.mark.concurrency
def test_all_are_told_the_one_that_runs(own_database: str) -> None:
    shop = make_shop()
    with organization_block(shop.org_id):
        version = drafted(shop)
    told = together(shop, version)
    assert len(told) == TRIES
    assert len(set(told)) == 1
    with organization_block(shop.org_id):
        assert list(ReplayRun.objects.values_list("id", flat=True)) == [told[0]]


@pytest.mark.concurrency
def test_without_the_index_several_would_run(own_database: str, template: tuple[Cluster, str]) -> None:
    """The twin that must go wrong: if it did not, the test above would prove nothing."""
    template[0].run_sql(own_database, "DROP INDEX replay_one_running")
    shop = make_shop()
    with organization_block(shop.org_id):
        version = drafted(shop)
    assert len(set(together(shop, version))) > 1


@pytest.mark.concurrency
def test_a_stop_on_another_connection_ends_the_work_at_once(
    own_database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    shop = make_shop()
    with organization_block(shop.org_id):
        asked = ask(shop, drafted(shop))
    monkeypatch.setattr("savoir.connectors.analytics.elsewhere.COMMAND", ENDLESS)
    started, ended = children(monkeypatch), threading.Event()

    def _work() -> None:
        try:
            replay(org_id=shop.org_id, run_id=asked, now=LATER)
            ended.set()
        finally:
            connection.close()

    worker = threading.Thread(target=_work)
    worker.start()
    assert _until(lambda: _told(shop, asked) == ("asking", 7)), "its progress is seen while it works"
    assert not are_gone(started)
    with organization_block(shop.org_id):
        operations.stop_replay(actor=shop.actors[Role.SUPERVISOR], run_id=asked, now=LATER)
    assert ended.wait(timeout=10)
    worker.join(timeout=10)
    assert are_gone(started)
    with organization_block(shop.org_id):
        assert kept() == ([(asked, "stopped")], 0)


def _told(shop: Shop, run_id: int) -> tuple[str, int]:
    with organization_block(shop.org_id):
        found = card(shop, run_id)
    return found.step, found.percent


def _until(holds: Callable[[], bool]) -> bool:
    """Whether it comes true within half a minute."""
    ends = time.monotonic() + 30
    while time.monotonic() < ends:
        if holds():
            return True
        time.sleep(0.05)
    return False
