"""A job that always fails and one that kills its worker, among others that only want their turn."""

import statistics
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.db import connection

from savoir.config.launcher.cluster import Cluster
from savoir.kernel import jobs
from savoir.kernel.jobs import registry
from savoir.kernel.models import HumanTask
from savoir.kernel.tenancy import organization_block
from tests.faults import nemesis
from tests.faults.warmed import Forked, Stable
from tests.shop import Shop, make_shop

pytestmark = [pytest.mark.long, pytest.mark.concurrency]
DEEDS = ("tests.write", "tests.poison", "tests.kill")
SILENT_SECONDS = 2  # then a worker counts as dead; shipped: 15
PATIENCE = 120.0
EVERY_SECONDS = 0.5
WAITING = """SELECT count(*) FROM procrastinate_jobs WHERE status IN ('todo', 'doing')
    AND args->>'name' IN ('tests.poison', 'tests.kill')"""
# The waits between tries and between deaths, three minutes in all, pass quickly here.
HASTEN = """UPDATE procrastinate_jobs SET scheduled_at = now() WHERE status = 'todo'
    AND args->>'name' IN ('tests.poison', 'tests.kill') AND scheduled_at > now()"""


class Row:
    """Two workers side by side, revived whenever one ends."""

    def __init__(self, stable: Stable) -> None:
        self.stable, self.deaths = stable, 0
        self.workers: list[Forked] = [stable.worker() for _ in range(2)]

    def revive(self) -> None:
        """What the supervisor does."""
        for place, worker in enumerate(self.workers):
            if worker.poll() is not None:
                self.deaths += 1
                self.workers[place] = self.stable.worker()

    def close(self) -> None:
        """End them."""
        for worker in self.workers:
            worker.kill()
            worker.wait(timeout=10)
        self.stable.close()


@pytest.fixture
def deeds() -> Iterator[None]:
    """Names only; workers have what they do."""
    for name in DEEDS:
        jobs.job(name)(lambda **_: None)
    yield
    for name in DEEDS:
        registry._jobs.pop(name)


@pytest.fixture
def shop(own_database: str, deeds: None) -> Shop:
    """A shop of real commits."""
    return make_shop()


@pytest.fixture
def row(own_database: str, template: tuple[Cluster, str], tmp_path: Path, shop: Shop) -> Iterator[Row]:
    """Two workers that have nothing to do yet."""
    told = nemesis.environment(template[0], tmp_path / "home", own_database) | {
        "FAULTS_FOLDER": str(tmp_path), "SAVOIR_WORKER_STALLED_SECONDS": str(SILENT_SECONDS),
        "SAVOIR_WORKER_CONCURRENCY": "2",
    }  # fmt: skip
    ours = Row(Stable(told, tmp_path / "log", "tests.faults.deeds"))
    yield ours
    ours.close()


def promise(shop: Shop, name: str, number: int) -> float:
    """A job that may run at once; when it was promised."""
    with organization_block(shop.org_id):
        jobs.enqueue(name, org_id=shop.org_id, number=number)
    return time.time()


def is_over() -> bool:
    with connection.cursor() as cursor:
        cursor.execute(HASTEN)
        cursor.execute(WAITING)
        return bool(cursor.fetchone()[0] == 0)


def waits(shop: Shop, promised: dict[int, float]) -> list[float]:
    """How long each of the others waited until it wrote; one that wrote not, or twice, is missing."""
    with organization_block(shop.org_id):
        rows = list(HumanTask.objects.filter(subject_kind="deed").values_list("subject_id", "created_at"))
    assert sorted(number for number, _ in rows) == sorted(promised)
    return sorted(at.timestamp() - promised[number] for number, at in rows)


def given_up(shop: Shop) -> list[str]:
    """Which jobs a person was told of."""
    with organization_block(shop.org_id):
        found = HumanTask.objects.filter(code="job_failed").values_list("detail", flat=True)
        return sorted(str(detail.get("job")) for detail in found)


def test_poison_and_a_killer_end_before_a_person_while_others_go_on(
    shop: Shop, row: Row, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Five tries, five deaths; each of the other jobs is done once."""
    promised = {0: promise(shop, "tests.write", 0)}
    nemesis.wait_until(lambda: bool(waits_or_none(shop, promised)), PATIENCE, row.revive)
    began = time.monotonic()
    promise(shop, "tests.poison", 1)
    promise(shop, "tests.kill", 2)
    pause = threading.Event()
    while not is_over():
        assert time.monotonic() - began < PATIENCE
        promised[len(promised)] = promise(shop, "tests.write", len(promised))
        row.revive()
        pause.wait(EVERY_SECONDS)
    took = time.monotonic() - began
    nemesis.wait_until(lambda: bool(waits_or_none(shop, promised)), PATIENCE, row.revive)
    others = waits(shop, promised)[1:]
    assert given_up(shop) == ["tests.kill", "tests.poison"]
    assert len((tmp_path / "killed").read_text().split()) == 5
    assert statistics.median(others) < 1.0
    with capsys.disabled():
        sys.stdout.write(_told(took, row.deaths, others))


def waits_or_none(shop: Shop, promised: dict[int, float]) -> list[float]:
    """The waits once all have written, else none."""
    with organization_block(shop.org_id):
        done = HumanTask.objects.filter(subject_kind="deed").count()
    return waits(shop, promised) if done >= len(promised) else []


def _told(took: float, deaths: int, others: list[float]) -> str:
    late = sum(1 for wait in others if wait >= 1.0)
    return (
        f"\npoison and killer: both before a person after {took:.0f} s, {deaths} workers dead; "
        f"{len(others)} others waited {statistics.median(others):.2f} s (median), {others[-1]:.1f} s (most), "
        f"{late} of them 1 s or more\n"
    )
