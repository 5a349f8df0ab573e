"""A later release takes over while cases are opened over HTTP: no request fails, nothing twice or lost."""

import os
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import psycopg
import pytest

from savoir.cases.models import Case
from savoir.config.launcher import ports, update
from savoir.config.launcher.cluster import Cluster
from savoir.kernel.models import LedgerEvent
from savoir.kernel.tenancy import organization_block
from tests.api.programs import new_key
from tests.faults import nemesis, releases
from tests.faults.worlds import DAY, broken
from tests.shop import Shop, make_shop, sell

pytestmark = [pytest.mark.long, pytest.mark.concurrency]
LINES = int(os.environ.get("FAULTS_LINES", "2000"))
PATIENCE = 120.0
LOCKED = """SELECT coalesce(max(extract(epoch FROM clock_timestamp() - query_start)), 0)
    FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()"""


class LockWatch(threading.Thread):
    """How long anybody waited for a lock, seen every twentieth of a second."""

    def __init__(self, dsn: str) -> None:
        super().__init__()
        self.dsn, self.longest, self.over = dsn, 0.0, threading.Event()

    def run(self) -> None:
        """Look until told to end."""
        with psycopg.connect(self.dsn, autocommit=True) as link:
            while not self.over.wait(0.05):
                row = link.execute(LOCKED).fetchone()
                self.longest = max(self.longest, float(row[0]) if row else 0.0)


@pytest.fixture
def shop(own_database: str) -> Shop:
    """A shop of real commits."""
    return make_shop()


@pytest.fixture
def site(
    shop: Shop, own_database: str, template: tuple[Cluster, str], tmp_path: Path
) -> Iterator[releases.Site]:
    """The former release, serving."""
    former, _ = releases.make(tmp_path)
    link = tmp_path / "current"
    update.point(link, former)
    told = nemesis.environment(template[0], tmp_path / "home", own_database) | {"SAVOIR_API_RATE": "1000000"}
    ours = releases.Site(told, link, ports.any_free_port(), tmp_path / "site.log")
    yield ours
    ours.close()


def lines_of(shop: Shop) -> list[int]:
    """What was sold and may be asked back: each line by one call only."""
    now = datetime.now(UTC)
    with organization_block(shop.org_id):
        return [
            line
            for _ in range(LINES // 50)
            for line in sell(shop, lines=50, delivered_at=now - 3 * DAY).line_ids
        ]


def nothing() -> None:
    """Meanwhile."""


def opened_cases(shop: Shop) -> Counter[str]:
    with organization_block(shop.org_id):
        opened = LedgerEvent.objects.filter(kind="case_opened").values_list("subject_id", flat=True)
        assert max(Counter(opened).values()) == 1
        return Counter(Case.objects.values_list("reference", flat=True))


def test_a_later_release_takes_over_under_load(
    shop: Shop, site: releases.Site, own_database: str, template: tuple[Cluster, str], tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    callers = releases.Callers(site.port, new_key(shop), lines_of(shop))
    nemesis.wait_until(lambda: ports.answers(site.port), PATIENCE, nothing)
    watch = LockWatch(template[0].dsn("savoir_owner", own_database))
    watch.start()
    callers.begin(4)
    try:
        nemesis.wait_until(lambda: callers.heard("former") > 40, PATIENCE, nothing)
        migrated = site.migrate(tmp_path / "later")
        switched = take_over(site, callers, tmp_path / "later")
    finally:
        callers.end()
        watch.over.set()
        watch.join()
        with capsys.disabled():
            sys.stdout.write(f"\ndeploy: {callers.told()}; longest wait for a lock {watch.longest:.2f} s\n")
    with capsys.disabled():
        sys.stdout.write(f"  tables {migrated:.1f} s, switch {switched:.1f} s\n")
    assert callers.failed == Counter()
    assert opened_cases(shop) == Counter(callers.opened)
    assert watch.longest < 2.0
    assert broken(shop, datetime.now(UTC)) == {}


def take_over(site: releases.Site, callers: releases.Callers, later: Path) -> float:
    """The link names the later release; its web server and worker begin beside the former ones, which end."""
    began = time.monotonic()
    update.point(site.link, later)
    site.webs.append(site.start_web())
    site.workers.append(site.start_worker())
    nemesis.wait_until(lambda: callers.heard("later") > 0, PATIENCE, nothing)
    for former in (site.webs[0], site.workers[0]):
        former.terminate()
    nemesis.wait_until(lambda: only_later(callers), PATIENCE, nothing)
    site.workers[0].wait(timeout=60)
    return time.monotonic() - began


def only_later(callers: releases.Callers) -> bool:
    """Forty answers in a row of the later release."""
    former, later = callers.heard("former"), callers.heard("later")
    pause = threading.Event()
    deadline = time.monotonic() + 20
    while callers.heard("former") == former and time.monotonic() < deadline:
        if callers.heard("later") >= later + 40:
            return True
        pause.wait(0.1)
    return False
