"""Lifecycles and words of a case. Each truth has its own table."""

from enum import StrEnum
from typing import Final

from savoir.kernel.values.lifecycles import Lifecycle


class Intent(StrEnum):
    """What the customer comes for."""

    CANCELLATION = "cancellation"
    WITHDRAWAL = "withdrawal"
    RETURN = "return"
    EXCHANGE = "exchange"
    CLAIM = "claim"
    REPAIR = "repair"
    ASSISTANCE = "assistance"


HOLDING_INTENTS = frozenset({Intent.WITHDRAWAL, Intent.RETURN, Intent.EXCHANGE})


class Reason(StrEnum):
    """The customer's own words for why; never the inspector's finding."""

    CHANGED_MIND = "changed_mind"
    TOO_SMALL = "too_small"
    TOO_LARGE = "too_large"
    NOT_AS_DESCRIBED = "not_as_described"
    DEFECTIVE = "defective"
    DAMAGED_ON_ARRIVAL = "damaged_on_arrival"
    MISSING_PART = "missing_part"
    WRONG_ITEM = "wrong_item"
    NEVER_ARRIVED = "never_arrived"
    LATE = "late"
    RECALLED = "recalled"
    REFUND_NOT_RECEIVED = "refund_not_received"
    BILLING = "billing"
    HOW_TO_USE = "how_to_use"
    OTHER = "other"


class Remedy(StrEnum):
    """What the customer gets."""

    REFUND = "refund"
    EXCHANGE = "exchange"
    REPLACEMENT = "replacement"
    REPAIR = "repair"
    STORE_CREDIT = "store_credit"
    PRICE_REDUCTION = "price_reduction"
    RETURNLESS_REFUND = "returnless_refund"
    ASSISTANCE = "assistance"


# Remedies carried out to the end today; vouchers and price reductions come with the money rooms.
DELIVERABLE = frozenset({
    Remedy.REFUND, Remedy.RETURNLESS_REFUND, Remedy.EXCHANGE, Remedy.REPLACEMENT, Remedy.REPAIR,
})  # fmt: skip


class Entry(StrEnum):
    """The door a case came through."""

    PORTAL = "portal"
    DESK = "desk"
    COUNTER = "counter"
    DOCK = "dock"
    REPLAY = "replay"
    MOVED_IN = "moved_in"
    API = "api"


class CaseState(StrEnum):
    """Where the case as a whole stands."""

    OPEN = "open"
    WAITING_ON_CUSTOMER = "waiting_on_customer"
    WAITING_ON_PARTNER = "waiting_on_partner"
    RESOLVED = "resolved"
    CLOSED = "closed"


_C = CaseState
OVER = frozenset({_C.RESOLVED.value, _C.CLOSED.value})
ALIVE = frozenset({_C.OPEN.value, _C.WAITING_ON_CUSTOMER.value, _C.WAITING_ON_PARTNER.value})
CASE = Lifecycle(
    name="case",
    states=CaseState,
    initial=_C.OPEN,
    moves={
        _C.OPEN: frozenset({_C.WAITING_ON_CUSTOMER, _C.WAITING_ON_PARTNER, _C.RESOLVED, _C.CLOSED}),
        _C.WAITING_ON_CUSTOMER: frozenset({_C.OPEN, _C.WAITING_ON_PARTNER, _C.RESOLVED, _C.CLOSED}),
        _C.WAITING_ON_PARTNER: frozenset({_C.OPEN, _C.WAITING_ON_CUSTOMER, _C.RESOLVED, _C.CLOSED}),
        _C.RESOLVED: frozenset({_C.CLOSED, _C.OPEN}),
        _C.CLOSED: frozenset({_C.OPEN}),
    },
    final=frozenset(),
)


class SnoozeReason(StrEnum):
    """Why a case stands aside until a date; the wait is ours, so no clock stops."""

    SUPPLIER = "supplier"
    CARRIER = "carrier"
    COLLEAGUE = "colleague"
    CALL_BACK = "call_back"
    OTHER = "other"


class Rank(StrEnum):
    """Who must answer a case that went up; empty on the case: anybody."""

    SENIOR = "senior"
    SUPERVISOR = "supervisor"


class Handler(StrEnum):
    """Who handles a case: our own agents, or people elsewhere."""

    AGENTS = "agents"
    STORE = "store"
    SUPPLIER = "supplier"
    REPAIR_CENTER = "repair_center"
    CALL_CENTER = "call_center"


class RoutedAfter(StrEnum):
    """Why a case went to others: a person's word, what the dock found or took back, what became of a team."""

    HAND = "hand"
    INSPECTION = "inspection"
    INSPECTION_UNDONE = "inspection_undone"
    TEAM_MADE = "team_made"
    TEAM_ENDED = "team_ended"


class Urgency(StrEnum):
    """How urgent a case is, the least first."""

    NORMAL = "normal"
    HIGH = "high"
    URGENT = "urgent"


