"""How a worker ends: with status 0 only when it was told to, with status 1 when it lost the database."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest

from savoir.config.launcher.cluster import Cluster
from tests.databases import ROOT

pytestmark = pytest.mark.concurrency
LISTENS = "SELECT count(*) FROM pg_stat_activity WHERE datname = %s AND query LIKE 'LISTEN%%'"
CUT = "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE datname = %s"
Start = Callable[..., subprocess.Popen[bytes]]


def eventually(question: Callable[[], object]) -> None:
    """Ask until the answer is yes, half a minute at most."""
    deadline = time.monotonic() + 30
    while not question():
        assert time.monotonic() < deadline, "it did not come true"
        os.sched_yield()


@pytest.fixture
def watcher(template: tuple[Cluster, str], own_database: str) -> Iterator[Callable[[str], object]]:
    """Asks the server about the test's own database."""
    with psycopg.connect(template[0].dsn("postgres", "postgres"), autocommit=True) as line:
        yield lambda query: line.execute(query, [own_database]).fetchone()[0]  # type: ignore[index]  # one row


@pytest.fixture
def start(
    template: tuple[Cluster, str], own_database: str, watcher: Callable[[str], object], tmp_path: Path
) -> Iterator[Start]:
    """Starts a worker of the test's own database; it listens, and what it says stands in a file."""
    environment = os.environ | {
        "DJANGO_SETTINGS_MODULE": "tests.settings",
        "DATABASE_URL": template[0].dsn("savoir_app", own_database), "PYTHONPATH": f"{ROOT / 'src'}:{ROOT}",
    }  # fmt: skip
    started: list[subprocess.Popen[bytes]] = []

    def run() -> subprocess.Popen[bytes]:
        with (tmp_path / "said").open("wb") as said:
            child = subprocess.Popen(
                [sys.executable, "-m", "savoir.config.worker"], env=environment, stderr=said, cwd=ROOT
            )
        started.append(child)
        eventually(lambda: watcher(LISTENS) or child.poll() is not None)
        return child

    yield run
    for child in started:
        child.kill()
        child.wait()


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_worker_that_is_told_to_ends_with_status_0(
    start: Start, number: signal.Signals, tmp_path: Path
) -> None:
    worker = start()
    worker.send_signal(number)
    worker.send_signal(number)
    assert worker.wait(20) == 0
    assert (tmp_path / "said").read_text() == ""


def test_a_worker_whose_lines_are_cut_ends_with_status_1(
    start: Start, watcher: Callable[[str], object], tmp_path: Path
) -> None:
    worker = start()
    watcher(CUT)
    assert worker.wait(30) == 1
    assert "the worker ends: it lost the database" in (tmp_path / "said").read_text()
