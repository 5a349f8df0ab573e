"""What becomes of the cases of a colleague who works here no longer, or answers no cases any more."""

from datetime import datetime

from savoir.cases.events import CaseAssigned
from savoir.cases.models import Case
from savoir.cases.operations.locking import locked, write_case
from savoir.cases.operations.teams import AT_ONCE, LATE_COMERS
from savoir.cases.queries.queue import who_answers
from savoir.cases.states import ALIVE
from savoir.kernel import jobs, ledger
from savoir.kernel.access import Actor, Permission, require

GIVING_BACK = "cases.give_back"


def expect_giving_back(*, actor: Actor, member_id: int, now: datetime) -> None:
    """A colleague left or has another role: a job gives his cases back, and does so again for what was given
    to him in that instant.
    """
    require(actor, Permission.CASE_ASSIGN)
    for at in (now, now + LATE_COMERS):
        jobs.enqueue(GIVING_BACK, org_id=actor.org_id, run_at=at, member_id=member_id)


def give_back_cases(*, actor: Actor, member_id: int, now: datetime) -> int:
    """Open cases of somebody who left, or whose role answers no cases, belong to nobody again; how many there
    were, `AT_ONCE` at most. Their promises, their team and their rank stay.
    """
    require(actor, Permission.CASE_ASSIGN)
    if answers_cases(actor, member_id):
        return 0
    mine = Case.objects.filter(owner_id=member_id, state__in=sorted(ALIVE)).order_by("id")
    ids = list(mine.values_list("id", flat=True)[:AT_ONCE])
    for case_id in ids:
        case = locked(actor, case_id=case_id)
        if case.owner_id == member_id:
            case.owner_id = None
            write_case(case, "owner")
            ledger.record(CaseAssigned(subject_id=case.id, member_id=None), actor=actor, now=now)
    return len(ids)


def answers_cases(actor: Actor, member_id: int) -> bool:
    """Whether somebody works here, in a role that takes cases."""
    return any(member.id == member_id for member in who_answers(actor=actor))
