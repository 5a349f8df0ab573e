"""The worker: procrastinate fetches, `runner.execute` does. The only file that knows procrastinate.

It is built to be killed. Whatever it holds when it dies, or when the database does, stands in the queue as
"doing"; a living worker puts it back once the dead one's heartbeat is fifteen seconds old. A worker that
loses the database ends itself, and whoever started it starts it again.
"""

import asyncio
import logging
import os
import platform
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import Any

import procrastinate
from django.db import close_old_connections, connection, connections
from procrastinate import retry

from savoir.kernel.jobs import runner
from savoir.kernel.jobs.daily import database_now, plan_unless_held
from savoir.kernel.jobs.queue import DEFAULT_QUEUE, TASK
from savoir.kernel.leases import Lease, LeaseLost, hold

log = logging.getLogger("savoir.worker")
BEATS = 3  # heartbeats, and looks around, in the time after which a silent worker counts as dead
STOP_SECONDS = 15.0
KEPT_FINISHED_HOURS = 7 * 24
UNFINISHED_SECONDS = 30
STALLED_SECONDS = 15
PLAN_SECONDS, PLAN_AGAIN_SECONDS = 3600, 60
Organizations = Callable[[], Iterable[int]]


class _TryAgain(Exception):  # noqa: N818 - says what to do, not what broke
    def __init__(self, seconds: int) -> None:
        super().__init__(seconds)
        self.seconds = seconds


class _AsTheJobSays(retry.BaseRetryStrategy):
    """Each job decides its own waits; the runner says when it is over.

    Another exception means that the runner could not finish its own work, the task for a person included:
    nobody knows of the job yet, so it is never given up.
    """

    def get_retry_decision(self, *, exception: BaseException, job: Any) -> retry.RetryDecision:
        seconds = exception.seconds if isinstance(exception, _TryAgain) else UNFINISHED_SECONDS
        return retry.RetryDecision(retry_in={"seconds": seconds})


class _Hands:
    """Which jobs this process runs right now, and as which worker the queue knows it."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._running: set[int] = set()
        self._ended: set[int] = set()
        self.worker_id: int | None = None
        self.stalled_seconds = STALLED_SECONDS

    @contextmanager
    def hold(self, job_id: int, worker_id: int | None) -> Iterator[None]:
        """Keep a job in hand while it runs."""
        with self._lock:
            self._running.add(job_id)
            self.worker_id = worker_id
        try:
            yield
        finally:
            with self._lock:
                self._running.discard(job_id)

    def note_ended(self, job_id: int) -> None:
        """We wrote the end of this try ourselves."""
        with self._lock:
            self._ended.add(job_id)

    def take_ended(self, job_id: int) -> bool:
        """Whether the end of this try is written; asked once."""
        with self._lock:
            is_ended = job_id in self._ended
            self._ended.discard(job_id)
        return is_ended

    def running(self) -> list[int]:
        """Ids of the jobs that run."""
        with self._lock:
            return sorted(self._running)


_hands = _Hands()


def run_one(context: Any, **arguments: Any) -> None:
    """Run one fetched job on its own connection, and write the end of this try while the job is ours.

    A worker whose job was given to another meanwhile ends: the queue holds it for dead, with all it has.
    """
    close_old_connections()
    token = Lease(context.job.id, context.job.worker_id, context.job.attempts)
    again: runner.Again | None = None
    with _hands.hold(token.job_id, token.worker_id):
        try:
            with hold(token):
                again = runner.execute(arguments, now=database_now())
            _write_end(token, again)
        except LeaseLost:
            _end("another worker has its job")
        finally:
            connections.close_all()
    if again is not None:
        raise _TryAgain(again.seconds)


_OURS = "id = %(job)s AND status = 'doing' AND worker_id = %(worker)s AND attempts = %(attempts)s"
_DONE = f"DELETE FROM procrastinate_jobs WHERE {_OURS}"  # noqa: S608 - our own words
_LATER = f"""UPDATE procrastinate_jobs SET status = 'todo', attempts = attempts + 1, queueing_lock = NULL,
    scheduled_at = clock_timestamp() + make_interval(secs => %(seconds)s),
    args = args - 'crashes' || jsonb_build_object('failures', %(failures)s::int) WHERE {_OURS}"""  # noqa: S608 - our own words


def _write_end(token: Lease, again: runner.Again | None) -> None:
    """Finished or put off, by the very token. Raises LeaseLost when the job is another's."""
    given: dict[str, Any] = {"job": token.job_id, "worker": token.worker_id, "attempts": token.attempts}
    with connection.cursor() as cursor:
        if again is None:
            cursor.execute(_DONE, given)
        else:
            cursor.execute(_LATER, given | {"seconds": again.seconds, "failures": again.failures})
        if cursor.rowcount != 1:
            raise LeaseLost(f"job {token.job_id}")
    _hands.note_ended(token.job_id)


