"""How a worker ends: with status 0 when it was told to, with status 1 when the queue holds it for dead."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import psycopg
import pytest
from django.db import connection

from savoir.config.launcher.cluster import Cluster
from savoir.kernel.jobs import worker
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
        time.sleep(0.01)  # the core belongs to whom we wait for


@pytest.fixture
def watcher(template: tuple[Cluster, str], own_database: str) -> Iterator[Callable[[str], object]]:
    """Asks the server about the test's own database."""
    with psycopg.connect(template[0].dsn("postgres", "postgres"), autocommit=True) as line:
        yield lambda query: line.execute(query, [own_database]).fetchone()[0]  # type: ignore[index]  # one row


@pytest.fixture
def beats(template: tuple[Cluster, str], own_database: str) -> Callable[[], datetime]:
    """When the queue last heard of a worker."""
    ask = "SELECT coalesce(max(last_heartbeat), '-infinity'::timestamptz)::text FROM procrastinate_workers"

    def read() -> datetime:
        with psycopg.connect(template[0].dsn("postgres", own_database), autocommit=True) as line:
            row = line.execute(ask).fetchone()
        assert row is not None
        return datetime.min.replace(tzinfo=UTC) if row[0] == "-infinity" else datetime.fromisoformat(row[0])

    return read


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


@pytest.mark.parametrize("number", [signal.SIGTERM, pytest.param(signal.SIGINT, marks=pytest.mark.long)])
def test_a_worker_that_is_told_to_ends_with_status_0(
    start: Start, number: signal.Signals, tmp_path: Path
) -> None:
    child = start()
    child.send_signal(number)
    assert child.wait(20) == 0
    assert "Traceback" not in (tmp_path / "said").read_text()


def test_a_worker_whose_lines_are_cut_lives_on_or_ends_with_status_1(
    start: Start, watcher: Callable[[str], object], beats: Callable[[], datetime], tmp_path: Path
) -> None:
    """It reconnects when it can; it never ends as if it had been told to, and never lives on in silence."""
    child = start()
    watcher(CUT)
    cut_at = datetime.now(UTC)
    eventually(lambda: child.poll() is not None or beats() > cut_at)
    if child.poll() is not None:
        assert child.returncode == 1
        assert "the worker ends: it lost the database" in (tmp_path / "said").read_text()


def test_a_worker_that_the_queue_holds_for_dead_ends_itself(
    monkeypatch: pytest.MonkeyPatch, own_database: str
) -> None:
    """Others would take up what it still works at."""
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO procrastinate_workers DEFAULT VALUES RETURNING id")
        worker_id = cursor.fetchone()[0]
    monkeypatch.setattr(worker._hands, "worker_id", worker_id)
    worker._tidy("here", set())
    with connection.cursor() as cursor:
        cursor.execute("UPDATE procrastinate_workers SET last_heartbeat = now() - interval '20 seconds'")
    with pytest.raises(worker._PulseLost):
        worker._tidy("here", set())
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM procrastinate_workers")
    with pytest.raises(worker._PulseLost):
        worker._tidy("here", set())
