"""Moving the money once: an attempt is written down before the call, the answer after it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from savoir.cases import operations as case_operations
from savoir.cases.queries import case_by_id
from savoir.cases.states import PromiseKind
from savoir.kernel import ledger, tasks
from savoir.kernel.access import Actor, Permission, require, system_actor
from savoir.kernel.errors import Conflict, NotFound
from savoir.kernel.ledger import Code
from savoir.kernel.lifecycles import advance
from savoir.kernel.prepared import prepared
from savoir.kernel.rows import write_columns
from savoir.kernel.values.money import Money
from savoir.orders import operations as orders
from savoir.orders.queries import order_card
from savoir.organizations.operations import account_settings, alongside_of
from savoir.resolutions import states
from savoir.resolutions.events import GesturePaid, RefundFailed, RefundHeld, RefundSettled
from savoir.resolutions.models import Refund
from savoir.resolutions.operations.booking import book_settled
from savoir.resolutions.operations.finishing import finish_case
from savoir.resolutions.operations.locking import lock_case_of
from savoir.resolutions.ports import RailRefund, RailState, RefundInstruction
from savoir.resolutions.states import RefundState

KEY_KEPT_BY_RAILS = timedelta(hours=20)


class Step(StrEnum):
    """What an attempt may do: ask, look first and ask when nothing is found, or only look."""

    ASK = "ask"
    LOOK_THEN_ASK = "look_then_ask"
    LOOK = "look"


@dataclass(frozen=True, slots=True)
class Attempt:
    """What the job needs to call the rail, read in its own transaction."""

    instruction: RefundInstruction
    step: Step
    vendor: str
    settings: Mapping[str, Any]
    doubt: timedelta


class NotSettling(Conflict):
    """The refund is in a state that does not move by hand."""


def begin_attempt(*, actor: Actor, refund_id: int, now: datetime) -> Attempt | None:
    """Write down that we are about to call the rail; None when there is nothing to do any more.

    The one gate of the money: what a brand that runs alongside owes is held here, and what was held stays
    until a person lets it go; one that was sent before is only looked for. Past 20 hours of doubt a rail may
    have forgotten our key: then we only look too, and a person decides.
    """
    require(actor, Permission.REFUND_SETTLE)
    refund = _locked(refund_id)
    if refund.state != RefundState.SETTLING.value or (refund.leaves_at or now) > now:
        return None
    is_held = _is_held(actor, refund, now)
    if is_held and refund.first_sent_at is None:
        return None
    account = _account(actor, refund)
    if account is None:
        _to_person(refund, "refund_no_rail", now)
        return None
    doubt = now - refund.first_sent_at if refund.first_sent_at else timedelta(0)
    step = Step.ASK if refund.first_sent_at is None else Step.LOOK_THEN_ASK
    if is_held or doubt > KEY_KEPT_BY_RAILS:
        step = Step.LOOK
    if refund.first_sent_at is None:
        refund.first_sent_at = now
        write_columns(refund, "first_sent_at")
    return Attempt(_instruction(actor, refund), step, account[0], account[1], doubt)


def _is_held(actor: Actor, refund: Refund, now: datetime) -> bool:
    brand_id = case_by_id(actor=actor, case_id=refund.case_id).brand_id
    if refund.held_at is not None:
        return True
    if not alongside_of(actor=actor, brand_id=brand_id).is_on:
        return False
    if refund.first_sent_at is None:
        hold(actor, refund, now)
    return True


def hold(actor: Actor, refund: Refund, now: datetime) -> None:
    """A locked refund would have left now: it stays until a person lets it go."""
    refund.held_at = now
    write_columns(refund, "held_at")
    amount = Money(refund.amount_minor, refund.currency)
    fact = RefundHeld(subject_id=refund.case_id, refund_id=refund.id, amount=amount)
    ledger.record(fact, actor=actor, now=now)


_REFUND = prepared(lambda refund_id: Refund.objects.select_for_update(of=("self",)).select_related(
    "payment"
).filter(id=refund_id))  # fmt: skip
_MOVING = prepared(lambda case_id: Refund.objects.filter(case_id=case_id, gesture=None).exclude(
    state__in=["settled", "canceled"]
))  # fmt: skip


def _locked(refund_id: int) -> Refund:
    refund = _REFUND.first(refund_id=refund_id)
    if refund is None:
        raise NotFound("refund")
    return refund


def _instruction(actor: Actor, refund: Refund) -> RefundInstruction:
    """A provider knows the payment, the system that sold knows its order number."""
    order = order_card(actor=actor, order_id=refund.payment.order_id)
    known = refund.payment.provider_reference if order.rail == "provider" else order.number
    return RefundInstruction(
        refund_reference=refund.reference, payment_reference=known,
        amount=Money(refund.amount_minor, refund.currency), idempotency_key=refund.idempotency_key,
    )  # fmt: skip


def _account(actor: Actor, refund: Refund) -> tuple[str, Mapping[str, Any]] | None:
    case = case_by_id(actor=actor, case_id=refund.case_id)
    order = order_card(actor=actor, order_id=refund.payment.order_id)
    found = account_settings(actor=actor, port=f"refund_rail.{order.rail}", brand_id=case.brand_id)
    return (found.vendor, found.settings) if found else None


def apply_rail_answer(*, actor: Actor, refund_id: int, answer: RailRefund, now: datetime) -> RefundState:
    """Write what the rail said. The same answer twice changes nothing. Returns the refund's state."""
    require(actor, Permission.REFUND_SETTLE)
    lock_case_of(refund_id)
    refund = _locked(refund_id)
    if refund.state not in (RefundState.SETTLING.value, RefundState.FAILED.value):
        return RefundState(refund.state)
    if refund.state == RefundState.FAILED.value and answer.state is not RailState.SUCCEEDED:
        return RefundState.FAILED
    if answer.amount != Money(refund.amount_minor, refund.currency):
        _to_person(refund, "refund_amount_differs", now)
        return RefundState(refund.state)
    if refund.provider_reference != answer.provider_reference:
        refund.provider_reference = answer.provider_reference
        write_columns(refund, "provider_reference")
    if answer.state is RailState.SUCCEEDED:
        settle(actor, refund, now)
    elif answer.state is RailState.FAILED:
        _fail(actor, refund, answer.failure_code or "failed", now)
    return RefundState(refund.state)


