"""A prepared question asks by a cursor that is kept; nobody who listens, fails or undoes notices it."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import DataError, connection, transaction
from django.db.transaction import TransactionManagementError
from django.test.utils import CaptureQueriesContext

from savoir.kernel.memory import recall
from savoir.kernel.prepared import prepared
from savoir.kernel.tenancy import organization_block
from savoir.organizations.models import Brand
from tests.shop import Shop, make_shop

_NAMES = prepared(lambda brand_id: Brand.objects.filter(id=brand_id).values_list("name", flat=True))
_LOCKED = prepared(lambda brand_id: Brand.objects.filter(id=brand_id).select_for_update())


@pytest.fixture
def cursors(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Grows whenever Django is asked for a cursor of its own."""
    made: list[str] = []
    own = connection.cursor

    def cursor(*names: Any) -> Any:
        made.append("cursor")
        return own(*names)

    monkeypatch.setattr(connection, "cursor", cursor)
    return made


@pytest.mark.django_db
def test_in_a_block_a_prepared_question_needs_no_cursor_of_django(in_shop: Shop, cursors: list[str]) -> None:
    before = len(cursors)
    asked = [_NAMES.first(brand_id=in_shop.brand_id) for _ in range(5)]
    assert len(cursors) == before
    assert asked == [Brand.objects.get(id=in_shop.brand_id).name] * 5


@pytest.mark.django_db
def test_outside_any_transaction_django_opens_the_link(shop: Shop, cursors: list[str]) -> None:
    """There the link may have been closed since, and Django looks after it."""
    connection.in_atomic_block, held = False, connection.in_atomic_block
    try:
        _NAMES.first(brand_id=shop.brand_id)
    finally:
        connection.in_atomic_block = held
    assert len(cursors) == 1


@pytest.mark.django_db
def test_who_counts_the_questions_sees_each(in_shop: Shop) -> None:
    _NAMES.first(brand_id=in_shop.brand_id)
    with CaptureQueriesContext(connection) as seen:
        _NAMES.first(brand_id=in_shop.brand_id)
        _NAMES.first(brand_id=in_shop.brand_id)
    assert [question["sql"].count("organizations_brand") > 0 for question in seen] == [True, True]


@pytest.mark.django_db
def test_who_listens_hears_each_question_and_may_stop_it(in_shop: Shop) -> None:
    _NAMES.first(brand_id=in_shop.brand_id)

    def refuse(execute: Callable[..., Any], sql: str, *more: Any) -> Any:
        raise ConnectionError(sql[:6])

    with connection.execute_wrapper(refuse), pytest.raises(ConnectionError, match="SELECT"):
        _NAMES.first(brand_id=in_shop.brand_id)


@pytest.mark.django_db
def test_a_prepared_lock_drops_what_the_block_remembers(shop: Shop) -> None:
    read: list[int] = []

    def name() -> str:
        read.append(shop.brand_id)
        return _NAMES.first(brand_id=shop.brand_id) or ""

    with organization_block(shop.org_id):
        for _ in range(2):
            recall("name", tables=("organizations_brand",), read=name)
        assert len(read) == 1
        _LOCKED.first(brand_id=shop.brand_id)
        recall("name", tables=("organizations_brand",), read=name)
    assert len(read) == 2


@pytest.mark.django_db
def test_a_fault_of_the_database_is_django_s_and_the_block_goes_on_after_it(in_shop: Shop) -> None:
    with pytest.raises(DataError), transaction.atomic():
        _NAMES.first(brand_id="neither number nor key")
    assert _NAMES.first(brand_id=in_shop.brand_id)


@pytest.mark.django_db
def test_a_broken_transaction_is_asked_nothing_more(in_shop: Shop) -> None:
    with transaction.atomic():
        transaction.set_rollback(True)
        with pytest.raises(TransactionManagementError):
            _NAMES.first(brand_id=in_shop.brand_id)
        transaction.set_rollback(False)


def test_another_link_is_asked_by_a_cursor_of_its_own(own_database: str) -> None:
    shop = make_shop()
    for _ in range(2):
        with organization_block(shop.org_id):
            assert _NAMES.first(brand_id=shop.brand_id)
        connection.close()


@pytest.mark.django_db
def test_another_organization_s_row_is_not_there(shop: Shop) -> None:
    other = make_shop("autre")
    with organization_block(other.org_id):
        assert _NAMES.first(brand_id=other.brand_id)
        assert _NAMES.first(brand_id=shop.brand_id) is None
