"""What a person does with a refund that a machine could not finish: again, seen, it was that one, give up."""

from datetime import datetime

from django.db import connection

from savoir.cases import operations as case_operations
from savoir.cases.states import PromiseKind
from savoir.kernel import jobs, tasks
from savoir.kernel.access import Actor, Permission, require, system_actor
from savoir.kernel.errors import Conflict, Invalid
from savoir.kernel.lifecycles import advance
from savoir.kernel.values.money import Money
from savoir.orders import operations as orders
from savoir.resolutions import states
from savoir.resolutions.models import ExternalReturnOfMoney, Refund, Resolution
from savoir.resolutions.operations.booking import book_canceled
from savoir.resolutions.operations.clocking import keep_clocks
from savoir.resolutions.operations.counting import uncount
from savoir.resolutions.operations.finishing import end_resolution, resolve_when_done
from savoir.resolutions.operations.locking import refund_of_reference
from savoir.resolutions.operations.pausing import paused
from savoir.resolutions.operations.settling import NotSettling, settle
from savoir.resolutions.operations.triggering import SETTLE, settle_lock
from savoir.resolutions.operations.undoing import cancel_gesture
from savoir.resolutions.queries.returned import both_sides, promised
from savoir.resolutions.rules import same_money
from savoir.resolutions.states import RefundState, ResolutionState

_MOVING = frozenset({RefundState.FAILED.value, RefundState.SETTLING.value})
_NOT_LEFT = frozenset({RefundState.REQUESTED.value, RefundState.FAILED.value, RefundState.PAUSED.value})
_OVER = frozenset({RefundState.SETTLED.value, RefundState.CANCELED.value})


class NoSuchReturn(Conflict):
    """Nothing of this amount went back elsewhere on the refund's payment."""


class AnothersReference(Conflict):
    """The provider's reference is that of another refund of ours, or of money that went back elsewhere."""


def retry_refund(*, actor: Actor, reference: str, now: datetime) -> None:
    """A person mended what failed: try again with the same key. Raises NotFound, NotAllowed, NotSettling.

    What was sent once is looked up first; twenty new hours of doubt begin with the person's word. A try that
    waits for later is brought forward.
    """
    require(actor, Permission.REFUND_REPAIR)
    refund = _found(reference, _MOVING)
    if refund.state == RefundState.FAILED.value:
        advance(refund, "state", RefundState.SETTLING, lifecycle=states.REFUND)
    if refund.first_sent_at is not None:
        refund.first_sent_at = now
        refund.save(update_fields=["first_sent_at"])
    ask_rail_now(refund, now)


def ask_rail_now(refund: Refund, now: datetime) -> None:
    """Settle at once, though never in the time left to undo: a job that comes too early is the last one.

    A try that runs right now may come back for later under the same lock: this one would wait behind it, so
    it has a lock of its own. The refund's key makes two at once harmless.
    """
    at = max(now, refund.leaves_at or now)
    if jobs.hasten(lock=settle_lock(refund), run_at=at):
        return
    again = f"{settle_lock(refund)}:again"
    jobs.enqueue(
        SETTLE, org_id=refund.org_id, run_at=at, lock=again, queueing_lock=again, refund_id=refund.id
    )


def settle_by_hand(*, actor: Actor, reference: str, provider_reference: str, now: datetime) -> None:
    """A person saw the refund on the provider's screen: it is settled, with the provider's own reference.

    Raises NotFound, NotAllowed, Invalid without that reference, NotSettling, AnothersReference.
    """
    require(actor, Permission.REFUND_REPAIR)
    seen = provider_reference.strip()
    if not seen:
        raise Invalid("provider_reference", code="required")
    refund = _found(reference, _MOVING)
    _check_free(refund, seen)
    refund.provider_reference = seen
    refund.save(update_fields=["provider_reference"])
    settle(actor, refund, now)


def _check_free(refund: Refund, seen: str) -> None:
    """One movement at the provider is one refund. Two persons with the same one wait for each other."""
    with connection.cursor() as cursor:
        name = f"provider_reference:{refund.org_id}:{seen}"
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [name])
    others = Refund.objects.filter(provider_reference=seen).exclude(id=refund.id)
    if others.exists() or ExternalReturnOfMoney.objects.filter(provider_reference=seen).exists():
        raise AnothersReference("refund", reference=refund.reference)


