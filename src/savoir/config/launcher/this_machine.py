"""The machine an update runs on: the release's own commands, and systemd.

Web and worker are templates of two instances, a and b. The enabled one is in service; an update starts the
other one beside it, at the same port, and enables it once it has answered.
"""

import os
import subprocess
from pathlib import Path
from typing import Final

from savoir.config.launcher import ports, update
from savoir.config.launcher.faults import LauncherFault
from savoir.config.service import ENTRANCE

INSTANCES: Final = ("a", "b")
ASKED_TIMES: Final = 12  # of two that listen, one was never asked in 1 of 4,096 looks; then it is asked again


class ThisMachine:
    """Does what an update asks; `host` is the name of the site, `port` where the web process listens."""

    def __init__(self, host: str, port: int = ports.DEFAULT_PORT) -> None:
        self._host, self._port = host, port
        self._former = self._later = ""

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

    def begin(self) -> None:
        """The instance that is not in service, anew, of what the link names now."""
        self._former = next((name for name in INSTANCES if _says("is-enabled", f"savoir-web@{name}")), "")
        if not self._former:
            raise LauncherFault("Neither savoir-web@a nor savoir-web@b is enabled: run savoir install once.")
        self._later = next(name for name in INSTANCES if name != self._former)
        _call(["systemctl", "restart", *_units(self._later)])

    def is_healthy(self) -> bool:
        """The later one gives the entrance under the site's own name, and its worker runs.

        Both listen at the port, and the system chooses who answers: asked again until it was the later one.
        """
        return self._is_answered_by(self._later) and _says("is-active", f"savoir-worker@{self._later}")

    def hand_over(self) -> None:
        """The later one is in service, also after a start of the machine; the former ends what it does."""
        _call(["systemctl", "enable", *_units(self._later)])
        _call(["systemctl", "disable", "--now", *_units(self._former)])

    def drop_later(self) -> None:
        """The later one ends while the former serves: once the link is turned it would begin as its twin."""
        if self._former and _says("is-active", f"savoir-web@{self._former}"):
            _call(["systemctl", "disable", "--now", *_units(self._later)])

    def take_back(self) -> None:
        """The former one is in service, started if it is not, before the later one ends."""
        if self._former:
            _call(["systemctl", "enable", "--now", *_units(self._former)])
            _call(["systemctl", "disable", "--now", *_units(self._later)])

    def serves(self) -> bool:
        """The entrance comes, whoever gives it, and the former one's worker runs."""
        is_there = ports.serves(self._port, self._host, ENTRANCE)
        return is_there and _says("is-active", f"savoir-worker@{self._former or INSTANCES[0]}")

    def _is_answered_by(self, name: str) -> bool:
        return any(ports.served_by(self._port, self._host, ENTRANCE) == name for _ in range(ASKED_TIMES))


def _units(name: str) -> tuple[str, str]:
    return f"savoir-web@{name}", f"savoir-worker@{name}"


def _says(question: str, unit: str) -> bool:
    """What systemd answers; no when it can't be asked."""
    try:
        return subprocess.run(["systemctl", question, "--quiet", unit], check=False).returncode == 0
    except OSError:
        return False


def _call(command: list[str], variables: "os._Environ[str] | dict[str, str] | None" = None) -> None:
    try:
        done = subprocess.run(command, env=variables, check=False)
    except OSError as fault:
        raise LauncherFault(f"{command[0]} can't be run: {fault.strerror}.") from fault
    if done.returncode != 0:
        raise LauncherFault(f"'{' '.join(command)}' failed: see above.")
