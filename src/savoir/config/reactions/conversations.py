"""What the customer hears, when."""

from savoir.cases.events import CaseClosed, CaseOpened, CaseRefused, CustomerReminded, PromiseBroken
from savoir.cases.states import DELAYS_TOLD
from savoir.conversations import operations
from savoir.kernel.ledger import Delivered, Recorded
from savoir.logistics.events import ParcelReceived
from savoir.resolutions.events import GesturePaid, OfferAccepted, RefundSettled


def acknowledge(fact: CaseOpened, at: Recorded) -> None:
    """We have it, and answer by then."""
    operations.tell_acknowledgement(
        actor=at.actor, case_id=fact.subject_id, answer_by=fact.answer_by, now=at.at
    )


def tell_decision(fact: OfferAccepted, at: Delivered) -> None:
    """What was agreed."""
    words = {
        "remedy": fact.remedy.value, "promised_on": fact.promised_on, "ra_number": fact.ra_number,
        "send_back_by": fact.send_back_by, "customer_pays_return": fact.customer_pays_return,
        "if_posted_by": fact.if_posted_by, "chosen_by": "agent" if fact.by_person else "customer",
    }  # fmt: skip
    operations.tell_decision(
        actor=at.actor,
        case_id=fact.subject_id,
        occasion=str(at.seq),
        amount=fact.amount,
        words=words,
        now=at.at,
    )


def tell_refusal(fact: CaseRefused, at: Delivered) -> None:
    """Why not, and what else."""
    operations.tell_refusal(actor=at.actor, case_id=fact.subject_id, occasion=str(at.seq), now=at.at)


def tell_received(fact: ParcelReceived, at: Delivered) -> None:
    """The parcel is here."""
    operations.tell_received(
        actor=at.actor, case_id=fact.subject_id, occasion=str(at.seq), received_on=fact.received_on,
        complete=fact.complete, now=at.at,
    )  # fmt: skip


def tell_refund(fact: RefundSettled, at: Delivered) -> None:
    """The money left."""
    operations.tell_refund(
        actor=at.actor, case_id=fact.subject_id, occasion=str(at.seq), payment_id=fact.payment_id,
        amount=fact.amount, now=at.at,
    )  # fmt: skip


def tell_gesture(fact: GesturePaid, at: Delivered) -> None:
    """A gesture left."""
    operations.tell_gesture(
        actor=at.actor, case_id=fact.subject_id, occasion=str(at.seq), payment_id=fact.payment_id,
        amount=fact.amount, now=at.at,
    )  # fmt: skip


def tell_delay(fact: PromiseBroken, at: Delivered) -> None:
    """We are late, and here is the new date. Who was told twice hears from a person next."""
    if fact.in_a_row > DELAYS_TOLD:
        return
    operations.tell_delay(
        actor=at.actor, case_id=fact.subject_id, occasion=str(at.seq), kind=fact.promise.value,
        due_at=fact.due_at, new_due_at=fact.new_due_at, is_last=fact.in_a_row == DELAYS_TOLD, now=at.at,
    )  # fmt: skip


def remind(fact: CustomerReminded, at: Delivered) -> None:
    """Our question again."""
    operations.tell_reminder(actor=at.actor, case_id=fact.subject_id, occasion=str(at.seq), now=at.at)


def tell_closing(fact: CaseClosed, at: Delivered) -> None:
    """Thanks."""
    operations.tell_closing(actor=at.actor, case_id=fact.subject_id, occasion=str(at.seq), now=at.at)
