"""The bench's own PostgreSQL: a home beside the usual one, quick to fill, then set as every home is."""

import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import psycopg

from savoir.config.launcher.bootstrap import DATABASE, OWNER, SUPERUSER
from savoir.config.launcher.cluster import Cluster
from savoir.config.launcher.places import default_home

# While the base is made nothing is worth keeping; afterwards the server runs as in any other home.
QUICK = {
    "fsync": "off", "synchronous_commit": "off", "full_page_writes": "off", "wal_level": "minimal",
    "max_wal_senders": "0", "max_wal_size": "12GB", "checkpoint_timeout": "1h", "autovacuum": "off",
    "maintenance_work_mem": "1GB", "work_mem": "256MB", "shared_buffers": "1GB",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Home:
    """Where the base lives."""

    path: Path

    @property
    def dsn(self) -> str:
        """As the runtime role."""
        return Cluster(self.path).dsn()

    def superuser(self) -> psycopg.Connection:
        """A connection of the one role that row-level security does not bind."""
        return psycopg.connect(Cluster(self.path).dsn(SUPERUSER, DATABASE), autocommit=True)

    def stamp(self) -> Path:
        """What was built, and when; there once the base is whole."""
        return self.path / "million.json"

    def environment(self) -> dict[str, str]:
        """The environment in which Savoir's own commands find this home."""
        return os.environ | {"SAVOIR_HOME": str(self.path)}


def bench_home() -> Home:
    """Beside the usual home, with the suffix `-bench`; `SAVOIR_BENCH_HOME` chooses another."""
    given, usual = os.environ.get("SAVOIR_BENCH_HOME"), default_home()
    return Home(Path(given) if given else usual.with_name(usual.name + "-bench"))


def restart(home: Home, *, quick: bool) -> None:
    """Stop and start the server, quick or as usual."""
    Cluster(home.path).stop()
    Cluster(home.path, settings=QUICK if quick else {}).start()


def found(home: Home, digest: str) -> None:
    """A database with the demo in it, made by its own command, once for each state of the tables."""
    Cluster(home.path).start()
    restart(home, quick=False)  # the demo needs autovacuum: without statistics its plans go astray
    cluster, seed = Cluster(home.path), f"seed_{digest}"
    if cluster.run_sql("postgres", f"SELECT 1 FROM pg_database WHERE datname = '{seed}'").strip() != "1":
        _build_demo(home, cluster)
        cluster.run_sql("postgres", f'ALTER DATABASE "{DATABASE}" RENAME TO "{seed}"')
    restart(home, quick=True)
    cluster.drop_database(DATABASE)
    cluster.run_sql("postgres", f'CREATE DATABASE "{DATABASE}" TEMPLATE "{seed}" OWNER {OWNER}')


def _build_demo(home: Home, cluster: Cluster) -> None:
    cluster.drop_database(DATABASE)
    cluster.prepare_database(DATABASE)
    for name in ("media", "mailbox"):
        shutil.rmtree(home.path / name, ignore_errors=True)
    for name in ("demo.json", "psp.sqlite"):
        (home.path / name).unlink(missing_ok=True)
    _in_home(home, "r.ensure_key(E.read()); r.prepare(E.read())")
    subprocess.run(
        [sys.executable, "-m", "savoir.config.launcher.delegate", "demo"], env=home.environment(), check=True
    )


def migrate(home: Home) -> None:
    """Bring the tables of a base that stands up to date."""
    _in_home(home, "r.prepare(E.read())")


def _in_home(home: Home, deed: str) -> None:
    imports = (
        "from savoir.config.environment import Environment as E\n"
        "from savoir.config.launcher import running as r\n"
    )
    subprocess.run([sys.executable, "-c", f"{imports}{deed}"], env=home.environment(), check=True)
