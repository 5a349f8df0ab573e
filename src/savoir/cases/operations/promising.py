"""Promises: made, kept, paused, broken; the timer job is the only one that breaks them."""

from datetime import datetime, timedelta

from savoir.cases import states
from savoir.cases.events import PromiseBroken, PromiseKept, PromiseMade
from savoir.cases.models import Case, Promise
from savoir.cases.operations.locking import locked, refresh_due, sooner, write_case
from savoir.cases.states import DELAYS_TOLD, PromiseKind, PromiseState
from savoir.kernel import jobs, ledger, tasks
from savoir.kernel.access import Actor, Permission, require
from savoir.kernel.lifecycles import advance
from savoir.kernel.prepared import prepared
from savoir.kernel.rows import insert_row, write_columns
from savoir.organizations.queries import brand_card

TIMER = "promises.check"
LATE_AGAIN = "promise_late_again"
_ALIVE = (PromiseState.RUNNING.value, PromiseState.PAUSED.value)
_ANSWERS = frozenset({PromiseKind.FIRST_ANSWER, PromiseKind.ANSWER})
_LIVING = prepared(
    lambda case_id, kind: Promise.objects.filter(case_id=case_id, kind=kind, state__in=_ALIVE).order_by("id")
)
_RUNNING = prepared(
    lambda case_id, promise_id: Promise.objects.filter(
        id=promise_id, case_id=case_id, state=PromiseState.RUNNING.value
    )
)


def make_promise(*, actor: Actor, case_id: int, kind: PromiseKind, due_at: datetime, now: datetime) -> int:
    """Tell a date. A living promise of the same kind is replaced (canceled) by the new one.

    No timer breaks what was late when the case moved in: a person has it, and nobody gets a late apology.
    """
    require(actor, Permission.CASE_READ)
    case = locked(actor, case_id=case_id)
    former = _LIVING.first(case_id=case.id, kind=kind.value)
    if former is not None:
        _end(former, PromiseState.CANCELED, now)
    return _made(actor, case, kind, due_at, former, now)


def make_first_promise(*, actor: Actor, case: Case, due_at: datetime, now: datetime) -> int:
    """Tell the date of the first answer to a case that was written just now: nothing lives beside it."""
    require(actor, Permission.CASE_READ)
    return _made(actor, case, PromiseKind.FIRST_ANSWER, due_at, None, now)


def _made(
    actor: Actor, case: Case, kind: PromiseKind, due_at: datetime, former: Promise | None, now: datetime
) -> int:
    row = insert_row(
        Promise(org_id=case.org_id, case=case, kind=kind.value, due_at=due_at, made_at=now, replaces=former)
    )
    if case.moved_in_at is None or due_at > case.moved_in_at:
        jobs.enqueue(TIMER, org_id=case.org_id, run_at=due_at, case_id=case.id, promise_id=row.id)
    if former is None:
        sooner(case, due_at, now)
    else:
        refresh_due(case, now)
    ledger.record(PromiseMade(subject_id=case.id, promise=kind, due_at=due_at), actor=actor, now=now)
    return row.id


def keep_promise(*, actor: Actor, case_id: int, kind: PromiseKind, now: datetime) -> bool:
    """Mark the living promise of this kind as kept; False when there is none."""
    require(actor, Permission.CASE_READ)
    case = locked(actor, case_id=case_id)
    row = _LIVING.first(case_id=case.id, kind=kind.value)
    if row is None:
        return False
    _end(row, PromiseState.KEPT, now)
    if kind in _ANSWERS and case.answer_broken_at is not None:
        case.answer_broken_at = None
        write_case(case, "answer_broken_at")
    refresh_due(case, now)
    ledger.record(PromiseKept(subject_id=case.id, promise=kind), actor=actor, now=now)
    return True


def cancel_promise(*, actor: Actor, case_id: int, kind: PromiseKind, now: datetime) -> bool:
    """Take back a promise that has lost its object (the refund became an exchange); False when none lives."""
    require(actor, Permission.CASE_READ)
    case = locked(actor, case_id=case_id)
    row = _LIVING.first(case_id=case.id, kind=kind.value)
    if row is None:
        return False
    _end(row, PromiseState.CANCELED, now)
    refresh_due(case, now)
    return True


