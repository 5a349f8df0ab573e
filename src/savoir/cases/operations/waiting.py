"""Whose turn it is: we ask, the customer replies or stays silent, and nothing he writes is left lying."""

from datetime import datetime, timedelta

from savoir.cases.events import (
    CustomerAsked,
    CustomerReminded,
    CustomerSilent,
    NothingToAnswer,
    QuestionRaised,
    QuestionSettled,
)
from savoir.cases.models import Case, Promise
from savoir.cases.operations.deciding import check_undecided, decision_in_force
from savoir.cases.operations.locking import check_rank, locked, write_case
from savoir.cases.operations.moving import hand_to_person
from savoir.cases.operations.promising import (
    cancel_promise,
    keep_promise,
    make_promise,
    pause_promises,
    resume_promises,
)
from savoir.cases.queries.cards import has_open_question
from savoir.cases.rules import awaited_reply, first_answer_due
from savoir.cases.states import CaseState, PromiseKind, PromiseState
from savoir.cases.values import AwaitedReply
from savoir.kernel import jobs, ledger
from savoir.kernel.access import Actor, Permission, require
from savoir.kernel.errors import NotAllowed
from savoir.kernel.ledger import Code
from savoir.organizations.queries import brand_card

REMIND = "cases.remind"
GO_ON = "cases.go_on"
_WAITING = CaseState.WAITING_ON_CUSTOMER.value
# Promised and not yet done; broken when the timer was faster than the job that keeps it.
_PENDING = (PromiseState.RUNNING.value, PromiseState.BROKEN.value)


def ask_customer(*, actor: Actor, reference: str, what: str, now: datetime) -> int:
    """Ask the customer for something: the first answer is given, the answer clock stops until he replies.

    He has a week and is reminded once; then a person goes on by a date that is told with the question.
    Returns the case id. Raises GoneUp, CaseMoved when the case is decided or over.
    """
    require(actor, Permission.CASE_DECIDE)
    case = locked(actor, reference=reference)
    check_rank(actor, case)
    check_undecided(case)
    is_first = keep_promise(actor=actor, case_id=case.id, kind=PromiseKind.FIRST_ANSWER, now=now)
    if not is_first and case.state != _WAITING:  # a question is an answer, also to a later promise
        keep_promise(actor=actor, case_id=case.id, kind=PromiseKind.ANSWER, now=now)
    brand = brand_card(actor=actor, brand_id=case.brand_id)
    due = first_answer_due(brand, now)
    make_promise(actor=actor, case_id=case.id, kind=PromiseKind.ANSWER, due_at=due, now=now)
    pause_promises(actor=actor, case_id=case.id, now=now)
    if case.state != _WAITING:
        write_case(case, to=CaseState.WAITING_ON_CUSTOMER)
    _follow_up(actor, case, awaited_reply(brand, now), now)
    ledger.record(CustomerAsked(subject_id=case.id, what=Code(what)), actor=actor, now=now)
    return case.id


def _follow_up(actor: Actor, case: Case, dates: AwaitedReply, now: datetime) -> None:
    """Promise to go on, a minute after the job that does: the promise is kept, not broken, by one clock."""
    promise_id = make_promise(
        actor=actor, case_id=case.id, kind=PromiseKind.FOLLOW_UP, due_at=dates.goes_on_at, now=now
    )
    for name, at in ((REMIND, dates.remind_at), (GO_ON, dates.goes_on_at - timedelta(minutes=1))):
        jobs.enqueue(name, org_id=case.org_id, run_at=at, case_id=case.id, promise_id=promise_id)


def remind_customer(*, actor: Actor, case_id: int, promise_id: int, now: datetime) -> bool:
    """Repeat our question. False when it was answered, asked anew or settled meanwhile."""
    require(actor, Permission.CASE_READ)
    case = locked(actor, case_id=case_id)
    if not _still_waits(case, promise_id):
        return False
    ledger.record(CustomerReminded(subject_id=case.id), actor=actor, now=now)
    return True


def go_on_without_reply(*, actor: Actor, case_id: int, promise_id: int, now: datetime) -> bool:
    """The days to reply have passed: the case stands before a person again, with the answer that was told.

    False when it was answered, asked anew or settled meanwhile.
    """
    require(actor, Permission.CASE_READ)
    case = locked(actor, case_id=case_id)
    if not _still_waits(case, promise_id):
        return False
    asked_at = Promise.objects.get(id=promise_id).made_at
    due = awaited_reply(brand_card(actor=actor, brand_id=case.brand_id), asked_at).answer_by
    keep_promise(actor=actor, case_id=case.id, kind=PromiseKind.FOLLOW_UP, now=now)
    case.needs_person = True
    write_case(case, "needs_person", to=CaseState.OPEN)
    make_promise(actor=actor, case_id=case.id, kind=PromiseKind.ANSWER, due_at=due, now=now)
    ledger.record(CustomerSilent(subject_id=case.id), actor=actor, now=now)
    return True


def _still_waits(case: Case, promise_id: int) -> bool:
    asked = Promise.objects.filter(id=promise_id, case=case, state__in=_PENDING)
    return case.state == _WAITING and asked.exists()


def customer_answered(*, actor: Actor, case_id: int, now: datetime) -> None:
    """The customer wrote: the case stands before a person, with a dated answer, whatever its state was.

    A paused clock runs again; what was resolved or closed opens again.
    """
    require(actor, Permission.CASE_READ)
    case = locked(actor, case_id=case_id)
    if case.state == _WAITING:
        case.needs_person = True
        write_case(case, "needs_person", to=CaseState.OPEN)
        cancel_promise(actor=actor, case_id=case.id, kind=PromiseKind.FOLLOW_UP, now=now)
        resume_promises(actor=actor, case_id=case.id, now=now)
    hand_to_person(actor=actor, case_id=case.id, now=now)
    if decision_in_force(case) is not None:
        ledger.record(QuestionRaised(subject_id=case.id), actor=actor, now=now)


def settle_question(*, actor: Actor, reference: str, now: datetime) -> bool:
    """What the customer wrote about a decided case has its answer, or needs none: it leaves the queue.

    A decided case that stands there for another cause leaves it too; the answer that was promised with that
    has lost its object, and no question is said to be settled.
    False, and nothing happens, while the case itself is still to be decided or nobody was waited for.
    Raises NotFound, GoneUp, NotAllowed for the customer himself.
    """
    require(actor, Permission.MESSAGE_SEND)
    if actor.is_customer:
        raise NotAllowed("case", code="speaks_for_the_brand")
    case = locked(actor, reference=reference)
    check_rank(actor, case)
    if not case.needs_person or decision_in_force(case) is None:
        return False
    is_asked = has_open_question(actor=actor, case_id=case.id)
    end_promise = keep_promise if is_asked else cancel_promise
    end_promise(actor=actor, case_id=case.id, kind=PromiseKind.ANSWER, now=now)
    case.needs_person = False
    write_case(case, "needs_person")
    fact = QuestionSettled(subject_id=case.id) if is_asked else NothingToAnswer(subject_id=case.id)
    ledger.record(fact, actor=actor, now=now)
    return True
