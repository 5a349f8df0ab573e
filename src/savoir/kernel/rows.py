"""Writing one row of a hot path: the statement is made once per model and columns, not at every call.

The values pass through Django's own fields, so a column holds the same as after `save`; signals are not sent
(nobody in this house listens to them).
"""

from functools import cache
from typing import Any, TypeVar

from django.db import connection, models

from savoir.kernel.prepared import answered
from savoir.kernel.telling import tell

M = TypeVar("M", bound=models.Model)


def write_columns(row: models.Model, *names: str) -> None:
    """Write these columns of a row that exists; it goes with the next statement (`kernel.telling`).

    Raises RowGone, then at the latest, when the row does not exist for this organization.
    """
    sql, fields = _update(type(row), names)

    def check(written: int) -> None:
        if written != 1:
            raise RowGone(f"{type(row).__name__} {row.pk}")

    tell(sql, [*_values(row, fields, is_new=False), row.pk], check)


class RowGone(RuntimeError):  # noqa: N818 - names the fact
    """The row was deleted, or belongs to another organization: a fault of ours, never a user's."""


def insert_row(row: M) -> M:
    """Insert a new row and return it with its id; raises IntegrityError as `save` does."""
    _insert(row, "")
    return row


def tell_row(row: models.Model) -> None:
    """Insert a new row whose id nobody needs; it goes with the next statement (`kernel.telling`)."""
    sql, fields = _insertion(type(row), "")
    tell(sql, _values(row, fields, is_new=True))


def insert_unless_there(row: models.Model) -> bool:
    """Insert a new row, or nothing when a unique constraint holds one like it; whether it was inserted.

    Somebody else's row that is not committed yet is waited for.
    """
    return _insert(row, " ON CONFLICT DO NOTHING")


def _insert(row: models.Model, otherwise: str) -> bool:
    """Insert a row of a model without defaults of the database's own; whether it was inserted."""
    sql, fields = _insertion(type(row), otherwise)
    found = answered(connection, sql, _values(row, fields, is_new=True))
    if not found:
        return False
    row.pk = found[0][0]
    row._state.adding, row._state.db = False, "default"
    return True


def _values(row: models.Model, fields: list[Any], *, is_new: bool) -> list[Any]:
    return [field.get_db_prep_save(field.pre_save(row, is_new), connection) for field in fields]


@cache
def _update(model: type[models.Model], names: tuple[str, ...]) -> tuple[str, list[Any]]:
    fields: list[Any] = [model._meta.get_field(name) for name in names]
    columns = ", ".join(f'"{field.column}" = %s' for field in fields)
    meta = model._meta
    return f'UPDATE "{meta.db_table}" SET {columns} WHERE "{_pk(model)}" = %s', fields  # noqa: S608 - our names


@cache
def _insertion(model: type[models.Model], otherwise: str) -> tuple[str, list[Any]]:
    fields: list[Any] = [field for field in model._meta.concrete_fields if not field.primary_key]
    columns = ", ".join(f'"{field.column}"' for field in fields)
    places = ", ".join(["%s"] * len(fields))
    table = model._meta.db_table
    sql = f'INSERT INTO "{table}" ({columns}) VALUES ({places}){otherwise} RETURNING "{_pk(model)}"'  # noqa: S608 - our names
    return sql, fields


def _pk(model: type[models.Model]) -> str:
    pk = model._meta.pk
    return str(pk.column) if pk is not None else "id"
