"""Two releases side by side as an update has them: a link names one of them, granian and a worker run it."""

import http.client
import json
import shutil
import subprocess
import sys
import threading
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from uuid import uuid4

from savoir.config.environment import Environment
from savoir.config.instances import HEADER
from savoir.config.launcher import running, update
from tests.databases import ROOT

DOOR = '''"""The door of a release, which says its name."""

from savoir.config.wsgi import application as inner


def application(environ, start_response):
    def start(status, headers, *rest):
        return start_response(status, [*headers, ("X-Release", "{name}")], *rest)

    return inner(environ, start)
'''
LATER = '''"""What the later release adds."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("cases", "{former}")]
    operations = [migrations.AddField("case", "later_word", models.CharField(max_length=20, null=True))]
'''


def make(folder: Path) -> tuple[Path, Path]:
    """The release that runs, and a later one that adds a column to the busiest table."""
    former, later = folder / "former", folder / "later"
    for release in (former, later):
        release.mkdir()
        (release / "door.py").write_text(DOOR.format(name=release.name))
    (former / "savoir").symlink_to(ROOT / "src" / "savoir")
    shutil.copytree(ROOT / "src" / "savoir", later / "savoir", ignore=shutil.ignore_patterns("__pycache__"))
    migrations = later / "savoir" / "cases" / "migrations"
    last = max(path.stem for path in migrations.glob("0*.py"))
    (migrations / "9999_later.py").write_text(LATER.format(former=last))
    return former, later


class Site:
    """Web and worker of what the link names, as the launcher starts them."""

    def __init__(self, told: dict[str, str], link: Path, port: int, log: Path) -> None:
        self.told, self.link, self.port, self.log = told, link, port, log
        self.told = told | {"PYTHONPATH": str(link), "SAVOIR_DB_ROLE": "app"}
        self.webs = [self.start_web()]
        self.workers = [self.start_worker()]

    def _start(self, command: list[str]) -> subprocess.Popen[bytes]:
        with self.log.open("ab") as log:
            return subprocess.Popen(command, env=self.told, stdout=log, stderr=log, cwd=self.link.parent)

    def start_web(self) -> subprocess.Popen[bytes]:
        """A web server of what the link names now; the system lets two listen at one port."""
        address = f"http://127.0.0.1:{self.port}"
        web = running.parts(Environment(), self.port, "127.0.0.1", address)[0].command
        return self._start([*web[:-1], "door:application"])

    def start_worker(self) -> subprocess.Popen[bytes]:
        """A worker of what the link names now."""
        return self._start([sys.executable, "-m", "savoir.config.worker"])

    def migrate(self, release: Path) -> float:
        """The later release's tables, while the former one serves; seconds."""
        began = time.monotonic()
        told = self.told | {
            "PYTHONPATH": str(release), "SAVOIR_DB_ROLE": "owner", "PGOPTIONS": update.LOCK_TIMEOUT,
        }  # fmt: skip
        command = [sys.executable, "-m", "django", "migrate", "-v", "0", "--skip-checks"]
        subprocess.run(command, env=told, cwd=self.link.parent, check=True)
        return time.monotonic() - began

    def close(self) -> None:
        """End all of it."""
        for process in (*self.webs, *self.workers):
            process.terminate()
        for process in (*self.webs, *self.workers):
            try:
                process.wait(timeout=30)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait(timeout=10)


@dataclass
class Callers:
    """Programs that open cases over HTTP, never trying again; what they saw is the oracle."""

    port: int
    token: str
    lines: list[int]
    opened: list[str] = field(default_factory=list)
    failed: Counter[str] = field(default_factory=Counter)
    releases: Counter[str] = field(default_factory=Counter)
    slowest: float = 0.0
    _lock: threading.Lock = field(default_factory=threading.Lock)
    _over: threading.Event = field(default_factory=threading.Event)

    def begin(self, callers: int) -> None:
        """So many callers, each opening a connection for each case."""
        self.threads = [threading.Thread(target=self._call) for _ in range(callers)]
        for thread in self.threads:
            thread.start()

    def end(self) -> None:
        """Let each finish its request."""
        self._over.set()
        for thread in self.threads:
            thread.join(timeout=60)

    def heard(self, release: str) -> int:
        """How many answers a release gave."""
        with self._lock:
            return self.releases[release]

    def told(self) -> str:
        """What they saw."""
        heard = ", ".join(f"{name or 'nobody'} {times}" for name, times in self.releases.items())
        return (
            f"{len(self.opened)} cases opened, answers of {heard}, failed {dict(self.failed)}, slowest "
            f"{self.slowest:.2f} s"
        )

    def _call(self) -> None:
        while not self._over.wait(0.05):
            began, link = time.monotonic(), self._link()
            try:
                release = self._open(link, self._line())
            except (OSError, http.client.HTTPException) as fault:
                release = ""
                self._fail(f"{type(fault).__name__}: {fault}")
            self._count(release, time.monotonic() - began)
            link.close()

    def _line(self) -> int:
        with self._lock:
            return self.lines.pop()

    def _fail(self, why: str) -> None:
        with self._lock:
            self.failed.update([why])

    def _open(self, link: http.client.HTTPConnection, line: int) -> str:
        body = {"lines": [{"line_id": line, "intent": "withdrawal", "reason": "changed_mind"}]}
        headers = {
            "Authorization": f"Bearer {self.token}", "Idempotency-Key": uuid4().hex,
            "Content-Type": "application/json", "Connection": "close",
        }  # fmt: skip
        link.request("POST", "/api/v1/cases", json.dumps(body), headers)
        answer = link.getresponse()
        text = answer.read()
        if answer.status == 201:
            with self._lock:
                self.opened.append(json.loads(text)["case"]["number"])
        else:
            self._fail(f"{answer.status} {text[:200]!r}")
        return answer.getheader("X-Release") or answer.getheader(HEADER, "")

    def _count(self, release: str, took: float) -> None:
        with self._lock:
            self.releases[release] += 1
            self.slowest = max(self.slowest, took)

    def _link(self) -> http.client.HTTPConnection:
        return http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