def _end(why: str) -> None:
    """Like a kill: what we hold goes back to the queue, and nothing may wait for a dead server."""
    log.error("the worker ends: %s", why)
    logging.shutdown()
    os._exit(1)


class _Endings(procrastinate.manager.JobManager):
    """Procrastinate's bookkeeping, which leaves alone what `run_one` has written already."""

    async def finish_job(self, job: Any, status: Any, delete_job: bool) -> None:
        if not _hands.take_ended(job.id):
            await super().finish_job(job, status, delete_job)

    async def retry_job(self, job: Any, *given: Any, **named: Any) -> None:
        if not _hands.take_ended(job.id):
            await super().retry_job(job, *given, **named)


def on_app_ready(app: Any) -> None:
    """Register our one task; called by Django's start-up."""
    app.task(name=TASK, pass_context=True, retry=_AsTheJobSays())(run_one)


_BEAT = """INSERT INTO kernel_heartbeat (name, seen_at) VALUES (%s, clock_timestamp())
    ON CONFLICT (name) DO UPDATE SET seen_at = excluded.seen_at"""
# A replay runs the jobs of its own queue itself: they belong to no worker and are not stalled.
_STALLED = """SELECT j.id FROM procrastinate_jobs j LEFT JOIN procrastinate_workers w ON w.id = j.worker_id
    WHERE j.status = 'doing' AND j.queue_name = %s
      AND (w.id IS NULL OR w.last_heartbeat < now() - make_interval(secs => %s))"""
_MINE = """SELECT id FROM procrastinate_jobs
    WHERE status = 'doing' AND queue_name = %s AND worker_id = %s AND id <> ALL(%s)"""
# Whoever died with its worker a second time waits a little, each another time: suspects run apart, so that
# the one that kills is found out alone.
_REQUEUE = """UPDATE procrastinate_jobs SET status = 'todo', attempts = attempts + 1, queueing_lock = NULL,
        scheduled_at = now() + make_interval(secs => 3 * (id %% 4) * coalesce((args->>'crashes')::int, 0)),
        args = args || jsonb_build_object('crashes', coalesce((args->>'crashes')::int, 0) + 1)
    WHERE id IN (SELECT id FROM procrastinate_jobs WHERE id = ANY(%s) AND status = 'doing'
                 FOR UPDATE SKIP LOCKED)"""


_PULSE = """SELECT last_heartbeat > now() - make_interval(secs => %s)
    FROM procrastinate_workers WHERE id = %s"""


class _PulseLost(RuntimeError):  # noqa: N818 - names the fact
    """The queue holds us for dead: others would take up what we still work at."""


def _feel_pulse() -> None:
    """Raise _PulseLost when the queue has not heard of us for fifteen seconds, or has forgotten us."""
    if _hands.worker_id is None:
        return
    with connection.cursor() as cursor:
        cursor.execute(_PULSE, [_hands.stalled_seconds, _hands.worker_id])
        if cursor.fetchone() != (True,):
            raise _PulseLost(_hands.worker_id)


