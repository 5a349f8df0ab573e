"""What is said about a case: read, written to the customer, kept from him, or noted for colleagues."""

from savoir.api import cursors
from savoir.api.requests import ApiRequest
from savoir.api.resources import Resource
from savoir.api.v1.reading import case_named
from savoir.api.v1.schemas.common import After, Limit
from savoir.api.v1.schemas.messages import (
    Message,
    Messages,
    MessageToWrite,
    NoteToKeep,
    Speaker,
    message_of,
)
from savoir.cases.operations import BelowTheLaw, GoneUp
from savoir.conversations import operations
from savoir.conversations.queries import message_card, messages_page
from savoir.kernel.access import Permission
from savoir.kernel.errors import Invalid, NotFound

messages = Resource("messages")
_READS = (Permission.CASE_READ, Permission.MESSAGE_READ)


@messages.reads("/cases/{number}/messages", Messages, scopes=_READS)
def list_messages(request: ApiRequest, number: str, after: After = "", limit: Limit = 50) -> Messages:
    """Messages and notes of a case, oldest first."""
    (seen,) = cursors.read("messages", after)
    case_id = case_named(request, number).card.id
    found = messages_page(actor=request.actor, case_id=case_id, after_id=seen, limit=limit + 1)
    page = found[:limit]
    return Messages.model_construct(
        messages=[message_of(card) for card in page],
        next=cursors.written("messages", page[-1].id) if len(found) > limit else "",
    )


@messages.does(
    "/cases/{number}/messages", Message, scopes=(*_READS, Permission.MESSAGE_SEND),
    refuses=(NotFound, Invalid, GoneUp, BelowTheLaw),
)  # fmt: skip
def write_message(request: ApiRequest, number: str, body: MessageToWrite) -> Message:
    """Words of the shop are sent to the customer's address on file; words of the customer are kept, and a
    person answers.
    """
    if body.speaker is Speaker.SHOP:
        message_id = operations.write_to_customer(
            actor=request.actor, case_reference=number, text=body.text, now=request.now
        )
    else:
        message_id = operations.receive_from_customer(
            actor=request.actor, case_reference=number, text=body.text, now=request.now
        )
    return message_of(message_card(actor=request.actor, message_id=message_id))


@messages.does(
    "/cases/{number}/notes", Message, scopes=(*_READS, Permission.CASE_NOTE), refuses=(NotFound, Invalid)
)
def keep_note(request: ApiRequest, number: str, body: NoteToKeep) -> Message:
    """A note that stays among colleagues."""
    note_id = operations.add_note(actor=request.actor, case_reference=number, text=body.text, now=request.now)
    return message_of(message_card(actor=request.actor, message_id=note_id))
