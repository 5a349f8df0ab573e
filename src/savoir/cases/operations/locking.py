"""The first thing every verb does: find the case for its actor and lock it."""

from datetime import datetime

from django.db import connection

from savoir.cases import states
from savoir.cases.models import Case
from savoir.cases.queries.queue import ranks_of
from savoir.cases.queries.scope import keep_locked, locked_row, visible_cases
from savoir.cases.states import CaseState
from savoir.kernel.access import Actor, ActorKind
from savoir.kernel.errors import NotAllowed, NotFound
from savoir.kernel.lifecycles import advance
from savoir.kernel.prepared import answered
from savoir.kernel.rows import write_columns
from savoir.kernel.tasks import close_tasks

LATE = "moved_in_late"


class GoneUp(NotAllowed):
    """The case was sent up to a rank that the actor has not: it is answered there."""


def check_rank(actor: Actor, case: Case) -> None:
    """Raise GoneUp for a member (or a program) below the rank the case was sent up to."""
    if actor.kind in (ActorKind.MEMBER, ActorKind.API) and case.escalated_to not in ranks_of(actor):
        raise GoneUp("case", reference=case.reference, rank=case.escalated_to)


def require_rank(*, actor: Actor, case_id: int) -> None:
    """Raise GoneUp when the case was sent up beyond the actor; for deeds of higher rooms. Locks it."""
    check_rank(actor, locked(actor, case_id=case_id))


def locked(actor: Actor, *, reference: str = "", case_id: int = 0) -> Case:
    """The case's row, locked until the transaction ends. Raises NotFound for what the actor may not see."""
    if not case_id:
        found = visible_cases(actor).filter(reference=reference).values_list("id", flat=True).first()
        if found is None:
            raise NotFound("case")
        case_id = found
    return locked_row(actor, case_id)


def write_case(case: Case, *names: str, to: CaseState | None = None) -> None:
    """Save columns of a locked case, moved to the state `to` if one is given; it stays known as locked.

    Who writes `needs_person` ends what stood in the way: a snooze, and an escalation and a look when nobody
    is needed.
    """
    if "needs_person" in names:
        case.snoozed_until, case.snooze_reason = None, ""
        if not case.needs_person:
            case.escalated_to, case.look_by = "", None
        names = (*names, "snoozed_until", "snooze_reason", "escalated_to", "look_by")
    if to is None:
        write_columns(case, *names)
    else:
        advance(case, "state", to, lifecycle=states.CASE, also=names)
    keep_locked(case)


def refresh_due(case: Case, now: datetime) -> None:
    """Write the earliest running promise on the case: what the queue sorts by.

    The task of a case that moved in late closes when nothing of before is due any more.
    """
    (case.next_due_at,), *_ = answered(connection, _SOONEST, [case.id])
    _dated(case, now)


def sooner(case: Case, due_at: datetime, now: datetime) -> None:
    """One more promise runs, and none ended: the case is due by then if by nothing earlier."""
    if case.next_due_at is None or due_at < case.next_due_at:
        case.next_due_at = due_at
        write_columns(case, "next_due_at")
    _dated(case, now)


def _dated(case: Case, now: datetime) -> None:
    keep_locked(case)
    if case.moved_in_at is not None and (case.next_due_at or now) > case.moved_in_at:
        close_tasks(code=LATE, subject_kind="case", subject_id=case.id, outcome="answered", now=now)


_SOONEST = """UPDATE cases_case c SET next_due_at = (SELECT min(p.due_at) FROM cases_promise p
    WHERE p.org_id = c.org_id AND p.case_id = c.id AND p.state = 'running')
    WHERE c.id = %s RETURNING next_due_at"""


def lock_case(*, actor: Actor, reference: str = "", case_id: int = 0) -> int:
    """Lock a case, by id or reference, for a composition of a higher room; return its id. Raises NotFound."""
    return locked(actor, reference=reference, case_id=case_id).id
