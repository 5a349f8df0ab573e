"""`savoir drill`: a backup is worth what its restore is. Saved, sealed, restored elsewhere, compared."""

import dataclasses
import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import psycopg
from psycopg import sql

from savoir.config.environment import Environment
from savoir.config.launcher import backup, running, sealing
from savoir.config.launcher.faults import LauncherFault

# The application's rows; the queue is worked off while we look.
_TABLES = """SELECT relname FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace
    AND relname NOT LIKE 'procrastinate%' ORDER BY relname"""

Say = Callable[[str], None]


@dataclass(frozen=True)
class Drilled:
    """What a drill measured: seconds, and whatever did not come back as it was (empty: all did)."""

    save_seconds: float
    restore_seconds: float
    check_seconds: float
    tables: int
    rows: int
    files: int
    faults: tuple[str, ...]

    @property
    def minutes(self) -> float:
        """From the first byte saved to the last check."""
        return (self.save_seconds + self.restore_seconds + self.check_seconds) / 60


def drill(environment: Environment, say: Say = print) -> Drilled:
    """Save this installation, restore it into a new home, compare, throw the new home away.

    The present home is only read. Rows written meanwhile may or may not be there: each table must hold
    between what it held before and after. Raises LauncherFault when a step fails.
    """
    folder = Path(tempfile.mkdtemp(prefix="svd", dir="/tmp"))
    try:
        return _drilled(environment, folder, say)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _drilled(environment: Environment, folder: Path, say: Say) -> Drilled:
    began, key = time.monotonic(), sealing.new_key()
    before, files = counts(environment), digests(environment.home)
    file, sealed = folder / "savoir.dump", folder / "savoir.sealed"
    say(backup.backup(environment, file).sentence("Saved"))
    after = counts(environment)
    sealing.seal(file, sealed, key)
    file.unlink()
    saved = time.monotonic()
    sealing.unseal(sealed, file, key)
    folder.chmod(0o755)  # the embedded server runs as a user of its own, and reads nothing but its home
    elsewhere = dataclasses.replace(
        environment, home=folder / "home", database_url="", database_owner_url="", database_backup_url=""
    )
    with running.database(elsewhere):
        say(backup.restore(elsewhere, file, replaces=True).sentence("Restored"))
        restored = time.monotonic()
        found = counts(elsewhere)
        faults = [*_compared(before, after, found), *compared_files(files, environment.home, elsewhere.home)]
        faults += _invariants(elsewhere)
    return Drilled(
        save_seconds=saved - began, restore_seconds=restored - saved,
        check_seconds=time.monotonic() - restored, tables=len(found), rows=sum(found.values()),
        files=len(digests(elsewhere.home)), faults=tuple(faults),
    )  # fmt: skip


def counts(environment: Environment) -> dict[str, int]:
    """Rows of every table of ours, as the backup role sees them: past row-level security, read only."""
    address = dataclasses.replace(environment, database_role="backup").database()
    with psycopg.connect(address.conninfo()) as connection:
        names = [str(row[0]) for row in connection.execute(_TABLES).fetchall()]
        asked = sql.SQL(" UNION ALL ").join(
            sql.SQL("SELECT {}, count(*) FROM {}").format(sql.Literal(name), sql.Identifier(name))
            for name in names
        )
        return {str(name): int(rows) for name, rows in connection.execute(asked).fetchall()}


def _compared(before: dict[str, int], after: dict[str, int], found: dict[str, int]) -> list[str]:
    if set(found) != set(before):
        return [f"tables differ: {', '.join(sorted(set(found) ^ set(before)))}"]
    return [
        f"{name}: {found[name]} rows came back, it held {before[name]}"
        for name in sorted(before)
        if not min(before[name], after[name]) <= found[name] <= max(before[name], after[name])
    ]


def digests(home: Path) -> dict[str, str]:
    """SHA-256 of every file below the media folder, by its name there."""
    media = home / "media"
    files = sorted(path for path in media.rglob("*") if path.is_file())
    return {str(path.relative_to(media)): _digest(path) for path in files}


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def compared_files(before: dict[str, str], home: Path, elsewhere: Path) -> list[str]:
    """Files that are lost or altered in what came back.

    Each one that lay in `home` before saving and still does must be there; one that was added or taken away
    meanwhile may be.
    """
    there, media = digests(elsewhere), home / "media"
    lost = [name for name in before if name not in there and (media / name).is_file()]
    changed = [
        name
        for name, digest in there.items()
        if before.get(name) != digest and (media / name).is_file() and _digest(media / name) != digest
    ]
    return [f"file {name} did not come back" for name in lost] + [
        f"file {name} did not come back as it was" for name in changed
    ]


def _invariants(elsewhere: Environment) -> list[str]:
    """What must always hold, asked of the restored house by its own command, in a program of its own."""
    variables = {name: value for name, value in os.environ.items() if not name.startswith("DATABASE_")}
    variables |= {"SAVOIR_HOME": str(elsewhere.home), "SAVOIR_MODE": "demo"}
    asked = [sys.executable, "-m", "savoir.config.cli", "invariants"]
    done = subprocess.run(asked, env=variables, capture_output=True, text=True, check=False)
    if done.returncode == 0:
        return []
    told = [line.strip() for line in done.stdout.splitlines() if "BROKEN" in line]
    return told or [f"invariants could not be asked: {done.stderr.strip()[-300:]}"]


def report(drilled: Drilled) -> int:
    """Print what came back and how long it took; 1 when something did not."""
    print(f"{drilled.tables} tables, {drilled.rows} rows and {drilled.files} files came back.")
    print(
        f"Saved and sealed in {drilled.save_seconds:.1f} s, restored in {drilled.restore_seconds:.1f} s, "
        f"checked in {drilled.check_seconds:.1f} s: {drilled.minutes:.1f} minutes in all."
    )
    for fault in drilled.faults:
        print(f"BROKEN {fault}")
    print("The backup is good." if not drilled.faults else "Do not trust this backup: see above.")
    return 1 if drilled.faults else 0


def run(environment: Environment) -> int:
    """The command."""
    try:
        with running.database(environment):
            return report(drill(environment))
    except psycopg.Error as fault:
        raise LauncherFault(f"The database can't be read: {fault}") from fault
