"""Words of a message."""

from enum import StrEnum

from savoir.kernel.values.lifecycles import Lifecycle


class Step(StrEnum):
    """The milestone a message tells; free text for what an agent or customer writes."""

    ACKNOWLEDGEMENT = "acknowledgement"
    INFORMATION_NEEDED = "information_needed"
    REMINDER = "reminder"
    DECISION = "decision"
    REFUSAL = "refusal"
    REDUCTION = "reduction"
    RECEIVED = "received"
    REFUNDED = "refunded"
    GESTURE = "gesture"
    DELAY = "delay"
    CLOSING = "closing"
    ACCESS_LINK = "access_link"
    FREE_TEXT = "free_text"


class Audience(StrEnum):
    """Who may read it."""

    CUSTOMER = "customer"
    INTERNAL = "internal"


class Direction(StrEnum):
    """Out to the customer, in from him, or a note that stays."""

    OUT = "out"
    IN = "in"
    NOTE = "note"


class MessageState(StrEnum):
    """How far an outgoing message came. Kept: no address, or it came in, or it is a note."""

    WAITING = "waiting"
    SENT = "sent"
    REFUSED = "refused"
    KEPT = "kept"


_M = MessageState
MESSAGE = Lifecycle(
    name="message",
    states=MessageState,
    initial=_M.WAITING,
    moves={
        _M.WAITING: frozenset({_M.SENT, _M.REFUSED, _M.KEPT}),
        _M.REFUSED: frozenset({_M.WAITING}),
        _M.SENT: frozenset(),
        _M.KEPT: frozenset({_M.WAITING}),  # an address was found since
    },
    final=frozenset({_M.SENT, _M.KEPT}),
)
