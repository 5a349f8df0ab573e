"""What a verb read is not read again until it may have changed."""

from collections.abc import Callable

import pytest
from django.db import connection

from savoir.kernel import jobs
from savoir.kernel.jobs import registry
from savoir.kernel.memory import recall
from savoir.kernel.tenancy import organization_block
from savoir.organizations.models import Brand
from tests.shop import NOON, Shop

pytestmark = pytest.mark.django_db


class Asked:
    """Counts how often a value had to be read."""

    def __init__(self) -> None:
        self.times = 0

    def name(self, brand_id: int) -> str:
        return recall(("name", brand_id), tables=("organizations_brand",), read=lambda: self._read(brand_id))

    def _read(self, brand_id: int) -> str:
        self.times += 1
        return Brand.objects.get(id=brand_id).name


def _rename(brand_id: int, name: str) -> None:
    Brand.objects.filter(id=brand_id).update(name=name)


def _lock_a_row(how: str = "FOR UPDATE") -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT id FROM organizations_brand LIMIT 1 {how}")


def _lock_a_name() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended('a name', 0))")


@pytest.mark.parametrize(
    ("between", "times"),
    [
        (lambda brand_id: None, 1),
        (lambda brand_id: _rename(brand_id, "Autre"), 2),
        (lambda brand_id: _lock_a_row(), 2),
        (lambda brand_id: _lock_a_row("FOR NO KEY UPDATE"), 2),
        (lambda brand_id: _lock_a_row("FOR SHARE"), 2),
        (lambda brand_id: _lock_a_row("FOR KEY SHARE"), 2),
        (lambda brand_id: _lock_a_name(), 2),
    ],
    ids=["nothing", "a write", "a lock", "a lock beside keys", "a shared lock", "a lock of a key", "a name"],
)
def test_a_block_asks_again_only_when_the_answer_may_differ(
    shop: Shop, between: Callable[[int], None], times: int
) -> None:
    asked = Asked()
    with organization_block(shop.org_id):
        asked.name(shop.brand_id)
        between(shop.brand_id)
        assert asked.name(shop.brand_id) == Brand.objects.get(id=shop.brand_id).name
    assert asked.times == times


def test_a_drained_queue_is_left_empty(shop: Shop) -> None:
    """A finished job leaves with the statement that takes the next one; the last one too."""
    ran: list[int] = []

    def count(*, org_id: int, now: object, number: int) -> None:
        ran.append(number)

    registry._jobs["tests.count"] = registry.Job("tests.count", count, 1, "failed")
    try:
        with jobs.on_queue("tests"), organization_block(shop.org_id):
            for number in range(3):
                jobs.enqueue("tests.count", org_id=shop.org_id, run_at=NOON, number=number)
        assert jobs.drain(queue_name="tests", until=NOON) == 3
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM procrastinate_jobs WHERE queue_name = 'tests'")
            assert cursor.fetchone()[0] == 0
    finally:
        del registry._jobs["tests.count"]
    assert ran == [0, 1, 2]
