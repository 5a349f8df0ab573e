"""An answer beyond the rule that its asker may not give alone: kept whole, given once when who may says yes.

Until then the customer hears nothing, no promise is made or kept and no day of the law moves; whatever law
and policy give stays open to whoever answers, and ends what was asked for.
"""

from dataclasses import replace
from datetime import datetime, timedelta

from savoir.cases import operations as cases
from savoir.cases.operations import CaseMoved, DecisionToRecord
from savoir.cases.queries import answer_of_case, case_by_id
from savoir.cases.states import Remedy
from savoir.cases.values import CaseAnswer
from savoir.kernel import approvals, ledger, tasks
from savoir.kernel.access import Actor, ActorKind, Permission, require
from savoir.kernel.errors import Conflict, MotiveMissing, NotAllowed, NotFound
from savoir.kernel.lifecycles import advance
from savoir.kernel.rows import write_columns
from savoir.kernel.values.money import Money
from savoir.organizations.queries import member_card
from savoir.resolutions import states
from savoir.resolutions.events import RemedyApproved, RemedyDeclined, RemedyLapsed
from savoir.resolutions.models import AskedRemedy
from savoir.resolutions.operations.accepting import agree
from savoir.resolutions.operations.choosing import (
    NotTheApprover,
    OfferMoved,
    beyond_of_choice,
)
from savoir.resolutions.operations.telling import tell_accepted
from savoir.resolutions.queries.plans import preview_plan
from savoir.resolutions.queries.wording import choice_words, decision_words
from savoir.resolutions.rules import days_told_anew
from savoir.resolutions.states import AskedState, Lapse
from savoir.resolutions.values import REMEDY, AnsweredRemedy, BeyondRule, Plan

PATIENCE = timedelta(days=7)
TASK = "remedy_asked"


class WishAnswered(Conflict):
    """What was asked for waits no more: a second person answered it, or it lapsed; `state` says which."""


def amount_of(row: AskedRemedy) -> Money:
    """How much of it goes beyond the rule."""
    return Money(row.beyond_minor, row.currency)


def answer_asked_remedy(
    *, actor: Actor, case_id: int, granted: bool, plan_digest: str, motive: str, now: datetime
) -> AnsweredRemedy:
    """Say yes or no, as the second person, to the answer that is asked for on a case.

    A yes gives it as it was asked: its plan, its motive, its letter signed by its asker, with days counted
    from the yes as those of any answer are. Where the case was answered meanwhile, its plan moved or a week
    passed, nothing is given: it is over, and the result says why. A no needs words, which its asker reads;
    the customer hears nothing of it. Raises NotFound, NotAllowed (also for its asker, a program and a job of
    ours), NotTheApprover, MotiveMissing, OfferMoved for another plan than the one that waits,
    BelowTheLaw, GoneUp; then nothing happened.
    """
    require(actor, Permission.APPROVAL_DECIDE)
    if actor.kind is not ActorKind.MEMBER:
        raise NotAllowed("approval", code="person_decides")
    cases.lock_case(actor=actor, case_id=case_id)
    row = _the_one_shown(case_id, plan_digest)
    if not granted and not motive.strip():
        raise MotiveMissing("motive", code="required")
    answer = answer_of_case(actor=actor, case_id=case_id)
    as_asked = _plan_on(actor, row, answer, row.asked_at)
    beyond = beyond_of_choice(actor, case_id, answer, as_asked, now)
    _check_approver(actor, row, beyond)
    if (why := _why_over(actor, row, as_asked, beyond, now)) is not None:
        return _lapse(actor, row, why, now)
    _decide(actor, row, granted, motive.strip(), now)
    if not granted:
        return _declined(actor, row, now)
    return _give(actor, row, answer, as_asked, beyond, now)


def _the_one_shown(case_id: int, plan_digest: str) -> AskedRemedy:
    row = _waiting(case_id)
    if row is None:
        raise NotFound("approval")
    if row.plan_digest != plan_digest:
        raise OfferMoved("plan")
    return row


