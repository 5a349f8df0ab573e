"""What PostgreSQL has planned is asked past every cursor, and is answered, refused or lost as ever."""

from datetime import timedelta
from typing import Any

import psycopg
import pytest
from django.db import DataError, OperationalError, connection, transaction
from django.db.models import ExpressionWrapper, F, IntegerField, Value
from psycopg._preparing import PrepareManager

from savoir.kernel.memory import only_reads
from savoir.kernel.models import HumanTask
from savoir.kernel.prepared import Slot, prepared
from savoir.kernel.rows import insert_row
from savoir.kernel.tenancy import organization_block
from savoir.organizations.models import Brand
from tests.shop import NOON, Shop, make_shop

_BRAND = prepared(lambda brand_id: Brand.objects.filter(id=brand_id))
_LOCKED = prepared(lambda brand_id: Brand.objects.filter(id=brand_id).select_for_update())
_SINCE = prepared(
    lambda since, code: HumanTask.objects.filter(created_at__gte=since, code=code).order_by("id")
)
_PART = prepared(
    lambda brand_id, less: (
        Brand.objects.filter(id=brand_id)
        .annotate(part=ExpressionWrapper(Value(360) / (F("hue") - Slot("less")), IntegerField()))
        .values_list("part", flat=True)
    )
)
UNTIL_PLANNED = 6


class Listening:
    """Stands before the cursor of the open link and counts what is asked of it."""

    def __init__(self, cursor: Any) -> None:
        self._cursor, self.asked = cursor, 0

    def __getattr__(self, name: str) -> Any:
        return getattr(self._cursor, name)

    def execute(self, *words: Any) -> Any:
        self.asked += 1
        return self._cursor.execute(*words)


@pytest.fixture
def heard(in_shop: Shop) -> Listening:
    """The cursor, once the brand's question is planned."""
    for _ in range(UNTIL_PLANNED):
        _BRAND.first(brand_id=in_shop.brand_id)
    kept = connection.connection.savoir_sending
    kept.cursor = Listening(kept.cursor)
    return kept.cursor  # type: ignore[no-any-return]  # what was set above


@pytest.mark.django_db
def test_a_planned_question_needs_no_cursor(in_shop: Shop, heard: Listening) -> None:
    wanted = Brand.objects.get(id=in_shop.brand_id)
    found = _BRAND.first(brand_id=in_shop.brand_id)
    assert found is not None
    assert {**found.__dict__, "_state": None} == {**wanted.__dict__, "_state": None}
    assert _BRAND.first(brand_id=0) is None
    assert heard.asked == 0


@pytest.mark.django_db
def test_values_of_each_kind_are_read_and_written_as_by_a_cursor(in_shop: Shop) -> None:
    for number in range(3):
        task = HumanTask(
            org_id=in_shop.org_id, code="count_again", subject_kind="case", subject_id=number, due_at=NOON,
            detail={"n": number, "é": [None]}, created_at=NOON + timedelta(days=number),
        )  # fmt: skip
        insert_row(task)
    columns = [field.attname for field in HumanTask._meta.concrete_fields]
    for round_ in range(UNTIL_PLANNED + 4):
        since = NOON + timedelta(days=round_ % 4)
        found = _SINCE.rows(since=since, code="count_again")
        wanted = list(HumanTask.objects.filter(created_at__gte=since).order_by("id"))
        assert [[getattr(row, name) for name in columns] for row in found] == [
            [getattr(row, name) for name in columns] for row in wanted
        ]


@pytest.mark.django_db
def test_another_kind_of_value_is_another_plan(in_shop: Shop, heard: Listening) -> None:
    """A number too large for the plan's column type is asked by the cursor, and found nowhere."""
    assert _BRAND.first(brand_id=10**15) is None
    assert heard.asked == 1


@pytest.mark.django_db
def test_after_a_rollback_the_link_s_plans_are_made_anew(in_shop: Shop, heard: Listening) -> None:
    PrepareManager.clear(connection.connection._prepared)  # as psycopg does; other tests keep theirs
    for _ in range(UNTIL_PLANNED + 2):
        assert _BRAND.first(brand_id=in_shop.brand_id)
    assert 0 < heard.asked < UNTIL_PLANNED + 2


@pytest.mark.django_db
def test_what_waits_for_others_is_asked_by_a_cursor(in_shop: Shop, heard: Listening) -> None:
    for _ in range(UNTIL_PLANNED):
        assert _LOCKED.first(brand_id=in_shop.brand_id)
    assert heard.asked == UNTIL_PLANNED
    assert [only_reads(sql) for sql in ("SELECT 1", "SELECT 1 FOR UPDATE", "UPDATE a SET b = 1")] == [
        True, False, False,
    ]  # fmt: skip


@pytest.mark.django_db
def test_a_fault_is_django_s_and_undone_alone(in_shop: Shop) -> None:
    hue = Brand.objects.get(id=in_shop.brand_id).hue
    for _ in range(UNTIL_PLANNED):
        assert _PART.first(brand_id=in_shop.brand_id, less=hue - 1) == 360
    with pytest.raises(DataError, match="zero"), transaction.atomic():
        _PART.first(brand_id=in_shop.brand_id, less=hue)
    assert _PART.first(brand_id=in_shop.brand_id, less=hue - 2) == 180


def _asked_of_a_link_that_is_cut(shop: Shop) -> None:
    with organization_block(shop.org_id):
        for _ in range(UNTIL_PLANNED):
            assert _BRAND.first(brand_id=shop.brand_id)
        link = connection.connection
        with psycopg.connect(link.info.dsn, password=link.info.password, autocommit=True) as other:
            other.execute("SELECT pg_terminate_backend(%s)", [link.info.backend_pid])
        _BRAND.first(brand_id=shop.brand_id)


def test_a_link_that_is_cut_is_said_to_be_lost(own_database: str) -> None:
    shop = make_shop()
    with pytest.raises(OperationalError):
        _asked_of_a_link_that_is_cut(shop)
    connection.close()
    with organization_block(shop.org_id):
        assert _BRAND.first(brand_id=shop.brand_id)


@pytest.mark.django_db
def test_another_organization_s_row_is_not_there(shop: Shop) -> None:
    other = make_shop("autre")
    with organization_block(other.org_id):
        for _ in range(UNTIL_PLANNED):
            assert _BRAND.first(brand_id=other.brand_id)
            assert _BRAND.first(brand_id=shop.brand_id) is None
