"""`savoir db backup` and `db restore`: one pg_dump file and the media folder beside it."""

import io
import re
import shutil
import subprocess
import tarfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from psycopg import ProgrammingError
from psycopg.conninfo import conninfo_to_dict

from savoir.config.launcher import bootstrap
from savoir.config.launcher.binaries import wheel_binaries
from savoir.config.launcher.cluster import Cluster
from savoir.config.launcher.connections import Connections
from savoir.config.launcher.faults import LauncherFault
from savoir.config.launcher.wishes import Wishes

_VARIABLES = {
    "host": "PGHOST",
    "port": "PGPORT",
    "user": "PGUSER",
    "password": "PGPASSWORD",
    "dbname": "PGDATABASE",
    "sslmode": "PGSSLMODE",
    "sslrootcert": "PGSSLROOTCERT",
    "sslcert": "PGSSLCERT",
    "sslkey": "PGSSLKEY",
}
_OLDER = "server version mismatch"
_SERVER = re.compile(r"server version: (\d+)")
_THIS_MACHINE = ("localhost", "127.0.0.1", "::1")
_ENCRYPTED = ("require", "verify-ca", "verify-full")
INCOMING = "savoir_incoming"
_COUNT_TABLES = "SELECT count(*) FROM pg_tables WHERE schemaname = 'public'"


@dataclass(frozen=True)
class Saved:
    """What a backup or restore moved: sizes in bytes and how long it took."""

    database_bytes: int
    media_bytes: int
    seconds: float

    def sentence(self, verb: str) -> str:
        """`Saved: database 1.2 MB, files 0.3 MB, 2.1 s.`"""
        return (
            f"{verb}: database {self.database_bytes / 1e6:.1f} MB, "
            f"files {self.media_bytes / 1e6:.1f} MB, {self.seconds:.1f} s."
        )


def media_beside(file: Path) -> Path:
    """The archive of the media folder that belongs to a dump."""
    return file.with_name(file.name + ".media.tar.gz")


def backup(environment: Wishes, file: Path) -> Saved:
    """Dump as the read-only backup role (exempt from row-level security) and archive the media folder.

    Written beside and renamed: a backup that failed leaves no file. Raises LauncherFault.
    """
    began = time.monotonic()
    draft = file.with_name(file.name + ".part")
    variables = _backup_variables(environment)
    _run("pg_dump", ["--format=custom", "--no-password", f"--file={draft}"], variables, draft)
    archive = _archive_media(environment.home / "media", media_beside(file))
    draft.chmod(0o600)
    draft.rename(file)
    return Saved(file.stat().st_size, archive.stat().st_size, time.monotonic() - began)


def restore(environment: Wishes, file: Path, *, replaces: bool) -> Saved:
    """Restore into a fresh database, then put it in the place of the old one: a bad file changes nothing.

    Raises LauncherFault for a database that holds tables, unless `replaces`.
    """
    if environment.database_url:
        raise LauncherFault(
            "Restoring into a database of yours is described in deploy/README.md (pg_restore)."
        )
    if not file.is_file():
        raise LauncherFault(f"There is no file {file}.")
    began = time.monotonic()
    cluster = Cluster(environment.home)
    if not replaces and cluster.run_sql(bootstrap.DATABASE, _COUNT_TABLES) != "0":
        raise LauncherFault("The database is not empty. To throw its content away, add --replace.")
    cluster.drop_database(INCOMING)
    cluster.prepare_database(INCOMING)
    variables = cluster.connections().libpq(bootstrap.SUPERUSER, INCOMING)
    options = ["--exit-on-error", "--no-password", f"--dbname={INCOMING}", str(file)]
    _run("pg_restore", options, variables, None)
    media = _extract_media(environment.home, media_beside(file))
    cluster.swap_database(INCOMING, bootstrap.DATABASE)
    _swap_media(environment.home, media)
    size = media_beside(file).stat().st_size if media else 0
    return Saved(file.stat().st_size, size, time.monotonic() - began)


