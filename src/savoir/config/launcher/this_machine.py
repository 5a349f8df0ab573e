"""The machine an update runs on: the release's own commands, and systemd."""

import os
import subprocess
from pathlib import Path
from typing import Final

from savoir.config.launcher import ports, update
from savoir.config.launcher.faults import LauncherFault

ENTRANCE: Final = "/entree/"  # a page that needs templates, static files and database, and no account


class ThisMachine:
    """Does what an update asks; `host` is the name of the site, `port` where the web process listens."""

    def __init__(self, host: str, port: int = ports.DEFAULT_PORT) -> None:
        self._host, self._port = host, port

    def prepare(self, release: Path) -> None:
        """The release's own environment, from its hashed lock."""
        _call([str(release / "bin" / "env")])

    def save(self, release: Path) -> None:
        """The nightly backup, now: here and off the machine."""
        _call(["systemctl", "start", "savoir-backup"])

    def migrate(self, release: Path) -> None:
        """With the release's program; a lock is waited for two seconds at most."""
        variables = os.environ | {"PGOPTIONS": update.LOCK_TIMEOUT}
        _call([str(release / "bin" / "savoir-as-service"), "db", "migrate"], variables)

    def collect(self, release: Path) -> None:
        """The release's static files, beside those of others; the one list names this release's."""
        _call([str(release / "bin" / "savoir-as-service"), "manage", "collectstatic", "--no-input"])

    def restart(self) -> None:
        """Web and worker, what the link names now."""
        _call(["systemctl", "restart", "savoir-web", "savoir-worker"])

    def is_healthy(self) -> bool:
        """The entrance comes under the site's own name, and the worker runs."""
        if not ports.serves(self._port, self._host, ENTRANCE):
            return False
        asked = ["systemctl", "is-active", "--quiet", "savoir-worker"]
        return subprocess.run(asked, check=False).returncode == 0


def _call(command: list[str], variables: "os._Environ[str] | dict[str, str] | None" = None) -> None:
    try:
        done = subprocess.run(command, env=variables, check=False)
    except OSError as fault:
        raise LauncherFault(f"{command[0]} can't be run: {fault.strerror}.") from fault
    if done.returncode != 0:
        raise LauncherFault(f"'{' '.join(command)}' failed: see above.")
