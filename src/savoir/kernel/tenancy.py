"""One organization at a time: the setting row-level security reads, and the base of tenant tables."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from django.db import connection, models, transaction

from savoir.kernel.ahead import Asked, keep_answers, statement_of
from savoir.kernel.failpoints import failpoint
from savoir.kernel.leases import HELD, IDLE, LONGEST, Lease, LeaseLost, lease
from savoir.kernel.memory import about_to_send, fresh_memory, is_direct, share_settings
from savoir.kernel.prepared import ask_together
from savoir.kernel.telling import drop_told, send_told

SETTING = "app.org_id"
_current: ContextVar[int | None] = ContextVar("organization", default=None)
_before_commit: list[Any] = []


class WrongOrganization(RuntimeError):  # noqa: N818 - names the refused fact
    """Somebody tried to switch organizations inside a block: a programming fault, never a user's."""


def current_organization() -> int:
    """Return the organization of the open block. Raises WrongOrganization outside any block."""
    org_id = _current.get()
    if org_id is None:
        raise WrongOrganization("no organization block is open")
    return org_id


def before_commit(callback: Any) -> None:
    """Let the kernel run `callback()` at the end of each outermost block, inside its transaction."""
    _before_commit.append(callback)


_OPEN = "SELECT set_config(%s, %s, true), (SELECT mark FROM kernel_settingsmark WHERE org_id = %s)"


def _set(value: str, along: Sequence[Asked] = ()) -> Any:
    """Set the transaction-local setting; the mark of the organization's settings, None where it has none.

    A job's transaction asks at once whether the job is still ours; the questions `along` go by the same way
    to the database and back, as does the beginning of the transaction. Raises LeaseLost.
    """
    held, org_id = lease(), int(value) if value else None
    row = _opened(*_opening(value, held, org_id), along)
    if held is not None and row[-2] is None:
        raise LeaseLost(f"job {held.job_id}")
    return row[-1]


def _opening(value: str, held: Lease | None, org_id: int | None) -> tuple[str, list[Any]]:
    if held is None:
        return _OPEN, [SETTING, value, org_id]
    return HELD, [SETTING, value, IDLE, LONGEST, held.job_id, held.worker_id, held.attempts, org_id]


def _opened(sql: str, params: list[Any], along: Sequence[Asked]) -> Any:
    if is_direct(connection):
        about_to_send(sql)
        (row,), *found = ask_together(connection, [(sql, params), *map(statement_of, along)])
        if along:
            keep_answers(along, found)
        return row
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return cursor.fetchone()


def _former() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT coalesce(current_setting(%s, true), '')", [SETTING])
        return str(cursor.fetchone()[0])


def _end(outer: int | None) -> None:
    """What a block does before its transaction commits; within another block, before its savepoint goes."""
    if outer is None:
        for callback in _before_commit:
            callback()
    send_told()
    if outer is None:
        failpoint("block.before_commit")


@contextmanager
def organization_block(org_id: int, along: Sequence[Asked] = ()) -> Iterator[None]:
    """Open one transaction in which only the rows of `org_id` exist. `along`: questions that whoever opens it
    will put first.

    Nesting the same organization is free (a savepoint); another one raises WrongOrganization. The setting
    ends with the transaction; in somebody's outer transaction the former one is restored at the end, since
    PostgreSQL keeps an inner SET LOCAL there (after an exception the rollback restores it).
    """
    outer = _current.get()
    if outer not in (None, org_id):
        raise WrongOrganization(f"a block of organization {outer} is open; {org_id} must wait")
    is_inner = connection.in_atomic_block
    with transaction.atomic(), fresh_memory():
        former = _former() if is_inner else None
        mark = _set(str(org_id), along) if former != str(org_id) else None
        if not is_inner:  # what somebody's outer transaction wrote of them is not everybody's yet
            share_settings(org_id, mark)
        token = _current.set(org_id)
        try:
            yield
            _end(outer)
        except BaseException:
            drop_told()
            raise
        finally:
            _current.reset(token)
        if former is not None and former != str(org_id):
            _set(former)
    if outer is None:
        failpoint("block.after_commit")


class TenantModel(models.Model):
    """A row of one organization. Row-level security, `UNIQUE (org_id, id)` and composite foreign keys are
    added by the migration operation `kernel.migration_operations.ProtectTenantTables`.
    """

    org = models.ForeignKey(
        "organizations.Organization", on_delete=models.PROTECT, related_name="+", db_index=False
    )

    class Meta:
        abstract = True


class TenantForeignKey(models.ForeignKey[Any, Any]):
    """A foreign key between tenant tables: the database holds `(org_id, x_id)`, not `x_id` alone.

    A plain foreign key is checked by a role that row-level security does not bind: it would accept the row of
    another organization.
    """

    def __init__(self, to: Any, on_delete: Any = models.PROTECT, **options: Any) -> None:
        options.setdefault("related_name", "+")
        options["db_constraint"] = False
        super().__init__(to, on_delete, **options)

    def deconstruct(self) -> Any:
        """Leave the fixed option out of migrations; `__init__` puts it back."""
        name, path, args, kwargs = super().deconstruct()
        kwargs.pop("db_constraint", None)
        return name, path, args, kwargs
