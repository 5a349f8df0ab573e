"""Tables of the promise and of the money."""

from savoir.resolutions.models.asked import AskedRemedy
from savoir.resolutions.models.gestures import Gesture
from savoir.resolutions.models.promises import (
    ExternalReturnOfMoney,
    InvariantCheck,
    JournalEntry,
    JournalLine,
    LegalClock,
    MoveIn,
    PostagePaid,
    Refund,
    Resolution,
)

__all__ = [
    "AskedRemedy",
    "ExternalReturnOfMoney",
    "Gesture",
    "InvariantCheck",
    "JournalEntry",
    "JournalLine",
    "LegalClock",
    "MoveIn",
    "PostagePaid",
    "Refund",
    "Resolution",
]
