"""Verbs of a sale. See the README of the room."""

from savoir.orders.operations.payments import (
    NothingPending,
    RefundBeyondPaid,
    count_external_refund,
    release_refund,
    reserve_refund,
    settle_refund,
)
from savoir.orders.operations.quantities import NothingHeld, NothingLeftToReturn, hold, mark_returned, release
from savoir.orders.operations.standing import count_in_standing

__all__ = [
    "NothingHeld", "NothingLeftToReturn", "NothingPending", "RefundBeyondPaid", "count_external_refund",
    "count_in_standing", "hold", "mark_returned", "release", "release_refund", "reserve_refund",
    "settle_refund",
]  # fmt: skip
