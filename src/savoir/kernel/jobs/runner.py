"""Running jobs: by the worker (procrastinate) and, with a clock of one's own, by `drain`."""

import json
import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any

from django.db import connection, transaction

from savoir.kernel.jobs import queue
from savoir.kernel.jobs.registry import Job, RetryLater, find
from savoir.kernel.tenancy import organization_block

log = logging.getLogger("savoir.jobs")
_on_last_failure: list[Callable[..., None]] = []


def when_given_up(callback: Callable[..., None]) -> None:
    """Let `callback(org_id=, job=, arguments=, now=)` put a job past its last try before a person."""
    _on_last_failure.append(callback)


def execute(arguments: dict[str, Any], *, attempt: int, now: datetime) -> int | None:
    """Run one job once. Return None when it is finished, else the seconds to wait before the next try.

    A job past its last try is finished: a person has its task. The exception's words stay in the log, where
    personal data is masked.
    """
    given = dict(arguments)
    declared = find(given.pop("name"))
    queue.forget_waiting()
    try:
        declared.handler(now=now, **given)
    except RetryLater as later:
        return later.seconds
    except Exception:
        log.exception("job %s failed at try %d of %d", declared.name, attempt, declared.attempts)
        if attempt < declared.attempts:
            return declared.wait_seconds(attempt)
        _give_up(declared, given, now)
    return None


def _give_up(declared: Job, given: dict[str, Any], now: datetime) -> None:
    queue.forget_waiting()
    with organization_block(int(given["org_id"])):
        for callback in _on_last_failure:
            callback(org_id=given["org_id"], job=declared, arguments=given, now=now)


_NEXT = """SELECT id, args, attempts, scheduled_at FROM procrastinate_jobs
    WHERE queue_name = %s AND status = 'todo' AND (scheduled_at IS NULL OR scheduled_at <= %s)
    AND args->>'name' <> ALL(%s)
    ORDER BY coalesce(scheduled_at, '-infinity'), id LIMIT 1 FOR UPDATE SKIP LOCKED"""


def next_due(queue_name: str, *, leaving: frozenset[str] = frozenset()) -> datetime | None:
    """The instant of the earliest waiting job of a queue, not called as one of `leaving`, or None."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT min(scheduled_at) FROM procrastinate_jobs"
            " WHERE queue_name = %s AND status = 'todo' AND args->>'name' <> ALL(%s)",
            [queue_name, list(leaving)],
        )
        found: datetime | None = cursor.fetchone()[0]
    return found


def drain(
    *, queue_name: str = queue.DEFAULT_QUEUE, until: datetime, leaving: frozenset[str] = frozenset()
) -> int:
    """Run every job of the queue due by `until`, in the order of their instants; return how many ran.

    Each job's `now` is its own instant. Jobs that these jobs promise run too when they fall due by `until`.
    Jobs called as one of `leaving` stay where they are.
    """
    count = 0
    with queue.on_queue(queue_name):
        while _run_next(queue_name, until, list(leaving)):
            count += 1
    return count


def _run_next(queue_name: str, until: datetime, leaving: list[str]) -> bool:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(_NEXT, [queue_name, until, leaving])
        found = cursor.fetchone()
        if found is None:
            return False
        cursor.execute("UPDATE procrastinate_jobs SET status = 'doing' WHERE id = %s", [found[0]])
    job_id, arguments, attempts, due = found
    now = due or until
    wait = execute(_json(arguments), attempt=attempts + 1, now=now)
    with connection.cursor() as cursor:
        if wait is None:
            cursor.execute("DELETE FROM procrastinate_jobs WHERE id = %s", [job_id])
        else:
            cursor.execute(
                "UPDATE procrastinate_jobs SET status = 'todo', attempts = attempts + 1, scheduled_at = %s"
                " WHERE id = %s",
                [now + timedelta(seconds=wait), job_id],
            )
    return True


@contextmanager
def unhurried() -> Iterator[None]:
    """Commits of this connection reach the disk together: for work that can be done again whole."""
    with connection.cursor() as cursor:
        cursor.execute("SET synchronous_commit = off")
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute("RESET synchronous_commit")


def _json(value: Any) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(value) if isinstance(value, str) else value
    return found


def recover(queue_name: str) -> int:
    """Put jobs that a killed run left half done back into the queue; return how many."""
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE procrastinate_jobs SET status = 'todo' WHERE queue_name = %s AND status = 'doing'",
            [queue_name],
        )
        return int(cursor.rowcount)


def release(queue_name: str, *, without: frozenset[str] = frozenset()) -> int:
    """Hand the waiting jobs of a queue over to the worker; return how many.

    Jobs named in `without` are dropped. A job whose queueing lock the worker's queue holds already is dropped
    too: the waiting one does its work.
    """
    with connection.cursor() as cursor:
        cursor.execute(_DROP_NAMED, [queue_name, list(without)])
        cursor.execute(_DROP_DOUBLES, [queue_name, queue.DEFAULT_QUEUE, queue_name])
        cursor.execute(_HAND_OVER, [queue.DEFAULT_QUEUE, queue.DEFAULT_QUEUE, queue_name, queue_name])
        return int(cursor.rowcount)


_DROP_NAMED = """DELETE FROM procrastinate_jobs
    WHERE queue_name = %s AND status = 'todo' AND args->>'name' = ANY(%s)"""
_DROP_DOUBLES = """DELETE FROM procrastinate_jobs j USING procrastinate_jobs kept
    WHERE j.queue_name = %s AND j.status = 'todo' AND kept.status = 'todo' AND kept.id <> j.id
      AND kept.queueing_lock = %s || substring(j.queueing_lock from length(%s) + 1)"""
_HAND_OVER = """UPDATE procrastinate_jobs SET queue_name = %s,
    queueing_lock = %s || substring(queueing_lock from length(%s) + 1)
    WHERE queue_name = %s AND status = 'todo'"""
