"""A gesture beyond what is owed: granted by who may, else asked of a second person; its money leaves once."""

from datetime import datetime, timedelta

from savoir.cases import operations as case_operations
from savoir.cases.queries import case_by_id
from savoir.kernel import approvals, jobs, ledger, tasks
from savoir.kernel.access import Actor, ActorKind, Permission, require, system_actor
from savoir.kernel.errors import Conflict, Invalid, MotiveMissing, NotAllowed, NotFound
from savoir.kernel.ledger import Code
from savoir.kernel.lifecycles import advance
from savoir.kernel.references import next_reference
from savoir.kernel.rows import insert_row, write_columns
from savoir.kernel.tenancy import current_organization
from savoir.kernel.values.money import Money
from savoir.orders import operations as orders
from savoir.resolutions import states
from savoir.resolutions.events import GestureAsked, GestureGranted, GestureRefused
from savoir.resolutions.models import Gesture, Refund
from savoir.resolutions.operations.booking import book_promised
from savoir.resolutions.operations.choosing import NobodyGrants, NotTheApprover
from savoir.resolutions.operations.triggering import SETTLE, UNDO_WINDOW, settle_lock
from savoir.resolutions.queries.gestures import preview_gesture
from savoir.resolutions.states import CARRIED, GestureKind, GestureState, RefundState, Trigger
from savoir.resolutions.values import GESTURE, GesturePlan, GivenGesture, MoneyMove

PATIENCE = timedelta(days=7)
TASK = "gesture_asked"


class GestureMoved(Conflict):
    """The gesture is no longer the one that was shown: another was granted, or money or facts moved."""


class GestureNotCarried(NotAllowed):
    """No rail of the house brings this kind to the customer; `kind` stands in the facts."""


class GestureBeyondPrice(NotAllowed):
    """More than the shop still holds of the price beside what is or may be owed; `most` is what there is."""


def grant_gesture(
    *, actor: Actor, case_reference: str, severity: str, kind: GestureKind, amount: Money, plan_digest: str,
    now: datetime, motive: str = "",
) -> GivenGesture:  # fmt: skip
    """Grant a gesture on a case by the preview that was shown, or ask the second person leeway names.

    What the policy answers for the severity needs nobody's leave; more, or another kind, needs a motive and
    asks the table of leeway. The money leaves by the refund rail of the sale, beside what is owed and never
    instead of it; a member has ten seconds to take it back. Raises NotFound, NotAllowed, Invalid, GoneUp,
    GestureMoved, GestureNotCarried, GestureBeyondPrice, MotiveMissing, NobodyGrants, Conflict when one waits
    for its answer; then nothing happened.
    """
    require(actor, Permission.GESTURE_GRANT)
    case_id = case_operations.lock_case(actor=actor, reference=case_reference)
    case_operations.require_rank(actor=actor, case_id=case_id)
    plan = preview_gesture(actor=actor, case_id=case_id, severity=severity, kind=kind, amount=amount, now=now)
    _check(plan, plan_digest, motive)
    if not plan.leeway.alone:
        return _ask(actor, plan, case_reference, motive, now)
    row = _write(actor, plan, motive, GestureState.GRANTED, now)
    references = _carry_out(actor, row, plan, now)
    return _given(row, case_reference, references)


def _check(plan: GesturePlan, plan_digest: str, motive: str) -> None:
    if plan.kind not in CARRIED:
        raise GestureNotCarried("kind", kind=plan.kind.value)
    if plan.digest != plan_digest:
        raise GestureMoved("gesture")
    if plan.amount.minor <= 0:
        raise Invalid("amount", code="required")
    if not plan.fits:
        raise GestureBeyondPrice("amount", most=plan.room)
    if not plan.leeway.is_own and not motive.strip():
        raise MotiveMissing("motive", code="required")


