"""Keeping part of a withdrawal's refund for a loss of value: a person's deed, within the law, and told."""

from datetime import datetime

from savoir.cases import operations as case_operations
from savoir.cases.queries import case_by_id, has_open_question, timeline_of_case
from savoir.conversations.operations import send_step
from savoir.conversations.states import Step
from savoir.kernel import ledger
from savoir.kernel.access import Actor, ActorKind, Permission, require, system_actor
from savoir.kernel.errors import Conflict, Invalid, NotAllowed
from savoir.kernel.ledger import Code
from savoir.kernel.lifecycles import advance
from savoir.kernel.rows import write_columns
from savoir.kernel.values.days import local_day
from savoir.kernel.values.money import Money
from savoir.logistics import operations as logistics
from savoir.logistics.queries import is_examined_and_decided, loss_card, losses_of_case
from savoir.logistics.states import LossState
from savoir.orders import operations as orders
from savoir.organizations.queries import brand_card
from savoir.resolutions import states
from savoir.resolutions.events import RefundReduced
from savoir.resolutions.models import Refund
from savoir.resolutions.operations.booking import book_canceled, book_reduced
from savoir.resolutions.operations.choosing import OfferMoved
from savoir.resolutions.operations.locking import lock_cases
from savoir.resolutions.operations.triggering import meet_trigger
from savoir.resolutions.queries.reducing import preview_reduction
from savoir.resolutions.states import RefundState, Trigger
from savoir.resolutions.values import CutRefund, Reduction


class NothingToReduce(Conflict):
    """The refund does not wait any more: it left, or a person has it. What was paid is not taken back."""


def reduce_refund(
    *, actor: Actor, loss_id: int, kept: Money, reason: str, plan_digest: str, now: datetime
) -> Money:
    """Keep `kept` of a measured loss of value, by the reduction that was shown; return what still comes back.

    Only a person may, never a job of ours nor a program, and only as much as the law lets (L221-23):
    nothing without the withdrawal information, for a fault, or for a trial. The customer is told the
    `reason`, the article, the sums and how to contest. Raises NotFound, NotAllowed, Invalid without words,
    OfferMoved, BelowTheLaw, NothingToReduce, LossSettled, GoneUp; then nothing happened.
    """
    require(actor, Permission.REFUND_REDUCE)
    _require_person(actor)
    if not reason.strip():
        raise Invalid("reason", code="required")
    if kept.minor <= 0:
        raise Invalid("kept", code="required")
    reduction = _locked(actor, loss_id, kept)
    case_operations.require_lawful_words(actor=actor, case_id=reduction.case_id, text=reason)
    if reduction.digest != plan_digest:
        raise OfferMoved("plan")
    logistics.settle_loss(actor=actor, loss_id=loss_id, kept=kept, now=now)
    for cut in reduction.refunds:
        _cut(actor, reduction, cut, now)
    _record(actor, reduction, now)
    _tell(actor, reduction, reason, now)
    _go_on(actor, reduction.case_id, now)
    return reduction.after


def decline_reduction(*, actor: Actor, loss_id: int, now: datetime) -> int:
    """A person keeps nothing: the refund stays whole and waits for nothing of this any more. Returns the
    case's id. Raises NotFound, NotAllowed, LossSettled, GoneUp.
    """
    require(actor, Permission.REFUND_REDUCE)
    _require_person(actor)
    loss = loss_card(actor=actor, loss_id=loss_id)
    lock_cases([loss.case_id])
    none = Money.zero(loss.amount.currency)
    logistics.settle_loss(actor=actor, loss_id=loss_id, kept=none, now=now)
    _go_on(actor, loss.case_id, now)
    return loss.case_id


def _require_person(actor: Actor) -> None:
    """A reduction is a refusal in part: no machine says it, not even in a member's name (GDPR 22)."""
    if actor.kind is not ActorKind.MEMBER or actor.via_key_id is not None:
        raise NotAllowed("loss", code="person_decides")


def _locked(actor: Actor, loss_id: int, kept: Money) -> Reduction:
    lock_cases([loss_card(actor=actor, loss_id=loss_id).case_id])
    loss = loss_card(actor=actor, loss_id=loss_id)
    if loss.state is not LossState.PROPOSED:
        raise logistics.LossSettled("loss", state=loss.state.value)
    if kept.currency != loss.amount.currency or kept > loss.amount:
        raise Invalid("kept", code="beyond", most=loss.amount)
    reduction = preview_reduction(actor=actor, loss_id=loss_id, kept=kept)
    if reduction.gap is not None:
        raise case_operations.BelowTheLaw.of(reduction.gap, "kept")
    if reduction.has_left or reduction.after.minor <= 0:
        raise NothingToReduce("refund")
    return reduction


def _cut(actor: Actor, reduction: Reduction, cut: CutRefund, now: datetime) -> None:
    """Take its part off one refund: reservation, books, and the refund itself when nothing is left."""
    part = cut.before - cut.after
    if not part.minor:
        return
    row = Refund.objects.select_for_update().get(id=cut.refund_id)
    orders.release_refund(actor=system_actor(actor.org_id), payment_id=row.payment_id, amount=part, now=now)
    if not cut.after.minor:
        book_canceled(row, now)
        advance(row, "state", RefundState.CANCELED, lifecycle=states.REFUND)
        return
    book_reduced(row, reduction.loss_id, part, now)
    row.amount_minor = cut.after.minor
    write_columns(row, "amount_minor")


def _record(actor: Actor, reduction: Reduction, now: datetime) -> None:
    fact = RefundReduced(
        subject_id=reduction.case_id, loss_id=reduction.loss_id, case_line_id=reduction.case_line_id,
        kept=reduction.kept, amount=reduction.after, article=Code(reduction.article),
    )  # fmt: skip
    ledger.record(fact, actor=actor, now=now)


def _tell(actor: Actor, reduction: Reduction, reason: str, now: datetime) -> None:
    words: dict[str, object] = {
        "reason": reason.strip(), "articles": [reduction.article], "kept_minor": reduction.kept.minor,
        "amount_minor": reduction.after.minor, "currency": reduction.kept.currency, "agent_name": actor.name,
    }  # fmt: skip
    facts = timeline_of_case(actor=actor, case_id=reduction.case_id)
    seq = next(fact.seq for fact in reversed(facts) if fact.kind == "refund_reduced")
    send_step(
        actor=actor, case_id=reduction.case_id, step=Step.REDUCTION, occasion=str(seq), words=words, now=now
    )


def _go_on(actor: Actor, case_id: int, now: datetime) -> None:
    """Nothing is left to look at: the money leaves, and the case leaves the people's queue."""
    open_losses = [
        loss for loss in losses_of_case(actor=actor, case_id=case_id) if loss.state is LossState.PROPOSED
    ]
    if open_losses:
        return
    case = case_by_id(actor=actor, case_id=case_id)
    if is_examined_and_decided(actor=actor, case_id=case_id):
        day = local_day(now, brand_card(actor=actor, brand_id=case.brand_id).zone)
        meet_trigger(actor=actor, case_id=case_id, trigger=Trigger.INSPECTION, happened_on=day, now=now)
    if not has_open_question(actor=actor, case_id=case_id):
        case_operations.settle_question(actor=actor, reference=case.reference, now=now)
