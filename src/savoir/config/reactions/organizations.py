"""What those who administer an organization are told."""

from savoir.kernel.ledger import Delivered
from savoir.kernel.outbox.endpoints import PERSON
from savoir.kernel.outbox.events import EndpointDisabled
from savoir.organizations import operations


def warn_of_webhook(fact: EndpointDisabled, at: Delivered) -> None:
    """An address was disabled by the machine."""
    if fact.code != PERSON:
        operations.warn_administrators(
            actor=at.actor, code="webhook_disabled", subject_id=fact.subject_id, occasion=at.seq, now=at.at
        )
