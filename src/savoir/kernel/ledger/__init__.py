"""The ledger: facts in the past tense, appended in the transaction that makes them true."""

from savoir.kernel.ledger.events import Code, Digest, Event, Reference, event
from savoir.kernel.ledger.reactions import Delivered, Recorded, held_first, react_later, react_now
from savoir.kernel.ledger.reading import LedgerEntry, Place, events_after, events_of, settled_events
from savoir.kernel.ledger.writing import record

__all__ = [
    "Code", "Delivered", "Digest", "Event", "LedgerEntry", "Place", "Recorded", "Reference", "event",
    "events_after", "events_of", "held_first", "react_later", "react_now", "record", "settled_events",
]  # fmt: skip
