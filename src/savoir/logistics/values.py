"""Plain values of the thing: what is awaited, what arrived, what was found."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from savoir.cases.states import Reason
from savoir.kernel.values.answers import NO, Answer
from savoir.logistics.states import DispositionKind, Finding, Grade, ReturnMethod, Turn, UnknownState, Why

DESTRUCTION = "logistics.destroy"  # the verb of an approval


@dataclass(frozen=True, slots=True)
class RaCard:
    """A return authorization. `send_back_by` is a courtesy date: after it the parcel is still received."""

    number: str
    id: int
    case_id: int
    case_reference: str
    site_id: int
    method: ReturnMethod
    customer_pays: bool
    send_back_by: date
    issued_at: datetime
    canceled_at: datetime | None
    tracking_number: str
    slip_file_id: int | None
    posted_on: date | None
    former_number: str = ""


_FAULTS = frozenset({Reason.DEFECTIVE, Reason.NOT_AS_DESCRIBED, Reason.DAMAGED_ON_ARRIVAL})


@dataclass(frozen=True, slots=True)
class ExpectedLine:
    """What a parcel may hold, with all that the dock shows of it. `id` is the return line's."""

    id: int
    case_line_id: int
    product_name: str
    variant: str
    picture: str
    colorway: str
    sku: str
    gtin: str
    supplier: str
    serials: tuple[str, ...]
    quantity: int
    received_qty: int
    reason: str
    customer_words: str

    @property
    def says_fault(self) -> bool:
        """Whether the customer's reason is a fault that somebody has to look for."""
        return self.reason in _FAULTS

    @property
    def awaited(self) -> int:
        """Units that have not arrived yet."""
        return self.quantity - self.received_qty

    def split(self, counted: int) -> tuple[int, int]:
        """`counted` units as (announced, surplus): some are received, the others wait for a name."""
        return min(counted, self.awaited), max(0, counted - self.awaited)


@dataclass(frozen=True, slots=True)
class Surplus:
    """Units in a parcel that its slip does not announce; `code` is what a scanner read there."""

    code: str
    description: str
    quantity: int


class ReceiptWarning(StrEnum):
    """What the dock should know about a parcel that was received all the same."""

    OTHER_SITE = "other_site"
    PAST_COURTESY_DATE = "past_courtesy_date"
    CANCELED = "canceled"
    PARTIAL = "partial"
    SURPLUS = "surplus"


@dataclass(frozen=True, slots=True)
class ReceiptLineCard:
    """Units of one return line in one receipt."""

    id: int
    return_line_id: int
    case_line_id: int
    quantity: int
    inspected_qty: int


@dataclass(frozen=True, slots=True)
class ReceiptCard:
    """A parcel that arrived. `is_repeat`: this scan was counted before, nothing was added.

    `unknown` are the references of its surplus; `complete` when nothing more is awaited under the number.
    """

    id: int
    scan_id: UUID
    ra_number: str
    case_reference: str
    site_id: int
    station: str
    received_at: datetime
    lines: tuple[ReceiptLineCard, ...]
    unknown: tuple[str, ...]
    complete: bool
    warnings: tuple[ReceiptWarning, ...]
    is_repeat: bool = False


@dataclass(frozen=True, slots=True)
class Checks:
    """The five checks of an inspection; `right_item` means the one the slip announces."""

    right_item: bool
    right_quantity: bool
    used_or_damaged: bool
    defect_proven: bool
    in_time: bool

    def likely_finding(self, grade: Grade, *, says_fault: bool) -> Finding | None:
        """What these checks and a grade amount to; None when only the inspector can say."""
        if not self.right_item:
            return Finding.WRONG_ITEM
        if self.defect_proven:
            return Finding.DEFECT_PROVEN
        if self.used_or_damaged:
            return Finding.DAMAGED if grade in (Grade.C, Grade.D) else Finding.USED
        if grade is Grade.C:
            return Finding.PART_MISSING
        if grade is Grade.D:
            return None
        return Finding.DEFECT_NOT_FOUND if says_fault else Finding.UNUSED


@dataclass(frozen=True, slots=True)
class Thing:
    """What is known of inspected units; None means unknown and never counts against anybody.

    `recalled`: whether they were called back; unknown while a recall names serials and none is known.
    """

    product_key: str
    supplier: str
    hygiene_sealed: bool | None
    perishable: bool | None
    second_hand: bool | None
    dangerous_goods: str
    recalled: Answer = NO


@dataclass(frozen=True, slots=True)
class Proposal:
    """What should become of the units: where to put them and why. `needs_person`: not by Enter alone."""

    kind: DispositionKind
    bin_code: str
    ground: str
    needs_person: bool


@dataclass(frozen=True, slots=True)
class Ruled:
    """What the brand's own rules make of inspected units."""

    kind: DispositionKind
    person_confirms: bool


@dataclass(frozen=True, slots=True)
class InspectionCard:
    """One inspection with what it proposes and, once confirmed, what became of the units."""

    id: int
    receipt_line_id: int
    case_line_id: int
    case_id: int
    quantity: int
    checks: Checks
    serial_seen: str
    grade: Grade
    finding: Finding
    note: str
    inspected_at: datetime
    proposal: Proposal
    disposition: DispositionKind | None
    bin_code: str


@dataclass(frozen=True, slots=True)
class CondemnedCard:
    """Inspected units that somebody wants to be destroyed, as the dock found them."""

    case_reference: str
    product_name: str
    quantity: int
    serial: str
    grade: Grade
    finding: Finding
    note: str


@dataclass(frozen=True, slots=True)
class UnknownCard:
    """A parcel or an item nobody announced."""

    reference: str
    site_id: int
    code: str
    description: str
    quantity: int
    state: UnknownState
    case_reference: str
    arrived_at: datetime


@dataclass(frozen=True, slots=True)
class DestructionWord:
    """A destruction that was asked for, as it stands: `why` is `asked`, `lapsed` or `refused`; `by` and `at`
    tell who asked and when, of a refusal who said no and when, `motive` why; `expires_at` until when somebody
    may answer.
    """

    why: Why
    by: int
    at: datetime
    expires_at: datetime
    motive: str = ""


@dataclass(frozen=True, slots=True)
class AsideCard:
    """What waits at a site: units in quarantine (`inspection_id`) or a parcel without a name (0).

    `number` is that of the slip, or the one written on the parcel; `since` when it was put aside; `word` what
    was said of its destruction, None where nobody asked for it.
    """

    inspection_id: int
    number: str
    name: str
    quantity: int
    serial: str
    bin_code: str
    since: datetime
    why: Why
    turn: Turn
    supplier: str = ""
    word: DestructionWord | None = None


@dataclass(frozen=True, slots=True)
class StationCounts:
    """One day at a site. Units, except `aside` and `refused`: entries of the quarantine's list, and those
    whose destruction was refused, and `seconds_per_parcel`: the median gap between two parcels of one
    station, breaks left out, None before the second one.
    """

    inspected: int
    waiting: int
    unknown: int
    parcels: int
    seconds_per_parcel: int | None
    aside: int = 0
    refused: int = 0