def _tidy(name: str, dropped_before: set[int]) -> set[int]:
    """Say that we live, and put back what nobody works at any more.

    That is what a dead worker held, and what we held when the database failed to hear that it was finished:
    ours in the queue, not in our hands, now and a round ago. Returns the latter for the next round. Raises
    _PulseLost when the queue holds us for dead.
    """
    try:
        with connection.cursor() as cursor:
            cursor.execute(_BEAT, [name])
            _feel_pulse()
            cursor.execute(_STALLED, [DEFAULT_QUEUE, _hands.stalled_seconds])
            stalled = {row[0] for row in cursor.fetchall()}
            cursor.execute(_MINE, [DEFAULT_QUEUE, _hands.worker_id, _hands.running()])
            dropped = {row[0] for row in cursor.fetchall()}
            lost = stalled | (dropped & dropped_before)
            if lost:
                cursor.execute(_REQUEUE, [sorted(lost)])
                if cursor.rowcount:  # none while its open transaction keeps them: `kernel.leases` ends that
                    log.warning("put %d jobs back that a dead worker held", cursor.rowcount)
    finally:
        connections.close_all()
    return dropped


async def _housekeeping() -> None:
    """Three times in the seconds after which a silent worker counts as dead, until the database is lost."""
    name, dropped = f"{platform.node()}:{os.getpid()}", set[int]()
    while True:
        dropped = await asyncio.to_thread(_tidy, name, dropped)
        await asyncio.sleep(_hands.stalled_seconds / BEATS)


async def _planning(app: Any, organizations: Organizations) -> None:
    """Every hour. Apart from housekeeping: whoever takes work over from the dead waits for nobody."""
    while True:
        await app.job_manager.delete_old_jobs(nb_hours=KEPT_FINISHED_HOURS, include_failed=False)
        is_planned = await asyncio.to_thread(plan_unless_held, organizations)
        await asyncio.sleep(PLAN_SECONDS if is_planned else PLAN_AGAIN_SECONDS)


async def _serve(concurrency: int, organizations: Organizations) -> None:
    """Work until told to stop; losing the database ends the process with status 1."""
    from procrastinate.contrib.django import app as django_app
    from procrastinate.contrib.django.django_connector import DjangoConnector

    connector = django_app.connector
    if not isinstance(connector, DjangoConnector):
        raise TypeError("the worker needs Django's own connector")
    worker_app = django_app.with_connector(connector.get_worker_connector())
    worker_app.job_manager = _Endings(worker_app.connector)
    async with worker_app.open_async():
        house = [asyncio.create_task(_housekeeping()),
                 asyncio.create_task(_planning(worker_app, organizations))]  # fmt: skip
        work = asyncio.create_task(
            worker_app.run_worker_async(
                queues=[DEFAULT_QUEUE], concurrency=concurrency, fetch_job_polling_interval=1.0,
                delete_jobs=procrastinate.jobs.DeleteJobCondition.SUCCESSFUL,
                update_heartbeat_interval=_hands.stalled_seconds / BEATS,
                stalled_worker_timeout=_hands.stalled_seconds,
                shutdown_graceful_timeout=STOP_SECONDS,
            )
        )  # fmt: skip
        await asyncio.wait({*house, work}, return_when=asyncio.FIRST_COMPLETED)
        failures = [done.exception() for done in house if done.done()]
        if failures or (work.done() and work.exception() is not None):
            failure = failures[0] if failures else work.exception()
            _end(f"it lost the database ({type(failure).__name__})")
        for task in house:
            task.cancel()


def serve(
    *, organizations: Organizations, concurrency: int = 4, stalled_seconds: int = STALLED_SECONDS
) -> None:
    """Work until told to stop (SIGINT, SIGTERM): fetched jobs are finished first.

    `organizations()` lists the ids whose daily work is planned at the start and every hour. A worker that is
    silent for `stalled_seconds` counts as dead; every worker of a queue is told the same.
    """
    _hands.stalled_seconds = stalled_seconds
    asyncio.run(_serve(concurrency, organizations))
