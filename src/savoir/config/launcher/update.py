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
WAIT_SECONDS: Final = 60.0
LOOKS: Final = 8  # a second apart; systemd starts a dead service again after two
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

    def collect(self, release: Path) -> None:
        """Gather the release's static files; their one list names its own. Raises LauncherFault."""

    def begin(self) -> None:
        """Start what the link names now beside what runs, which goes on. Raises LauncherFault."""

    def is_healthy(self) -> bool:
        """Whether that later one answers and its worker runs."""

    def hand_over(self) -> None:
        """End the former one once its requests and jobs are done. Raises LauncherFault."""

    def drop_later(self) -> None:
        """End the later one when the former still runs. Raises LauncherFault."""

    def take_back(self) -> None:
        """See that the former one runs, and end the later one. Raises LauncherFault."""

    def serves(self) -> bool:
        """Whether the site answers, whoever does, and a worker runs."""


@dataclass(frozen=True)
class Updated:
    """From which release to which; `went_back`: the new one did not answer, the old one runs on."""

    before: str
    after: str
    went_back: bool


def update(
    source: str, *, link: Path, machine: Machine, home: Path, wait_seconds: float = WAIT_SECONDS,
    say: Callable[[str], None] = print, pause: Callable[[float], None] = time.sleep,
) -> Updated:  # fmt: skip
    """Bring the program of `source` (a folder or a git address, `#branch` or tag behind it) into service.

    A step that fails before the switch changes nothing that runs. Raises LauncherFault. The new one begins
    beside the old one, which ends when the new one has answered: no request is refused meanwhile. One that
    does not answer within `wait_seconds` is ended, and the old one goes on.
    """
    releases = link.with_name(f"{link.name}-releases")
    former = _former(link, releases)
    release = releases / datetime.now(UTC).strftime("%Y%m%d-%H%M%S")
    _make_ready(source, release, former, machine, say)
    say("4/5 The tables are up to date.")
    went_back = not _switched(link, release, machine, wait_seconds, pause)
    answers = not went_back or _returned(link, former, machine, wait_seconds, pause)
    _note(home, release, went_back=went_back, answers=answers)
    if not answers:
        raise LauncherFault(
            "Neither release answers. The database was saved before: see /var/lib/savoir/backups, then "
            "savoir db restore FILE --replace, and journalctl -u 'savoir-*'"
        )
    say("5/5 It did not answer: the former one runs on." if went_back else "5/5 It answers.")
    for name in () if went_back else _changed_samples(former, release):
        say(f"Changed, not put in place by an update: {name}. Run savoir install, then see its .new files.")
    _forget(releases, {former.name, release.name})
    return Updated(former.name, release.name, went_back)


def link_of(program: Path) -> Path:
    """What the services run: the link beside `NAME-releases` when it names this program, else the program."""
    beside = program.parent
    if beside.name.endswith("-releases"):
        link = beside.with_name(beside.name.removesuffix("-releases"))
        if link.is_symlink() and link.resolve() == program.resolve():
            return link
    return program


def _note(home: Path, release: Path, *, went_back: bool, answers: bool) -> None:
    """For the doctor: which release, when, and how it ended."""
    told = {"at": datetime.now(UTC).isoformat(), "release": release.name, "went_back": went_back,
            "answers": answers}  # fmt: skip
    (home / NOTE).write_text(json.dumps(told), encoding="utf-8")


def _changed_samples(former: Path, release: Path) -> list[str]:
    """Units and sites that differ between the two releases: those in place are the operator's."""
    names = sorted(path.relative_to(release) for path in (release / "deploy").glob("*/savoir*"))
    return [
        str(name)
        for name in names
        if not (former / name).is_file() or (former / name).read_bytes() != (release / name).read_bytes()
    ]


def _make_ready(
    source: str, release: Path, former: Path, machine: Machine, say: Callable[[str], None]
) -> None:
    """All that can fail before the switch; then the release is gone again and nothing that runs changed."""
    is_collecting = False
    try:
        _fetch(source, release)
        say("1/5 The new program is here.")
        machine.prepare(release)
        say("2/5 Its environment is made.")
        machine.save(former)
        say("3/5 Database and files are saved.")
        machine.migrate(release)
        is_collecting = True
        machine.collect(release)
    except (LauncherFault, OSError) as fault:
        shutil.rmtree(release, ignore_errors=True)
        if is_collecting:
            _tried(lambda: machine.collect(former))
        raise LauncherFault(f"{str(fault).rstrip('.')}. Nothing was switched.") from fault


def _tried(step: Callable[[], None]) -> bool:
    """Do a step on the way back, where a fault is said and the next step is still due."""
    try:
        step()
    except LauncherFault as fault:
        print(f"savoir: {fault}")
        return False
    return True


def _former(link: Path, releases: Path) -> Path:
    """The release in service. A plain clone becomes the first release, behind a link of its name."""
    releases.mkdir(parents=True, exist_ok=True)
    if link.is_symlink():
        return link.resolve()
    if not link.is_dir():
        raise LauncherFault(f"{link} is not there: savoir install comes first.")
    raise LauncherFault(
        f"{link} is a folder, not a link to a release. Once, as root: "
        f"mv {link} {releases}/first && ln -s {releases}/first {link} && "
        f"rm {link}/.venv/.savoir-stamp && {link}/bin/env"
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
    link: Path, release: Path, machine: Machine, wait_seconds: float, pause: Callable[[float], None]
) -> bool:
    """Let the release begin beside the former one; True when it answered and is alone."""
    point(link, release)
    if not _tried(machine.begin) or not _answers(machine.is_healthy, wait_seconds, pause):
        return False
    return _tried(machine.hand_over)


def _returned(
    link: Path, former: Path, machine: Machine, wait_seconds: float, pause: Callable[[float], None]
) -> bool:
    """Let the link name the former release, its list of static files first; True when it answers."""
    _tried(machine.drop_later)
    point(link, former)
    _tried(lambda: machine.collect(former))
    _tried(machine.take_back)
    return _answers(machine.serves, wait_seconds, pause)


def point(link: Path, release: Path) -> None:
    """Let the link name a release, in one step: there is no instant without one."""
    draft = link.with_name(f".{link.name}.next")
    draft.unlink(missing_ok=True)
    draft.symlink_to(release)
    os.replace(draft, link)


def _answers(is_well: Callable[[], bool], wait_seconds: float, pause: Callable[[float], None]) -> bool:
    """True when it is well at so many looks in a row: a worker that dies is started again and seems well."""
    deadline, well = time.monotonic() + wait_seconds, 0
    while True:
        well = well + 1 if is_well() else 0
        if well == LOOKS:
            return True
        if not well and time.monotonic() >= deadline:
            return False
        pause(1.0)


def _forget(releases: Path, in_use: set[str]) -> None:
    """Old releases beyond three go; the present and the former one never."""
    known = sorted(path for path in releases.iterdir() if path.is_dir() and path.name not in in_use)
    for path in known[: max(0, len(known) - (KEEP - len(in_use)))]:
        shutil.rmtree(path, ignore_errors=True)
