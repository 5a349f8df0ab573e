"""Several heads ask for the same replay at the same moment, on connections of their own."""

import threading

import pytest
from django.db import connection

from savoir.config.launcher.cluster import Cluster
from savoir.insights.models import ReplayRun
from savoir.kernel.tenancy import organization_block
from tests.insights.asked import ask, drafted
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
