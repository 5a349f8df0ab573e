"""Which system user runs PostgreSQL: PostgreSQL refuses uid 0, so root hands over to `savoir`."""

import os
import pwd
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from savoir.config.launcher.faults import ClusterFault

SYSTEM_USER = "savoir"
SUBSTITUTES = ("postgres", "nobody")


@dataclass(frozen=True)
class Account:
    """The user that owns the cluster's files; `switch` is true when the caller must change user to be it."""

    name: str
    uid: int
    gid: int
    switch: bool

    def spawn_options(self) -> dict[str, Any]:
        """Keyword arguments for subprocess that make the child run as this account."""
        if not self.switch:
            return {}
        return {"user": self.uid, "group": self.gid, "extra_groups": []}

    def own(self, path: Path) -> None:
        """Give `path` to the account; a no-op unless root hands over."""
        if self.switch:
            os.chown(path, self.uid, self.gid)


def current_account(home: Path) -> Account:
    """The account that runs PostgreSQL for `home`; made once when root asks. ClusterFault when impossible."""
    if os.geteuid() != 0:
        return Account(_own_name(), os.geteuid(), os.getegid(), switch=False)
    entry = _owner(home) or _entry(SYSTEM_USER) or _create() or _substitute()
    return Account(entry.pw_name, entry.pw_uid, entry.pw_gid, switch=True)


def known_account(home: Path) -> Account | None:
    """Like `current_account`, without creating a user: for questions that must change nothing."""
    if os.geteuid() != 0 or _owner(home) is not None or _entry(SYSTEM_USER) is not None:
        return current_account(home)
    return None


def _owner(home: Path) -> pwd.struct_passwd | None:
    """The plain user that a home already belongs to: root then acts for that user, and takes nothing over."""
    try:
        owner = home.stat().st_uid
        return None if owner == 0 else pwd.getpwuid(owner)
    except (FileNotFoundError, KeyError):
        return None


def _own_name() -> str:
    try:
        return pwd.getpwuid(os.geteuid()).pw_name
    except KeyError:  # a container may run under a number without a name; initdb refuses that
        raise ClusterFault(
            f"The user number {os.geteuid()} has no name in /etc/passwd, and PostgreSQL needs one. "
            "Add it there, start as a named user, or set DATABASE_URL."
        ) from None


def _entry(name: str) -> pwd.struct_passwd | None:
    try:
        return pwd.getpwnam(name)
    except KeyError:
        return None


def _create() -> pwd.struct_passwd | None:
    """Create the system user with whichever program this machine has; None when none of them can."""
    shell = "/usr/sbin/nologin" if Path("/usr/sbin/nologin").exists() else "/bin/false"
    recipes = (
        ["useradd", "--system", "--user-group", "--no-create-home", "--shell", shell, SYSTEM_USER],
        ["adduser", "--system", "--group", "--no-create-home", "--shell", shell, SYSTEM_USER],
        ["adduser", "-S", "-H", "-D", "-s", shell, SYSTEM_USER],  # BusyBox
    )
    for recipe in recipes:
        if shutil.which(recipe[0]) is None:
            continue
        subprocess.run(recipe, capture_output=True, check=False)
        entry = _entry(SYSTEM_USER)
        if entry is not None:
            return entry
    return None


def _substitute() -> pwd.struct_passwd:
    for name in SUBSTITUTES:
        entry = _entry(name)
        if entry is not None:
            print(
                f"The system user '{SYSTEM_USER}' could not be created; PostgreSQL runs as '{name}' instead.",
                file=sys.stderr,
            )
            return entry
    raise ClusterFault(
        f"PostgreSQL refuses to run as root and no system user could be created. "
        f"Create one with 'useradd --system {SYSTEM_USER}', or start Savoir as a plain user."
    )
