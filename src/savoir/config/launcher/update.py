"""`savoir update`: the new program beside the old one, one switch, and back again when it does not answer.

Each release lies in a folder of its own; the name the services use is a link to one of them. Migrations of
one release must suit the program before it (they add, they take nothing away): going back is one link too.
"""

import json
import os
import shutil
import subprocess
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Final, Protocol

from savoir.config.launcher.faults import LauncherFault

LOCK_TIMEOUT: Final = "-c lock_timeout=2000 -c statement_timeout=0"
KEEP: Final = 3
NOTE: Final = "update.json"
_NOT_COPIED: Final = shutil.ignore_patterns(".git", ".venv", "__pycache__", ".*_cache")


class Machine(Protocol):
    """What an update asks of the machine; a test brings its own."""

    def prepare(self, release: Path) -> None:
        """Make the release's environment. Raises LauncherFault."""

    def save(self, release: Path) -> None:
        """Save database and files before anything changes. Raises LauncherFault."""

    def migrate(self, release: Path) -> None:
        """Bring the tables up to date, never waiting long for a lock. Raises LauncherFault."""

    def restart(self) -> None:
        """Let the services run what the link names now. Raises LauncherFault."""

    def is_healthy(self) -> bool:
        """Whether the site answers."""


@dataclass(frozen=True)
class Updated:
    """From which release to which; `went_back`: the new one did not answer, the old one runs again."""

    before: str
    after: str
    went_back: bool


def update(
    source: str, *, link: Path, machine: Machine, home: Path, wait_seconds: float = 60.0,
    say: Callable[[str], None] = print, pause: Callable[[float], None] = time.sleep,
) -> Updated:  # fmt: skip
    """Bring the program of `source` (a folder or a git address, `#branch` or tag behind it) into service.

    A step that fails before the switch changes nothing that runs. Raises LauncherFault; after the switch the
    old release is put back when the new one does not answer within `wait_seconds`.
    """
    releases = link.with_name(f"{link.name}-releases")
    former = _former(link, releases)
    release = releases / datetime.now(UTC).strftime("%Y%m%d-%H%M%S")
    _make_ready(source, release, former, machine, say)
    say("4/5 The tables are up to date.")
    went_back = not _switched(link, release, former, machine, wait_seconds, pause)
    say("5/5 It did not answer: the former one runs again." if went_back else "5/5 It answers.")
    told = Updated(former.name, release.name, went_back)
    (home / NOTE).write_text(
        json.dumps({"at": datetime.now(UTC).isoformat(), "release": release.name, "went_back": went_back}),
        encoding="utf-8",
    )
    _forget(releases, {former.name, release.name})
    return told


def _make_ready(
    source: str, release: Path, former: Path, machine: Machine, say: Callable[[str], None]
) -> None:
    """All that can fail before the switch; then the release is gone again and nothing that runs changed."""
    try:
        _fetch(source, release)
        say("1/5 The new program is here.")
        machine.prepare(release)
        say("2/5 Its environment is made.")
        machine.save(former)
        say("3/5 Database and files are saved.")
        machine.migrate(release)
    except LauncherFault:
        shutil.rmtree(release, ignore_errors=True)
        raise


def _former(link: Path, releases: Path) -> Path:
    """The release in service. A plain clone becomes the first release, behind a link of its name."""
    releases.mkdir(parents=True, exist_ok=True)
    if link.is_symlink():
        return link.resolve()
    if not link.is_dir():
        raise LauncherFault(f"{link} is not there: savoir install comes first.")
    raise LauncherFault(
        f"{link} is a folder, not a link to a release. Once, as root: "
        f"mv {link} {releases}/first && ln -s {releases}/first {link} && {link}/bin/env"
    )


def _fetch(source: str, release: Path) -> None:
    folder = Path(source)
    if folder.is_dir():
        shutil.copytree(folder, release, ignore=_NOT_COPIED, symlinks=True)
        return
    address, _, branch = source.partition("#")
    wanted = ["--branch", branch] if branch else []
    command = ["git", "clone", "--quiet", "--depth", "1", *wanted, "--", address, str(release)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise LauncherFault(f"git clone failed: {done.stderr.strip()[-300:]}")


def _switched(
    link: Path, release: Path, former: Path, machine: Machine, wait_seconds: float,
    pause: Callable[[float], None],
) -> bool:  # fmt: skip
    """Put the release into service; True when it answers, else the former one is back in service."""
    point(link, release)
    try:
        machine.restart()
        if _answers(machine, wait_seconds, pause):
            return True
    except LauncherFault as fault:
        print(f"savoir: {fault}")
    point(link, former)
    machine.restart()
    if not _answers(machine, wait_seconds, pause):
        raise LauncherFault(
            "Neither release answers. The database was saved before: see /var/lib/savoir/backups, then "
            "savoir db restore FILE --replace, and journalctl -u savoir-web"
        )
    return False


def point(link: Path, release: Path) -> None:
    """Let the link name a release, in one step: there is no instant without one."""
    draft = link.with_name(f".{link.name}.next")
    draft.unlink(missing_ok=True)
    draft.symlink_to(release)
    os.replace(draft, link)


def _answers(machine: Machine, wait_seconds: float, pause: Callable[[float], None]) -> bool:
    deadline = time.monotonic() + wait_seconds
    while not machine.is_healthy():
        if time.monotonic() >= deadline:
            return False
        pause(0.5)
    return True


def _forget(releases: Path, in_use: set[str]) -> None:
    """Old releases beyond three go; the present and the former one never."""
    known = sorted(path for path in releases.iterdir() if path.is_dir() and path.name not in in_use)
    for path in known[: max(0, len(known) - (KEEP - len(in_use)))]:
        shutil.rmtree(path, ignore_errors=True)
