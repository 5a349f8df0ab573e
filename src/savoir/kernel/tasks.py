"""Human tasks: what a machine could not finish, or must never do alone."""

import hashlib
import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from savoir.kernel.access import Actor, Permission, require
from savoir.kernel.errors import NotFound
from savoir.kernel.jobs.registry import DEFAULT_TASK, Job
from savoir.kernel.jobs.runner import when_given_up
from savoir.kernel.models import HumanTask
from savoir.kernel.tenancy import current_organization

KIND: Final = 30  # letters of a subject's kind


@dataclass(frozen=True, slots=True)
class Task:
    """One open task. `detail` holds ids, codes and amounts for its sentence, nothing personal."""

    id: int
    code: str
    subject_kind: str
    subject_id: int
    detail: dict[str, Any]
    due_at: datetime | None
    created_at: datetime


def open_task(
    *, code: str, subject_kind: str, subject_id: int, detail: dict[str, Any], due_at: datetime | None,
    now: datetime, work: str = "",
) -> None:  # fmt: skip
    """Put work before a person; the same open task is never doubled (its first detail stays).

    `work`: at most 100 letters that tell two tasks of one code and subject apart.
    """
    HumanTask.objects.bulk_create(
        [
            HumanTask(
                org_id=current_organization(), code=code, subject_kind=subject_kind, subject_id=subject_id,
                detail=detail, due_at=due_at, created_at=now, work=work,
            )
        ],
        ignore_conflicts=True,
    )  # fmt: skip


def open_once(
    *, code: str, subject_kind: str, subject_id: int, detail: dict[str, Any], due_at: datetime | None,
    now: datetime,
) -> bool:  # fmt: skip
    """The same, unless a task of this code about this subject was ever open; whether it was opened now."""
    known = HumanTask.objects.filter(code=code, subject_kind=subject_kind, subject_id=subject_id)
    if known.exists():
        return False
    open_task(
        code=code, subject_kind=subject_kind, subject_id=subject_id, detail=detail, due_at=due_at, now=now
    )
    return True


def finish_task(*, actor: Actor, task_id: int, outcome: str, now: datetime) -> Task:
    """Mark a task done by `actor`. Raises NotAllowed, or NotFound for one that is done or not his."""
    require(actor, Permission.TASK_DO)
    row = HumanTask.objects.select_for_update().filter(id=task_id, done_at=None).first()
    if row is None:
        raise NotFound("task")
    row.done_at, row.done_by, row.outcome = now, actor.id, outcome
    row.save(update_fields=["done_at", "done_by", "outcome"])
    return _task(row)


def close_tasks(*, code: str, subject_kind: str, subject_id: int, outcome: str, now: datetime) -> int:
    """Close what the world settled by itself; return how many tasks were open."""
    rows = HumanTask.objects.filter(code=code, subject_kind=subject_kind, subject_id=subject_id, done_at=None)
    return rows.update(done_at=now, done_by=0, outcome=outcome)


def close_all_tasks(*, subject_kind: str, subject_id: int, outcome: str, now: datetime) -> int:
    """Close every task about a subject that is done for good; return how many were open."""
    rows = HumanTask.objects.filter(subject_kind=subject_kind, subject_id=subject_id, done_at=None)
    return rows.update(done_at=now, done_by=0, outcome=outcome)


def open_tasks(*, actor: Actor, limit: int, after_id: int = 0) -> tuple[Task, ...]:
    """Tasks that wait, oldest first, `limit` at a time after `after_id`."""
    require(actor, Permission.TASK_DO)
    rows = HumanTask.objects.filter(done_at=None, id__gt=after_id).order_by("id")[:limit]
    return tuple(_task(row) for row in rows)


def count_open(*, actor: Actor) -> int:
    """How many tasks wait."""
    require(actor, Permission.TASK_DO)
    return HumanTask.objects.filter(done_at=None).count()


def _task(row: HumanTask) -> Task:
    return Task(
        id=row.id, code=row.code, subject_kind=row.subject_kind, subject_id=row.subject_id,
        detail=row.detail, due_at=row.due_at, created_at=row.created_at,
    )  # fmt: skip


def _given_up(*, org_id: int, job: Job, arguments: dict[str, Any], now: datetime) -> None:
    kind, subject_id = _subject(org_id, job, arguments)
    open_task(
        code=job.task_code, subject_kind=kind, subject_id=subject_id,
        detail={"job": job.name, "arguments": arguments}, due_at=now, now=now, work=_work(job, arguments),
    )  # fmt: skip


def _work(job: Job, arguments: dict[str, Any]) -> str:
    """One task for each job and what it was told, unless its own code says what is to be done by hand.

    "refund_doubtful" is one task of its refund, whether a verb or a job found it; of two jobs that merely
    failed, one case's or one refund's, the second would never be seen.
    """
    if job.task_code != DEFAULT_TASK:
        return ""
    told = json.dumps(arguments, sort_keys=True, default=str).encode()
    return f"{job.name} {hashlib.blake2b(told, digest_size=8).hexdigest()}"


def _subject(org_id: int, job: Job, arguments: dict[str, Any]) -> tuple[str, int]:
    """What a job works on: the subject it names, else its first id (`refund_id=7` is refund 7).

    Whoever finishes the thing by another way closes its tasks by that name. A job of a whole organization is
    its own subject: two that fail are two tasks.
    """
    named = next((key for key in arguments if key.endswith("_id") and key != "org_id"), "org_id")
    kind = job.name[:KIND] if named == "org_id" else named.removesuffix("_id")
    return str(arguments.get("subject_kind", kind)), int(arguments.get(named, org_id))


when_given_up(_given_up)
