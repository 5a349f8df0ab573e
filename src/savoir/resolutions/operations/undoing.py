"""Taking a click back within its ten seconds: nothing left, the case is decided anew."""

from datetime import datetime

from savoir.cases import operations as case_operations
from savoir.cases.states import PromiseKind
from savoir.conversations.operations import withhold_step
from savoir.conversations.states import Step
from savoir.kernel import ledger
from savoir.kernel.access import Actor, Permission, require, system_actor
from savoir.kernel.errors import Conflict, NotFound
from savoir.kernel.lifecycles import advance
from savoir.kernel.rows import write_columns
from savoir.kernel.values.money import Money
from savoir.orders import operations as orders
from savoir.resolutions import states
from savoir.resolutions.events import GestureCanceled
from savoir.resolutions.models import Gesture, Refund, Resolution
from savoir.resolutions.operations.booking import book_canceled
from savoir.resolutions.operations.returning import take_back_slips
from savoir.resolutions.states import GestureState, RefundState, ResolutionState


class TooLateToUndo(Conflict):
    """The money has left."""


def undo_refund(*, actor: Actor, reference: str, now: datetime) -> int:
    """Take back the decision behind a refund, or the gesture, before its money is asked for; return the case
    id.

    The money is free again, the resolutions and the authorization are called off, the message stays here, and
    the case waits for a person. Raises NotFound, NotAllowed, TooLateToUndo; then nothing happened.
    """
    require(actor, Permission.REFUND_REQUEST)
    asked = Refund.objects.filter(reference=reference).first()
    if asked is None:
        raise NotFound("refund")
    case_id = case_operations.lock_case(actor=actor, case_id=asked.case_id)
    refunds = _still_here(case_id, asked.gesture_id, now)
    for refund in refunds:
        _call_off(actor, refund, now)
    if asked.gesture_id is not None:
        cancel_gesture(actor, asked.gesture_id, now)
        return case_id
    for row in Resolution.objects.select_for_update().filter(case_id=case_id, state="agreed"):
        row.ended_at = now
        write_columns(row, "ended_at")
        advance(row, "state", ResolutionState.CANCELED, lifecycle=states.RESOLUTION)
    _keep_back(actor, case_id, now)
    case_operations.take_back_decision(actor=actor, case_id=case_id, now=now)
    case_operations.hand_to_person(actor=actor, case_id=case_id, now=now)
    return case_id


def cancel_gesture(actor: Actor, gesture_id: int, now: datetime) -> None:
    """A gesture none of whose money will leave; its case is locked."""
    row = Gesture.objects.select_for_update().get(id=gesture_id)
    row.ended_at = now
    advance(row, "state", GestureState.CANCELED, lifecycle=states.GESTURE, also=("ended_at",))
    amount = Money(row.amount_minor, row.currency)
    fact = GestureCanceled(subject_id=row.case_id, gesture_id=row.id, amount=amount)
    ledger.record(fact, actor=actor, now=now)


def _still_here(case_id: int, gesture_id: int | None, now: datetime) -> list[Refund]:
    """Every refund of the agreement or of the gesture, locked; all must be waiting out their ten seconds."""
    rows = Refund.objects.select_for_update().filter(case_id=case_id).exclude(state="canceled")
    rows = rows.filter(gesture=None) if gesture_id is None else rows.filter(gesture_id=gesture_id)
    refunds = list(rows.order_by("id"))
    for refund in refunds:
        is_waiting = refund.state == RefundState.SETTLING.value and refund.first_sent_at is None
        if not is_waiting or refund.leaves_at is None or refund.leaves_at <= now:
            raise TooLateToUndo("refund", state=refund.state)
    return refunds


def _call_off(actor: Actor, refund: Refund, now: datetime) -> None:
    refund.leaves_at = None
    write_columns(refund, "leaves_at")
    for to in (RefundState.REQUESTED, RefundState.CANCELED):
        advance(refund, "state", to, lifecycle=states.REFUND)
    amount = Money(refund.amount_minor, refund.currency)
    orders.release_refund(
        actor=system_actor(actor.org_id), payment_id=refund.payment_id, amount=amount, now=now
    )
    book_canceled(refund, now)


def _keep_back(actor: Actor, case_id: int, now: datetime) -> None:
    """What was to follow stays here: the promised date, the message, the return unless it is on its way."""
    system = system_actor(actor.org_id)
    case_operations.cancel_promise(actor=system, case_id=case_id, kind=PromiseKind.REFUND, now=now)
    withhold_step(actor=system, case_id=case_id, step=Step.DECISION)
    take_back_slips(actor, case_id, now)
