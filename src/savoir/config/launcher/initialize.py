"""Making the data directory, its settings, and reading what a start left behind."""

import os
import secrets
import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path

from savoir.config.launcher import bootstrap, secret
from savoir.config.launcher.account import Account
from savoir.config.launcher.binaries import Binaries
from savoir.config.launcher.faults import ClusterFault
from savoir.config.launcher.memory import machine_memory, memory_settings
from savoir.config.launcher.places import Places

SETTINGS = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "work_mem": "16MB",
    "maintenance_work_mem": "128MB",
    "max_connections": "100",
    "max_wal_size": "2GB",
    "checkpoint_timeout": "15min",
    "random_page_cost": "1.1",
    "autovacuum_naptime": "15s",  # a new shop's tables grow from nothing: plans follow what they hold
    "jit": "off",  # short queries: compiling costs more than it gives
    "timezone": "UTC",
    "log_timezone": "UTC",
    "logging_collector": "on",
    "log_filename": "postgresql-%a.log",  # one file a weekday: a week is kept
    "log_truncate_on_rotation": "on",
    "log_rotation_age": "1d",
    "log_rotation_size": "0",
}
LINGERING_WORDS = ("already exists", "still in use", "already in use")


def run_as(account: Account, *command: str) -> subprocess.CompletedProcess[str]:
    """Run a program as `account` from / with a bare environment."""
    environment = {"PATH": "/usr/bin:/bin", "LC_ALL": "C", "TZ": "UTC"}
    return subprocess.run(
        command,
        env=environment,
        cwd="/",
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
        **account.spawn_options(),
    )


def require_reach(account: Account, home: Path) -> None:
    """ClusterFault when the account may not enter the home: a closed parent folder, say."""
    if run_as(account, "/bin/sh", "-c", 'cd "$1"', "sh", str(home)).returncode != 0:
        raise ClusterFault(
            f"The system user '{account.name}' may not enter {home}. "
            "Set SAVOIR_HOME to a folder below one that everybody may enter, such as /var/lib/savoir."
        )


def ensure_data(places: Places, account: Account, binaries: Binaries) -> None:
    """Make the data directory once, whole or not at all; refuse one of another major version.

    Each try has a folder of its own: the initdb of a killed starter may still write into its one.
    """
    if places.data.exists():
        _require_version(places.data, binaries)
        return
    for left in places.home.glob("data.draft-*"):
        shutil.rmtree(left, ignore_errors=True)
    draft = places.home / f"data.draft-{secrets.token_hex(4)}"
    password = places.home / "password.draft"
    password.unlink(missing_ok=True)
    passwords = secret.read(places.secrets) or {}
    secret.write_private(password, passwords[bootstrap.SUPERUSER], account)
    try:
        _initdb(binaries, account, draft, password)
        with (draft / "postgresql.conf").open("a") as file:
            file.write("\n# Savoir writes savoir.conf at each start; lines of yours below this one win.\n")
            file.write("include 'savoir.conf'\n")
        draft.rename(places.data)
    finally:
        password.unlink(missing_ok=True)


def _initdb(binaries: Binaries, account: Account, data: Path, password: Path) -> None:
    options = ["--auth=scram-sha-256", f"--pwfile={password}", f"--username={bootstrap.SUPERUSER}"]
    options += ["--encoding=UTF8", "--no-locale", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
    options += ["--no-instructions", f"--pgdata={data}"]
    done = run_as(account, binaries.program("initdb"), *options)
    if done.returncode != 0:
        raise ClusterFault(f"PostgreSQL could not make its data directory: {done.stderr.strip()}")


def _require_version(data: Path, binaries: Binaries) -> None:
    found = (data / "PG_VERSION").read_text().strip()
    if found != str(binaries.major):
        raise ClusterFault(
            f"{data} was made by PostgreSQL {found}, this Savoir brings {binaries.major}. "
            "Back it up with the former version ('savoir db backup'), move the folder away, then restore."
        )


def write_settings(places: Places, account: Account, extra: Mapping[str, str]) -> None:
    """Write savoir.conf: ours, then `extra`."""
    places_of_files = {"unix_socket_directories": str(places.socket), "log_directory": str(places.log)}
    wanted = SETTINGS | dict(memory_settings(machine_memory())) | places_of_files | dict(extra)
    lines = (f"{name} = '{value.replace(chr(39), chr(39) * 2)}'\n" for name, value in wanted.items())
    path = places.data / "savoir.conf"
    path.write_text("".join(lines))
    path.chmod(0o600)
    account.own(path)


def empty_start_log(places: Places, account: Account) -> None:
    """An empty start.log for the next try."""
    places.start_log.write_text("")
    places.start_log.chmod(0o600)
    account.own(places.start_log)


def refusal_to_start(places: Places) -> str:
    """The last words of a start that failed, and the way out where it is known."""
    lines = places.start_log.read_text(errors="replace").strip().splitlines()
    words = " / ".join(line.strip() for line in lines[-6:]) or f"it said nothing; look into {places.log}"
    advice = ""
    if is_lingering(places):
        advice = (
            " A killed PostgreSQL is still in the table of programs: end its children, "
            "and in a container start it with an init (docker run --init)."
        )
    return f"PostgreSQL did not start: {words}.{advice}"


def is_lingering(places: Places) -> bool:
    """True when the failed start met a killed postmaster, or its children, not yet gone."""
    words = places.start_log.read_text(errors="replace")
    return any(phrase in words for phrase in LINGERING_WORDS)


def postmaster_pid(data: Path) -> int | None:
    """The server's pid as it wrote it itself."""
    try:
        return int((data / "postmaster.pid").read_text().split("\n", 1)[0])
    except (FileNotFoundError, PermissionError, ValueError):
        return None


def size_of(path: Path) -> int:
    """Bytes of a file; 0 when it went away meanwhile."""
    try:
        return os.stat(path).st_size
    except FileNotFoundError:
        return 0
