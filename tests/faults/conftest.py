"""Outside systems of a fault, and a machine of one's own whose database may be killed."""

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.db import connections

from savoir.config.launcher.cluster import Cluster
from savoir.connectors.payments.stubs.books import Books
from tests.faults import nemesis
from tests.stories.conftest import mails, rail

__all__ = ["books", "cluster", "home", "mails", "rail"]


@pytest.fixture
def home() -> Iterator[Path]:
    """A short path that the system user reaches; gone afterwards."""
    folder = Path(tempfile.mkdtemp(prefix="sv", dir="/tmp"))
    folder.chmod(0o755)
    yield folder / "home"
    Cluster(folder / "home").stop()
    shutil.rmtree(folder)


@pytest.fixture
def cluster(home: Path, django_db_setup: None, django_db_blocker: pytest.FixtureRequest) -> Iterator[Cluster]:
    """A cluster of the test's own with real durability, which Django's connection of this process uses."""
    own = Cluster(home)
    own.start()
    nemesis.migrate(nemesis.environment(own, home))
    given = connections["default"].settings_dict
    former = dict(given)
    with django_db_blocker.unblock():  # type: ignore[attr-defined]  # pytest-django's own object
        connections["default"].close()
        given.update(own.connections().django("savoir_app", "savoir"))
        try:
            yield own
        finally:
            connections["default"].close()
            given.update(former)


@pytest.fixture
def books(home: Path) -> Iterator[Books]:
    """What the provider really did: the oracle."""
    with Books(str(home.parent / "books.sqlite")) as kept:
        yield kept
