"""What nobody waits for goes with the next statement: in its order, and not at all when that is undone."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial

import pytest
from django.db import DEFAULT_DB_ALIAS, DataError, connection, connections, transaction
from django.db.transaction import TransactionManagementError
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from savoir.kernel import waiting
from savoir.kernel.models import HumanTask
from savoir.kernel.rows import RowGone, insert_row, insert_unless_there, tell_row, write_columns
from savoir.kernel.telling import send_told, tell
from savoir.kernel.tenancy import organization_block
from tests.effort import examples
from tests.shop import NOON, Shop


def _task(shop: Shop, subject_id: int = 41, code: str = "look") -> HumanTask:
    return HumanTask(
        org_id=shop.org_id, code=code, subject_kind="case", subject_id=subject_id, detail={}, created_at=NOON
    )


def waits() -> int:
    """How many statements were not sent yet."""
    return len(waiting.held(connections[DEFAULT_DB_ALIAS]))


def outcomes() -> list[str]:
    """What stands in the table, by subject."""
    return list(HumanTask.objects.order_by("subject_id").values_list("outcome", flat=True))


def refuse(*deeds: Callable[[], object]) -> None:
    """Do it all, and take it back."""
    for deed in deeds:
        deed()
    raise ZeroDivisionError


@contextmanager
def ways() -> Iterator[list[None]]:
    """One entry for each time that statements leave together."""
    own, gone = connections[DEFAULT_DB_ALIAS], list[None]()
    pipeline = own.connection.pipeline

    def counted() -> object:
        gone.append(None)
        return pipeline()

    own.connection.pipeline = counted
    try:
        yield gone
    finally:
        del own.connection.pipeline


def test_a_write_goes_with_the_next_question_which_sees_it(in_shop: Shop) -> None:
    task = insert_row(_task(in_shop))
    with ways() as gone:
        for outcome in ("asked", "looked", "done"):
            task.outcome = outcome
            write_columns(task, "outcome")
        assert (waits(), len(gone)) == (3, 0)
        assert outcomes() == ["done"]
        assert (waits(), len(gone)) == (0, 1)


def test_what_waits_is_there_before_its_block_commits(shop: Shop) -> None:
    with organization_block(shop.org_id):
        tell_row(_task(shop))
        assert waits() == 1
    with organization_block(shop.org_id):
        assert HumanTask.objects.count() == 1


def test_a_block_that_is_left_by_an_exception_leaves_nothing_to_the_next(shop: Shop) -> None:
    with pytest.raises(ZeroDivisionError), organization_block(shop.org_id):
        refuse(lambda: tell_row(_task(shop)))
    assert waits() == 0
    with organization_block(shop.org_id):
        assert not HumanTask.objects.exists()


def test_a_refused_part_takes_back_what_it_told_and_nothing_before(in_shop: Shop) -> None:
    first, second = insert_row(_task(in_shop, 1)), insert_row(_task(in_shop, 2))
    first.outcome = second.outcome = "done"
    write_columns(first, "outcome")
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        refuse(lambda: write_columns(second, "outcome"))
    assert outcomes() == ["done", ""]


def test_a_savepoint_that_guards_nothing_is_never_sent(in_shop: Shop) -> None:
    insert_row(_task(in_shop))
    with ways() as gone:
        with transaction.atomic():
            pass
        with pytest.raises(ZeroDivisionError), transaction.atomic():
            refuse()
        assert (waits(), len(gone)) == (0, 0)
    assert outcomes() == [""]


def test_the_error_of_a_write_is_raised_inside_the_savepoint_that_guards_it(in_shop: Shop) -> None:
    insert_row(_task(in_shop, 1))
    with pytest.raises(DataError), transaction.atomic():
        tell("UPDATE kernel_humantask SET subject_id = subject_id / 0", [])
    assert HumanTask.objects.get().subject_id == 1


def test_an_error_of_before_is_not_taken_for_one_of_what_a_savepoint_guards(shop: Shop) -> None:
    began: list[str] = []

    def deed() -> None:
        with organization_block(shop.org_id):
            insert_row(_task(shop, 1))
            tell("UPDATE kernel_humantask SET subject_id = subject_id / 0", [])
            with transaction.atomic():
                began.append("guarded")

    with pytest.raises(DataError):
        deed()
    assert began == []


def test_a_row_that_is_gone_is_said_before_the_block_commits(shop: Shop) -> None:
    def deed() -> None:
        with organization_block(shop.org_id):
            task = insert_row(_task(shop))
            insert_row(_task(shop, 2))
            HumanTask.objects.filter(id=task.id).delete()
            write_columns(task, "outcome")

    with pytest.raises(RowGone):
        deed()
    with organization_block(shop.org_id):
        assert not HumanTask.objects.exists()


def test_a_part_whose_row_is_gone_is_never_kept_by_who_goes_on(shop: Shop) -> None:
    def part() -> None:
        with transaction.atomic():
            insert_row(_task(shop, 2))
            gone = _task(shop, 3)
            gone.pk = 0
            write_columns(gone, "outcome")

    def deed() -> None:
        with organization_block(shop.org_id):
            insert_row(_task(shop, 1))
            try:
                part()
            except RowGone:
                insert_row(_task(shop, 4))

    with pytest.raises(TransactionManagementError):
        deed()
    with organization_block(shop.org_id):
        assert not HumanTask.objects.exists()


def test_a_part_taken_back_because_its_row_is_gone_leaves_the_rest(in_shop: Shop) -> None:
    insert_row(_task(in_shop, 1))
    gone = _task(in_shop, 3)
    gone.pk = 0

    def part() -> None:
        with transaction.atomic():
            insert_row(_task(in_shop, 2))
            write_columns(gone, "outcome")
            outcomes()

    with pytest.raises(RowGone):
        part()
    assert HumanTask.objects.get().subject_id == 1


def test_a_question_that_an_error_kept_from_being_planned_is_put_again(in_shop: Shop) -> None:
    """A text is planned after some times: each of these meets the error after one time more."""
    insert_row(_task(in_shop))
    began = connection.savepoint_state

    def ask(nth: int) -> int:
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT {nth} + count(*) FROM kernel_humantask")
            return int(cursor.fetchone()[0]) - nth

    def part(nth: int) -> None:
        connection.savepoint_state = began  # a line of the pool meets the same names at each request
        with transaction.atomic():
            tell("UPDATE kernel_humantask SET subject_id = subject_id / 0", [])
            ask(nth)

    for before in range(8):
        assert [ask(before) for _ in range(before)] == [1] * before
        with pytest.raises(DataError):
            part(before)
        assert [ask(before) for _ in range(3)] == [1, 1, 1]


def test_a_document_is_written_as_it_was_when_it_was_told(in_shop: Shop) -> None:
    task = insert_row(_task(in_shop))
    task.detail["reference"] = "SAV-1"
    write_columns(task, "detail")
    task.detail["reference"] = "SAV-2"
    assert HumanTask.objects.get().detail == {"reference": "SAV-1"}


def test_who_listens_to_statements_hears_each_at_once(in_shop: Shop) -> None:
    task, heard = insert_row(_task(in_shop)), []

    def listen(execute: Callable[..., object], sql: str, *rest: object) -> object:
        heard.append(sql)
        return execute(sql, *rest)

    with connection.execute_wrapper(listen):
        write_columns(task, "outcome")
    assert (len(heard), waits()) == (1, 0)


def test_many_rows_at_once_come_behind_what_was_told(in_shop: Shop) -> None:
    task = insert_row(_task(in_shop, 1))
    task.outcome = "done"
    write_columns(task, "outcome")
    added = "UPDATE kernel_humantask SET outcome = outcome || %s WHERE id = %s"
    with connection.cursor() as cursor:
        cursor.executemany(added, [("!", task.id)] * 2)
    assert outcomes() == ["done!!"]


_DEEDS = st.recursive(
    st.one_of(
        st.tuples(st.just("write"), st.integers(1, 3), st.sampled_from(["a", "b", "c"])),
        st.tuples(st.just("new"), st.integers(1, 5)),
        st.tuples(st.just("ask")),
    ),
    lambda deeds: st.tuples(st.sampled_from(["kept", "refused"]), st.lists(deeds, max_size=4)),
    max_leaves=12,
)


def _do(shop: Shop, deed: tuple[object, ...], rows: dict[int, HumanTask]) -> None:
    match deed:
        case ("write", int(subject), str(word)):
            rows[subject].outcome = word
            write_columns(rows[subject], "outcome")
        case ("new", int(subject)):
            insert_unless_there(_task(shop, subject, code="new"))
        case ("ask",):
            outcomes()
        case (what, list(deeds)):
            try:
                with transaction.atomic():
                    for inner in deeds:
                        _do(shop, inner, rows)
                    if what == "refused":
                        raise ZeroDivisionError
            except ZeroDivisionError:
                pass


def _stands(shop: Shop, deeds: list[tuple[object, ...]]) -> list[tuple[str, int, str]]:
    """What the table holds after the deeds, in a transaction that is taken back."""
    stands: list[tuple[str, int, str]] = []
    rows: dict[int, HumanTask] = {}

    def begin() -> None:
        rows.update({subject: insert_row(_task(shop, subject)) for subject in (1, 2, 3)})

    def read() -> None:
        send_told()
        stands.extend(HumanTask.objects.order_by("id").values_list("code", "subject_id", "outcome"))

    with pytest.raises(ZeroDivisionError), organization_block(shop.org_id):
        refuse(begin, *(partial(_do, shop, deed, rows) for deed in deeds), read)
    return stands


@settings(max_examples=examples(25, 250), suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(deeds=st.lists(_DEEDS, max_size=8))
def test_whatever_is_told_kept_and_taken_back_stands_as_if_each_had_gone_alone(
    shop: Shop, deeds: list[tuple[object, ...]]
) -> None:
    together = _stands(shop, deeds)
    with connection.execute_wrapper(lambda execute, *rest: execute(*rest)):
        assert _stands(shop, deeds) == together


def test_rows_that_are_read_in_parts_come_behind_what_was_told(in_shop: Shop) -> None:
    """A cursor of the server's own goes by no pipeline."""
    task = insert_row(_task(in_shop, 1))
    task.outcome = "done"
    write_columns(task, "outcome")
    assert [one.outcome for one in HumanTask.objects.order_by("id").iterator(chunk_size=1)] == ["done"]