def pause_promises(*, actor: Actor, case_id: int, now: datetime) -> None:
    """Stop the answer clocks while the customer has the ball."""
    case = locked(actor, case_id=case_id)
    for row in Promise.objects.filter(
        case=case, state=PromiseState.RUNNING.value,
        kind__in=[PromiseKind.FIRST_ANSWER.value, PromiseKind.ANSWER.value],
    ):  # fmt: skip
        row.paused_at = now
        write_columns(row, "paused_at")
        advance(row, "state", PromiseState.PAUSED, lifecycle=states.PROMISE)
    refresh_due(case, now)


def resume_promises(*, actor: Actor, case_id: int, now: datetime) -> None:
    """Let paused clocks run again, later by the time they stood still."""
    case = locked(actor, case_id=case_id)
    for row in Promise.objects.filter(case=case, state=PromiseState.PAUSED.value):
        row.due_at += now - (row.paused_at or now)
        row.paused_at = None
        write_columns(row, "due_at", "paused_at")
        advance(row, "state", PromiseState.RUNNING, lifecycle=states.PROMISE)
        jobs.enqueue(TIMER, org_id=case.org_id, run_at=row.due_at, case_id=case.id, promise_id=row.id)
    refresh_due(case, now)


def break_promise(*, actor: Actor, case_id: int, promise_id: int, now: datetime) -> bool:
    """Break a running promise whose instant has passed, and make the next one, a business day later.

    The customer's apology with the new date follows from the event, `DELAYS_TOLD` times in a row; with the
    last of them a person has a task, and no letter follows by itself. False when there was nothing to break:
    kept, paused or moved meanwhile.
    """
    case = locked(actor, case_id=case_id)
    row = _RUNNING.first(case_id=case.id, promise_id=promise_id)
    if row is None or row.due_at > now:
        return False
    in_a_row = 1 + _broken_before(row)
    _advance(row, PromiseState.BROKEN, now)
    brand = brand_card(actor=actor, brand_id=case.brand_id)
    kind = PromiseKind(row.kind)
    if kind in _ANSWERS:
        case.answer_broken_at = now
        write_case(case, "answer_broken_at")
    new_due = brand.calendar.add_business_time(now, timedelta(hours=brand_day_hours(kind)))
    fact = PromiseBroken(
        subject_id=case.id, promise=kind, due_at=row.due_at, new_due_at=new_due, in_a_row=in_a_row
    )
    _made(actor, case, _again(case, kind, now), new_due, row, now)
    ledger.record(fact, actor=actor, now=now)
    if in_a_row >= DELAYS_TOLD:
        _call_a_person(case, kind, new_due, now)
    return True


def _again(case: Case, kind: PromiseKind, now: datetime) -> PromiseKind:
    """What is promised after a missed date: for a first answer the next one, in place of one that lives."""
    if kind is not PromiseKind.FIRST_ANSWER:
        return kind
    living = _LIVING.first(case_id=case.id, kind=PromiseKind.ANSWER.value)
    if living is not None:
        _end(living, PromiseState.CANCELED, now)
    return PromiseKind.ANSWER


def _call_a_person(case: Case, kind: PromiseKind, due_at: datetime, now: datetime) -> None:
    tasks.open_task(
        code=LATE_AGAIN, subject_kind="case", subject_id=case.id, detail={"promise": kind.value},
        due_at=due_at, now=now,
    )  # fmt: skip


def _broken_before(row: Promise) -> int:
    """How many dates of this promise passed one after the other before this one."""
    count, former = 0, row.replaces
    while former is not None and former.state == PromiseState.BROKEN.value:
        count, former = count + 1, former.replaces
    return count


def brand_day_hours(kind: PromiseKind) -> int:
    """Business hours until the next date after a breach: one working day, two for money."""
    return 18 if kind is PromiseKind.REFUND else 9


def _end(row: Promise, to: PromiseState, now: datetime) -> None:
    """It is kept, or has another date by somebody's word: nobody need look at its missed dates any more."""
    _advance(row, to, now)
    if row.replaces_id is not None:
        tasks.close_tasks(
            code=LATE_AGAIN, subject_kind="case", subject_id=row.case_id, outcome=to.value, now=now
        )


def _advance(row: Promise, to: PromiseState, now: datetime) -> None:
    row.ended_at = now
    advance(row, "state", to, lifecycle=states.PROMISE, also=("ended_at",))