class EndMotive(StrEnum):
    """Why an answered case ends without anything more being done."""

    ALREADY_SETTLED = "already_settled"
    RETURNED_ELSEWHERE = "returned_elsewhere"
    CUSTOMER_GAVE_UP = "customer_gave_up"
    DUPLICATE = "duplicate"
    OTHER = "other"


class RefusalMotive(StrEnum):
    """Why a request is refused; the words to the customer are the person's own."""

    OUT_OF_TIME = "out_of_time"
    EXCLUDED_PRODUCT = "excluded_product"
    USED_BEYOND_TRIAL = "used_beyond_trial"
    DAMAGE_BY_USE = "damage_by_use"
    NO_PROOF = "no_proof"
    NOT_OUR_SALE = "not_our_sale"
    OTHER = "other"


class OtherMotive(StrEnum):
    """Why something else than the proposal is granted."""

    CUSTOMER_ASKED = "customer_asked"
    OUT_OF_STOCK = "out_of_stock"
    REPEATED_FAULT = "repeated_fault"
    GESTURE = "gesture"
    CHEAPER = "cheaper"
    REPAIR_DISPROPORTIONATE = "repair_disproportionate"
    REPLACEMENT_DISPROPORTIONATE = "replacement_disproportionate"
    OTHER = "other"


class Missing(StrEnum):
    """What the customer is asked for."""

    PHOTO = "photo"
    SERIAL = "serial"
    PROOF_OF_PURCHASE = "proof_of_purchase"
    POSTING_PROOF = "posting_proof"
    ADDRESS = "address"
    OTHER = "other"


class Acceptance(StrEnum):
    """Whether the request on a line was granted."""

    PENDING = "pending"
    ACCEPTED = "accepted"
    REJECTED = "rejected"
    NEEDS_REVIEW = "needs_review"


_A = Acceptance
ACCEPTANCE = Lifecycle(
    name="line_acceptance",
    states=Acceptance,
    initial=_A.PENDING,
    moves={
        _A.PENDING: frozenset({_A.ACCEPTED, _A.REJECTED, _A.NEEDS_REVIEW}),
        _A.NEEDS_REVIEW: frozenset({_A.ACCEPTED, _A.REJECTED}),
        _A.ACCEPTED: frozenset({_A.NEEDS_REVIEW}),
        _A.REJECTED: frozenset({_A.NEEDS_REVIEW, _A.ACCEPTED}),
    },
    final=frozenset(),
)


class Reception(StrEnum):
    """Where the thing is."""

    NOT_EXPECTED = "not_expected"
    AWAITING = "awaiting"
    IN_TRANSIT = "in_transit"
    RECEIVED = "received"
    LOST = "lost"
    EXPIRED = "expired"
    CANCELED = "canceled"


_R = Reception
RECEPTION = Lifecycle(
    name="line_reception",
    states=Reception,
    initial=_R.NOT_EXPECTED,
    moves={
        _R.NOT_EXPECTED: frozenset({_R.AWAITING, _R.RECEIVED}),
        _R.AWAITING: frozenset({_R.IN_TRANSIT, _R.RECEIVED, _R.LOST, _R.EXPIRED, _R.CANCELED}),
        _R.IN_TRANSIT: frozenset({_R.RECEIVED, _R.LOST}),
        _R.EXPIRED: frozenset({_R.RECEIVED, _R.IN_TRANSIT, _R.AWAITING}),
        _R.LOST: frozenset({_R.RECEIVED}),
        _R.CANCELED: frozenset({_R.RECEIVED, _R.AWAITING}),
        _R.RECEIVED: frozenset(),
    },
    final=frozenset({_R.RECEIVED}),
)


class PromiseKind(StrEnum):
    """What we told the customer we would do by a date. Follow up: go on when he does not reply."""

    FIRST_ANSWER = "first_answer"
    ANSWER = "answer"
    CONTROL = "control"
    REFUND = "refund"
    REPLACEMENT = "replacement"
    CLOSING_CHECK = "closing_check"
    FOLLOW_UP = "follow_up"


DELAYS_TOLD: Final = 2  # letters about missed dates of one promise, one after the other; then a person writes


class PromiseState(StrEnum):
    """Running until kept or broken; paused while the customer has the ball."""

    RUNNING = "running"
    PAUSED = "paused"
    KEPT = "kept"
    BROKEN = "broken"
    CANCELED = "canceled"


_S = PromiseState
PROMISE = Lifecycle(
    name="promise",
    states=PromiseState,
    initial=_S.RUNNING,
    moves={
        _S.RUNNING: frozenset({_S.PAUSED, _S.KEPT, _S.BROKEN, _S.CANCELED}),
        _S.PAUSED: frozenset({_S.RUNNING, _S.KEPT, _S.CANCELED}),
        _S.KEPT: frozenset(),
        _S.BROKEN: frozenset(),
        _S.CANCELED: frozenset(),
    },
    final=frozenset({_S.KEPT, _S.BROKEN, _S.CANCELED}),
)
