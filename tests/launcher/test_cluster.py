"""The embedded database as a person meets it: started twice, four at once, killed, moved, refused."""

import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import psycopg
import pytest

from savoir.config.launcher.cluster import Cluster
from savoir.config.launcher.faults import ClusterAbsent, ClusterFault
from savoir.config.launcher.places import Places

SOURCE = Path(__file__).resolve().parents[2] / "src"
START = "import sys; from pathlib import Path; from savoir.config.launcher.cluster import Cluster; " + (
    "c = Cluster(Path(sys.argv[1])); c.start(); print(c.status().pid)"
)


def start_elsewhere(home: Path) -> subprocess.Popen[str]:
    command = [sys.executable, "-c", START, str(home)]
    environment = os.environ | {"PYTHONPATH": str(SOURCE)}
    return subprocess.Popen(
        command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )


@pytest.mark.long
def test_starting_twice_is_one_server_and_stopping_twice_is_no_fault(home: Path) -> None:
    cluster = Cluster(home)
    cluster.start()
    first = cluster.status()
    cluster.start()
    assert first.running
    assert cluster.status().pid == first.pid
    cluster.stop()
    assert not cluster.is_running()
    cluster.stop()
    assert not cluster.status().running


def test_four_commands_starting_at_once_share_one_server(home: Path) -> None:
    starts = [start_elsewhere(home) for _ in range(4)]
    outcomes = [start.communicate(timeout=60) for start in starts]
    assert [start.returncode for start in starts] == [0, 0, 0, 0], outcomes
    assert len({pid for pid, _ in outcomes}) == 1
    with psycopg.connect(Cluster(home).dsn()) as connection:
        assert connection.execute("SELECT current_user").fetchone() == ("savoir_app",)


@pytest.mark.long
def test_a_killed_postmaster_is_followed_by_another_with_the_same_data(home: Path) -> None:
    cluster = Cluster(home)
    cluster.start()
    with psycopg.connect(cluster.dsn("savoir_owner")) as connection:
        connection.execute("CREATE TABLE kept AS SELECT 42 AS answer")
    killed = cluster.status().pid
    assert killed is not None
    os.kill(killed, signal.SIGKILL)
    cluster.start()
    assert cluster.status().pid != killed
    with psycopg.connect(cluster.dsn()) as connection:
        assert connection.execute("SELECT answer FROM kept").fetchone() == (42,)


def test_a_starter_killed_halfway_does_not_stop_the_next(home: Path, eventually: Callable) -> None:
    starter = start_elsewhere(home)
    eventually(lambda: list(home.glob("data*")))
    starter.kill()
    starter.communicate()
    cluster = Cluster(home)
    cluster.start()
    assert cluster.is_running()


def test_asking_before_the_first_start_creates_nothing(home: Path) -> None:
    cluster = Cluster(home)
    assert not cluster.is_running()
    with pytest.raises(ClusterAbsent, match="savoir db start"):
        cluster.dsn()
    assert not home.exists()


def test_passwords_and_data_are_private(shared_cluster: Cluster) -> None:
    places = shared_cluster.places
    assert places.secrets.stat().st_mode & 0o777 == 0o600
    for private in (places.data, places.socket, places.log):
        assert private.stat().st_mode & 0o777 == 0o700
    assert next(iter(shared_cluster.connections().passwords.values())) not in repr(
        shared_cluster.connections()
    )


def test_roles_can_do_their_work_and_no_more(shared_cluster: Cluster) -> None:
    with psycopg.connect(shared_cluster.dsn("savoir_owner"), autocommit=True) as owner:
        rows = owner.execute(
            "SELECT rolname, rolsuper, rolbypassrls, rolcanlogin, rolcreatedb FROM pg_roles "
            "WHERE rolname LIKE 'savoir_%' ORDER BY rolname"
        ).fetchall()
        owner.execute("CREATE TABLE parcels (id int GENERATED ALWAYS AS IDENTITY, word text)")
    assert rows == [
        ("savoir_app", False, False, True, False),
        ("savoir_backup", False, True, True, False),
        ("savoir_owner", False, False, True, True),
        ("savoir_search", False, True, False, False),
    ]
    with psycopg.connect(shared_cluster.dsn("savoir_app"), autocommit=True) as app:
        app.execute("INSERT INTO parcels (word) VALUES ('vase')")
        for forbidden in ("DROP TABLE parcels", "CREATE TABLE mine (id int)", "TRUNCATE parcels"):
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                app.execute(forbidden)
        assert app.execute("SELECT word FROM parcels").fetchall() == [("vase",)]
    with psycopg.connect(shared_cluster.dsn("savoir_backup"), autocommit=True) as saver:
        assert saver.execute("SELECT count(*) FROM parcels").fetchone() == (1,)
        with pytest.raises(psycopg.errors.ReadOnlySqlTransaction):
            saver.execute("DELETE FROM parcels")
    with psycopg.connect(shared_cluster.dsn("savoir_owner"), autocommit=True) as owner:
        owner.execute("DROP TABLE parcels")


