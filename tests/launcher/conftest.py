"""Homes of the launcher's tests: short (socket paths), reachable by the system user, gone afterwards."""

import shutil
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from savoir.config.launcher.cluster import Cluster


@pytest.fixture
def folder() -> Iterator[Path]:
    path = Path(tempfile.mkdtemp(prefix="sv", dir="/tmp"))
    path.chmod(0o755)
    yield path
    shutil.rmtree(path)


@pytest.fixture
def home(folder: Path) -> Iterator[Path]:
    """A home not yet used; whatever runs in it is stopped at the end."""
    path = folder / "home"
    yield path
    Cluster(path).stop()


@pytest.fixture(scope="session")
def shared_cluster() -> Iterator[Cluster]:
    """One running cluster for the tests that neither stop nor kill it."""
    path = Path(tempfile.mkdtemp(prefix="sv", dir="/tmp"))
    path.chmod(0o755)
    cluster = Cluster(path / "home", settings={"fsync": "off"})
    cluster.start()
    yield cluster
    cluster.stop()
    shutil.rmtree(path)


@pytest.fixture
def eventually() -> Callable[[Callable[[], object]], None]:
    """Asks again until the answer is yes, 20 seconds at most."""

    def wait(question: Callable[[], object]) -> None:
        deadline = time.monotonic() + 20
        while not question():
            assert time.monotonic() < deadline, "it did not come true within 20 seconds"
            time.sleep(0.01)  # the core belongs to whom we wait for

    return wait


@pytest.fixture
def is_gone() -> Callable[[int], bool]:
    """True when a program has ended, even if nobody has reaped it yet."""

    def ask(pid: int) -> bool:
        try:
            return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] == "Z"
        except (FileNotFoundError, ProcessLookupError):
            return True

    return ask
