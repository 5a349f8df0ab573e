"""Questions that are sure to be put are asked together; nobody who reads, writes or waits notices it."""

from collections.abc import Callable, Iterator
from itertools import permutations
from typing import Any

import pytest
from django.db import DataError, connection
from django.db.models import F, Value
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from savoir.kernel import ahead
from savoir.kernel.ahead import PATIENCE, ask_ahead, foreseen
from savoir.kernel.prepared import prepared
from savoir.kernel.tenancy import organization_block
from savoir.organizations.models import Brand, Site
from tests.effort import examples
from tests.shop import Shop, make_shop

pytestmark = pytest.mark.django_db

_NAME = prepared(lambda brand_id: Brand.objects.filter(id=brand_id).values_list("name", flat=True))
_BRAND = prepared(lambda brand_id: Brand.objects.filter(id=brand_id).select_related("calendar"))
_NAME_TOO = prepared(lambda brand_id: Brand.objects.filter(id=brand_id).values_list("name", flat=True))
_SITES = prepared(lambda org_id: Site.objects.filter(org_id=org_id).order_by("id"))
_LOCKED = prepared(lambda brand_id: Brand.objects.filter(id=brand_id).select_for_update())
_DIVIDED = prepared(lambda brand_id: Brand.objects.filter(id=brand_id).annotate(n=Value(1) / (F("id") * 0)))


@pytest.fixture(autouse=True)
def _nothing_learned() -> Iterator[None]:
    ahead._learned.clear()
    yield
    ahead._learned.clear()