def test_the_owner_hands_a_search_function_to_its_role(shared_cluster: Cluster) -> None:
    with psycopg.connect(shared_cluster.dsn("savoir_owner")) as owner:
        owner.execute("CREATE FUNCTION found() RETURNS int LANGUAGE sql SECURITY DEFINER RETURN 1")
        owner.execute("ALTER FUNCTION found() OWNER TO savoir_search")
        row = owner.execute("SELECT proowner::regrole::text FROM pg_proc WHERE proname = 'found'").fetchone()
        owner.rollback()
    assert row == ("savoir_search",)


def test_a_database_made_by_the_owner_has_extensions_and_rights(shared_cluster: Cluster) -> None:
    with psycopg.connect(shared_cluster.dsn("savoir_owner"), autocommit=True) as owner:
        owner.execute("CREATE DATABASE made_by_tests")
    with psycopg.connect(shared_cluster.dsn("savoir_owner", "made_by_tests"), autocommit=True) as owner:
        found = {row[0] for row in owner.execute("SELECT extname FROM pg_extension").fetchall()}
        owner.execute("CREATE TABLE cases (id int)")
    with psycopg.connect(shared_cluster.dsn("savoir_app", "made_by_tests"), autocommit=True) as app:
        assert app.execute("SELECT count(*) FROM cases").fetchone() == (0,)
        row = app.execute("SELECT upper('é'), 'été' ~ '^\\w+$', unaccent('é')").fetchone()
    shared_cluster.drop_database("made_by_tests")
    assert {"pg_trgm", "unaccent", "btree_gist", "btree_gin"} <= found
    assert row == ("É", True, "e")


def test_a_database_name_from_outside_never_becomes_sql(shared_cluster: Cluster) -> None:
    with pytest.raises(ClusterFault, match="is no database name"):
        shared_cluster.prepare_database('x"; DROP DATABASE savoir; --')
    with psycopg.connect(shared_cluster.dsn()) as connection:
        assert connection.execute("SELECT 1").fetchone() == (1,)


@pytest.mark.long
def test_data_of_another_version_are_left_alone(home: Path) -> None:
    cluster = Cluster(home)
    cluster.start()
    cluster.stop()
    version = home / "data" / "PG_VERSION"
    former = version.read_text()
    version.write_text("12\n")
    with pytest.raises(ClusterFault, match="made by PostgreSQL 12"):
        cluster.start()
    assert version.read_text() == "12\n"
    version.write_text(former)
    cluster.start()
    assert cluster.is_running()


@pytest.mark.long
def test_a_refused_start_says_why_in_postgresqls_words(home: Path) -> None:
    with pytest.raises(ClusterFault, match="max_connections"):
        Cluster(home, settings={"max_connections": "lots"}).start()
    assert not Cluster(home).is_running()


def test_a_long_home_gets_a_short_socket_folder(folder: Path) -> None:
    places = Places(folder / ("long" * 30))
    assert str(places.socket).startswith("/tmp/savoir-")
    assert places.socket != Places(folder / ("other" * 30)).socket
    assert Places(folder).socket == folder / "run"


def test_a_socket_folder_laid_out_by_somebody_else_is_refused(folder: Path) -> None:
    home = folder / ("long" * 30)
    trap = Places(home).socket
    trap.symlink_to(folder)
    try:
        with pytest.raises(ClusterFault, match="somebody else"):
            Cluster(home).start()
    finally:
        trap.unlink()
    assert not (home / "data").exists()


@pytest.mark.skipif(os.geteuid() != 0, reason="only root hands over to a system user")
def test_root_hands_over_and_refuses_a_home_the_system_user_cannot_enter(folder: Path) -> None:
    closed = folder / "closed"
    closed.mkdir(mode=0o700)
    with pytest.raises(ClusterFault, match="may not enter"):
        Cluster(closed / "home").start()
    assert not (closed / "home" / "data").exists()


@pytest.mark.skipif(os.geteuid() != 0, reason="only root hands over to a system user")
def test_root_never_runs_postgresql_itself(shared_cluster: Cluster) -> None:
    pid = shared_cluster.status().pid
    assert os.stat(f"/proc/{pid}").st_uid != 0
    assert shared_cluster.places.data.stat().st_uid == os.stat(f"/proc/{pid}").st_uid
