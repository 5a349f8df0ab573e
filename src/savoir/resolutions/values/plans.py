"""Plans: what a remedy means in things, money and dates; the preview and the deed read the same value."""

from dataclasses import dataclass
from datetime import date, datetime

from savoir.cases.states import Remedy
from savoir.cases.values import CaseAnswer
from savoir.kernel.values.digests import digest
from savoir.kernel.values.money import Money
from savoir.law.clocks import Clock
from savoir.law.floor import Moved
from savoir.law.late import Surcharge
from savoir.law.values import Gap
from savoir.resolutions.states import RefundState, Trigger

MONEY_REMEDIES = frozenset({Remedy.REFUND, Remedy.RETURNLESS_REFUND})
GOODS_REMEDIES = frozenset({Remedy.REPLACEMENT, Remedy.EXCHANGE, Remedy.REPAIR})
BY_HAND = frozenset({Clock.POSTAGE.value, Clock.CARRIER_PROTEST.value})  # clocks that a person ends
LOST_AFTER = frozenset({Clock.CARRIER_PROTEST.value})  # nothing can be done once their day passed (L133-3)
SHOP_EXPORT, MOVED_IN = "shop_export", "moved_in"  # tellers of money that are no rail


@dataclass(frozen=True, slots=True)
class PlanPart:
    """One order line in a plan: units, the money that goes back for them, the brand's fee kept of it, and the
    basis on which the law owes the line something ("": nothing).
    """

    order_line_id: int
    quantity: int
    amount: Money
    fee: int = 0
    owed_on: str = ""


@dataclass(frozen=True, slots=True)
class MoneyMove:
    """What goes back to one payment."""

    payment_id: int
    tender: str
    last4: str
    amount: Money


