"""The worker: procrastinate fetches, `runner.execute` does. The only file that knows procrastinate."""

import asyncio
import os
import platform
from datetime import datetime
from typing import Any

import procrastinate
from django.db import close_old_connections, connection, connections
from procrastinate import retry

from savoir.kernel.jobs import runner
from savoir.kernel.jobs.queue import DEFAULT_QUEUE, TASK

STALLED_AFTER_SECONDS = 15
KEPT_FINISHED_HOURS = 7 * 24


class _TryAgain(Exception):  # noqa: N818 - says what to do, not what broke
    def __init__(self, seconds: int) -> None:
        super().__init__(seconds)
        self.seconds = seconds


class _AsTheJobSays(retry.BaseRetryStrategy):
    """Each job decides its own waits; the runner says when it is over."""

    def get_retry_decision(self, *, exception: BaseException, job: Any) -> retry.RetryDecision | None:
        if isinstance(exception, _TryAgain):
            return retry.RetryDecision(retry_in={"seconds": exception.seconds})
        return None


def database_now() -> datetime:
    """The database's clock: the only one that workers on several machines share."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        now: datetime = cursor.fetchone()[0]
    return now


def run_one(context: Any, **arguments: Any) -> None:
    """Run one fetched job on its own connection."""
    close_old_connections()
    try:
        wait = runner.execute(arguments, attempt=context.job.attempts + 1, now=database_now())
    finally:
        connections.close_all()
    if wait is not None:
        raise _TryAgain(wait)


def on_app_ready(app: Any) -> None:
    """Register our one task; called by Django's start-up."""
    app.task(name=TASK, pass_context=True, retry=_AsTheJobSays())(run_one)


def _beat(name: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO kernel_heartbeat (name, seen_at) VALUES (%s, clock_timestamp())"
            " ON CONFLICT (name) DO UPDATE SET seen_at = excluded.seen_at",
            [name],
        )
    connections.close_all()


async def _retry_stalled(app: Any) -> None:
    stalled = await app.job_manager.get_stalled_jobs(seconds_since_heartbeat=STALLED_AFTER_SECONDS)
    for job in stalled:
        await app.job_manager.retry_job(job)


async def _housekeeping(app: Any, name: str) -> None:
    """Every ten seconds: say that we live, and free what a killed worker left half done."""
    tick = 0
    while True:
        await asyncio.to_thread(_beat, name)
        await _retry_stalled(app)
        if tick % 360 == 0:
            await app.job_manager.delete_old_jobs(nb_hours=KEPT_FINISHED_HOURS, include_failed=False)
        tick += 1
        await asyncio.sleep(10)


async def _serve(concurrency: int) -> None:
    from procrastinate.contrib.django import app as django_app
    from procrastinate.contrib.django.django_connector import DjangoConnector

    connector = django_app.connector
    if not isinstance(connector, DjangoConnector):
        raise TypeError("the worker needs Django's own connector")
    worker_app = django_app.with_connector(connector.get_worker_connector())
    async with worker_app.open_async():
        house = asyncio.create_task(_housekeeping(worker_app, f"{platform.node()}:{os.getpid()}"))
        try:
            await worker_app.run_worker_async(
                queues=[DEFAULT_QUEUE], concurrency=concurrency, fetch_job_polling_interval=1.0,
                delete_jobs=procrastinate.jobs.DeleteJobCondition.SUCCESSFUL,
                update_heartbeat_interval=5.0, stalled_worker_timeout=STALLED_AFTER_SECONDS,
            )  # fmt: skip
        finally:
            house.cancel()


def serve(*, concurrency: int = 4) -> None:
    """Work until told to stop (SIGINT, SIGTERM): fetched jobs are finished first."""
    asyncio.run(_serve(concurrency))
