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
from datetime import datetime
from typing import Any

import procrastinate
from django.db import close_old_connections, connection, connections
from procrastinate import retry

from savoir.kernel.jobs import runner
from savoir.kernel.jobs.daily import plan_daily
from savoir.kernel.jobs.queue import DEFAULT_QUEUE, TASK

log = logging.getLogger("savoir.worker")
HEARTBEAT_SECONDS = 5.0
STALLED_AFTER_SECONDS = 15
HOUSEKEEPING_SECONDS = 5.0
STOP_SECONDS = 15.0
KEPT_FINISHED_HOURS = 7 * 24
UNFINISHED_SECONDS = 30
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
        self.worker_id: int | None = None

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

    def running(self) -> list[int]:
        """Ids of the jobs that run."""
        with self._lock:
            return sorted(self._running)


_hands = _Hands()


def database_now() -> datetime:
    """The database's clock: the only one that workers on several machines share."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        now: datetime = cursor.fetchone()[0]
    return now


def run_one(context: Any, **arguments: Any) -> None:
    """Run one fetched job on its own connection."""
    close_old_connections()
    with _hands.hold(context.job.id, context.job.worker_id):
        try:
            again = runner.execute(arguments, now=database_now())
            if again is not None:
                runner.note_again(context.job.id, again)
        finally:
            connections.close_all()
    if again is not None:
        raise _TryAgain(again.seconds)


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
_REQUEUE = """UPDATE procrastinate_jobs SET status = 'todo', attempts = attempts + 1, scheduled_at = now(),
        queueing_lock = NULL,
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
        cursor.execute(_PULSE, [STALLED_AFTER_SECONDS, _hands.worker_id])
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
            cursor.execute(_STALLED, [DEFAULT_QUEUE, STALLED_AFTER_SECONDS])
            stalled = {row[0] for row in cursor.fetchall()}
            cursor.execute(_MINE, [DEFAULT_QUEUE, _hands.worker_id, _hands.running()])
            dropped = {row[0] for row in cursor.fetchall()}
            lost = stalled | (dropped & dropped_before)
            if lost:
                cursor.execute(_REQUEUE, [sorted(lost)])
                log.warning("put %d jobs back that a dead worker held", cursor.rowcount)
    finally:
        connections.close_all()
    return dropped


def _plan(organizations: Organizations) -> None:
    """Promise the daily work of every organization ahead; what is promised already stays as it is."""
    try:
        plan_daily(org_ids=organizations(), now=database_now())
    finally:
        connections.close_all()


async def _housekeeping(app: Any, name: str, organizations: Organizations) -> None:
    """Every five seconds until the database is lost."""
    tick, dropped = 0, set[int]()
    while True:
        dropped = await asyncio.to_thread(_tidy, name, dropped)
        if tick % 720 == 0:
            await app.job_manager.delete_old_jobs(nb_hours=KEPT_FINISHED_HOURS, include_failed=False)
            await asyncio.to_thread(_plan, organizations)
        tick += 1
        await asyncio.sleep(HOUSEKEEPING_SECONDS)


async def _serve(concurrency: int, organizations: Organizations) -> None:
    """Work until told to stop; losing the database ends the process with status 1."""
    from procrastinate.contrib.django import app as django_app
    from procrastinate.contrib.django.django_connector import DjangoConnector

    connector = django_app.connector
    if not isinstance(connector, DjangoConnector):
        raise TypeError("the worker needs Django's own connector")
    worker_app = django_app.with_connector(connector.get_worker_connector())
    async with worker_app.open_async():
        house = asyncio.create_task(
            _housekeeping(worker_app, f"{platform.node()}:{os.getpid()}", organizations)
        )
        work = asyncio.create_task(
            worker_app.run_worker_async(
                queues=[DEFAULT_QUEUE], concurrency=concurrency, fetch_job_polling_interval=1.0,
                delete_jobs=procrastinate.jobs.DeleteJobCondition.SUCCESSFUL,
                update_heartbeat_interval=HEARTBEAT_SECONDS, stalled_worker_timeout=STALLED_AFTER_SECONDS,
                shutdown_graceful_timeout=STOP_SECONDS,
            )
        )  # fmt: skip
        await asyncio.wait({house, work}, return_when=asyncio.FIRST_COMPLETED)
        if house.done() or (work.done() and work.exception() is not None):
            failure = house.exception() if house.done() else work.exception()
            log.error("the worker ends: it lost the database (%s)", type(failure).__name__)
            logging.shutdown()
            os._exit(
                1
            )  # like a kill: what we hold goes back to the queue, and nothing may wait for a dead server
        house.cancel()


def serve(*, organizations: Organizations, concurrency: int = 4) -> None:
    """Work until told to stop (SIGINT, SIGTERM): fetched jobs are finished first.

    `organizations()` lists the ids whose daily work is planned at the start and every hour.
    """
    asyncio.run(_serve(concurrency, organizations))
