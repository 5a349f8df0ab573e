"""Where the embedded cluster lives. Nothing here is ever below the clone."""

import hashlib
import os
import stat
from dataclasses import dataclass
from pathlib import Path

from savoir.config.launcher.faults import ClusterFault

SOCKET_PATH_LIMIT = 100  # bytes; PostgreSQL refuses longer ones (sun_path holds 107, macOS 103)
SOCKET_NAME = ".s.PGSQL.5432.lock"
TEST_SUFFIX = "-test"


def default_home() -> Path:
    """SAVOIR_HOME when set; /var/lib/savoir for root; else $XDG_DATA_HOME/savoir (~/.local/share/savoir)."""
    chosen = os.environ.get("SAVOIR_HOME")
    if chosen:
        return Path(chosen).expanduser().absolute()
    if os.geteuid() == 0:
        return Path("/var/lib/savoir")
    data_home = os.environ.get("XDG_DATA_HOME")
    return (Path(data_home) if data_home else Path.home() / ".local" / "share") / "savoir"


def home_for_tests() -> Path:
    """The home of the cluster that tests use: beside the default one, with the suffix `-test`."""
    home = default_home()
    return home.with_name(home.name + TEST_SUFFIX)


@dataclass(frozen=True)
class Places:
    """The paths inside one home."""

    home: Path

    @property
    def data(self) -> Path:
        return self.home / "data"

    @property
    def log(self) -> Path:
        return self.home / "log"

    @property
    def start_log(self) -> Path:
        return self.log / "start.log"

    @property
    def software(self) -> Path:
        return self.home / "software"

    @property
    def secrets(self) -> Path:
        return self.home / "secrets.json"

    @property
    def key(self) -> Path:
        return self.home / "secret_key"

    @property
    def lock(self) -> Path:
        return self.home / "lock"

    @property
    def bootstrapped(self) -> Path:
        return self.home / "bootstrapped"

    @property
    def socket(self) -> Path:
        """`run/` in the home, or a short private folder under /tmp when that path would be too long."""
        beside = self.home / "run"
        if len(os.fsencode(beside / SOCKET_NAME)) < SOCKET_PATH_LIMIT:
            return beside
        digest = hashlib.sha256(os.fsencode(self.home)).hexdigest()[:12]
        return Path("/tmp") / f"savoir-{digest}"  # noqa: S108 - owner and mode are checked in make_private


def make_private(folder: Path, owner: int) -> None:
    """Make `folder` with mode 0700, or refuse one that somebody else put there first (ClusterFault)."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    found = folder.lstat()
    if not stat.S_ISDIR(found.st_mode) or found.st_uid not in {owner, os.geteuid()}:
        raise ClusterFault(f"{folder} belongs to somebody else. Remove it, or choose another SAVOIR_HOME.")
    folder.chmod(0o700)
