"""What a verb read is not read again until it may have changed; settings are read once for a whole job."""

from collections.abc import Callable

import pytest
from django.db import connection, transaction

from savoir.kernel import jobs
from savoir.kernel.access import system_actor
from savoir.kernel.jobs import registry, runner
from savoir.kernel.memory import recall, settings_kept
from savoir.kernel.tenancy import organization_block
from savoir.organizations.models import Brand
from savoir.organizations.queries import brand_card
from tests.shop import NOON, Shop

pytestmark = pytest.mark.django_db


class Asked:
    """Counts how often a value had to be read."""

    def __init__(self) -> None:
        self.times = 0

    def name(self, brand_id: int) -> str:
        return recall(("name", brand_id), tables=("organizations_brand",), read=lambda: self._read(brand_id))

    def setting(self, brand_id: int) -> str:
        return recall(
            ("setting", brand_id), tables=("organizations_brand",), read=lambda: self._read(brand_id),
            is_setting=True,
        )  # fmt: skip

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


def test_the_next_block_reads_everything_anew_but_settings_of_a_job(shop: Shop) -> None:
    asked, kept = Asked(), Asked()
    with settings_kept():
        for _ in range(3):
            with organization_block(shop.org_id):
                asked.name(shop.brand_id)
                kept.setting(shop.brand_id)
                _lock_a_row()
                kept.setting(shop.brand_id)
    assert (asked.times, kept.times) == (3, 1)


def test_without_a_job_a_setting_lives_as_long_as_its_block(shop: Shop) -> None:
    asked = Asked()
    for _ in range(2):
        with organization_block(shop.org_id):
            asked.setting(shop.brand_id)
    assert asked.times == 2


def test_our_own_change_of_a_setting_is_seen_at_once(shop: Shop) -> None:
    asked = Asked()
    with settings_kept():
        with organization_block(shop.org_id):
            asked.setting(shop.brand_id)
            _rename(shop.brand_id, "Maison Nouvelle")
        with organization_block(shop.org_id):
            assert asked.setting(shop.brand_id) == "Maison Nouvelle"


def test_a_setting_read_in_a_block_that_failed_is_forgotten(shop: Shop) -> None:
    """The failed block had renamed the brand before it read: that name never was."""
    asked = Asked()
    with settings_kept():
        with pytest.raises(RuntimeError):
            _rename_and_fail(shop, asked)
        with organization_block(shop.org_id):
            assert asked.setting(shop.brand_id) != "Jamais"


def _rename_and_fail(shop: Shop, asked: Asked) -> None:
    with transaction.atomic(), organization_block(shop.org_id):
        _rename(shop.brand_id, "Jamais")
        assert asked.setting(shop.brand_id) == "Jamais"
        raise RuntimeError


def test_the_next_job_sees_what_somebody_else_changed(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    """Somebody else's change passes by our memory: `settings_kept` ends with the job."""
    seen: list[str] = []

    def read_brand(*, org_id: int, now: object) -> None:
        with organization_block(org_id):
            seen.append(brand_card(actor=system_actor(org_id), brand_id=shop.brand_id).name)

    monkeypatch.setitem(registry._jobs, "tests.brand", registry.Job("tests.brand", read_brand, 1, "failed"))
    arguments = {"name": "tests.brand", "org_id": shop.org_id}
    runner.execute(arguments, now=NOON)
    with organization_block(shop.org_id):
        _rename(shop.brand_id, "Maison Suivante")
    runner.execute(arguments, now=NOON)
    assert seen[1] == "Maison Suivante" != seen[0]


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
