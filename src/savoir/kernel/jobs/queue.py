"""Putting jobs into the queue in the business transaction: one batch at the end of the block."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection, transaction

from savoir.kernel.failpoints import failpoint
from savoir.kernel.jobs.registry import find
from savoir.kernel.telling import tell
from savoir.kernel.tenancy import before_commit, current_organization

TASK = "savoir.run"
DEFAULT_QUEUE = "default"
_queue: ContextVar[str] = ContextVar("queue", default=DEFAULT_QUEUE)


@dataclass(frozen=True, slots=True)
class _Waiting:
    """A promise not yet written. It waits in the connection's own list of things to do after the commit,
    which a rolled back savepoint clears: a verb that was refused leaves no job behind.
    """

    name: str
    queue: str
    run_at: datetime | None
    lock: str | None
    queueing_lock: str | None
    arguments: dict[str, Any]

    def __call__(self) -> None:
        """Nothing is left to do after the commit: the row was written before it."""


@contextmanager
def on_queue(name: str) -> Iterator[None]:
    """Send every job of this context to the queue `name`: a replay owns its clock and runs its own jobs."""
    token = _queue.set(name)
    try:
        yield
    finally:
        _queue.reset(token)


def enqueue(
    name: str,
    *,
    org_id: int,
    run_at: datetime | None = None,
    lock: str | None = None,
    queueing_lock: str | None = None,
    **arguments: int | str,
) -> None:
    """Promise to run the job `name` after the open block commits, at `run_at` or at once.

    `lock`: jobs with the same one never run together. `queueing_lock`: at most one waits.
    `arguments` are ids and codes, never words. Raises KeyError for an unknown job.
    """
    find(name)
    if current_organization() != org_id:
        raise ValueError("a job belongs to the organization of its block")
    waiting = _Waiting(
        name=name, queue=_queue.get(), run_at=run_at, lock=lock,
        queueing_lock=queueing_lock and f"{_queue.get()}:{queueing_lock}",
        arguments={"org_id": org_id, **arguments},
    )  # fmt: skip
    transaction.on_commit(waiting)


def lane(name: str) -> str:
    """A lock that holds among the jobs of this context's queue only, whatever their organization."""
    return f"{_queue.get()}:{name}"


def hasten(*, lock: str, run_at: datetime) -> int:
    """Let jobs that wait under `lock` run at `run_at` if they would run later; return how many wait there.

    Jobs with one lock run in the order they were promised: a new one would wait behind the older one's date.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE procrastinate_jobs SET scheduled_at = least(scheduled_at, %s)"
            " WHERE queue_name = %s AND lock = %s AND status = 'todo'",
            [run_at, _queue.get(), lock],
        )
        return int(cursor.rowcount)


def forget_waiting() -> None:
    """Drop what an aborted block had promised."""
    _taken()


def _taken() -> list[_Waiting]:
    """What waits, taken out of the connection's list."""
    entries = connection.run_on_commit
    waiting = [entry[1] for entry in entries if isinstance(entry[1], _Waiting)]
    if waiting:
        connection.run_on_commit = [entry for entry in entries if not isinstance(entry[1], _Waiting)]
    return waiting


def _flush() -> None:
    waiting = _taken()
    unique: dict[str, _Waiting] = {}
    plain = [item for item in waiting if item.queueing_lock is None]
    for item in waiting:
        if item.queueing_lock is not None:
            unique.setdefault(item.queueing_lock, item)
    rows = [*plain, *unique.values()]
    if rows:
        _insert(rows)
        failpoint("jobs.promised")


def _insert(rows: list[_Waiting]) -> None:
    """One statement for all; a row whose queueing lock is taken is dropped: the waiting job does the work."""
    values = json.dumps([
        {
            "queue": row.queue, "lock": row.lock, "queueing_lock": row.queueing_lock,
            "args": {"name": row.name, **row.arguments},
            "at": row.run_at.isoformat() if row.run_at else None,
        }
        for row in rows
    ])  # fmt: skip
    tell(_PROMISED, [TASK, values])


_PROMISED = """INSERT INTO procrastinate_jobs (queue_name, task_name, lock, queueing_lock, args, scheduled_at)
    SELECT j.queue, %s, j.lock, j.queueing_lock, j.args, j.at
    FROM jsonb_to_recordset(%s::jsonb)
        AS j(queue text, lock text, queueing_lock text, args jsonb, at timestamptz)
    ON CONFLICT (queueing_lock) WHERE status = 'todo' DO NOTHING"""


before_commit(_flush)
