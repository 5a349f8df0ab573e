"""Stops the embedded database when the command that started it is gone, however it went.

Run as `python -m savoir.config.launcher.keeper HOME` with a pipe on standard input whose other end only
the owning command holds: end of file means that it ended, by Ctrl-C or by kill -9.
"""

import os
import signal
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from savoir.config.launcher.cluster import Cluster


@dataclass
class Keeper:
    """The owner's handle: closing it stops the database and waits for that."""

    child: subprocess.Popen[bytes]

    def close(self) -> None:
        """Let go of the pipe and wait until the database is down."""
        assert self.child.stdin is not None
        self.child.stdin.close()
        self.child.wait()


def keep(home: Path) -> Keeper:
    """Start a keeper for the cluster of `home`; this command owns the cluster from now on."""
    command = [sys.executable, "-m", "savoir.config.launcher.keeper", str(home)]
    child = subprocess.Popen(command, stdin=subprocess.PIPE, start_new_session=True)
    return Keeper(child)


def main(home: Path) -> int:
    """Wait for the end of the owner, then stop the cluster."""
    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)
    while os.read(sys.stdin.fileno(), 64):
        continue
    Cluster(home).stop()
    return 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
