"""The embedded PostgreSQL: one cluster per home, on a private socket, safe to start from anywhere.

The passwords stand in `secrets.json` (mode 0600) of the home. `postmaster.pid` is never touched.
"""

import fcntl
import os
import subprocess
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from savoir.config.launcher import bootstrap, initialize, secret
from savoir.config.launcher.account import Account, current_account, known_account
from savoir.config.launcher.binaries import Binaries, copied_binaries, copy_binaries, wheel_binaries
from savoir.config.launcher.connections import Connections
from savoir.config.launcher.faults import ClusterAbsent, ClusterFault
from savoir.config.launcher.places import Places, default_home, home_for_tests, make_private

START_SECONDS = 120
STOP_SECONDS = 120
LINGER_SECONDS = 90
PAUSE_SECONDS = 0.2
BOOTSTRAP_VERSION = "1"


@dataclass(frozen=True)
class Status:
    """What one sees of a cluster from outside; `pid` is None when it is stopped."""

    running: bool
    home: Path
    socket: Path
    pid: int | None
    major: int
    data_bytes: int


class Cluster:
    """One embedded PostgreSQL in one home; every instance of the same home speaks of the same server."""

    def __init__(self, home: Path | None = None, *, settings: Mapping[str, str] | None = None) -> None:
        self.places = Places((home or default_home()).absolute())
        self._settings = dict(settings or {})

    def start(self) -> Connections:
        """Start the server unless it runs, prepare it once, and say how to connect.

        Idempotent; any number of callers may start at once. Raises ClusterFault with the way out.
        """
        if self._is_prepared() and self.is_running():
            return self.connections()
        account = current_account(self.places.home)
        with self._locked(account):
            binaries = self._prepare(account)
            if not self.is_running():
                self._launch(account, binaries)
            self._bootstrap()
        return self.connections()

    def stop(self) -> None:
        """Stop the server and wait for it; nothing happens when it does not run. Raises ClusterFault."""
        if not self.places.data.exists():
            return
        account = current_account(self.places.home)
        with self._locked(account):
            if not self.is_running():
                return
            command = ["-D", str(self.places.data), "-m", "fast", "-w", "-t", str(STOP_SECONDS), "stop"]
            done = self._run(account, self._binaries(account).program("pg_ctl"), *command)
            if done.returncode != 0:
                raise ClusterFault(f"PostgreSQL did not stop: {done.stdout.strip()} {done.stderr.strip()}")

    def is_running(self) -> bool:
        """True when the server of this home accepts connections."""
        account = known_account(self.places.home)
        if account is None or not self.places.socket.is_dir():
            return False
        program = self._binaries(account).program("pg_isready")
        if not Path(program).exists():
            return False
        question = [program, "-q", "-h", str(self.places.socket), "-U", bootstrap.SUPERUSER]
        return subprocess.run(question, check=False).returncode == 0

    def status(self) -> Status:
        """Running or not, where, and how big; changes nothing."""
        running = self.is_running()
        files = (path for path in self.places.data.rglob("*") if path.is_file())
        return Status(
            running=running,
            home=self.places.home,
            socket=self.places.socket,
            pid=initialize.postmaster_pid(self.places.data) if running else None,
            major=wheel_binaries().major,
            data_bytes=sum(initialize.size_of(path) for path in files),
        )

    def connections(self) -> Connections:
        """Host and passwords without starting anything; ClusterAbsent when the home was never started."""
        passwords = secret.read(self.places.secrets)
        if passwords is None:
            raise ClusterAbsent("The embedded database was never started. Run 'savoir db start'.")
        return Connections(host=str(self.places.socket), passwords=passwords)

    def dsn(self, role: str = bootstrap.APP, database: str = bootstrap.DATABASE) -> str:
        """A `postgresql://` address for `role`; ClusterAbsent when the home was never started."""
        return self.connections().dsn(role, database)

    def prepare_database(self, name: str) -> None:
        """Create `name` owned by the migration role when absent, with extensions and default rights."""
        self.run_sql("postgres", bootstrap.create_database_sql(name))
        self.run_sql(name, bootstrap.rights_sql())

    def drop_database(self, name: str) -> None:
        """Drop `name` when it exists, with the connections to it."""
        self.run_sql("postgres", bootstrap.drop_database_sql(name))

    def swap_database(self, incoming: str, name: str) -> None:
        """Put `incoming` in the place of `name`, which is dropped."""
        self.run_sql("postgres", bootstrap.drop_database_sql(name))
        self.run_sql("postgres", bootstrap.rename_database_sql(incoming, name))

    def run_sql(self, database: str, sql: str) -> str:
        """Run `sql` through psql as the superuser; its bare output. ClusterFault when refused."""
        command = [
            self.programs().program("psql"),
            "-X",
            "-q",
            "-A",
            "-t",
            "-v",
            "ON_ERROR_STOP=1",
            "-f",
            "-",
        ]
        environment = self.connections().libpq(bootstrap.SUPERUSER, database)
        done = subprocess.run(
            command, input=sql, env=environment, capture_output=True, text=True, check=False, cwd="/"
        )
        if done.returncode != 0:
            raise ClusterFault(f"PostgreSQL refused: {done.stderr.strip()}")
        return done.stdout.strip()

    def programs(self) -> Binaries:
        """PostgreSQL's client programs for this home."""
        return self._binaries(current_account(self.places.home))

    def _is_prepared(self) -> bool:
        stamp = self.places.bootstrapped
        return stamp.exists() and stamp.read_text() == BOOTSTRAP_VERSION

    def _binaries(self, account: Account) -> Binaries:
        return copied_binaries(self.places.software) if account.switch else wheel_binaries()

    def _prepare(self, account: Account) -> Binaries:
        places = self.places
        binaries = copy_binaries(places.software) if account.switch else wheel_binaries()
        for folder in (places.socket, places.log):
            make_private(folder, account.uid)
            account.own(folder)
        initialize.require_reach(account, places.home)
        secret.ensure(places.secrets, bootstrap.LOGINS, account)
        initialize.ensure_data(places, account, binaries)
        initialize.write_settings(places, account, self._settings)
        return binaries

    def _launch(self, account: Account, binaries: Binaries) -> None:
        """Start, again and again while a killed postmaster or its children still linger."""
        command = ["-D", str(self.places.data), "-l", str(self.places.start_log)]
        command += ["-w", "-t", str(START_SECONDS), "start"]
        deadline = time.monotonic() + LINGER_SECONDS
        while True:
            initialize.empty_start_log(self.places, account)
            self._run(account, binaries.program("pg_ctl"), *command)
            if self.is_running():
                return
            if not initialize.is_lingering(self.places) or time.monotonic() > deadline:
                raise ClusterFault(initialize.refusal_to_start(self.places))
            time.sleep(PAUSE_SECONDS)

    def _bootstrap(self) -> None:
        if self._is_prepared():
            return
        self.run_sql("postgres", bootstrap.roles_sql(self.connections().passwords))
        self.run_sql(bootstrap.TEMPLATE, bootstrap.rights_sql())
        self.run_sql("postgres", bootstrap.create_database_sql(bootstrap.DATABASE))
        self.places.bootstrapped.write_text(BOOTSTRAP_VERSION)

    @contextmanager
    def _locked(self, account: Account) -> Iterator[None]:
        """One starter or stopper at a time, across processes; freed by the kernel when its holder dies."""
        home = self.places.home
        try:
            home.mkdir(mode=0o755, parents=True, exist_ok=True)
            descriptor = os.open(self.places.lock, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        except PermissionError:
            raise ClusterFault(
                f"{home} is not yours to write. Set SAVOIR_HOME to a folder of yours."
            ) from None
        try:
            account.own(self.places.lock)
            account.own(home)
            fcntl.flock(descriptor, fcntl.LOCK_EX)
            yield
        finally:
            os.close(descriptor)

    def _run(self, account: Account, *command: str) -> subprocess.CompletedProcess[str]:
        return initialize.run_as(account, *command)


TEST_SETTINGS = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "deadlock_timeout": "200ms",
    "max_connections": "200",
    "shared_buffers": "256MB",  # several runs may share a machine
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "autovacuum_naptime": "60s",  # it goes round dozens of databases that live for a second each
    "scram_iterations": "1",  # read when the passwords are made; guessing them would open nothing
}


def cluster_for_tests() -> Cluster:
    """The cluster of the tests, not started: fast and forgetful, never for real data."""
    return Cluster(home_for_tests(), settings=TEST_SETTINGS)


def ensure_test_cluster() -> Cluster:
    """The cluster of the tests, running."""
    cluster = cluster_for_tests()
    cluster.start()
    return cluster
