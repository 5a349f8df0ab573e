"""Facts of the money, in the stream of the case."""

from datetime import date

from savoir.cases.states import Remedy
from savoir.kernel.ledger import Code, Event, Reference, event
from savoir.kernel.values.money import Money
from savoir.resolutions.states import CallOff, GestureKind, Lapse


@event("offer_accepted", subject="case")
class OfferAccepted(Event):
    """Customer and shop agreed; what happens next has its dates."""

    remedy: Remedy
    amount: Money
    ra_number: Reference
    promised_on: date | None
    if_posted_by: date | None
    send_back_by: date | None
    customer_pays_return: bool
    by_person: bool


@event("refund_leaving", subject="case")
class RefundLeaving(Event):
    """The trigger fired: the money is on its way to the rail."""

    refund_id: int
    amount: Money


@event("refund_held_back", subject="case")
class RefundHeldBack(Event):
    """Its trigger was taken back before any of the money was asked for: it waits again."""

    refund_id: int
    amount: Money


@event("refund_dated", subject="case")
class RefundDated(Event):
    """The parcel was posted: the law's clock runs and the day of the money is firm."""

    refund_id: int
    promised_on: date
    legal_due_on: date | None


@event("refund_settled", subject="case")
class RefundSettled(Event):
    """The rail confirmed: the money left, once."""

    refund_id: int
    payment_id: int
    customer_id: int | None
    amount: Money


@event("refund_failed", subject="case")
class RefundFailed(Event):
    """The rail said a definite no; a person looks."""

    refund_id: int
    amount: Money
    code: Code


@event("refund_held", subject="case")
class RefundHeld(Event):
    """It would have left now; the brand runs beside another system, so it stays."""

    refund_id: int
    amount: Money


@event("refund_paused", subject="case")
class RefundPaused(Event):
    """Money of the same payment went back elsewhere: this refund waits for a person."""

    refund_id: int
    amount: Money


@event("refund_resumed", subject="case")
class RefundResumed(Event):
    """A person let a paused refund go on."""

    refund_id: int
    amount: Money


@event("refund_reduced", subject="case")
class RefundReduced(Event):
    """A person keeps part of a withdrawal's refund for a measured loss of value, under `article`; `amount` is
    what still comes back for the line.
    """

    loss_id: int
    case_line_id: int
    kept: Money
    amount: Money
    article: Code


@event("replacement_sent", subject="case")
class ReplacementSent(Event):
    """The new or repaired thing left."""

    remedy: Remedy
    order_reference: Reference


@event("replacement_called_off", subject="case")
class ReplacementCalledOff(Event):
    """The new or mended thing that was agreed can't be sent; the case is decided anew."""

    remedy: Remedy
    why: CallOff


@event("money_returned_elsewhere", subject="payment")
class MoneyReturnedElsewhere(Event):
    """Money of a payment went back outside Savoir."""

    amount: Money
    source: Code


@event("money_came_back", subject="payment")
class MoneyCameBack(Event):
    """What had gone back outside Savoir is the shop's again: a dispute was won, a bank sent a refund back."""

    amount: Money
    source: Code


@event("legal_clock_kept", subject="case")
class LegalClockKept(Event):
    """A person says that what the law wants by a day is done: the protest to the carrier, the postage.

    `amount` is what was repaid, none for a protest or where nobody had said it.
    """

    clock: Code
    due_on: date
    amount: Money | None = None


@event("postage_told", subject="case")
class PostageTold(Event):
    """The customer, or who read his receipt, said what the posting of a faulty thing cost him."""

    amount: Money


@event("legal_clock_lost", subject="case")
class LegalClockLost(Event):
    """The day passed, nobody said that it was done, and nothing can be done any more."""

    clock: Code
    due_on: date


@event("gesture_asked", subject="case")
class GestureAsked(Event):
    """Somebody asked a second person to grant more than the policy answers: the role `approver`."""

    gesture_id: int
    amount: Money
    approver: Code


@event("gesture_granted", subject="case")
class GestureGranted(Event):
    """A gesture beyond what is owed was granted; `proposed`: the policy's own table gives as much."""

    gesture_id: int
    gesture: GestureKind
    severity: Code
    amount: Money
    proposed: bool


@event("gesture_refused", subject="case")
class GestureRefused(Event):
    """The second person said no: the customer hears nothing of it."""

    gesture_id: int
    amount: Money


@event("gesture_canceled", subject="case")
class GestureCanceled(Event):
    """A granted gesture was taken back before its money left, or given up after the rail said no."""

    gesture_id: int
    amount: Money


@event("gesture_paid", subject="case")
class GesturePaid(Event):
    """The rail confirmed: the money of a gesture left, once. It pays nothing of what is owed."""

    gesture_id: int
    refund_id: int
    payment_id: int
    amount: Money


@event("remedy_asked", subject="case")
class RemedyAsked(Event):
    """Somebody asked a second person for an answer beyond the rule: the role `approver`."""

    asked_id: int
    remedy: Remedy
    amount: Money
    approver: Code


@event("remedy_approved", subject="case")
class RemedyApproved(Event):
    """The second person said yes to the answer that the member `member_id` had asked for: it was given."""

    asked_id: int
    remedy: Remedy
    amount: Money
    member_id: int


@event("remedy_declined", subject="case")
class RemedyDeclined(Event):
    """The second person said no: the customer hears nothing of it."""

    asked_id: int
    remedy: Remedy
    amount: Money


@event("remedy_lapsed", subject="case")
class RemedyLapsed(Event):
    """What was asked for is over without a word: taken back, the case was answered otherwise, its plan moved,
    or nobody answered in time.
    """

    asked_id: int
    remedy: Remedy
    why: Lapse
