"""Workers forked from a parent that has loaded everything: a new one costs milliseconds, not seconds.

Each is a process of its own with connections of its own, made after the fork. The parent is told "one" on its
standard input and answers with the process id; at the end of its input it ends. Modules named on its command
line are loaded too: they bring jobs of a test.
"""

import importlib
import os
import select
import signal
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from tests.databases import ROOT


@dataclass(frozen=True)
class Forked:
    """A process that is not our child; asked and killed by a descriptor that never means another process."""

    pid: int
    descriptor: int

    def poll(self) -> int | None:
        """None while it lives."""
        return 0 if self._is_over(0) else None

    def wait(self, timeout: float) -> int:
        """Until it has ended; TimeoutExpired, like a Popen."""
        if not self._is_over(timeout):
            raise subprocess.TimeoutExpired(f"worker {self.pid}", timeout)
        return 0

    def send_signal(self, number: int) -> None:
        """A signal; one that has ended hears nothing."""
        try:
            signal.pidfd_send_signal(self.descriptor, number)
        except ProcessLookupError:
            return

    def terminate(self) -> None:
        """Politely."""
        self.send_signal(signal.SIGTERM)

    def kill(self) -> None:
        """Not politely."""
        self.send_signal(signal.SIGKILL)

    def _is_over(self, seconds: float) -> bool:
        return bool(select.select([self.descriptor], [], [], seconds)[0])


class Stable:
    """The warmed parent, from outside."""

    def __init__(self, told: Mapping[str, str], log: Path, *modules: str) -> None:
        with log.open("ab") as lines:
            self._parent = subprocess.Popen(
                [sys.executable, "-m", "tests.faults.warmed", *modules], env=dict(told), cwd=ROOT, text=True,
                stderr=lines, stdin=subprocess.PIPE, stdout=subprocess.PIPE, bufsize=1,
            )  # fmt: skip

    def worker(self) -> Forked:
        """A new worker; waits for the parent's loading at the first one."""
        assert self._parent.stdin is not None
        assert self._parent.stdout is not None
        self._parent.stdin.write("one\n")
        self._parent.stdin.flush()
        pid = int(self._parent.stdout.readline())
        return Forked(pid, os.pidfd_open(pid))

    def close(self) -> None:
        """End the parent; it has no worker left by then."""
        self._parent.communicate(timeout=20)


def main() -> None:
    """The parent: load, then fork whenever told."""
    import django

    django.setup()
    from savoir.config import worker

    for name in sys.argv[1:]:
        importlib.import_module(name)
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # nobody waits for them: the system buries them
    for _ in sys.stdin:
        if (pid := os.fork()) == 0:
            signal.signal(signal.SIGCHLD, signal.SIG_DFL)
            os.dup2(2, 1)
            worker.main()
            os._exit(0)
        sys.stdout.write(f"{pid}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
