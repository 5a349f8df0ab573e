"""A real web server on the base, and the processor time of it and of its database apart."""

import http.client
import json
import os
import socket
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bench.million.home import Home
from bench.million.processes import PATIENCE, TICK, cpu_of, free_port, wait_for


@dataclass(frozen=True, slots=True)
class Figure:
    """What one kind of request took: CPU-ms of the web process and of the backends, wall ms of each."""

    name: str
    web: float
    database: float
    walls: tuple[float, ...]
    size: int = 0

    @property
    def median(self) -> float:
        """Half of them were faster."""
        return statistics.median(self.walls)

    @property
    def p95(self) -> float:
        """Nineteen in twenty were faster."""
        return sorted(self.walls)[max(int(len(self.walls) * 0.95) - 1, 0)]

    def line(self) -> str:
        """A line of the table."""
        both = self.web + self.database
        return (
            f"{self.name:34} {self.web:8.2f} {self.database:8.2f} {both:8.2f} {self.median:9.1f}"
            f" {self.p95:8.1f} {self.size:8}"
        )


HEAD = f"{'':34} {'web':>8} {'database':>8} {'CPU-ms':>8} {'median ms':>9} {'p95 ms':>8} {'bytes':>8}"


@contextmanager
def served(
    application: str, environment: dict[str, str], *, threads: int = 1, workers: int = 1
) -> Iterator[tuple[int, int]]:
    """(port, pid) of granian, with one worker process unless told."""
    port = free_port()
    command = [sys.executable, "-m", "granian", "--interface", "wsgi", "--host", "127.0.0.1"]
    command += ["--port", str(port), "--workers", str(workers), "--blocking-threads", str(threads)]
    command += ["--log-level", "warning", "--no-ws", application]
    path = os.pathsep.join([os.getcwd(), str(Path.cwd() / "src")])
    server = subprocess.Popen(command, env=environment | {"PYTHONPATH": path})
    try:
        wait_for(port)
        yield port, server.pid
    finally:
        server.terminate()
        server.wait(PATIENCE)


class Database:
    """The backends of the runtime role, watched from outside."""

    def __init__(self, home: Home) -> None:
        self._link = home.superuser()

    def cpu(self) -> float:
        """CPU-ms of all backends of the runtime role, so far."""
        rows = self._link.execute("SELECT pid FROM pg_stat_activity WHERE usename = 'savoir_app'").fetchall()
        return sum(_ticks(int(row[0])) for row in rows) * 1000 / TICK

    def ask(self, sql: str, *values: Any) -> list[tuple[Any, ...]]:
        """A question of the bench's own."""
        return self._link.execute(sql.encode(), values or None).fetchall()


def _ticks(pid: int) -> int:
    try:
        parts = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return 0
    return int(parts[11]) + int(parts[12])


@dataclass
class Caller:
    """A client with one open connection."""

    port: int
    headers: dict[str, str]

    def __post_init__(self) -> None:
        """Connect, and send at once what is written."""
        self.link = http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
        self.link.connect()
        self.link.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def get(self, path: str) -> int:
        """Ask for a page; how many bytes came. Raises RuntimeError for another status than 200."""
        return self._send("GET", path, None, {})

    def post(self, path: str, body: Any, **headers: str) -> int:
        """Send JSON."""
        return self._send("POST", path, json.dumps(body), {"Content-Type": "application/json", **headers})

    def _send(self, method: str, path: str, body: str | None, more: dict[str, str]) -> int:
        self.link.request(method, path, body, {**self.headers, **more})
        answer = self.link.getresponse()
        text = answer.read()
        if answer.status not in (200, 201):
            raise RuntimeError(f"{path}: {answer.status} {text[:400].decode(errors='replace')}")
        return len(text)


def measured(
    name: str, deed: Callable[[int], int], *, times: int, pid: int, database: Database, rounds: int = 3
) -> Figure:
    """The best of several rounds by CPU: others may work on this machine. `deed(n)` gets a count."""
    for n in range(10):
        deed(n)
    best: Figure | None = None
    for turn in range(rounds):
        walls, size = [], 0
        web, base = cpu_of(pid), database.cpu()
        for n in range(times):
            began = time.perf_counter()
            size = deed(10 + turn * times + n)
            walls.append(1000 * (time.perf_counter() - began))
        spent = (cpu_of(pid) - web) / times, (database.cpu() - base) / times
        found = Figure(name, *spent, tuple(walls), size)
        best = found if best is None or sum(spent) < best.web + best.database else best
    assert best is not None
    return best
