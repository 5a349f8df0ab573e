"""Who takes a case next, until when it stands aside, and when it goes up."""

from datetime import datetime, timedelta

from django.db.models import F

from savoir.cases.events import CaseAssigned, CaseEscalated, CaseSnoozed, CaseWoken
from savoir.cases.models import Case, Promise
from savoir.cases.operations.locking import check_rank, locked, write_case
from savoir.cases.operations.promising import cancel_promise
from savoir.cases.queries.cards import card_of
from savoir.cases.queries.queue import ranks_above, to_do_of
from savoir.cases.queries.scope import keep_locked, visible_cases
from savoir.cases.states import CaseState, PromiseKind, PromiseState, Rank, SnoozeReason
from savoir.cases.values import CaseCard
from savoir.kernel import jobs, ledger
from savoir.kernel.access import Actor, ActorKind, Permission, require
from savoir.kernel.errors import Conflict, Invalid, NotAllowed
from savoir.kernel.ledger import events_of

WAKING = "cases.wake"
_KEEPS_WITH_PERSON = frozenset({"question_raised", "customer_wrote", "case_reopened", "refund_failed"})
LONGEST_SNOOZE = timedelta(days=60)


class NotToDo(Conflict):
    """No person is waited for on this case: it is decided, waits for the customer, or is over."""


class SnoozeImpossible(Invalid):
    """`code`: `past`, or `too_far` (more than 60 days, `facts["last"]`)."""


class BeyondPromise(Invalid):
    """The case would still stand aside when its promise falls due (`facts["due_at"]`), and nobody said so."""


class NobodyAbove(Invalid):
    """The case is with that rank already, or the actor has it himself: it can't go up to there."""


def take_next(*, actor: Actor, now: datetime) -> CaseCard | None:
    """Give the member the case that is promised first and belongs to nobody; None when none waits.

    Cases a colleague is taking in the same instant are stepped over, so two members never get the same one.
    """
    require(actor, Permission.CASE_ASSIGN)
    if actor.kind is not ActorKind.MEMBER:
        raise NotAllowed("case", code="members_only")
    case = _soonest(actor, now)
    if case is None:
        return None
    case.owner_id = actor.id
    write_case(case, "owner")
    ledger.record(CaseAssigned(subject_id=case.id, member_id=actor.id), actor=actor, now=now)
    return card_of(case)


def _soonest(actor: Actor, now: datetime) -> Case | None:
    waiting = visible_cases(actor).filter(to_do_of(actor, now), owner=None)
    rows = waiting.select_for_update(skip_locked=True, of=("self",))
    case = rows.order_by(F("next_due_at").asc(nulls_last=True), "id").first()
    if case is not None:
        keep_locked(case)
    return case


def snooze_case(
    *, actor: Actor, reference: str, until: datetime, reason: SnoozeReason,
    past_promise: datetime | None = None, now: datetime,
) -> CaseCard:  # fmt: skip
    """Let a case stand aside until an instant; a job puts it back, a word of the customer's does it earlier.

    No clock stops: who goes beyond the running promise names its instant (`past_promise`), and the customer
    gets the apology with its new date then. Raises NotFound, GoneUp, NotToDo, SnoozeImpossible,
    BeyondPromise.
    """
    require(actor, Permission.CASE_ASSIGN)
    case = _waiting(actor, reference)
    if until <= now or until > now + LONGEST_SNOOZE:
        code = "past" if until <= now else "too_far"
        raise SnoozeImpossible("until", code=code, last=now + LONGEST_SNOOZE)
    if case.next_due_at is not None and until > case.next_due_at and past_promise != case.next_due_at:
        raise BeyondPromise("until", due_at=case.next_due_at)
    case.snoozed_until, case.snooze_reason = until, reason.value
    write_case(case, "snoozed_until", "snooze_reason")
    jobs.enqueue(WAKING, org_id=case.org_id, run_at=until, case_id=case.id)
    ledger.record(CaseSnoozed(subject_id=case.id, until=until, reason=reason), actor=actor, now=now)
    return card_of(case)


def wake_case(*, actor: Actor, case_id: int, now: datetime) -> bool:
    """Put a case back that stood aside; False when it does not, or stands aside for longer by now."""
    require(actor, Permission.CASE_ASSIGN)
    case = locked(actor, case_id=case_id)
    if case.snoozed_until is None or case.snoozed_until > now:
        return False
    case.snoozed_until, case.snooze_reason = None, ""
    write_case(case, "snoozed_until", "snooze_reason")
    ledger.record(CaseWoken(subject_id=case.id), actor=actor, now=now)
    return True


def escalate_case(*, actor: Actor, reference: str, to: Rank, now: datetime) -> CaseCard:
    """Send a case up: it leaves the agents' queue and stands, with nobody's name, in that rank's.

    Its promise stays. Raises NotFound, GoneUp, NotToDo, NobodyAbove.
    """
    require(actor, Permission.CASE_ASSIGN)
    case = _waiting(actor, reference)
    if case.escalated_to == to.value or to not in ranks_above(actor):
        raise NobodyAbove("to", rank=to.value)
    case.escalated_to, case.owner_id = to.value, None
    case.snoozed_until, case.snooze_reason = None, ""
    write_case(case, "escalated_to", "owner", "snoozed_until", "snooze_reason")
    ledger.record(CaseEscalated(subject_id=case.id, to=to), actor=actor, now=now)
    return card_of(case)


def _waiting(actor: Actor, reference: str) -> Case:
    case = locked(actor, reference=reference)
    check_rank(actor, case)
    if not case.needs_person or case.state != CaseState.OPEN.value:
        raise NotToDo("case", reference=case.reference)
    return case


def take_from_person(*, actor: Actor, case_id: int, handed_at: datetime, now: datetime) -> bool:
    """What handed the case to a person at `handed_at` was taken back: it leaves the queue with its promise.

    False, and it stays, when something else put it there, opened it again, or the customer has written since,
    and when a person was asked to look: that stays asked.
    """
    require(actor, Permission.CASE_READ)
    case = locked(actor, case_id=case_id)
    told = Promise.objects.filter(
        case=case, kind=PromiseKind.ANSWER.value, state=PromiseState.RUNNING.value, made_at=handed_at
    )
    since = {fact.kind for fact in events_of("case", case.id) if fact.at >= handed_at}
    if not case.needs_person or case.look_by is not None:
        return False
    if not told.exists() or since & _KEEPS_WITH_PERSON:
        return False
    cancel_promise(actor=actor, case_id=case.id, kind=PromiseKind.ANSWER, now=now)
    case.needs_person = False
    write_case(case, "needs_person")
    return True