def _ask(actor: Actor, plan: GesturePlan, case_reference: str, motive: str, now: datetime) -> GivenGesture:
    """Only a person asks a person: a job of ours grants what the policy answers and no more."""
    approver = plan.leeway.approver
    if not approver or actor.kind is not ActorKind.MEMBER:
        raise NobodyGrants("amount", most=plan.proposed.amount)
    _drop_expired(actor, plan.case_id, now)
    request = approvals.Request("case", plan.case_id, GESTURE, plan.digest, f"gesture_{approver}")
    approvals.ask(actor=actor, request=request, expires_at=now + PATIENCE, now=now)
    row = _write(actor, plan, motive, GestureState.ASKED, now)
    tasks.open_task(
        code=TASK, subject_kind="case", subject_id=plan.case_id,
        detail={"reference": case_reference, "minor": row.amount_minor, "currency": row.currency,
                "approver": approver},
        due_at=now + PATIENCE, now=now,
    )  # fmt: skip
    fact = GestureAsked(
        subject_id=plan.case_id, gesture_id=row.id, amount=plan.amount, approver=Code(approver)
    )
    ledger.record(fact, actor=actor, now=now)
    return _given(row, case_reference, ())


def _drop_expired(actor: Actor, case_id: int, now: datetime) -> None:
    """What nobody answered in time makes room for a new wish."""
    asked = approvals.open_request(subject_kind="case", subject_id=case_id, verb=GESTURE, now=now)
    if asked is not None:
        return
    for row in Gesture.objects.select_for_update().filter(case_id=case_id, state=GestureState.ASKED.value):
        _end(row, GestureState.CANCELED, now)
        _close_task(row, "expired", now)


def answer_gesture(
    *, actor: Actor, case_id: int, granted: bool, plan_digest: str, motive: str, now: datetime
) -> GivenGesture:
    """Say yes or no, as the second person, to the gesture that is asked on a case.

    A yes lets its money leave by the very plan that was asked; a no needs words, which its asker reads. The
    customer hears nothing of a no. Raises NotFound, NotAllowed (also for the asker), NotTheApprover,
    MotiveMissing, GestureMoved, GestureBeyondPrice, Conflict when it expired; then nothing happened.
    """
    require(actor, Permission.APPROVAL_DECIDE)
    case_operations.lock_case(actor=actor, case_id=case_id)
    row = Gesture.objects.select_for_update().filter(case_id=case_id, state=GestureState.ASKED.value).first()
    asked = approvals.open_request(subject_kind="case", subject_id=case_id, verb=GESTURE, now=now)
    if row is None:
        raise NotFound("gesture")
    if asked is None or row.plan_digest != plan_digest:
        raise GestureMoved("gesture")
    if not granted and not motive.strip():
        raise MotiveMissing("motive", code="required")
    plan = _plan_of(actor, row, now)
    _check_approver(actor, row, plan)
    if granted:
        _check_still(plan, row)
    approvals.decide(
        actor=actor, approval_id=asked, granted=granted, plan_digest=plan_digest, motive=motive, now=now
    )
    return _answered(actor, row, plan, granted, motive.strip(), now)


def _answered(
    actor: Actor, row: Gesture, plan: GesturePlan, granted: bool, motive: str, now: datetime
) -> GivenGesture:
    reference = case_by_id(actor=actor, case_id=row.case_id).reference
    row.answer = motive
    write_columns(row, "answer")
    _close_task(row, "granted" if granted else "refused", now)
    if granted:
        _end(row, GestureState.GRANTED, now)
        return _given(row, reference, _carry_out(actor, row, plan, now))
    _end(row, GestureState.REFUSED, now)
    amount = Money(row.amount_minor, row.currency)
    fact = GestureRefused(subject_id=row.case_id, gesture_id=row.id, amount=amount)
    ledger.record(fact, actor=actor, now=now)
    return _given(row, reference, ())


def _check_still(plan: GesturePlan, row: Gesture) -> None:
    if not plan.fits:
        raise GestureBeyondPrice("amount", most=plan.room)
    if plan.digest != row.plan_digest:
        raise GestureMoved("gesture")


