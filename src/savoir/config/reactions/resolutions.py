"""What the promise learns from the thing: triggers of the money."""

from savoir.cases.events import (
    CaseEnded,
    CaseOpened,
    CaseRefused,
    CaseReopened,
    DecisionUndone,
    NothingToAnswer,
    QuestionSettled,
)
from savoir.cases.states import Intent
from savoir.kernel.access import system_actor
from savoir.kernel.ledger import Recorded
from savoir.logistics.events import InspectionUndone, ItemInspected, ParcelPosted, ParcelReceived
from savoir.orders.events import RefundsTold
from savoir.resolutions import operations
from savoir.resolutions.events import (
    OfferAccepted,
    RefundFailed,
    RefundReduced,
    RefundSettled,
    ReplacementSent,
)
from savoir.resolutions.states import Trigger


def parcel_posted(fact: ParcelPosted, at: Recorded) -> None:
    """Posting starts the law's clock and fires the refunds that wait for it."""
    operations.meet_trigger(
        actor=system_actor(at.org_id), case_id=fact.subject_id, trigger=Trigger.POSTING,
        happened_on=fact.posted_on, now=at.at,
    )  # fmt: skip


def parcel_received(fact: ParcelReceived, at: Recorded) -> None:
    """A complete receipt fires the refunds that wait for it."""
    if fact.complete:
        operations.meet_trigger(
            actor=system_actor(at.org_id), case_id=fact.subject_id, trigger=Trigger.RECEIPT,
            happened_on=fact.received_on, now=at.at,
        )  # fmt: skip


def goods_are_back(fact: ParcelReceived, at: Recorded) -> None:
    """The thing was all that the case still waited for, perhaps."""
    operations.finish_case(actor=system_actor(at.org_id), case_id=fact.subject_id, now=at.at)


def item_inspected(fact: ItemInspected, at: Recorded) -> None:
    """All that was announced is here and as announced: the refunds that wait for the inspection leave."""
    if fact.conform and fact.complete:
        operations.meet_trigger(
            actor=system_actor(at.org_id), case_id=fact.subject_id, trigger=Trigger.INSPECTION,
            happened_on=at.at.date(), now=at.at,
        )  # fmt: skip


def nothing_left_to_answer(fact: QuestionSettled | NothingToAnswer, at: Recorded) -> None:
    """A word of ours was all that the case still waited for, perhaps."""
    operations.finish_case(actor=system_actor(at.org_id), case_id=fact.subject_id, now=at.at)


def count_told_returns(fact: RefundsTold | RefundFailed, at: Recorded) -> None:
    """What the shop says to have returned counts once the sales that said it are written."""
    operations.ask_for_told_returns(actor=system_actor(at.org_id), now=at.at)


def inspection_undone(fact: InspectionUndone, at: Recorded) -> None:
    """The refunds it let leave wait again; money that has left keeps the inspection."""
    operations.take_back_trigger(
        actor=system_actor(at.org_id), case_id=fact.subject_id, happened_at=fact.inspected_at, now=at.at
    )


_CLAIMS = frozenset({Intent.CLAIM, Intent.REPAIR})
_MOVES_CLOCKS = (
    CaseRefused | CaseReopened | CaseEnded | DecisionUndone | OfferAccepted | ParcelPosted | ParcelReceived
    | RefundReduced | RefundSettled | ReplacementSent
)  # fmt: skip


def start_clocks(fact: CaseOpened, at: Recorded) -> None:
    """A claim starts the law's thirty days, and the protest to the carrier for what came broken."""
    if fact.intent in _CLAIMS:
        operations.keep_clocks(actor=system_actor(at.org_id), case_id=fact.subject_id, now=at.at)


def keep_clocks(fact: _MOVES_CLOCKS, at: Recorded) -> None:
    """What happened starts, moves or ends days of the law."""
    operations.keep_clocks(actor=system_actor(at.org_id), case_id=fact.subject_id, now=at.at)


def end_asked_remedy(fact: OfferAccepted | CaseRefused | CaseEnded, at: Recorded) -> None:
    """The case was answered otherwise: what somebody was asked to grant beyond the rule is over."""
    operations.end_asked_remedy(actor=system_actor(at.org_id), case_id=fact.subject_id, now=at.at)