@pytest.fixture
def together(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """How many questions each way to the database took along."""
    ways: list[int] = []
    own = ahead.ask_together

    def counted(link: Any, statements: Any) -> Any:
        sent = list(statements)
        ways.append(len(sent))
        return own(link, sent)

    monkeypatch.setattr(ahead, "ask_together", counted)
    return ways


def _page(shop: Shop) -> tuple[Any, ...]:
    with foreseen("page", brand_id=shop.brand_id, org_id=shop.org_id):
        name = _NAME.first(brand_id=shop.brand_id)
        brand: Any = _BRAND.first(brand_id=shop.brand_id)
        return name, brand.slug, brand.calendar.zone, [site.name for site in _SITES.rows(org_id=shop.org_id)]


def test_a_page_asks_together_what_it_asked_the_last_time(in_shop: Shop, together: list[int]) -> None:
    drawn = [_page(in_shop) for _ in range(3)]
    assert together == [3, 3]
    assert drawn[0] == drawn[1] == drawn[2]
    assert drawn[0][0] == Brand.objects.get(id=in_shop.brand_id).name


def test_another_page_is_asked_nothing_for_it(in_shop: Shop, together: list[int]) -> None:
    _page(in_shop)
    with foreseen("another page", brand_id=in_shop.brand_id):
        pass
    assert together == []


def test_each_answer_is_handed_out_once(in_shop: Shop) -> None:
    _page(in_shop)
    with foreseen("page", brand_id=in_shop.brand_id):
        first = _BRAND.first(brand_id=in_shop.brand_id)
        assert _BRAND.first(brand_id=in_shop.brand_id) is not first


def test_a_question_with_another_value_is_put(in_shop: Shop) -> None:
    _page(in_shop)
    with foreseen("page", brand_id=in_shop.brand_id):
        assert _NAME.first(brand_id=0) is None
        assert _NAME.first(brand_id=in_shop.brand_id)


def test_two_rooms_that_ask_in_the_same_words_are_both_answered(in_shop: Shop) -> None:
    for _ in range(2):
        with foreseen("page", brand_id=in_shop.brand_id):
            names = [question.rows(brand_id=in_shop.brand_id) for question in (_NAME, _NAME_TOO)]
    assert names == [[Brand.objects.get(id=in_shop.brand_id).name]] * 2


def test_one_question_about_two_things_is_answered_for_both(in_shop: Shop) -> None:
    here, nobody = {"brand_id": in_shop.brand_id}, {"brand_id": 0}
    for asked in permutations([(_NAME, here), (_NAME, nobody)]):
        ask_ahead(asked)
        assert (bool(_NAME.rows(**here)), _NAME.rows(**nobody)) == (True, [])


def test_what_a_page_names_beforehand_is_asked_once(in_shop: Shop, together: list[int]) -> None:
    named = (_NAME, {"brand_id": in_shop.brand_id})
    for _ in range(3):
        with foreseen("page", [named], brand_id=in_shop.brand_id):
            assert _NAME.first(brand_id=in_shop.brand_id)
    assert together == [1] * 3


def test_what_is_not_known_is_not_asked(in_shop: Shop, together: list[int]) -> None:
    _page(in_shop)
    with foreseen("page", brand_id=None, org_id=in_shop.org_id):
        _SITES.rows(org_id=in_shop.org_id)
    assert together == [1]


def _rename(shop: Shop, name: str) -> None:
    Brand.objects.filter(id=shop.brand_id).update(name=name)


def _rename_by_hand(shop: Shop, name: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("UPDATE organizations_brand SET name = %s WHERE id = %s", [name, shop.brand_id])


def _rename_inside(shop: Shop, name: str) -> None:
    with organization_block(shop.org_id):
        _rename(shop, name)


@pytest.mark.parametrize("write", [_rename, _rename_by_hand, _rename_inside])
def test_what_was_written_meanwhile_is_read(in_shop: Shop, write: Callable[[Shop, str], None]) -> None:
    _page(in_shop)
    with foreseen("page", brand_id=in_shop.brand_id, org_id=in_shop.org_id):
        write(in_shop, "Autre nom")
        assert _NAME.first(brand_id=in_shop.brand_id) == "Autre nom"


def test_the_twin_that_forgets_nothing_reads_what_was(in_shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    _page(in_shop)
    monkeypatch.setattr("savoir.kernel.memory._forget", lambda memory, sql: None)
    with foreseen("page", brand_id=in_shop.brand_id, org_id=in_shop.org_id):
        _rename(in_shop, "Autre nom")
        assert _NAME.first(brand_id=in_shop.brand_id) != "Autre nom"


def test_after_a_lock_everything_is_asked_anew(in_shop: Shop) -> None:
    """A lock waits for others: what they wrote meanwhile has to be seen."""
    _page(in_shop)
    with foreseen("page", brand_id=in_shop.brand_id, org_id=in_shop.org_id):
        _LOCKED.first(brand_id=in_shop.brand_id)
        with CaptureQueriesContext(connection) as seen:
            _NAME.first(brand_id=in_shop.brand_id)
    assert len(seen) == 1


def test_a_lock_is_never_taken_ahead(in_shop: Shop, together: list[int]) -> None:
    for _ in range(3):
        with foreseen("locking", brand_id=in_shop.brand_id):
            _LOCKED.first(brand_id=in_shop.brand_id)
    assert together == []


def test_who_counts_the_questions_sees_each_and_none_twice(in_shop: Shop, together: list[int]) -> None:
    _page(in_shop)
    with CaptureQueriesContext(connection) as seen:
        _page(in_shop)
    assert (len(seen), together) == (3, [])


def test_a_question_that_nobody_puts_any_more_is_soon_not_asked(in_shop: Shop, together: list[int]) -> None:
    _page(in_shop)
    for _ in range(PATIENCE + 2):
        with foreseen("page", brand_id=in_shop.brand_id, org_id=in_shop.org_id):
            _NAME.first(brand_id=in_shop.brand_id)
    assert together == [3] * PATIENCE + [1, 1]


def test_a_question_put_now_and_then_stays_foreseen(in_shop: Shop, together: list[int]) -> None:
    for draw in range(4 * PATIENCE):
        with foreseen("page", brand_id=in_shop.brand_id):
            _NAME.first(brand_id=in_shop.brand_id)
            if draw % (PATIENCE - 1) == 0:
                _BRAND.first(brand_id=in_shop.brand_id)
    assert set(together) == {2}


def test_a_page_that_failed_taught_nothing(in_shop: Shop) -> None:
    block, page = organization_block(in_shop.org_id), foreseen("page", brand_id=in_shop.brand_id)
    with pytest.raises(DataError), block, page:
        _DIVIDED.first(brand_id=in_shop.brand_id)
    assert ahead._learned == {}


def test_pages_learned_of_do_not_pile_up(in_shop: Shop) -> None:
    for number in range(ahead.MOST_PAGES + 5):
        with foreseen(number, brand_id=in_shop.brand_id):
            pass
    assert len(ahead._learned) <= ahead.MOST_PAGES


def test_a_question_the_database_refuses_is_refused_as_ever(shop: Shop) -> None:
    ahead._learned["page"] = {_DIVIDED: 0, _NAME: 0}
    block, page = organization_block(shop.org_id), foreseen("page", brand_id=shop.brand_id)
    with pytest.raises(DataError), block, page:
        pytest.fail("the page was drawn")
    with organization_block(shop.org_id):
        assert _NAME.first(brand_id=shop.brand_id)


def test_nothing_of_another_organization_comes_along(shop: Shop) -> None:
    """The block is opened and asked by one way: row-level security reads the organization it opened."""
    other = make_shop("delmas")
    for house in (shop, other):
        with organization_block(house.org_id, [(_NAME, {"brand_id": shop.brand_id})]):
            assert bool(_NAME.first(brand_id=shop.brand_id)) is (house is shop)


def test_what_came_along_with_the_block_is_not_asked_again(shop: Shop) -> None:
    with organization_block(shop.org_id, [(_NAME, {"brand_id": shop.brand_id})]):
        connection.force_debug_cursor, held = True, connection.force_debug_cursor
        try:
            before = len(connection.queries_log)
            assert _NAME.first(brand_id=shop.brand_id)
            assert len(connection.queries_log) == before
        finally:
            connection.force_debug_cursor = held


_DEEDS = st.lists(
    st.one_of(st.just("ask"), st.just("page"), st.text("abc", min_size=1, max_size=3)), min_size=1, max_size=8
)


@settings(max_examples=examples(15, 120), suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(deeds=_DEEDS)
def test_whatever_is_done_in_between_the_answer_is_the_present_one(in_shop: Shop, deeds: list[str]) -> None:
    _rename(in_shop, "Maison")
    present = "Maison"
    with foreseen("page", brand_id=in_shop.brand_id, org_id=in_shop.org_id):
        for deed in deeds:
            if deed == "page":
                assert _page(in_shop)[0] == present
            elif deed != "ask":
                _rename(in_shop, deed)
                present = deed
            assert _NAME.first(brand_id=in_shop.brand_id) == present
