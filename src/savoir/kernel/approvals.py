"""Four eyes: a plan that passed a ceiling waits for a second person, another than the asker."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from savoir.kernel.access import Actor, Permission, require
from savoir.kernel.errors import Conflict, NotAllowed, NotFound
from savoir.kernel.models import Approval
from savoir.kernel.tenancy import current_organization


@dataclass(frozen=True, slots=True)
class Request:
    """What is asked: `verb` on a subject, by the plan `plan_digest`, beyond `ceiling_code`."""

    subject_kind: str
    subject_id: int
    verb: str
    plan_digest: str
    ceiling_code: str


@dataclass(frozen=True, slots=True)
class OpenApproval:
    """One request that waits for a second person."""

    id: int
    request: Request
    asked_by: int
    asked_at: datetime
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class LastRequest:
    """The newest request for a verb on a subject; `decided_by` None = nobody answered yet."""

    asked_by: int
    asked_at: datetime
    expires_at: datetime
    decided_by: int | None
    granted: bool | None
    motive: str
    decided_at: datetime | None = None

    def waits(self, now: datetime) -> bool:
        """Whether somebody may still answer it."""
        return self.decided_by is None and now < self.expires_at


def ask(*, actor: Actor, request: Request, expires_at: datetime, now: datetime) -> int:
    """Record the request and return its id; it takes the place of one that expired unanswered.

    Raises Conflict when one is open for the same verb.
    """
    open_already = Approval.objects.select_for_update().filter(
        subject_kind=request.subject_kind, subject_id=request.subject_id, verb=request.verb, decided_by=None
    )
    open_already.filter(expires_at__lte=now).delete()
    if open_already.exists():
        raise Conflict("approval", code="asked_already")
    row = Approval.objects.create(
        org_id=current_organization(), subject_kind=request.subject_kind, subject_id=request.subject_id,
        verb=request.verb, plan_digest=request.plan_digest, ceiling_code=request.ceiling_code,
        asked_by=actor.id, asked_at=now, expires_at=expires_at,
    )  # fmt: skip
    return row.id


def decide(
    *, actor: Actor, approval_id: int, granted: bool, plan_digest: str, motive: str, now: datetime
) -> Request:
    """Say yes or no. Raises NotFound, NotAllowed (also for the asker himself) or Conflict (decided, expired,
    or the plan moved since it was asked).
    """
    require(actor, Permission.APPROVAL_DECIDE)
    row = Approval.objects.select_for_update().filter(id=approval_id).first()
    if row is None:
        raise NotFound("approval")
    if row.asked_by == actor.id:
        raise NotAllowed("approval", code="own_request")
    if row.decided_by is not None or row.expires_at <= now or row.plan_digest != plan_digest:
        raise Conflict("approval", code="moved")
    row.decided_by, row.decided_at, row.granted, row.motive = actor.id, now, granted, motive
    row.save(update_fields=["decided_by", "decided_at", "granted", "motive"])
    return _request(row)


def withdraw(*, subject_kind: str, subject_id: int, verb: str) -> None:
    """Take back whatever is asked for this verb and not decided: the plan it was about is gone."""
    Approval.objects.filter(
        subject_kind=subject_kind, subject_id=subject_id, verb=verb, decided_by=None
    ).delete()


def open_request(*, subject_kind: str, subject_id: int, verb: str, now: datetime) -> int | None:
    """The id of the request that waits for this verb; None when nothing is asked, or it expired."""
    found = Approval.objects.filter(
        subject_kind=subject_kind, subject_id=subject_id, verb=verb, decided_by=None, expires_at__gt=now
    )
    return found.values_list("id", flat=True).first()


def last_request(*, subject_kind: str, subject_id: int, verb: str) -> LastRequest | None:
    """What was asked last, and the answer; the caller has seen that the actor may read the subject."""
    found = last_requests(subject_kind=subject_kind, subject_ids=(subject_id,), verb=verb)
    return found.get(subject_id)


def last_requests(*, subject_kind: str, subject_ids: Collection[int], verb: str) -> dict[int, LastRequest]:
    """What was asked last for a verb on each of these subjects, by subject (1 query); see `last_request`."""
    rows = Approval.objects.filter(subject_kind=subject_kind, subject_id__in=subject_ids, verb=verb)
    return {
        row.subject_id: LastRequest(
            row.asked_by,
            row.asked_at,
            row.expires_at,
            row.decided_by,
            row.granted,
            row.motive,
            row.decided_at,
        )
        for row in rows.order_by("id")
    }


def request_of(*, actor: Actor, approval_id: int) -> Request:
    """What is, or was, asked. Raises NotFound."""
    require(actor, Permission.APPROVAL_DECIDE)
    row = Approval.objects.filter(id=approval_id).first()
    if row is None:
        raise NotFound("approval")
    return _request(row)


def open_approvals(*, actor: Actor, limit: int) -> tuple[OpenApproval, ...]:
    """What waits for a second person, oldest first; the actor's own requests included."""
    require(actor, Permission.APPROVAL_DECIDE)
    rows = Approval.objects.filter(decided_by=None).order_by("id")[:limit]
    return tuple(
        OpenApproval(
            id=row.id, request=_request(row), asked_by=row.asked_by, asked_at=row.asked_at,
            expires_at=row.expires_at,
        )
        for row in rows
    )  # fmt: skip


def _request(row: Approval) -> Request:
    return Request(
        subject_kind=row.subject_kind, subject_id=row.subject_id, verb=row.verb,
        plan_digest=row.plan_digest, ceiling_code=row.ceiling_code,
    )  # fmt: skip
