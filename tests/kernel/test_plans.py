"""What makes the tests quick must be there: statements stay prepared over a rollback."""

from django.db import connection, transaction

ASKED = "SELECT 41 + %s AS kept_over_a_rollback"
PREPARED = "SELECT count(*) FROM pg_prepared_statements WHERE statement LIKE '%%kept_over_a_rollback'"


def _ask(times: int) -> None:
    with connection.cursor() as cursor:
        for one in range(times):
            cursor.execute(ASKED, [one])
            assert cursor.fetchone() == (41 + one,)


def _prepared() -> int:
    with connection.cursor() as cursor:
        cursor.execute(PREPARED, [])
        return int(cursor.fetchone()[0])


def test_what_was_prepared_stays_so_when_a_savepoint_is_taken_back(db: None) -> None:
    with transaction.atomic():
        _ask(5)
        assert _prepared() == 1
        transaction.set_rollback(True)
    assert _prepared() == 1
    _ask(1)
    assert _prepared() == 1


def test_a_table_altered_meanwhile_is_planned_anew(db: None) -> None:
    with connection.cursor() as cursor:
        for columns, row in (("a int", (None,)), ("a int, b text", (None, None))):
            with transaction.atomic():
                cursor.execute(f"CREATE TEMPORARY TABLE altered ({columns})")
                cursor.execute("INSERT INTO altered DEFAULT VALUES")
                for _ in range(5):
                    cursor.execute("SELECT altered.a FROM altered WHERE a IS NULL OR a = %s", [1])
                    assert cursor.fetchone() == (None,)
                cursor.execute("SELECT * FROM altered")
                assert cursor.fetchone() == row
                transaction.set_rollback(True)
