"""Databases for tests: one migrated template per state of the migrations, cloned for each worker."""

import fcntl
import hashlib
import os
import subprocess
import sys
import tempfile
from pathlib import Path

import psycopg

from savoir.config.launcher.bootstrap import SUPERUSER, drop_database_sql
from savoir.config.launcher.cluster import Cluster, ensure_test_cluster

ROOT = Path(__file__).resolve().parent.parent


def migrations_digest() -> str:
    """Names a template: it changes when a migration, or what a migration runs, changes."""
    files = [*sorted((ROOT / "src").glob("savoir/*/migrations/*.py"))]
    files += [ROOT / "src/savoir/kernel/migration_operations.py", ROOT / "tests/migrating.py"]
    whole = hashlib.sha256()
    for path in files:
        whole.update(path.relative_to(ROOT).as_posix().encode())
        whole.update(path.read_bytes())
    return whole.hexdigest()[:12]


def template_database() -> tuple[Cluster, str]:
    """Return the running test cluster and the name of the migrated template, made when it is not there."""
    cluster = ensure_test_cluster()
    name = f"template_{migrations_digest()}"
    with (Path(tempfile.gettempdir()) / f"savoir-template-{os.getuid()}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if cluster.run_sql("postgres", f"SELECT 1 FROM pg_database WHERE datname = '{name}'").strip() != "1":
            migrated(cluster, f"{name}_building", "tests.migrating")
            cluster.run_sql("postgres", f'ALTER DATABASE "{name}_building" RENAME TO "{name}"')
    return cluster, name


def migrated(cluster: Cluster, name: str, program: str) -> None:
    """Make the database `name` anew, its tables by the module `program`: Django's, or the tests' own."""
    cluster.drop_database(name)
    cluster.prepare_database(name)
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "tests.settings",
        "SAVOIR_DB_ROLE": "owner",
        "DATABASE_OWNER_URL": cluster.dsn("savoir_owner", name),
        "PYTHONPATH": f"{ROOT / 'src'}:{ROOT}",
    }
    done = subprocess.run(
        [sys.executable, "-m", program, "migrate", "-v", "0", "--skip-checks"],
        env=environment, capture_output=True, text=True, check=False, cwd=ROOT,
    )  # fmt: skip
    if done.returncode != 0:
        raise RuntimeError(f"the migrations failed:\n{done.stderr}")


def clone(cluster: Cluster, template: str, name: str) -> None:
    """Make the database `name` from the template, owned by the migration role.

    Its files are copied: page by page through the log of changes takes three times as long for 15 MB.
    """
    made = f'CREATE DATABASE "{name}" TEMPLATE "{template}" OWNER savoir_owner STRATEGY file_copy'
    _ask(cluster, drop_database_sql(name), made)


_left: list[str] = []
MOST_LEFT = 12  # 200 MB, and a short while for whoever drops them on a busy disk


def leave(cluster: Cluster, name: str) -> None:
    """Nobody asks this database any more: who still does is sent away, and it is dropped with many others.

    Dropped at once it makes the next one dear: the file system passes over a thousand numbers of files that
    were freed in this instant to find one that was not.
    """
    _ask(cluster, f"SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE datname = '{name}'")
    _left.append(name)
    if len(_left) >= MOST_LEFT:
        drop_left(cluster)


def drop_left(cluster: Cluster) -> None:
    """Drop whatever was left until now."""
    _ask(cluster, *map(drop_database_sql, _left))
    _left.clear()


def _ask(cluster: Cluster, *statements: str) -> None:
    """As the superuser, one after the other; a program of its own for each took 15 ms."""
    with psycopg.connect(cluster.dsn(SUPERUSER, "postgres"), autocommit=True) as connection:
        for statement in statements:
            connection.execute(statement)
