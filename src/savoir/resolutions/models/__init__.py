"""Tables of the promise and of the money."""

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
    "ExternalReturnOfMoney",
    "InvariantCheck",
    "JournalEntry",
    "JournalLine",
    "LegalClock",
    "MoveIn",
    "PostagePaid",
    "Refund",
    "Resolution",
]
