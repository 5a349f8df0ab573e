"""Running jobs: by the worker (procrastinate) and, with a clock of one's own, by `drain`."""

import json
import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import DatabaseError, InterfaceError, OperationalError, connection

from savoir.kernel.failpoints import failpoint
from savoir.kernel.jobs import queue
from savoir.kernel.jobs.registry import Job, RetryLater, find
from savoir.kernel.leases import LeaseLost
from savoir.kernel.tenancy import organization_block

log = logging.getLogger("savoir.jobs")
MOST_CRASHES = 5
DATABASE_GONE_SECONDS = 2
_on_last_failure: list[Callable[..., None]] = []


def when_given_up(callback: Callable[..., None]) -> None:
    """Let `callback(org_id=, job=, arguments=, now=)` put a job past its last try before a person."""
    _on_last_failure.append(callback)


@dataclass(frozen=True, slots=True)
class Again:
    """Run the job again in `seconds`; `failures` of its tries are used up by then."""

    seconds: int
    failures: int


def execute(arguments: dict[str, Any], *, now: datetime) -> Again | None:
    """Run one job once. Return None when it is finished, else when to try again.

    `arguments` carry, beside the job's own, `failures` (tries used up) and `crashes` (workers that died with
    it). A job past its last try is finished: a person has its task. Waiting for the world (`RetryLater`) and
    losing the database use up no try. The exception's words stay in the log, where personal data is masked.
    """
    given = dict(arguments)
    declared = find(given.pop("name"))
    failures, crashes = int(given.pop("failures", 0)), int(given.pop("crashes", 0))
    queue.forget_waiting()
    if crashes >= MOST_CRASHES:
        log.error("job %s died with its worker %d times", declared.name, crashes)
        _give_up(declared, given, now)
        return None
    try:
        _handle(declared, given, now)
    except LeaseLost:
        raise
    except RetryLater as later:
        return Again(later.seconds, failures)
    except Exception as failure:
        log.exception("job %s failed at try %d of %d", declared.name, failures + 1, declared.attempts)
        if _database_is_gone(failure):
            return Again(DATABASE_GONE_SECONDS, failures)
        if failures + 1 < declared.attempts:
            return Again(declared.wait_seconds(failures + 1), failures + 1)
        _give_up(declared, given, now)
    return None


def _handle(declared: Job, given: dict[str, Any], now: datetime) -> None:
    failpoint("job.begun")
    declared.handler(now=now, **given)
    failpoint("job.handled")


def _database_is_gone(failure: Exception) -> bool:
    """A deadlock is the job's own failure; a connection that no longer answers is not."""
    if not isinstance(failure, (OperationalError, InterfaceError)):
        return False
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except (DatabaseError, InterfaceError):
        return True
    return False


def _give_up(declared: Job, given: dict[str, Any], now: datetime) -> None:
    """Put the job before a person."""
    queue.forget_waiting()
    failpoint("job.before_task")
    with organization_block(int(given["org_id"])):
        for callback in _on_last_failure:
            callback(org_id=given["org_id"], job=declared, arguments=given, now=now)
    failpoint("job.after_task")


# The finished job goes first (it is counted), for the next one may run under the same lock. As with the
# worker, an older job of the same lock goes first whenever it is due, and a lock that another job holds, half
# done since its run died, is waited for: `recover` frees it.
_TAKE = """WITH done AS (DELETE FROM procrastinate_jobs WHERE id = %(done)s RETURNING id)
    UPDATE procrastinate_jobs SET status = 'doing' WHERE id = (SELECT id FROM procrastinate_jobs waiting
    WHERE (SELECT count(*) FROM done) >= 0 AND queue_name = %(queue)s AND status = 'todo'
    AND (scheduled_at IS NULL OR scheduled_at <= %(until)s) AND args->>'name' <> ALL(%(leaving)s)
    AND NOT EXISTS (SELECT 1 FROM procrastinate_jobs held
        WHERE held.lock = waiting.lock AND (held.status = 'doing' AND held.id <> %(done)s
            OR held.status = 'todo' AND held.id < waiting.id AND held.args->>'name' <> ALL(%(leaving)s)))
    ORDER BY coalesce(scheduled_at, '-infinity'), id LIMIT 1 FOR UPDATE SKIP LOCKED)
    RETURNING id, args, scheduled_at"""


def next_due(queue_name: str, *, leaving: frozenset[str] = frozenset()) -> datetime | None:
    """The instant of the earliest waiting job of a queue that `drain` would run then, or None.

    Neither one called as one of `leaving`, nor one that an older job of its lock keeps waiting.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT min(scheduled_at) FROM procrastinate_jobs waiting"
            " WHERE queue_name = %(queue)s AND status = 'todo' AND args->>'name' <> ALL(%(leaving)s)"
            " AND NOT EXISTS (SELECT 1 FROM procrastinate_jobs held WHERE held.lock = waiting.lock AND"
            " held.status = 'todo' AND held.id < waiting.id AND held.args->>'name' <> ALL(%(leaving)s))",
            {"queue": queue_name, "leaving": list(leaving)},
        )
        found: datetime | None = cursor.fetchone()[0]
    return found


def drain(
    *, queue_name: str = queue.DEFAULT_QUEUE, until: datetime, leaving: frozenset[str] = frozenset()
) -> int:
    """Run every job of the queue due by `until`, in the order of their instants; return how many ran.

    Each job's `now` is its own instant. Jobs that these jobs promise run too when they fall due by `until`.
    Jobs called as one of `leaving` stay where they are, and so do jobs whose lock a half done one holds or
    an older one waits for.
    """
    count, done = 0, 0
    with queue.on_queue(queue_name):
        while (found := _take(queue_name, until, list(leaving), done)) is not None:
            job_id, arguments, due = found
            done = job_id if _run(job_id, _json(arguments), due or until) else 0
            count += 1
    return count


def _take(
    queue_name: str, until: datetime, leaving: list[str], done: int
) -> tuple[int, Any, datetime | None] | None:
    """Take the next due job, and clear the finished one away in the same statement."""
    with connection.cursor() as cursor:
        cursor.execute(_TAKE, {"done": done, "queue": queue_name, "until": until, "leaving": leaving})
        found: tuple[int, Any, datetime | None] | None = cursor.fetchone()
    return found


def _run(job_id: int, arguments: dict[str, Any], now: datetime) -> bool:
    """Run one job; whether it is finished, or waits for another try."""
    again = execute(arguments, now=now)
    if again is None:
        return True
    note_again(job_id, again)
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE procrastinate_jobs SET status = 'todo', attempts = attempts + 1, scheduled_at = %s"
            " WHERE id = %s",
            [now + timedelta(seconds=again.seconds), job_id],
        )
    return False


def note_again(job_id: int, again: Again) -> None:
    """Write the tries used up on a running job, and give its queueing lock up.

    Another one may wait under that lock since this one began: two waiting rows with the same lock would be
    refused, and this job would be stuck. They share `lock`, so they still run one after the other.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE procrastinate_jobs SET queueing_lock = NULL, args = args - 'crashes' ||"
            " jsonb_build_object('failures', %s::int) WHERE id = %s",
            [again.failures, job_id],
        )


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
            "UPDATE procrastinate_jobs SET status = 'todo', queueing_lock = NULL"
            " WHERE queue_name = %s AND status = 'doing'",
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
