"""Prepared questions and single rows written give what Django's own way gives."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.models.signals import post_init

from savoir.cases.states import Intent
from savoir.kernel.memory import keep, recalled
from savoir.kernel.models import HumanTask
from savoir.kernel.prepared import prepared, prepared_text
from savoir.kernel.rows import RowGone, insert_row, insert_unless_there, write_columns
from savoir.kernel.tenancy import organization_block
from savoir.organizations.models import Brand, Member
from tests.shop import NOON, Shop

pytestmark = pytest.mark.django_db
_BY_CODE = prepared(
    lambda code, after: HumanTask.objects.filter(code=code, subject_id__gt=after, done_at=None).order_by(
        "-id"
    )
)
_WITH_CALENDAR = prepared(lambda brand_id: Brand.objects.filter(id=brand_id).select_related("calendar"))
_CODES = prepared(lambda code: HumanTask.objects.filter(code=code).values_list("code", flat=True))


def _task(shop: Shop, subject_id: int, code: str = "count_again") -> HumanTask:
    return insert_row(
        HumanTask(
            org_id=shop.org_id, code=code, subject_kind="case", subject_id=subject_id,
            detail={"reference": "SAV-1", "line": subject_id}, due_at=NOON, created_at=NOON,
        )
    )  # fmt: skip


def test_a_prepared_question_answers_as_the_queryset_does(in_shop: Shop) -> None:
    tasks = [_task(in_shop, number) for number in (1, 2, 3)]
    _task(in_shop, 4, code="something_else")
    for after in (0, 1, 3):
        asked = _BY_CODE.rows(code="count_again", after=after)
        wanted = list(HumanTask.objects.filter(code="count_again", subject_id__gt=after).order_by("-id"))
        assert asked == wanted
        assert [row.detail for row in asked] == [row.detail for row in wanted]
    assert _BY_CODE.first(code="count_again", after=0) == tasks[-1]
    assert _BY_CODE.first(code="nothing", after=0) is None
    assert _CODES.rows(code="count_again") == ["count_again"] * 3


def test_a_prepared_question_fills_the_rows_that_hang_on_it(in_shop: Shop) -> None:
    found = _WITH_CALENDAR.first(brand_id=in_shop.brand_id)
    assert found is not None
    assert found.calendar == Brand.objects.get(id=in_shop.brand_id).calendar


def test_a_row_that_hangs_on_another_is_what_django_makes_of_it(in_shop: Shop) -> None:
    found = _WITH_CALENDAR.first(brand_id=in_shop.brand_id)
    wanted = Brand.objects.select_related("calendar").get(id=in_shop.brand_id)
    assert found is not None
    named = {field.attname for field in type(wanted.calendar)._meta.concrete_fields}
    assert {name: found.calendar.__dict__[name] for name in named} == {
        name: wanted.calendar.__dict__[name] for name in named
    }
    assert (found.calendar._state.adding, found.calendar._state.db) == (False, wanted._state.db)


def test_each_question_has_its_own_cursor_until_the_link_is_gone(in_shop: Shop) -> None:
    """Whoever takes turns is answered right, a cursor that was closed is replaced."""
    _task(in_shop, 1)
    for _ in range(3):
        assert _CODES.rows(code="count_again") == ["count_again"]
        assert _WITH_CALENDAR.first(brand_id=in_shop.brand_id) is not None
    kept = connection.connection.savoir_cursors
    assert len({id(cursor) for cursor in kept.values()}) == len(kept) >= 2
    for cursor in kept.values():
        cursor.close()
    assert _CODES.rows(code="count_again") == ["count_again"]


def test_a_prepared_question_refuses_other_values_than_its_own(in_shop: Shop) -> None:
    with pytest.raises(TypeError, match="asks for"):
        _CODES.rows(kode="count_again")


def test_a_state_may_be_asked_for_by_its_enum(in_shop: Shop) -> None:
    _task(in_shop, 1, code=Intent.RETURN.value)
    assert _CODES.rows(code=Intent.RETURN) == [Intent.RETURN.value]


_NEXT = prepared_text("""
SELECT %(number)s + 1
""")


def test_a_question_in_sql_that_begins_on_a_line_of_its_own_drops_nothing_remembered(in_shop: Shop) -> None:
    keep("a day", "Monday", tables=("kernel_humantask",))
    assert (_NEXT.first(number=1), recalled("a day")) == ((2,), "Monday")


def test_an_inserted_row_is_the_row_that_is_read_back(in_shop: Shop) -> None:
    task = _task(in_shop, 7)
    stored = HumanTask.objects.get(id=task.id)
    assert {f.attname: getattr(stored, f.attname) for f in HumanTask._meta.concrete_fields} == {
        f.attname: getattr(task, f.attname) for f in HumanTask._meta.concrete_fields
    }
    assert not task._state.adding


def test_an_inserted_row_keeps_the_table_s_constraints(in_shop: Shop) -> None:
    _task(in_shop, 7)
    with pytest.raises(IntegrityError), transaction.atomic():
        _task(in_shop, 7)


def test_a_row_like_one_that_is_there_is_not_inserted(in_shop: Shop) -> None:
    first = _task(in_shop, 7)
    like_it = HumanTask(
        org_id=in_shop.org_id, code=first.code, subject_kind="case", subject_id=7, detail={}, created_at=NOON
    )
    assert insert_unless_there(like_it) is False
    assert like_it.id is None
    like_it.subject_id = 8
    assert insert_unless_there(like_it) is True
    assert list(HumanTask.objects.order_by("id").values_list("id", "subject_id")) == [
        (first.id, 7), (like_it.id, 8),
    ]  # fmt: skip


def test_written_columns_are_stored_and_no_others(in_shop: Shop) -> None:
    task = _task(in_shop, 7)
    task.outcome, task.done_at, task.detail = "done", NOON + timedelta(days=1), {"changed": True}
    write_columns(task, "outcome", "done_at")
    stored = HumanTask.objects.get(id=task.id)
    assert (stored.outcome, stored.done_at) == ("done", NOON + timedelta(days=1))
    assert stored.detail == {"reference": "SAV-1", "line": 7}


def test_a_row_that_is_gone_is_not_written_silently(shop: Shop) -> None:
    with organization_block(shop.org_id):
        task = _task(shop, 7)
        HumanTask.objects.filter(id=task.id).delete()
    with pytest.raises(RowGone), organization_block(shop.org_id):
        write_columns(task, "outcome")


def test_a_column_may_be_a_foreign_key(in_shop: Shop) -> None:
    member = Member.objects.first()
    assert member is not None
    member.team = None
    write_columns(member, "team")
    assert Member.objects.get(id=member.id).team_id is None


_SOME_OF_A_BRAND = prepared(lambda brand_id: Brand.objects.filter(id=brand_id).only("id", "name"))


def test_a_row_is_what_django_makes_of_it(in_shop: Shop) -> None:
    found, wanted = _WITH_CALENDAR.first(brand_id=in_shop.brand_id), Brand.objects.get(id=in_shop.brand_id)
    assert found is not None
    assert found._state.db == wanted._state.db
    assert found._state.adding is False
    named = {field.attname for field in Brand._meta.concrete_fields}
    assert {name: found.__dict__[name] for name in named} == {name: wanted.__dict__[name] for name in named}
    found.name = "Autre nom"
    found.save()  # an update, not a second brand
    assert Brand.objects.get(id=in_shop.brand_id).name == "Autre nom"


def test_what_was_not_asked_for_is_read_when_it_is_wanted(in_shop: Shop) -> None:
    found = _SOME_OF_A_BRAND.first(brand_id=in_shop.brand_id)
    assert found is not None
    assert "slug" in found.get_deferred_fields()
    assert found.slug == Brand.objects.get(id=in_shop.brand_id).slug


def test_whoever_listens_to_new_rows_of_a_table_hears_prepared_ones(in_shop: Shop) -> None:
    heard: list[int] = []

    def hear(instance: Brand, **_: object) -> None:
        heard.append(instance.id)

    post_init.connect(hear, sender=Brand, weak=False)
    try:
        prepared(lambda brand_id: Brand.objects.filter(id=brand_id)).first(brand_id=in_shop.brand_id)
    finally:
        post_init.disconnect(hear, sender=Brand)
    assert heard == [in_shop.brand_id]