def _plan_of(actor: Actor, row: Gesture, now: datetime) -> GesturePlan:
    """What granting it would do today; what the answering person may grant by himself is part of it."""
    return preview_gesture(
        actor=actor, case_id=row.case_id, severity=row.severity, kind=GestureKind(row.kind),
        amount=Money(row.amount_minor, row.currency), now=now,
    )  # fmt: skip


def _check_approver(actor: Actor, row: Gesture, plan: GesturePlan) -> None:
    """The role that was named, or whoever may grant as much alone."""
    is_named = actor.role is not None and actor.role.value == row.approver
    if not is_named and not plan.leeway.alone:
        raise NotTheApprover("gesture", approver=row.approver)


def _write(actor: Actor, plan: GesturePlan, motive: str, state: GestureState, now: datetime) -> Gesture:
    is_granted = state is GestureState.GRANTED
    return insert_row(
        Gesture(
            org_id=current_organization(), case_id=plan.case_id, version_id=plan.version_id,
            row_id=plan.proposed.row.row_id if plan.proposed.row else "", severity=plan.proposed.severity,
            kind=plan.kind.value, amount_minor=plan.amount.minor, currency=plan.amount.currency,
            proposed_kind=plan.proposed.kind.value, proposed_minor=plan.proposed.amount.minor,
            plan_digest=plan.digest, motive=motive.strip(), approver=plan.leeway.approver, state=state.value,
            asked_by=actor.id, asked_at=now, ended_at=now if is_granted else None,
        )
    )  # fmt: skip


def _end(row: Gesture, state: GestureState, now: datetime) -> None:
    row.ended_at = now
    advance(row, "state", state, lifecycle=states.GESTURE, also=("ended_at",))


def _close_task(row: Gesture, outcome: str, now: datetime) -> None:
    tasks.close_tasks(code=TASK, subject_kind="case", subject_id=row.case_id, outcome=outcome, now=now)


def _carry_out(actor: Actor, row: Gesture, plan: GesturePlan, now: datetime) -> tuple[str, ...]:
    """One refund for each payment, on its way to the rail at once."""
    is_click = actor.kind is ActorKind.MEMBER
    leaves_at = now + UNDO_WINDOW if is_click else now
    references = tuple(_leave(actor, row, move, leaves_at, now) for move in plan.moves)
    fact = GestureGranted(
        subject_id=row.case_id, gesture_id=row.id, gesture=GestureKind(row.kind), severity=Code(row.severity),
        amount=plan.amount, proposed=plan.leeway.is_own,
    )  # fmt: skip
    ledger.record(fact, actor=actor, now=now)
    return references


def _leave(actor: Actor, row: Gesture, move: MoneyMove, leaves_at: datetime, now: datetime) -> str:
    orders.reserve_refund(
        actor=system_actor(actor.org_id), payment_id=move.payment_id, amount=move.amount, now=now
    )
    reference = next_reference("REM")
    refund = insert_row(
        Refund(
            org_id=row.org_id, reference=reference, gesture=row, case_id=row.case_id,
            payment_id=move.payment_id, amount_minor=move.amount.minor, currency=move.amount.currency,
            trigger=Trigger.REQUEST.value, idempotency_key=f"savoir:{row.org_id}:{reference}", asked_at=now,
            leaves_at=leaves_at, owed_on="",
        )
    )  # fmt: skip
    book_promised(refund, now)
    advance(refund, "state", RefundState.SETTLING, lifecycle=states.REFUND)
    jobs.enqueue(
        SETTLE, org_id=refund.org_id, run_at=leaves_at, lock=settle_lock(refund), refund_id=refund.id
    )
    return reference


def _given(row: Gesture, case_reference: str, references: tuple[str, ...]) -> GivenGesture:
    return GivenGesture(
        gesture_id=row.id, case_reference=case_reference, amount=Money(row.amount_minor, row.currency),
        state=GestureState(row.state), approver=row.approver, refund_references=references,
    )  # fmt: skip
