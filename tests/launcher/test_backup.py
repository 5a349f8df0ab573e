"""A backup that can be trusted: complete under row-level security, and a bad file changes nothing."""

import dataclasses
import io
import tarfile
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

import psycopg
import pytest

from savoir.config.environment import Environment
from savoir.config.launcher import backup
from savoir.config.launcher.cluster import Cluster
from savoir.config.launcher.faults import LauncherFault

PROTECTED = """
CREATE TABLE gifts (org_id bigint, word text);
ALTER TABLE gifts ENABLE ROW LEVEL SECURITY;
ALTER TABLE gifts FORCE ROW LEVEL SECURITY;
CREATE POLICY own ON gifts USING (org_id = (SELECT nullif(current_setting('app.org_id', true), '')::bigint));
"""


def words(cluster: Cluster) -> list[str]:
    """What organization 7 reads through the runtime role, under the policy."""
    with psycopg.connect(cluster.dsn("savoir_app")) as connection:
        assert connection.execute("SELECT * FROM gifts").fetchall() == []
        connection.execute("SELECT set_config('app.org_id', '7', true)")
        return [row[0] for row in connection.execute("SELECT word FROM gifts ORDER BY word").fetchall()]


def add(cluster: Cluster, word: str) -> None:
    with psycopg.connect(cluster.dsn("savoir_app")) as connection:
        connection.execute("SELECT set_config('app.org_id', '7', true)")
        connection.execute("INSERT INTO gifts VALUES (7, %s)", (word,))


@pytest.fixture
def furnished(shared_cluster: Cluster) -> Iterator[Environment]:
    """A database with one protected row, and one file in the media folder."""
    home = shared_cluster.places.home
    with psycopg.connect(shared_cluster.dsn("savoir_owner"), autocommit=True) as owner:
        owner.execute(PROTECTED)
    add(shared_cluster, "vase")
    (home / "media").mkdir(exist_ok=True)
    (home / "media" / "photo.jpg").write_text("before")
    yield dataclasses.replace(Environment(), home=home)
    with psycopg.connect(shared_cluster.dsn("savoir_owner"), autocommit=True) as owner:
        owner.execute("DROP TABLE gifts")


def test_a_backup_brings_rows_files_and_rights_back(
    furnished: Environment, shared_cluster: Cluster, folder: Path
) -> None:
    saved = backup.backup(furnished, folder / "savoir.dump")
    assert saved.database_bytes == (folder / "savoir.dump").stat().st_size
    assert (folder / "savoir.dump").stat().st_mode & 0o777 == 0o600
    add(shared_cluster, "written after the backup")
    (furnished.home / "media" / "photo.jpg").write_text("after")
    backup.restore(furnished, folder / "savoir.dump", replaces=True)
    assert words(shared_cluster) == ["vase"]
    assert (furnished.home / "media" / "photo.jpg").read_text() == "before"
    with psycopg.connect(shared_cluster.dsn()) as connection:
        row = connection.execute(
            "SELECT relforcerowsecurity, relowner::regrole::text FROM pg_class WHERE relname = 'gifts'"
        ).fetchone()
    assert row == (True, "savoir_owner")


def test_a_database_with_content_is_not_overwritten_unasked(
    furnished: Environment, shared_cluster: Cluster, folder: Path
) -> None:
    backup.backup(furnished, folder / "savoir.dump")
    add(shared_cluster, "kept")
    with pytest.raises(LauncherFault, match="--replace"):
        backup.restore(furnished, folder / "savoir.dump", replaces=False)
    assert words(shared_cluster) == ["kept", "vase"]


@pytest.mark.parametrize("damage", ["dump", "media"])
def test_a_damaged_backup_changes_nothing(
    furnished: Environment, shared_cluster: Cluster, folder: Path, damage: str
) -> None:
    file = folder / "savoir.dump"
    backup.backup(furnished, file)
    damaged = file if damage == "dump" else backup.media_beside(file)
    damaged.write_bytes(damaged.read_bytes()[:40])
    (furnished.home / "media" / "photo.jpg").write_text("present")
    with pytest.raises(LauncherFault):
        backup.restore(furnished, file, replaces=True)
    assert words(shared_cluster) == ["vase"]
    assert (furnished.home / "media" / "photo.jpg").read_text() == "present"