def _plan_on(actor: Actor, row: AskedRemedy, answer: CaseAnswer, told_at: datetime) -> Plan:
    """The plan as it is told on a day: its sums and ways are the case's, its days count from that one."""
    return preview_plan(actor=actor, answer=answer, remedy=Remedy(row.remedy), now=told_at)


def _waiting(case_id: int) -> AskedRemedy | None:
    rows = AskedRemedy.objects.select_for_update().filter(case_id=case_id, state=AskedState.ASKED.value)
    return rows.first()


def _check_approver(actor: Actor, row: AskedRemedy, beyond: BeyondRule | None) -> None:
    """The role that was named, or whoever may give as much alone; never the asker."""
    if row.asked_by == actor.id:
        raise NotAllowed("approval", code="own_request")
    is_named = actor.role is not None and actor.role.value == row.approver
    if not is_named and not (beyond is None or beyond.leeway.alone):
        raise NotTheApprover("approval", approver=row.approver)


def _why_over(
    actor: Actor, row: AskedRemedy, plan: Plan, beyond: BeyondRule | None, now: datetime
) -> Lapse | None:
    if row.expires_at <= now:
        return Lapse.EXPIRED
    if _is_decided(actor, row.case_id):
        return Lapse.DECIDED
    if beyond is None or beyond.before.minor != row.before_minor or plan.digest != row.plan_digest:
        return Lapse.MOVED
    return None


def _decide(actor: Actor, row: AskedRemedy, granted: bool, words: str, now: datetime) -> None:
    asked = approvals.open_request(subject_kind="case", subject_id=row.case_id, verb=REMEDY, now=now)
    if asked is None:
        raise NotFound("approval")
    approvals.decide(
        actor=actor, approval_id=asked, granted=granted, plan_digest=row.plan_digest, motive=words, now=now
    )
    row.answer, row.answered_by = words, actor.id
    write_columns(row, "answer", "answered_by")
    _end(row, AskedState.APPROVED if granted else AskedState.DECLINED, now)


def _end(row: AskedRemedy, state: AskedState, now: datetime) -> None:
    row.ended_at = now
    advance(row, "state", state, lifecycle=states.ASKED_REMEDY, also=("ended_at",))
    tasks.close_tasks(code=TASK, subject_kind="case", subject_id=row.case_id, outcome=state.value, now=now)


def _declined(actor: Actor, row: AskedRemedy, now: datetime) -> AnsweredRemedy:
    fact = RemedyDeclined(
        subject_id=row.case_id, asked_id=row.id, remedy=Remedy(row.remedy), amount=amount_of(row)
    )
    ledger.record(fact, actor=actor, now=now)
    return AnsweredRemedy(_reference(actor, row), AskedState.DECLINED)


def _give(
    actor: Actor, row: AskedRemedy, answer: CaseAnswer, as_asked: Plan, beyond: BeyondRule | None,
    now: datetime,
) -> AnsweredRemedy:  # fmt: skip
    reference, hand, remedy = _reference(actor, row), _with_leave(actor), Remedy(row.remedy)
    plan = _plan_on(actor, row, answer, now)
    fact = RemedyApproved(
        subject_id=row.case_id, asked_id=row.id, remedy=remedy, amount=amount_of(row), member_id=row.asked_by
    )
    ledger.record(fact, actor=actor, now=now)
    decided = DecisionToRecord(
        answer=answer, remedy=remedy, plan_digest=plan.digest, motive=row.motive, note=row.note,
        ground=row.ground,
    )  # fmt: skip
    accepted = agree(
        actor=hand, case_reference=reference, case_id=row.case_id, plan=plan, decided=decided, beyond=beyond,
        now=now,
    )  # fmt: skip
    words = _letter(hand, row, answer, (as_asked, plan), accepted.ra_number)
    tell_accepted(hand, row.case_id, accepted, plan, words, now)
    return AnsweredRemedy(reference, AskedState.APPROVED, accepted)


