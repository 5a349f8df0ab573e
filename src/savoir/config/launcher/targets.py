"""Where backups go, before the first one: a target the service can't use stops the install, and says why."""

import shlex
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final

from savoir.config.launcher.faults import LauncherFault

USER: Final = "savoir"
HOME: Final = "var/lib/savoir"
SSH: Final = "ssh -o BatchMode=yes -o ConnectTimeout=20"  # never asks a terminal nobody sits at
_RSYNC: Final = "rsync:"
_SSH_KEY: Final = f"{HOME}/.ssh/id_ed25519"
_TRIED: Final = "savoir-tried"
_HIDDEN_FROM_SERVICES: Final = ("/home", "/root", "/run/user")
_TRY: Final = 'touch "$1/.savoir-tried" && rm "$1/.savoir-tried"'
Run = Callable[[Sequence[str]], None]


def check(target: str) -> None:
    """Refuse a target that no backup could go to. Raises LauncherFault."""
    if not target.startswith(("/", _RSYNC, "command:")):
        raise LauncherFault("backup-target: /mounted/folder, rsync:user@host:/folder or command:...")
    if target.startswith(_RSYNC) and not all(target.removeprefix(_RSYNC).partition(":")[::2]):
        raise LauncherFault("backup-target: rsync:user@host:/folder names a machine and a folder there.")
    if target.startswith("/"):
        _check_folder(target)


def _check_folder(target: str) -> None:
    """What systemd lets the backup write to. Raises LauncherFault."""
    if any(target == hidden or target.startswith(f"{hidden}/") for hidden in _HIDDEN_FROM_SERVICES):
        raise LauncherFault(f"backup-target: services do not see {target}. Mount it elsewhere: /mnt/backup")
    if set(target) & set('"\\'):
        raise LauncherFault("backup-target: a folder whose name has neither quotes nor backslashes.")


def reach(target: str, root: Path, run: Run) -> None:
    """Write something there as the user of the services. Raises LauncherFault with what is to be done."""
    if target.startswith("/"):
        _reach_folder(target, run)
    elif target.startswith(_RSYNC):
        _reach_machine(target.removeprefix(_RSYNC), root, run)


def _reach_folder(folder: str, run: Run) -> None:
    if not Path(folder).is_dir():
        raise LauncherFault(f"backup-target: {folder} is not there. Mount the disk, then run this again.")
    try:
        run(as_service("sh", "-c", _TRY, "sh", folder))
    except LauncherFault as fault:
        way_out = f"As root: chown {USER}: {shlex.quote(folder)}, then run this again."
        raise LauncherFault(f"backup-target: user {USER} cannot write to {folder}. {way_out}") from fault


def _reach_machine(place: str, root: Path, run: Run) -> None:
    """A key of the service's own, and a small file carried. What the machine shows at first is believed."""
    run(["install", "-d", "-o", USER, "-g", USER, f"/{HOME}"])
    run(["install", "-d", "-o", USER, "-g", USER, "-m", "0700", f"/{HOME}/.ssh"])
    if not (root / _SSH_KEY).exists():
        run(as_service("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", USER, "-f", f"/{_SSH_KEY}"))
    first = f"{SSH} -o StrictHostKeyChecking=accept-new"
    try:
        run(as_service("rsync", "-e", first, f"/{_SSH_KEY}.pub", f"{place.rstrip('/')}/{_TRIED}"))
    except LauncherFault as fault:
        raise LauncherFault(_what_to_do(place, root)) from fault


def _what_to_do(place: str, root: Path) -> str:
    key = root / f"{_SSH_KEY}.pub"
    machine, _, folder = place.partition(":")
    line = key.read_text(encoding="utf-8").strip() if key.exists() else f"(what stands in /{_SSH_KEY}.pub)"
    return (
        f"backup-target: {machine} did not take a file into {folder}; above stands why. There,\n"
        f"  - rsync is installed, and the folder {folder} is there and may be written by that user;\n"
        f"  - this line stands in the user's .ssh/authorized_keys:\n\n{line}\n\nThen run this again."
    )


def as_service(*words: str) -> list[str]:
    """The command as the user of the services."""
    return ["runuser", "-u", USER, "--", *words]
