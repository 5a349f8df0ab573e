"""The nightly backup: saved, sealed, tried, carried off the machine, with its retention in the names.

A file is called by the slots it fills: the weekday, on Sundays the week of the month, on the first the month.
Whoever copies by name keeps 7 days, 5 weeks and 12 months and never has to delete.
"""

import contextlib
import dataclasses
import hashlib
import json
import os
import shlex
import shutil
import subprocess
import tempfile
import time
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Final

from savoir.config.launcher import backup, sealing, targets
from savoir.config.launcher.faults import LauncherFault
from savoir.config.launcher.findings import Finding, broken, fine, warning
from savoir.config.launcher.wishes import Wishes
from savoir.kernel.values.saying import say, together

TARGET, KEY_FILE = "SAVOIR_BACKUP_TARGET", "SAVOIR_BACKUP_KEY_FILE"
STATUS: Final = "backup.json"
FAILED: Final = "backup-failed.json"
LATE_AFTER: Final = timedelta(hours=26)
BROKEN_AFTER: Final = timedelta(hours=50)
_SUNDAY = 6


@dataclasses.dataclass(frozen=True)
class Carried:
    """One night's work: names it has at the target, bytes, seconds, digest of what was sealed."""

    at: str
    names: tuple[str, ...]
    size: int
    seconds: float
    sha256: str
    target: str


def slots(day: date) -> tuple[str, ...]:
    """The names a backup of that day takes: `savoir-day-3`, on Sundays a week, on the first a month."""
    found = [f"savoir-day-{day.isoweekday()}"]
    if day.weekday() == _SUNDAY:
        found.append(f"savoir-week-{(day.day - 1) // 7 + 1}")
    if day.day == 1:
        found.append(f"savoir-month-{day.month:02d}")
    return tuple(found)


def run(environment: Wishes, *, now: datetime) -> Carried:
    """Save, seal, open again and compare, carry away; note in the home when or why not. Raises LauncherFault.

    Without a target or key nothing is done: a backup beside its original is none.
    """
    failed = environment.home / FAILED
    try:
        carried = _carried(environment, now)
    except LauncherFault as fault:
        with contextlib.suppress(OSError):  # a full disk has no place for the note: age tells it then
            failed.write_text(json.dumps({"at": now.isoformat(), "why": str(fault)}), encoding="utf-8")
        raise
    (environment.home / STATUS).write_text(json.dumps(dataclasses.asdict(carried)), encoding="utf-8")
    failed.unlink(missing_ok=True)
    return carried


def _carried(environment: Wishes, now: datetime) -> Carried:
    target, key = os.environ.get("SAVOIR_BACKUP_TARGET", ""), _key()
    if not target:
        raise LauncherFault(f"{TARGET} is missing: a mounted folder, rsync:user@host:/path, or command:...")
    began = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="backup", dir=environment.home) as place:
        sealed = _sealed(environment, Path(place), key)
        names = [f"{slot}{suffix}" for slot in slots(now.date()) for suffix in sealed]
        for slot in slots(now.date()):
            for suffix, file in sealed.items():
                carry(file, f"{slot}{suffix}", target)
        size = sum(file.stat().st_size for file in sealed.values())
        digest = _digest(sealed[".dump.sealed"])
    return Carried(
        at=now.isoformat(), names=tuple(names), size=size, seconds=round(time.monotonic() - began, 1),
        sha256=digest, target=target.partition(":")[0] if ":" in target else target,
    )  # fmt: skip


def _key() -> str:
    path = Path(os.environ.get("SAVOIR_BACKUP_KEY_FILE", "/etc/savoir/backup.key"))
    try:
        return path.read_text(encoding="ascii").strip()
    except OSError as fault:
        raise LauncherFault(f"The backup key {path} can't be read. Make one: savoir backup key") from fault


