"""Work of every day: one job per organization, planned ahead by whoever keeps the worker's house."""

from collections.abc import Iterable
from datetime import UTC, datetime, time, timedelta

from savoir.kernel.jobs.queue import enqueue
from savoir.kernel.jobs.registry import find
from savoir.kernel.tenancy import organization_block

_times: dict[str, time] = {}


def each_day(name: str, at: time) -> None:
    """Let the declared job `name` run once a day in every organization, soon after `at` (UTC).

    Raises KeyError when nobody declares it.
    """
    find(name)
    _times[name] = at


def daily_jobs() -> tuple[str, ...]:
    """What runs every day."""
    return tuple(sorted(_times))


def plan_daily(*, org_ids: Iterable[int], now: datetime) -> None:
    """Promise the next run of every daily job to each organization; a run that waits is not doubled.

    A worker that slept over an instant runs it when it wakes: the promise stands in the queue. Organizations
    are spread over an hour, so that they don't all call the same outside system at once.
    """
    for org_id in org_ids:
        with organization_block(org_id):
            for name, at in sorted(_times.items()):
                enqueue(
                    name, org_id=org_id, run_at=_next(at, org_id, now), queueing_lock=f"daily:{name}:{org_id}"
                )


def _next(at: time, org_id: int, now: datetime) -> datetime:
    today = datetime.combine(now.astimezone(UTC).date(), at, UTC) + timedelta(minutes=org_id % 60)
    return today if today > now else today + timedelta(days=1)