@dataclass(frozen=True, slots=True)
class Plan:
    """What one remedy gives. `delivery_back` is the part of `amount` that was delivery; `if_posted_by` is the
    day the promise assumes; `legal_latest_on` is the law's last day if everything happens as late as it may,
    None where the law owes nothing;
    `law_over_on` that of what the law owes, when it has passed already: the promise is the soonest left;
    `law_moves` say where the law moved what the brand's table promises.
    """

    remedy: Remedy
    parts: tuple[PlanPart, ...]
    amount: Money
    delivery_back: Money
    delivery_kept: Money
    moves: tuple[MoneyMove, ...]
    trigger: Trigger
    promised_days: int
    promised_on: date | None
    if_posted_by: date | None
    legal_latest_on: date | None
    return_needed: bool
    return_method: str
    customer_pays_return: bool
    send_back_by: date | None
    remedy_due_on: date | None
    answer_digest: str
    law_moves: tuple[Moved, ...] = ()
    law_over_on: date | None = None

    @property
    def fee_kept(self) -> Money:
        """What the brand keeps of a return beyond the law."""
        return Money(sum(part.fee for part in self.parts), self.amount.currency)

    @property
    def digest(self) -> str:
        """Names the plan; the deed refuses when it moved."""
        return digest(
            [
                self.remedy, [(p.order_line_id, p.quantity, p.amount) for p in self.parts],
                [(m.payment_id, m.amount) for m in self.moves], self.trigger, self.promised_days,
                self.return_needed, self.return_method, self.customer_pays_return, self.answer_digest,
                self.promised_on, self.if_posted_by, self.send_back_by,
            ]
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Offers:
    """The answer with a plan per remedy: what the portal's third screen and the desk show."""

    answer: CaseAnswer
    plans: tuple[Plan, ...]


@dataclass(frozen=True, slots=True)
class AcceptedOffer:
    """What was agreed."""

    case_reference: str
    remedy: Remedy
    ra_number: str
    refund_references: tuple[str, ...]
    amount: Money
    promised_on: date | None


@dataclass(frozen=True, slots=True)
class CutRefund:
    """One refund of a reduction: what it was to bring back and what it will."""

    refund_id: int
    reference: str
    before: Money
    after: Money


@dataclass(frozen=True, slots=True)
class Reduction:
    """What a measured loss of value would take off a withdrawal's refund (L221-23): preview and deed read it.

    `kept` stays with the shop, at most `measured`; `gap` says why the law lets nothing, or less, be kept;
    `has_left`: the money is no longer here to be reduced.
    """

    loss_id: int
    case_id: int
    case_line_id: int
    measured: Money
    kept: Money
    before: Money
    refunds: tuple[CutRefund, ...]
    article: str
    gap: Gap | None
    has_left: bool
    answer_digest: str

    @property
    def after(self) -> Money:
        """What comes back all the same."""
        return self.before - self.kept

    @property
    def digest(self) -> str:
        """Names the reduction; the deed refuses when it moved."""
        cuts = [(cut.refund_id, cut.before, cut.after) for cut in self.refunds]
        return digest([self.loss_id, self.kept, self.measured, cuts, self.answer_digest])


@dataclass(frozen=True, slots=True)
class RefundCard:
    """A refund as pages show it. `owed_on`: the basis on which the law owes it, "" where it does not, None
    where its case alone knows; `promised_on` is a promise of ours in any case.
    """

    id: int
    reference: str
    case_id: int
    payment_id: int
    amount: Money
    trigger: Trigger
    state: RefundState
    tender: str
    last4: str
    asked_at: datetime
    leaves_at: datetime | None
    legal_due_on: date | None
    promised_on: date | None
    settled_at: datetime | None
    failure_code: str
    provider_reference: str
    is_gesture: bool = False
    owed_on: str | None = None

    @property
    def is_owed(self) -> bool:
        """Whether the law wants it; else our word alone gives it a day."""
        return self.owed_on != "" and not self.is_gesture


@dataclass(frozen=True, slots=True)
class RefundDue:
    """A refund before the law: its last day, the day it left, and what being late costs the seller.

    `surcharge` were it paid today, `steps` the days on which the certain share rises; None and () once it
    left, before a day is set, and where the law names no scale. `is_owed` False: it has no day of the law.
    """

    reference: str
    amount: Money
    due_on: date | None
    settled_on: date | None
    surcharge: Surcharge | None
    steps: tuple[tuple[date, Surcharge], ...]
    is_owed: bool = True


@dataclass(frozen=True, slots=True)
class LegalDates:
    """The law's dates of a case, on local days. None: not to be done, or no day yet.

    `refund_if_posted` is the last day of the money if the parcel leaves on `if_posted_by`. `remedy` is what
    was agreed, "" before; `mended_on` the day the new or mended thing left. `promised_on` is no day of the
    law: the one we told for the money, all there is where the law owes none.
    """

    asked_on: date
    refused_on: date | None
    remedy: str
    send_back_by: date | None
    sent_on: date | None
    received_on: date | None
    mended_on: date | None
    if_posted_by: date | None
    refund_if_posted: date | None
    refunds: tuple[RefundDue, ...]
    promised_on: date | None = None


@dataclass(frozen=True, slots=True)
class DatesOfPosting:
    """What a parcel's posting starts: the day the money leaves by, the law's last day (L221-24) if any."""

    promised_on: date
    legal_due_on: date | None


@dataclass(frozen=True, slots=True)
class JourneyStep:
    """One step of a case's way, for customer and agent alike. `state`: done, now or next.

    `at` is when it happened; `by` the last moment it will; `on` the last day it will; `about` a day that we
    expect and promise nobody; `facts` fill its sentence.
    """

    code: str
    state: str
    at: datetime | None = None
    by: datetime | None = None
    on: date | None = None
    about: date | None = None
    facts: tuple[tuple[str, str], ...] = ()

    def fact(self, name: str) -> str:
        """One fact of the sentence, "" when it is not there."""
        return dict(self.facts).get(name, "")