def _sealed(environment: Wishes, place: Path, key: str) -> dict[str, Path]:
    """Dump and files, sealed, each opened again and found to be what was saved."""
    file = place / "savoir.dump"
    backup.backup(environment, file)
    sealed: dict[str, Path] = {}
    for suffix, plain in ((".dump.sealed", file), (".media.sealed", backup.media_beside(file))):
        sealed[suffix] = place / f"savoir{suffix}"
        sealing.seal(plain, sealed[suffix], key)
        tried = place / "tried"
        sealing.unseal(sealed[suffix], tried, key)
        if _digest(tried) != _digest(plain):
            raise LauncherFault("A sealed backup did not open as what was saved. Nothing was carried away.")
        plain.unlink()
        tried.unlink()
    return sealed


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def carry(file: Path, name: str, target: str) -> None:
    """Bring a file to the target under a name, whole. Raises LauncherFault.

    What lies in a folder is read again; rsync compares by checksum; a command's status is believed.
    `/mounted/folder`; `rsync:user@host:/folder`; `command:aws s3 cp {file} s3://bucket/{name}`.
    """
    kind, _, rest = target.partition(":")
    if kind == "rsync" and rest:
        there = f"{rest.rstrip('/')}/{name}"
        _call(["rsync", "-e", targets.SSH, "--checksum", "--chmod=F600", str(file), there])
    elif kind == "command" and rest:
        _call([word.replace("{file}", str(file)).replace("{name}", name) for word in shlex.split(rest)])
    elif target.startswith("/"):
        _copy(file, Path(target), name)
    else:
        raise LauncherFault(f"{TARGET} begins with /, rsync: or command:, not {target[:20]!r}.")


def _copy(file: Path, folder: Path, name: str) -> None:
    if not folder.is_dir():
        raise LauncherFault(f"{folder} is not there: is the disk mounted?")
    draft = folder / f"{name}.part"
    try:
        shutil.copyfile(file, draft)
        draft.chmod(0o600)
        if _digest(draft) != _digest(file):
            raise LauncherFault(f"What arrived in {folder} is not what was sent.")
        draft.rename(folder / name)
    except OSError as fault:
        raise LauncherFault(f"{folder} does not take the backup: {fault.strerror}.") from fault
    finally:
        _forget(draft)


def _forget(draft: Path) -> None:
    with contextlib.suppress(
        OSError
    ):  # what stands on a disk that is full or read-only stays; the next night
        draft.unlink(missing_ok=True)  # writes over it


def _call(command: Sequence[str]) -> None:
    try:
        done = subprocess.run(command, capture_output=True, text=True, check=False)
    except OSError as fault:
        raise LauncherFault(f"{command[0]} can't be run: {fault.strerror}") from fault
    if done.returncode != 0:
        raise LauncherFault(f"{command[0]} failed: {done.stderr.strip()[-300:]}")


def backup_finding(home: Path, *, now: datetime) -> Finding:
    """How old the last backup off the machine is, and whether one failed since."""
    way_out = say("Run it and read why: savoir backup run (then: journalctl -u savoir-backup)")
    if not os.environ.get("SAVOIR_BACKUP_TARGET"):
        words = say(
            "No backup leaves this machine. Set {target}, make a key: savoir backup key", target=TARGET
        )
        return broken("backup", words)
    failure = _failure(home)
    try:
        kept = json.loads((home / STATUS).read_text(encoding="utf-8"))
        age = now - datetime.fromisoformat(kept["at"])
    except (OSError, ValueError, KeyError):
        return broken("backup", together(failure, say("No backup has left this machine yet."), way_out))
    hours, megabytes = f"{age.total_seconds() / 3600:.0f}", f"{kept['size'] / 1e6:.1f}"
    last = say("The last backup left {hours} hours ago, {size} MB.", hours=hours, size=megabytes)
    words = together(failure, last)
    if failure or age > BROKEN_AFTER:
        return broken("backup", together(words, way_out))
    return warning("backup", together(words, way_out)) if age > LATE_AFTER else fine("backup", words)


def _failure(home: Path) -> str:
    """What the last attempt said, when it failed; "" when it did not."""
    try:
        kept = json.loads((home / FAILED).read_text(encoding="utf-8"))
        at, why = str(kept["at"])[:16].replace("T", " "), " ".join(str(kept["why"]).split())
        return say("The one of {at} UTC failed: {why}", at=at, why=why)
    except (OSError, ValueError, KeyError):
        return ""


def make_key(path: Path) -> str:
    """A key in its file (0400), and as text to show once. LauncherFault when there is one already."""
    key = sealing.new_key()
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o400)
    except FileExistsError:
        raise LauncherFault(f"{path} holds a key already; backups made with it open with no other.") from None
    with os.fdopen(descriptor, "w", encoding="ascii") as file:
        file.write(f"{key}\n")
    return key


def utc_now() -> datetime:
    """The clock of the command."""
    return datetime.now(UTC)