def _letter(
    hand: Actor, row: AskedRemedy, answer: CaseAnswer, plans: tuple[Plan, Plan], ra_number: str
) -> dict[str, object]:
    """The asker's letter, or ours, signed by him; the days it says are counted from the day it leaves."""
    as_asked, plan = plans
    words = decision_words(answer, plan, ra_number=ra_number)
    words |= choice_words(actor=hand, case_id=row.case_id, remedy=plan.remedy, motive=row.motive)
    words["agent_name"] = member_card(actor=hand, member_id=row.asked_by).name
    if row.text:
        language = case_by_id(actor=hand, case_id=row.case_id).language
        words["agent_text"] = days_told_anew(row.text, as_asked, plan, language)
    return words


def _with_leave(actor: Actor) -> Actor:
    """The second person, who may by this leave carry out the answer that somebody else may give and may not
    let: finance, for one, answers no customers by itself.
    """
    more = {Permission.OFFER_ACCEPT, Permission.MESSAGE_SEND}
    return replace(actor, permissions=actor.permissions | more)


def _reference(actor: Actor, row: AskedRemedy) -> str:
    return case_by_id(actor=actor, case_id=row.case_id).reference


def _lapse(actor: Actor, row: AskedRemedy, why: Lapse, now: datetime) -> AnsweredRemedy:
    approvals.withdraw(subject_kind="case", subject_id=row.case_id, verb=REMEDY)
    row.lapse = why.value
    write_columns(row, "lapse")
    _end(row, AskedState.LAPSED, now)
    fact = RemedyLapsed(subject_id=row.case_id, asked_id=row.id, remedy=Remedy(row.remedy), why=why)
    ledger.record(fact, actor=actor, now=now)
    return AnsweredRemedy(_reference(actor, row), AskedState.LAPSED, lapse=why)


def take_back_asked_remedy(*, actor: Actor, case_reference: str, now: datetime) -> int:
    """Take back, as its asker, the answer that waits for a second person; the customer never heard of it.

    Returns the case's id. Raises NotFound where nothing was ever asked for, NotAllowed for everybody but the
    asker, WishAnswered once it waits no more; then nothing happened.
    """
    require(actor, Permission.OFFER_ACCEPT)
    case_id = cases.lock_case(actor=actor, reference=case_reference)
    row = _last_of(case_id)
    if row is None:
        raise NotFound("approval")
    if actor.kind is not ActorKind.MEMBER or actor.via_key_id is not None or row.asked_by != actor.id:
        raise NotAllowed("approval", code="askers_own")
    if row.state != AskedState.ASKED.value:
        raise WishAnswered("approval", state=row.state)
    _lapse(actor, row, Lapse.TAKEN_BACK, now)
    return case_id


def _last_of(case_id: int) -> AskedRemedy | None:
    return AskedRemedy.objects.select_for_update().filter(case_id=case_id).order_by("-id").first()


def end_expired(actor: Actor, case_id: int, now: datetime) -> None:
    """What nobody answered in time makes room for a new wish."""
    row = _waiting(case_id)
    if row is not None and row.expires_at <= now:
        _lapse(actor, row, Lapse.EXPIRED, now)


def end_asked_remedy(*, actor: Actor, case_id: int, now: datetime) -> bool:
    """End what is asked for on a case that was answered otherwise, or is over; whether something was."""
    require(actor, Permission.OFFER_ACCEPT)
    cases.lock_case(actor=actor, case_id=case_id)
    row = _waiting(case_id)
    if row is None or not _is_decided(actor, case_id):
        return False
    _lapse(actor, row, Lapse.DECIDED, now)
    return True


def _is_decided(actor: Actor, case_id: int) -> bool:
    try:
        cases.require_undecided(actor=actor, case_id=case_id)
    except CaseMoved:
        return True
    return False