@pytest.mark.parametrize("name", ["../outside.jpg", "/tmp/outside.jpg", "link"])
def test_an_archive_that_reaches_outside_is_refused_whole(
    furnished: Environment, shared_cluster: Cluster, folder: Path, name: str
) -> None:
    file = folder / "savoir.dump"
    backup.backup(furnished, file)
    with tarfile.open(backup.media_beside(file), "w:gz") as archive:
        member = tarfile.TarInfo(name)
        if name == "link":
            member.type, member.linkname = tarfile.SYMTYPE, "/etc/passwd"
        archive.addfile(member, io.BytesIO(b""))
    with pytest.raises(LauncherFault, match="does not belong"):
        backup.restore(furnished, file, replaces=True)
    assert words(shared_cluster) == ["vase"]
    assert not (furnished.home / "outside.jpg").exists()
    assert (furnished.home / "media" / "photo.jpg").read_text() == "before"


def test_a_failed_backup_leaves_no_file_and_keeps_the_former(
    furnished: Environment, shared_cluster: Cluster, folder: Path
) -> None:
    file = folder / "savoir.dump"
    file.write_text("former")
    shared_cluster.run_sql("postgres", "ALTER ROLE savoir_backup NOLOGIN")
    try:
        with pytest.raises(LauncherFault, match="pg_dump failed"):
            backup.backup(furnished, file)
    finally:
        shared_cluster.run_sql("postgres", "ALTER ROLE savoir_backup LOGIN")
    assert file.read_text() == "former"
    assert [path.name for path in folder.iterdir()] == ["savoir.dump"]


def test_a_database_elsewhere_needs_a_role_that_reads_everything(folder: Path) -> None:
    elsewhere = dataclasses.replace(
        Environment(), home=folder, database_url="postgresql://app@db.example/savoir"
    )
    with pytest.raises(LauncherFault, match="DATABASE_BACKUP_URL"):
        backup.backup(elsewhere, folder / "savoir.dump")
    assert list(folder.iterdir()) == []


def test_an_address_becomes_variables_so_that_no_password_is_seen_in_the_list_of_programs() -> None:
    variables = backup.libpq_variables(
        "postgresql://saver:s%20ecret@db.example:6000/shop?sslmode=verify-full"
    )
    del variables["PATH"]
    assert variables == {
        "PGHOST": "db.example",
        "PGPORT": "6000",
        "PGUSER": "saver",
        "PGPASSWORD": "s ecret",
        "PGDATABASE": "shop",
        "PGSSLMODE": "verify-full",
    }


_MISMATCH = """#!/bin/sh
echo "pg_dump: error: aborting because of server version mismatch" >&2
echo "pg_dump: detail: server version: 18.6; pg_dump version: 15.18" >&2
exit 1
"""
_SAVES = """#!/bin/sh
for word in "$@"; do case $word in --file=*) echo saved > "${word#--file=}";; esac; done
"""


@pytest.fixture
def older_programs(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A machine whose own pg_dump is older than the server, with our newer one beside it."""
    for place, text in (("usual", _MISMATCH), ("ours", _SAVES)):
        program = folder / place / "pg_dump"
        program.parent.mkdir()
        program.write_text(text)
        program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{folder / 'usual'}:/usr/bin:/bin")
    ours = SimpleNamespace(program=lambda name: str(folder / "ours" / name))
    monkeypatch.setattr(backup, "wheel_binaries", lambda: ours)
    return folder


def _elsewhere(folder: Path, query: str = "", host: str = "db.example") -> Environment:
    url = f"postgresql://saver:x@{host}/shop{query}"
    return dataclasses.replace(Environment(), home=folder, database_url=url, database_backup_url=url)


@pytest.mark.parametrize(("host", "query"), [("localhost", ""), ("db.example", "?sslmode=disable")])
def test_where_the_machine_s_program_is_older_than_the_server_ours_saves(
    older_programs: Path, host: str, query: str
) -> None:
    file = older_programs / "savoir.dump"
    backup.backup(_elsewhere(older_programs, query, host), file)
    assert file.read_text() == "saved\n"


@pytest.mark.parametrize(
    ("host", "query"),
    [("db.example", ""), ("db.example", "?sslmode=verify-full"), ("::1", "?sslmode=require")],
)
def test_nothing_leaves_the_machine_in_the_clear_unasked_the_package_to_install_is_named(
    older_programs: Path, host: str, query: str
) -> None:
    """Ours speaks no TLS: it is not even tried."""
    file = older_programs / "savoir.dump"
    address = f"[{host}]" if ":" in host else host
    with pytest.raises(LauncherFault, match="apt-get install postgresql-client-18"):
        backup.backup(_elsewhere(older_programs, query, address), file)
    assert not list(older_programs.glob("savoir.dump*"))


def test_an_address_that_is_none_is_said_without_its_password(folder: Path) -> None:
    with pytest.raises(LauncherFault, match="DATABASE_BACKUP_URL is no address") as refused:
        backup.libpq_variables("postgresql://saver:hunter2@db.example/shop?sslmod=x")
    assert "hunter2" not in str(refused.value)
