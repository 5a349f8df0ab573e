"""A refund waits for a person because money of its payment went elsewhere, or because another system promised
it: let it go on, or give it up.
"""

from datetime import datetime, timedelta

from savoir.cases.queries import case_by_id
from savoir.kernel import jobs, ledger, tasks
from savoir.kernel.access import Actor, Permission, require, system_actor
from savoir.kernel.errors import Conflict
from savoir.kernel.lifecycles import advance
from savoir.kernel.rows import write_columns
from savoir.kernel.values.money import Money
from savoir.orders import operations as orders
from savoir.resolutions import states
from savoir.resolutions.events import RefundPaused, RefundResumed
from savoir.resolutions.models import Refund
from savoir.resolutions.operations.locking import refund_of_reference
from savoir.resolutions.operations.triggering import SETTLE, settle_lock
from savoir.resolutions.states import RefundState

PAUSED, MOVED_IN = "refund_paused", "moved_in_refund"


class NotPaused(Conflict):
    """The refund does not wait for a person."""


def pause_refund(*, actor: Actor, refund: Refund, now: datetime) -> None:
    """Hold a locked refund that has not been sent: its money is free again, and a person has a task.

    What its trigger was, and whether it has happened, stays as it is.
    """
    amount = Money(refund.amount_minor, refund.currency)
    advance(refund, "state", RefundState.PAUSED, lifecycle=states.REFUND)
    orders.release_refund(
        actor=system_actor(actor.org_id), payment_id=refund.payment_id, amount=amount, now=now
    )
    tasks.close_all_tasks(subject_kind="refund", subject_id=refund.id, outcome="paused", now=now)
    _ask_person(refund, now)
    fact = RefundPaused(subject_id=refund.case_id, refund_id=refund.id, amount=amount)
    ledger.record(fact, actor=actor, now=now)


def _ask_person(refund: Refund, now: datetime) -> None:
    tasks.open_task(
        code=_task_of(refund), subject_kind="refund", subject_id=refund.id,
        detail={"reference": refund.reference, "minor": refund.amount_minor, "currency": refund.currency},
        due_at=now + timedelta(hours=24), now=now,
    )  # fmt: skip


def _task_of(refund: Refund) -> str:
    """Why a person is asked: money went elsewhere, or the refund was promised by the system before us."""
    case = case_by_id(actor=system_actor(refund.org_id), case_id=refund.case_id)
    is_former = case.moved_in_at is not None and refund.asked_at < case.moved_in_at
    return MOVED_IN if is_former else PAUSED


def ask_about_paused(*, actor: Actor, now: datetime) -> int:
    """Every paused refund has a task, though somebody marked it as done without deciding; return how many."""
    require(actor, Permission.REFUND_SETTLE)
    waiting = list(Refund.objects.filter(state=RefundState.PAUSED.value).order_by("id"))
    for refund in waiting:
        _ask_person(refund, now)
    return len(waiting)


def resume_refund(*, actor: Actor, reference: str, now: datetime) -> None:
    """A person looked: this refund is owed all the same. It leaves if its trigger has happened meanwhile, at
    the instant it had then: what let it leave may still be taken back, and finds it by that instant.

    Raises NotFound, NotAllowed, NotPaused, or RefundBeyondPaid when too little of the payment is left; then
    nothing happened.
    """
    require(actor, Permission.REFUND_REPAIR)
    refund = paused(reference)
    refund.held_at = None  # the person's word; the gate holds it anew while the brand runs alongside
    write_columns(refund, "held_at")
    amount = Money(refund.amount_minor, refund.currency)
    orders.reserve_refund(
        actor=system_actor(actor.org_id), payment_id=refund.payment_id, amount=amount, now=now
    )
    if refund.leaves_at is None:
        advance(refund, "state", RefundState.REQUESTED, lifecycle=states.REFUND)
    else:
        _leave(refund, refund.leaves_at, now)
    tasks.close_all_tasks(subject_kind="refund", subject_id=refund.id, outcome="resumed", now=now)
    fact = RefundResumed(subject_id=refund.case_id, refund_id=refund.id, amount=amount)
    ledger.record(fact, actor=actor, now=now)


def _leave(refund: Refund, leaves_at: datetime, now: datetime) -> None:
    """Off to the rail; what was sent once is looked up first, for twenty new hours."""
    refund.first_sent_at = now if refund.first_sent_at else None
    advance(refund, "state", RefundState.SETTLING, lifecycle=states.REFUND, also=("first_sent_at",))
    jobs.enqueue(
        SETTLE, org_id=refund.org_id, run_at=max(leaves_at, now), lock=settle_lock(refund),
        refund_id=refund.id,
    )  # fmt: skip


def paused(reference: str) -> Refund:
    """The refund of a reference, locked; it must be paused. Raises NotFound, NotPaused."""
    refund = refund_of_reference(reference)
    if refund.state != RefundState.PAUSED.value:
        raise NotPaused("refund", state=refund.state)
    return refund
