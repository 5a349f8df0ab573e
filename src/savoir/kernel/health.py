"""How the work that waits is doing: the queue of an organization, and what was given up."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection

from savoir.kernel import jobs
from savoir.kernel.access import Actor, Permission, require
from savoir.kernel.errors import NotFound
from savoir.kernel.models import HumanTask
from savoir.kernel.tenancy import current_organization

RETRIED = "retried"


@dataclass(frozen=True, slots=True)
class QueueHealth:
    """Jobs of an organization: due and not begun, running, promised for later; since when the oldest is due.

    `workers` counts those whose heart beat within the last half minute, of the whole machine.
    """

    due: int
    running: int
    later: int
    oldest_due_at: datetime | None
    workers: int


@dataclass(frozen=True, slots=True)
class GivenUp:
    """A job that failed at every try; a person has its task. `arguments` are ids and codes."""

    task_id: int
    job: str
    task_code: str
    arguments: dict[str, Any]
    since: datetime


_QUEUE = """SELECT count(*) FILTER (WHERE status = 'todo' AND coalesce(scheduled_at, %(now)s) <= %(now)s),
    count(*) FILTER (WHERE status = 'doing'),
    count(*) FILTER (WHERE status = 'todo' AND scheduled_at > %(now)s),
    min(scheduled_at) FILTER (WHERE status = 'todo' AND scheduled_at <= %(now)s),
    (SELECT count(*) FROM kernel_heartbeat WHERE seen_at > clock_timestamp() - interval '30 seconds')
  FROM kernel_waitingjob"""


def queue_health(*, actor: Actor, now: datetime) -> QueueHealth:
    """How many jobs wait, and how long. Raises NotAllowed."""
    require(actor, Permission.HEALTH_READ)
    with connection.cursor() as cursor:
        cursor.execute(_QUEUE, {"now": now})
        return QueueHealth(*cursor.fetchone())


def given_up(*, actor: Actor, limit: int, after_id: int = 0) -> tuple[GivenUp, ...]:
    """Jobs nobody tries any more, oldest first, `limit` at a time after the task `after_id`."""
    require(actor, Permission.HEALTH_READ)
    rows = HumanTask.objects.filter(done_at=None, id__gt=after_id, detail__has_key="job").order_by("id")
    return tuple(
        GivenUp(
            task_id=row.id, job=row.detail["job"], task_code=row.code, arguments=row.detail["arguments"],
            since=row.created_at,
        )
        for row in rows[:limit]
    )  # fmt: skip


def retry_given_up(*, actor: Actor, task_id: int, now: datetime) -> None:
    """Let a job that was given up run again with all its tries; its task is done.

    Every job may run twice, so this one may too. Raises NotAllowed, NotFound when its task is done already.
    """
    require(actor, Permission.JOB_RETRY)
    row = HumanTask.objects.select_for_update().filter(
        id=task_id, done_at=None, detail__has_key="job"
    ).first()  # fmt: skip
    if row is None:
        raise NotFound("task")
    arguments = {key: value for key, value in row.detail["arguments"].items() if key != "org_id"}
    jobs.enqueue(row.detail["job"], org_id=current_organization(), run_at=now, **arguments)
    row.done_at, row.done_by, row.outcome = now, actor.id, RETRIED
    row.save(update_fields=["done_at", "done_by", "outcome"])
