"""Facts of the thing on its way back, in the stream of its case."""

from datetime import date, datetime

from savoir.kernel.ledger import Event, Reference, event
from savoir.kernel.values.money import Money
from savoir.logistics.states import DispositionKind, Finding, Grade


@event("return_authorized", subject="case")
class ReturnAuthorized(Event):
    """Something may be sent back."""

    ra_id: int
    ra_number: Reference


@event("authorization_canceled", subject="case")
class AuthorizationCanceled(Event):
    """Nothing is awaited under this number any more; a parcel that comes all the same is still received."""

    ra_id: int


@event("parcel_posted", subject="case")
class ParcelPosted(Event):
    """The customer proved that he sent it: the date C. conso L221-24 counts from."""

    ra_id: int
    posted_on: date


@event("parcel_received", subject="case")
class ParcelReceived(Event):
    """Announced units arrived; `complete` when nothing is awaited any more under this authorization."""

    ra_id: int
    complete: bool
    received_on: date


@event("item_inspected", subject="case")
class ItemInspected(Event):
    """Units were examined; `conform` when they bear out what the case says (see `rules.bears_out`).

    `complete` when every unit announced under the authorization was, and bears it out; facts from before say
    nothing of the others, and let no money leave.
    """

    inspection_id: int
    case_line_id: int
    quantity: int
    grade: Grade
    finding: Finding
    conform: bool
    complete: bool = False


@event("inspection_undone", subject="case")
class InspectionUndone(Event):
    """The last inspection was taken back: its units wait for another. `inspected_at` names its instant."""

    inspection_id: int
    inspected_at: datetime
    quantity: int


@event("value_loss_proposed", subject="case")
class ValueLossProposed(Event):
    """The dock measured what withdrawn units lost by more handling than a trial: a person decides."""

    loss_id: int
    inspection_id: int
    case_line_id: int
    amount: Money


@event("value_loss_declined", subject="case")
class ValueLossDeclined(Event):
    """A person keeps nothing of a measured loss: the refund stays whole."""

    loss_id: int


@event("disposition_confirmed", subject="case")
class DispositionConfirmed(Event):
    """Somebody decided what becomes of the units."""

    inspection_id: int
    disposition: DispositionKind
    quantity: int


@event("destruction_refused", subject="case")
class DestructionRefused(Event):
    """The second person said no: the units stay in quarantine, and the dock finds another use for them."""

    inspection_id: int
    quantity: int


@event("parcel_identified", subject="case")
class ParcelIdentified(Event):
    """A parcel nobody announced belongs to this case."""

    unknown_id: int
    reference: Reference
    quantity: int
