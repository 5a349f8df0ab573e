"""Moving a case along: who takes it, where the thing is, when it is over."""

from collections.abc import Collection
from datetime import date, datetime, timedelta

from savoir.cases import states
from savoir.cases.events import CaseAssigned, CaseClosed, CaseReopened, CaseResolved, LineReceived
from savoir.cases.models import Case, CaseLine
from savoir.cases.operations.appealing import review
from savoir.cases.operations.leaving import answers_cases
from savoir.cases.operations.locking import check_rank, locked, write_case
from savoir.cases.operations.promising import cancel_promise, keep_promise, make_promise
from savoir.cases.queries.cards import card_of
from savoir.cases.queries.queue import ranks_of_role, who_answers
from savoir.cases.rules import first_answer_due
from savoir.cases.states import OVER, Acceptance, CaseState, PromiseKind, Reception
from savoir.cases.values import CaseCard
from savoir.kernel import jobs, ledger
from savoir.kernel.access import Actor, Permission, require, system_actor
from savoir.kernel.errors import Invalid, NotFound
from savoir.kernel.lifecycles import advance
from savoir.kernel.prepared import prepared
from savoir.kernel.rows import write_columns
from savoir.organizations.queries import brand_card

CLOSING = "cases.close"
CHECK_AFTER = timedelta(days=7)
_LINE = prepared(lambda line_id: CaseLine.objects.select_for_update().filter(id=line_id))


def assign_case(*, actor: Actor, reference: str, member_id: int | None, now: datetime) -> CaseCard:
    """Give the case to a member, or to nobody; one that had gone up comes down with a member below.

    Raises NotFound, Invalid for somebody who isn't a member or whose role answers no cases, GoneUp for a
    member below the rank it went to.
    """
    require(actor, Permission.CASE_ASSIGN)
    case = locked(actor, reference=reference)
    check_rank(actor, case)
    roles = {one.id: one.role for one in who_answers(actor=actor)} if member_id is not None else {}
    if member_id is not None and member_id not in roles:
        raise Invalid("member", code="unknown")
    case.owner_id = member_id
    if member_id is not None and case.escalated_to not in ranks_of_role(roles[member_id]):
        case.escalated_to = ""  # it came down again
    write_case(case, "owner", "escalated_to")
    ledger.record(CaseAssigned(subject_id=case.id, member_id=member_id), actor=actor, now=now)
    return card_of(case)


def assign_cases(
    *, actor: Actor, references: Collection[str], member_id: int | None, now: datetime
) -> tuple[CaseCard, ...]:
    """Give several cases to one member, all or none; locked in one order, so that two colleagues never wait
    for each other. Raises NotFound, Invalid.
    """
    require(actor, Permission.CASE_ASSIGN)
    return tuple(
        assign_case(actor=actor, reference=reference, member_id=member_id, now=now)
        for reference in sorted(set(references))
    )


def hand_to_person(*, actor: Actor, case_id: int, look_by: date | None = None, now: datetime) -> None:
    """Put the case into the people's queue with a dated answer promise, unless it is there.

    A resolved or closed case opens again: what came up after its end would stand in nobody's queue. Who must
    look by a day answers on that day at the latest.
    """
    require(actor, Permission.CASE_READ)
    case = locked(actor, case_id=case_id)
    if case.state in OVER:
        _open_again(actor, case, now)
    if case.needs_person:
        if case.snoozed_until is not None:
            write_case(case, "needs_person")  # what comes up does not wait for the end of a snooze
        return
    case.needs_person = True
    write_case(case, "needs_person")
    due = first_answer_due(brand_card(actor=actor, brand_id=case.brand_id), now, look_by=look_by)
    make_promise(actor=actor, case_id=case.id, kind=PromiseKind.ANSWER, due_at=due, now=now)


def set_reception(*, actor: Actor, line_id: int, to: Reception, received_qty: int, now: datetime) -> None:
    """Say where the thing of a line is; `received_qty` more units arrived. Raises NotFound, IllegalMove."""
    require(actor, Permission.RETURN_READ)
    line = _LINE.first(line_id=line_id)
    if line is None:
        raise NotFound("line")
    case = locked(actor, case_id=line.case_id)
    line.received_qty += received_qty
    if line.reception != to.value:
        advance(line, "reception", to, lifecycle=states.RECEPTION, also=("received_qty",))
    elif received_qty:
        write_columns(line, "received_qty")
    if received_qty:
        fact = LineReceived(subject_id=case.id, line_id=line.id, quantity=received_qty)
        ledger.record(fact, actor=actor, now=now)


def resolve_case(*, actor: Actor, case_id: int, now: datetime) -> bool:
    """Everything agreed is done: thanks and a check follow in a week. False when it was resolved already."""
    require(actor, Permission.CASE_READ)
    case = locked(actor, case_id=case_id)
    if case.state in OVER:
        return False
    case.resolved_at, case.needs_person = now, False
    write_case(case, "resolved_at", "needs_person", to=CaseState.RESOLVED)
    CaseLine.objects.filter(case=case).update(is_open=False)
    check_at = now + CHECK_AFTER
    make_promise(actor=actor, case_id=case.id, kind=PromiseKind.CLOSING_CHECK, due_at=check_at, now=now)
    _close_at(case, check_at)
    ledger.record(CaseResolved(subject_id=case.id, check_at=check_at), actor=actor, now=now)
    return True


def _close_at(case: Case, check_at: datetime) -> None:
    """A minute before its own promise, so that the check is kept, not broken, by the same clock."""
    jobs.enqueue(
        CLOSING, org_id=case.org_id, run_at=check_at - timedelta(minutes=1),
        queueing_lock=f"close:{case.org_id}:{case.id}", case_id=case.id,
    )  # fmt: skip


def close_case(*, actor: Actor, case_id: int, now: datetime) -> bool:
    """Close a resolved case; False when it is not resolved (reopened, or closed already)."""
    require(actor, Permission.CASE_CLOSE)
    case = locked(actor, case_id=case_id)
    if case.state != CaseState.RESOLVED.value:
        return False
    keep_promise(actor=actor, case_id=case.id, kind=PromiseKind.CLOSING_CHECK, now=now)
    case.closed_at = now
    write_case(case, "closed_at", to=CaseState.CLOSED)
    ledger.record(CaseClosed(subject_id=case.id), actor=actor, now=now)
    return True


def reopen_case(*, actor: Actor, reference: str, now: datetime) -> CaseCard:
    """Open a resolved or closed case again: a person answers by the date of a first answer.

    Raises IllegalMove when it is open.
    """
    require(actor, Permission.CASE_OPEN)
    case = locked(actor, reference=reference)
    _open_again(actor, case, now)
    hand_to_person(actor=actor, case_id=case.id, now=now)
    return card_of(case)


def _open_again(actor: Actor, case: Case, now: datetime) -> None:
    """Nothing is checked at the end of what has not ended: the closing promise goes, or it would break."""
    write_case(case, to=CaseState.OPEN)
    case.closed_at = case.resolved_at = None
    if case.owner_id is not None and not answers_cases(system_actor(actor.org_id), case.owner_id):
        case.owner_id = None  # whoever had it works here no longer
    write_case(case, "closed_at", "resolved_at", "owner")
    cancel_promise(actor=actor, case_id=case.id, kind=PromiseKind.CLOSING_CHECK, now=now)
    review(actor, case, (Acceptance.REJECTED.value,), now)
    ledger.record(CaseReopened(subject_id=case.id), actor=actor, now=now)
    case.refresh_from_db()