def _backup_variables(environment: Wishes) -> dict[str, str]:
    if not environment.database_url:
        connections: Connections = Cluster(environment.home).connections()
        return connections.libpq(bootstrap.BACKUP, bootstrap.DATABASE)
    if not environment.database_backup_url:
        raise LauncherFault(
            "Set DATABASE_BACKUP_URL to a role that reads everything (BYPASSRLS, pg_read_all_data): "
            "under row-level security any other role would save an empty database."
        )
    return libpq_variables(environment.database_backup_url)


def libpq_variables(url: str) -> dict[str, str]:
    """A `postgresql://` address as environment variables: no password on a command line."""
    try:
        given = conninfo_to_dict(url)
    except ProgrammingError:
        raise LauncherFault("DATABASE_BACKUP_URL is no address of a PostgreSQL database.") from None
    variables = {_VARIABLES[name]: str(value) for name, value in given.items() if name in _VARIABLES}
    return variables | {"PATH": "/usr/bin:/bin"}


def _run(program: str, options: list[str], variables: dict[str, str], draft: Path | None) -> None:
    words = ""
    for path in _programs(program, variables):
        done = subprocess.run([path, *options], env=variables, capture_output=True, text=True, check=False)
        if done.returncode == 0:
            return
        words = done.stderr.strip()
        if _OLDER not in words:
            break
    if draft is not None:
        draft.unlink(missing_ok=True)
    raise LauncherFault(_too_old(program, words) if _OLDER in words else f"{program} failed: {words}")


def _programs(name: str, variables: dict[str, str]) -> Iterator[str]:
    """Those to try, in order: for a socket the embedded one, for a server elsewhere the system's own; then
    ours again, which is newer than most but speaks no TLS: never where that would leave this machine.
    """
    system, host, mode = shutil.which(name), variables.get("PGHOST", ""), variables.get("PGSSLMODE", "")
    is_by_socket = not system or host.startswith("/")
    if system and not is_by_socket:
        yield system
    if is_by_socket or mode == "disable" or (host in _THIS_MACHINE and mode not in _ENCRYPTED):
        yield wheel_binaries().program(name)


def _too_old(program: str, words: str) -> str:
    major = _SERVER.search(words)
    package = f"postgresql-client-{major[1]}" if major else "the programs of your server's version"
    return f"{program} of this machine is older than your server. Debian, Ubuntu: apt-get install {package}"


def _archive_media(media: Path, target: Path) -> Path:
    draft = target.with_name(target.name + ".part")
    with tarfile.open(draft, "w:gz") as archive:
        if media.is_dir():
            archive.add(media, arcname="media")
    draft.chmod(0o600)
    draft.rename(target)
    return target


def _extract_media(home: Path, archive: Path) -> Path | None:
    if not archive.is_file():
        return None
    folder = home / "media.incoming"
    shutil.rmtree(folder, ignore_errors=True)
    try:
        with tarfile.open(archive, "r:gz") as content:
            _extract(content, folder)
    except (tarfile.TarError, OSError, EOFError) as fault:
        raise LauncherFault(f"{archive} cannot be read: {fault}. Nothing was changed.") from fault
    (folder / "media").mkdir(parents=True, exist_ok=True)
    return folder / "media"


def _extract(content: tarfile.TarFile, folder: Path) -> None:
    """Plain files and folders inside `folder`, nothing else. Raises TarError for anything else.

    Written out because the extraction filters of `tarfile` came with Python 3.11.4.
    """
    root = folder.resolve()
    for member in content:
        target = (root / member.name).resolve()
        if not target.is_relative_to(root) or not (member.isfile() or member.isdir()):
            raise tarfile.TarError(f"{member.name} does not belong in a backup")
        if member.isdir():
            target.mkdir(parents=True, exist_ok=True, mode=0o700)
            continue
        target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        source = content.extractfile(member)
        with target.open("wb") as file:
            shutil.copyfileobj(source or io.BytesIO(), file)
        target.chmod(0o600)


def _swap_media(home: Path, incoming: Path | None) -> None:
    if incoming is None:
        return
    shutil.rmtree(home / "media", ignore_errors=True)
    incoming.rename(home / "media")
    incoming.parent.rmdir()