def settle_by_return_elsewhere(*, actor: Actor, reference: str, now: datetime) -> None:
    """A person says that the money which went back elsewhere was this paused refund: it is settled by it.

    Only a return of exactly its amount on its payment can be, not one from before it was agreed on nor one
    for another line. Raises NotFound, NotAllowed, NotPaused, NoSuchReturn; then nothing happened.
    """
    require(actor, Permission.REFUND_REPAIR)
    refund = paused(reference)
    returned = both_sides([refund.payment_id])[refund.payment_id][1]
    same = same_money(promised(refund), [one for one in returned if one.refund_id is None])
    if not same:
        raise NoSuchReturn("refund", reference=reference)
    settle_by_row(actor, refund, same[0].id, now)


def settle_by_row(actor: Actor, refund: Refund, row_id: int, now: datetime) -> None:
    """Settle a paused, locked refund by money that went back elsewhere. Raises NoSuchReturn if taken."""
    rows = ExternalReturnOfMoney.objects.select_for_update().filter(id=row_id, undone_at=None, refund=None)
    row = rows.first()
    if row is None:
        raise NoSuchReturn("refund", reference=refund.reference)
    system, amount = system_actor(actor.org_id), Money(refund.amount_minor, refund.currency)
    uncount(system, row, now)
    row.undone_at, row.refund = None, refund
    row.save(update_fields=["undone_at", "refund"])
    orders.reserve_refund(actor=system, payment_id=refund.payment_id, amount=amount, now=now)
    refund.provider_reference = row.provider_reference
    refund.save(update_fields=["provider_reference"])
    settle(system, refund, now)


def cancel_refund(*, actor: Actor, reference: str, now: datetime) -> None:
    """Give a refund up that never left (requested, failed, paused): its money is free for another remedy.

    Raises NotFound, NotAllowed, NotSettling.
    """
    require(actor, Permission.REFUND_REPAIR)
    refund = _found(reference, _NOT_LEFT)
    was_reserved = refund.state != RefundState.PAUSED.value
    advance(refund, "state", RefundState.CANCELED, lifecycle=states.REFUND)
    if was_reserved:
        amount = Money(refund.amount_minor, refund.currency)
        orders.release_refund(
            actor=system_actor(actor.org_id), payment_id=refund.payment_id, amount=amount, now=now
        )
    book_canceled(refund, now)
    tasks.close_all_tasks(subject_kind="refund", subject_id=refund.id, outcome="canceled", now=now)
    if refund.gesture_id is not None:
        _end_gesture(actor, refund.gesture_id, now)
        return
    is_done = _end(refund, now)
    _go_on(actor, refund.case_id, now, is_done=is_done)
    keep_clocks(actor=system_actor(actor.org_id), case_id=refund.case_id, now=now)


def _end_gesture(actor: Actor, gesture_id: int, now: datetime) -> None:
    """A gesture none of whose money left, or will, is off; the case goes on as it was."""
    rows = Refund.objects.filter(gesture_id=gesture_id).exclude(state=RefundState.CANCELED.value)
    if not rows.exists():
        cancel_gesture(actor, gesture_id, now)


def _found(reference: str, wanted: frozenset[str]) -> Refund:
    """The refund of a reference, locked, in one of the `wanted` states. Raises NotFound, NotSettling."""
    refund = refund_of_reference(reference)
    if refund.state not in wanted:
        raise NotSettling("refund", state=refund.state)
    return refund


def _end(refund: Refund, now: datetime) -> bool:
    """A resolution none of whose money left is off; one whose other money has left is done: whether it is."""
    row = Resolution.objects.select_for_update().get(id=refund.resolution_id or 0)
    found = set(Refund.objects.filter(resolution=row).values_list("state", flat=True))
    if row.state != ResolutionState.AGREED.value or found - _OVER:
        return False
    if RefundState.SETTLED.value in found:
        end_resolution(row, now)
        return True
    row.ended_at = now
    row.save(update_fields=["ended_at"])
    advance(row, "state", ResolutionState.CANCELED, lifecycle=states.RESOLUTION)
    return False


def _go_on(actor: Actor, case_id: int, now: datetime, *, is_done: bool) -> None:
    """Nothing is promised by a day any more once no money is left to move. A case whose money never left is
    decided again; a person looks at it unless all else is done.
    """
    found = set(Refund.objects.filter(case_id=case_id, gesture=None).values_list("state", flat=True))
    if not found - _OVER:
        case_operations.cancel_promise(actor=actor, case_id=case_id, kind=PromiseKind.REFUND, now=now)
    if found == {RefundState.CANCELED.value}:
        case_operations.take_back_decision(actor=actor, case_id=case_id, now=now)
    if is_done and resolve_when_done(actor=actor, case_id=case_id, now=now):
        return
    case_operations.hand_to_person(actor=actor, case_id=case_id, now=now)
