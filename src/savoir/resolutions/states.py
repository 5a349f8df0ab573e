"""Lifecycles of the promise and of the money."""

from enum import StrEnum

from savoir.kernel.values.lifecycles import Lifecycle


class ResolutionState(StrEnum):
    """Agreed with the customer, done, or called off."""

    AGREED = "agreed"
    DONE = "done"
    CANCELED = "canceled"


RESOLUTION = Lifecycle(
    name="resolution",
    states=ResolutionState,
    initial=ResolutionState.AGREED,
    moves={
        ResolutionState.AGREED: frozenset({ResolutionState.DONE, ResolutionState.CANCELED}),
        ResolutionState.DONE: frozenset(),
        ResolutionState.CANCELED: frozenset(),
    },
    final=frozenset({ResolutionState.DONE, ResolutionState.CANCELED}),
)


class CallOff(StrEnum):
    """Why goods that were agreed are not sent after all."""

    OUT_OF_STOCK = "out_of_stock"
    CANNOT_BE_MENDED = "cannot_be_mended"
    CUSTOMER_ASKED = "customer_asked"
    OTHER = "other"


class Trigger(StrEnum):
    """The event that lets the money leave; the legal date caps every one of them."""

    REQUEST = "request"
    POSTING = "posting"
    RECEIPT = "receipt"
    INSPECTION = "inspection"


class RefundState(StrEnum):
    """From the promise to the money. Paused: money of its payment went elsewhere, a person decides."""

    REQUESTED = "requested"
    AWAITING_APPROVAL = "awaiting_approval"
    SETTLING = "settling"
    SETTLED = "settled"
    FAILED = "failed"
    PAUSED = "paused"
    CANCELED = "canceled"


_F = RefundState
REFUND = Lifecycle(
    name="refund",
    states=RefundState,
    initial=_F.REQUESTED,
    moves={
        _F.REQUESTED: frozenset({_F.AWAITING_APPROVAL, _F.SETTLING, _F.PAUSED, _F.CANCELED}),
        _F.AWAITING_APPROVAL: frozenset({_F.SETTLING, _F.CANCELED}),
        _F.SETTLING: frozenset({_F.SETTLED, _F.FAILED, _F.REQUESTED, _F.PAUSED}),
        _F.FAILED: frozenset({_F.SETTLING, _F.CANCELED, _F.SETTLED, _F.PAUSED}),
        _F.PAUSED: frozenset({_F.REQUESTED, _F.SETTLING, _F.SETTLED, _F.CANCELED}),
        _F.SETTLED: frozenset(),
        _F.CANCELED: frozenset(),
    },
    final=frozenset({_F.SETTLED, _F.CANCELED}),
)


class GestureKind(StrEnum):
    """What a policy's table of gestures may give beyond what is owed."""

    NONE = "none"
    STORE_CREDIT = "store_credit"
    PRICE_REDUCTION = "price_reduction"
    FREE_RETURN = "free_return"


# What the rails of the house bring to a customer: money of the price. It keeps no vouchers and no promises
# about returns to come; these are given in the shop's own tool.
CARRIED = frozenset({GestureKind.PRICE_REDUCTION})


class GestureState(StrEnum):
    """Asked of a second person, granted, refused by him; canceled: taken back before its money left."""

    ASKED = "asked"
    GRANTED = "granted"
    REFUSED = "refused"
    CANCELED = "canceled"


GESTURE = Lifecycle(
    name="gesture",
    states=GestureState,
    initial=GestureState.ASKED,
    moves={
        GestureState.ASKED: frozenset({GestureState.GRANTED, GestureState.REFUSED, GestureState.CANCELED}),
        GestureState.GRANTED: frozenset({GestureState.CANCELED}),
        GestureState.REFUSED: frozenset(),
        GestureState.CANCELED: frozenset(),
    },
    final=frozenset({GestureState.REFUSED, GestureState.CANCELED}),
)


class AskedState(StrEnum):
    """An answer beyond the rule: asked of a second person, approved and given, declined by him, or lapsed."""

    ASKED = "asked"
    APPROVED = "approved"
    DECLINED = "declined"
    LAPSED = "lapsed"


ASKED_REMEDY = Lifecycle(
    name="asked_remedy",
    states=AskedState,
    initial=AskedState.ASKED,
    moves={
        AskedState.ASKED: frozenset({AskedState.APPROVED, AskedState.DECLINED, AskedState.LAPSED}),
        AskedState.APPROVED: frozenset(),
        AskedState.DECLINED: frozenset(),
        AskedState.LAPSED: frozenset(),
    },
    final=frozenset({AskedState.APPROVED, AskedState.DECLINED, AskedState.LAPSED}),
)


class Lapse(StrEnum):
    """Why an answer that was asked for is over without a word: answered otherwise, another plan, no word in
    time, or taken back by who asked.
    """

    DECIDED = "decided"
    MOVED = "moved"
    EXPIRED = "expired"
    TAKEN_BACK = "taken_back"


class ClockState(StrEnum):
    """Running until what it asks for is done, or is owed no more; its day passes without moving it. Lost: its
    day passed, and nothing can be done after it.
    """

    RUNNING = "running"
    KEPT = "kept"
    DROPPED = "dropped"
    LOST = "lost"


CLOCK = Lifecycle(
    name="legal_clock",
    states=ClockState,
    initial=ClockState.RUNNING,
    moves={
        ClockState.RUNNING: frozenset({ClockState.KEPT, ClockState.DROPPED, ClockState.LOST}),
        ClockState.KEPT: frozenset(),
        ClockState.DROPPED: frozenset(),
        ClockState.LOST: frozenset(),
    },
    final=frozenset({ClockState.KEPT, ClockState.DROPPED, ClockState.LOST}),
)


class MoveInState(StrEnum):
    """A sheet of another system's cases: looked at as a whole, then moved by a person's word."""

    CHECKING = "checking"
    READY = "ready"
    MOVING = "moving"
    DONE = "done"
    DROPPED = "dropped"


MOVE_IN = Lifecycle(
    name="move_in",
    states=MoveInState,
    initial=MoveInState.CHECKING,
    moves={
        MoveInState.CHECKING: frozenset({MoveInState.READY, MoveInState.DROPPED}),
        MoveInState.READY: frozenset({MoveInState.MOVING, MoveInState.DROPPED}),
        MoveInState.MOVING: frozenset({MoveInState.DONE}),
        MoveInState.DONE: frozenset(),
        MoveInState.DROPPED: frozenset(),
    },
    final=frozenset({MoveInState.DONE, MoveInState.DROPPED}),
)
