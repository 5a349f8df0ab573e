"""What every test may ask for."""

import gc
import os
import re
import sys
import uuid
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connections

from savoir.config import garbage
from savoir.config.launcher.cluster import Cluster
from savoir.kernel.tenancy import organization_block
from tests import databases, effort, plans
from tests.shop import Shop, make_shop

effort.settle()
gc.disable()  # what is loaded before the first test stays to the end: looking through it frees nothing


# An address is no name; names that RFC 2606 keeps for examples are nobody's.
NOBODYS = re.compile(
    r"|localhost|[\d.]+|[\da-f.]*:[\da-f:.]*|([\w-]+\.)*(example|test|invalid)(\.(com|net|org))?"
)
_elsewhere = list[str]()


def _listen(event: str, given: tuple[Any, ...]) -> None:
    """Notes each machine but this one whose address somebody asks for."""
    if event == "socket.getaddrinfo":
        name = given[0].decode() if isinstance(given[0], bytes) else given[0] or ""
        if not NOBODYS.fullmatch(name.lower()):
            _elsewhere.append(name)


sys.addaudithook(_listen)


@pytest.fixture(autouse=True)
def nobody_else_is_asked() -> Iterator[None]:
    """A test that forgot to put a fake in a vendor's place would wait for a name server, or reach him."""
    _elsewhere.clear()
    yield
    assert _elsewhere == [], "a test asks for machines other than this one"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Who waits for every transaction of the cluster comes first: the other worker then tries rules, which
    open none. In the middle of a run such tests waited 45 s for pages of the matrix.
    """
    items.sort(key=lambda item: item.get_closest_marker("settles") is None)


def pytest_collection_finish() -> None:
    """What was loaded is set aside; garbage is looked for among what tests make, as seldom as in service."""
    garbage.settle()
    gc.enable()


@pytest.fixture(scope="session")
def template() -> Iterator[tuple[Cluster, str]]:
    """The running cluster and its migrated template."""
    cluster, model = databases.template_database()
    yield cluster, model
    databases.drop_left(cluster)


def _use(cluster: Cluster, name: str) -> dict[str, object]:
    connections["default"].close()
    settings = connections["default"].settings_dict
    former = dict(settings)
    settings.update(cluster.connections().django("savoir_app", name))
    return former


@pytest.fixture(scope="session")
def django_db_setup(template: tuple[Cluster, str], django_db_blocker: object) -> Iterator[None]:
    """One database per worker, reached as the runtime role: neither owner nor superuser."""
    cluster, model = template
    plans.keep_plans()
    name = f"test_{os.getpid()}_{os.environ.get('PYTEST_XDIST_WORKER', 'main')}"
    databases.clone(cluster, model, name)
    former = _use(cluster, name)
    yield
    connections["default"].close()
    connections["default"].settings_dict.update(former)
    cluster.drop_database(name)


@pytest.fixture
def own_database(
    template: tuple[Cluster, str], django_db_setup: None, django_db_blocker: pytest.FixtureRequest
) -> Iterator[str]:
    """A database of the test's own, for several connections and real commits; yields its name."""
    cluster, model = template
    name = f"own_{os.getpid()}_{uuid.uuid4().hex[:8]}"
    databases.clone(cluster, model, name)
    with django_db_blocker.unblock():  # type: ignore[attr-defined]  # pytest-django's own object
        former = _use(cluster, name)
        try:
            yield name
        finally:
            connections["default"].close()
            connections["default"].settings_dict.update(former)
            databases.leave(cluster, name)


@pytest.fixture
def shop(db: None) -> Shop:
    """Maison Lenoir, small: one brand, a warehouse, a store, one member of each role."""
    return make_shop()


@pytest.fixture
def in_shop(shop: Shop) -> Iterator[Shop]:
    """The shop with its organization block open."""
    with organization_block(shop.org_id):
        yield shop