def settle(actor: Actor, refund: Refund, now: datetime) -> None:
    """The money of a refund has left: figures, books, promise, fact, end of the case, all at once.

    The refund is locked, and its case before it.
    """
    amount = Money(refund.amount_minor, refund.currency)
    refund.settled_at, refund.failure_code = now, ""
    advance(
        refund, "state", RefundState.SETTLED, lifecycle=states.REFUND, also=("settled_at", "failure_code")
    )
    orders.settle_refund(
        actor=system_actor(actor.org_id), payment_id=refund.payment_id, amount=amount, now=now
    )
    book_settled(refund, now)
    tasks.close_all_tasks(subject_kind="refund", subject_id=refund.id, outcome="settled", now=now)
    if refund.gesture_id is not None:
        _tell_gesture(actor, refund, refund.gesture_id, now)
        return
    case = case_by_id(actor=actor, case_id=refund.case_id)
    fact = RefundSettled(
        subject_id=refund.case_id, refund_id=refund.id, payment_id=refund.payment_id,
        customer_id=case.customer_id, amount=amount,
    )  # fmt: skip
    if not _MOVING.rows(case_id=refund.case_id):
        case_operations.keep_promise(actor=actor, case_id=refund.case_id, kind=PromiseKind.REFUND, now=now)
    ledger.record(fact, actor=actor, now=now)
    finish_case(actor=actor, case_id=refund.case_id, now=now)


def _tell_gesture(actor: Actor, refund: Refund, gesture_id: int, now: datetime) -> None:
    """A gesture left: no promise is kept by it, nothing owed is paid, and it counts against no customer."""
    amount = Money(refund.amount_minor, refund.currency)
    fact = GesturePaid(
        subject_id=refund.case_id, gesture_id=gesture_id, refund_id=refund.id, payment_id=refund.payment_id,
        amount=amount,
    )  # fmt: skip
    ledger.record(fact, actor=actor, now=now)


def fail_refund(*, actor: Actor, refund_id: int, code: str, now: datetime) -> None:
    """The rail said a definite no: nothing moved, a person gets it with the rail's word."""
    require(actor, Permission.REFUND_SETTLE)
    lock_case_of(refund_id)
    refund = _locked(refund_id)
    if refund.state == RefundState.SETTLING.value:
        _fail(actor, refund, code, now)


def _fail(actor: Actor, refund: Refund, code: str, now: datetime) -> None:
    refund.failure_code = code[:80]
    write_columns(refund, "failure_code")
    advance(refund, "state", RefundState.FAILED, lifecycle=states.REFUND)
    _to_person(refund, "refund_failed", now)
    fact = RefundFailed(
        subject_id=refund.case_id, refund_id=refund.id, amount=Money(refund.amount_minor, refund.currency),
        code=Code(refund.failure_code),
    )  # fmt: skip
    ledger.record(fact, actor=actor, now=now)


def doubt_refund(*, actor: Actor, refund_id: int, now: datetime) -> None:
    """Nobody can tell whether the money left: a person looks at the provider's screen."""
    require(actor, Permission.REFUND_SETTLE)
    _to_person(_locked(refund_id), "refund_doubtful", now)


def _to_person(refund: Refund, code: str, now: datetime) -> None:
    tasks.open_task(
        code=code, subject_kind="refund", subject_id=refund.id,
        detail={"reference": refund.reference, "minor": refund.amount_minor, "currency": refund.currency,
                "code": refund.failure_code},
        due_at=now + timedelta(hours=24), now=now,
    )  # fmt: skip
