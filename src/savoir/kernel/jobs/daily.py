"""Work of every day and hour: a job per organization, planned ahead by whoever keeps the worker's house."""

from collections.abc import Callable, Iterable
from datetime import UTC, datetime, time, timedelta

from django.db import OperationalError, connection, connections
from psycopg.errors import LockNotAvailable

from savoir.kernel.jobs.queue import enqueue
from savoir.kernel.jobs.registry import find
from savoir.kernel.tenancy import organization_block

_times: dict[str, time] = {}
_hourly: set[str] = set()
# A transaction is one organization's; why both ends of it: `kernel.leases`.
_PLANNER = """SET lock_timeout = '5s'; SET idle_in_transaction_session_timeout = '60s';
    SET transaction_timeout = '60s'"""


def each_day(name: str, at: time) -> None:
    """Let the declared job `name` run once a day in every organization, soon after `at` (UTC).

    Raises KeyError when nobody declares it.
    """
    find(name)
    _times[name] = at


def each_hour(name: str) -> None:
    """Let the declared job `name` run once an hour in every organization.

    Raises KeyError when nobody declares it.
    """
    find(name)
    _hourly.add(name)


def daily_jobs() -> tuple[str, ...]:
    """What runs every day."""
    return tuple(sorted(_times))


def database_now() -> datetime:
    """The database's clock: the only one that workers on several machines share."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        now: datetime = cursor.fetchone()[0]
    return now


def plan_unless_held(organizations: Callable[[], Iterable[int]]) -> bool:
    """`plan_daily` on a connection of its own, for a worker; False when another worker holds those promises.

    That one plans the same, or was stopped over it: waiting for it would keep us from taking up its work.
    """
    try:
        with connection.cursor() as cursor:
            cursor.execute(_PLANNER)
        plan_daily(org_ids=organizations(), now=database_now())
    except OperationalError as failure:
        if not isinstance(failure.__cause__, LockNotAvailable):
            raise
        return False
    finally:
        connections.close_all()
    return True


def plan_daily(*, org_ids: Iterable[int], now: datetime) -> None:
    """Promise the next run of each daily and hourly job to each organization; one that waits is not doubled.

    A worker that slept over an instant runs it when it wakes: the promise stands in the queue. Organizations
    are spread over an hour, so that they don't all call the same outside system at once.
    """
    for org_id in org_ids:
        with organization_block(org_id):
            due = {name: _next(at, org_id, now) for name, at in _times.items()}
            due |= dict.fromkeys(_hourly, _next_hour(org_id, now))
            for name, run_at in sorted(due.items()):
                enqueue(name, org_id=org_id, run_at=run_at, queueing_lock=f"daily:{name}:{org_id}")


def _next_hour(org_id: int, now: datetime) -> datetime:
    this = now.astimezone(UTC).replace(minute=org_id % 60, second=0, microsecond=0)
    return this if this > now else this + timedelta(hours=1)


def _next(at: time, org_id: int, now: datetime) -> datetime:
    today = datetime.combine(now.astimezone(UTC).date(), at, UTC) + timedelta(minutes=org_id % 60)
    return today if today > now else today + timedelta(days=1)
