"""What the past learns from the rooms below."""

from savoir.insights import operations
from savoir.kernel.access import system_actor
from savoir.kernel.ledger import Recorded
from savoir.orders.events import CustomerErased


def write_anew(fact: CustomerErased, at: Recorded) -> None:
    """What was erased leaves the extract too, by a job of its own."""
    operations.ask_rewrite(actor=system_actor(at.org_id), now=at.at)
