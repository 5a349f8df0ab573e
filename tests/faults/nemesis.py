"""A machine that is killed at random: its own cluster, real workers, a real provider over HTTP."""

import os
import random
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from django.conf import settings

from savoir.config.launcher.cluster import Cluster
from savoir.config.launcher.initialize import postmaster_pid
from tests.databases import ROOT
from tests.faults.warmed import Forked, Stable

WORKERS = 3


def environment(cluster: Cluster, home: Path, name: str = "savoir") -> dict[str, str]:
    """What a worker of this machine is told; `name` is its database."""
    ours = ("SAVOIR_", "DATABASE_")
    kept = {name: value for name, value in os.environ.items() if not name.startswith(ours)}
    return kept | {
        "DJANGO_SETTINGS_MODULE": "savoir.config.settings", "SAVOIR_HOME": str(home),
        "DATABASE_URL": cluster.dsn("savoir_app", name),
        "DATABASE_OWNER_URL": cluster.dsn("savoir_owner", name),
        "SAVOIR_SECRET_KEY": settings.SECRET_KEY, "PYTHONPATH": f"{ROOT / 'src'}:{ROOT}",
    }  # fmt: skip


def migrate(told: dict[str, str]) -> None:
    """Make the tables, as the owner."""
    subprocess.run(
        [sys.executable, "-m", "django", "migrate", "-v", "0", "--skip-checks"],
        env=told | {"SAVOIR_DB_ROLE": "owner"}, check=True, cwd=ROOT,
    )  # fmt: skip


@dataclass
class Machine:
    """Workers that are started again whenever they end, and the postmaster below them."""

    cluster: Cluster
    told: dict[str, str]
    log: Path
    chance: random.Random
    workers: list[Forked] = field(default_factory=list)
    kills: int = 0
    database_kills: int = 0
    ended_by_themselves: int = 0

    def start(self) -> None:
        """Start every worker."""
        self.stable = Stable(self.told, self.log)
        self.workers = [self.stable.worker() for _ in range(WORKERS)]

    def revive(self) -> None:
        """What the supervisor does: start again what has ended."""
        for place, worker in enumerate(self.workers):
            if worker.poll() is not None:
                self.ended_by_themselves += 1
                self.workers[place] = self.stable.worker()

    def kill_a_worker(self) -> None:
        """kill -9, then a new one in its place."""
        place = self.chance.randrange(len(self.workers))
        self.workers[place].send_signal(signal.SIGKILL)
        self.workers[place].wait(timeout=10)
        self.kills += 1
        self.workers[place] = self.stable.worker()

    def kill_the_database(self) -> float:
        """kill -9 on the postmaster, then a start; returns the seconds until it answers again."""
        pid = postmaster_pid(self.cluster.places.data)
        assert pid is not None
        os.kill(pid, signal.SIGKILL)
        self.database_kills += 1
        began = time.monotonic()
        self.cluster.start()
        return time.monotonic() - began

    def stop(self) -> None:
        """End every worker; politely, then not."""
        for worker in self.workers:
            worker.terminate()
        for worker in self.workers:
            try:
                worker.wait(timeout=20)
            except subprocess.TimeoutExpired:
                worker.kill()
                worker.wait(timeout=10)
        self.stable.close()


def wait_until(question: Callable[[], bool], seconds: float, meanwhile: Callable[[], None]) -> float:
    """Ask again and again; returns the seconds it took. Fails when it never came true."""
    began = time.monotonic()
    pause = threading.Event()
    while not question():
        assert time.monotonic() - began < seconds, f"it did not come true within {seconds:.0f} s"
        meanwhile()
        pause.wait(0.3)
    return time.monotonic() - began
