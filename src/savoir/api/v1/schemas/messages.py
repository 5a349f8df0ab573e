"""What is said about a case."""

from datetime import datetime
from enum import StrEnum
from typing import Annotated

from pydantic import Field

from savoir.api.v1.schemas.common import Answer, Given
from savoir.conversations.states import Audience, Direction, MessageState, Step
from savoir.conversations.values import MessageCard

Words = Annotated[str, Field(min_length=1, max_length=10_000)]


class Speaker(StrEnum):
    """Whose words they are."""

    CUSTOMER = "customer"
    SHOP = "shop"


class MessageToWrite(Given):
    """Words of the customer (kept, and a person answers) or of the shop (sent to the address on file)."""

    speaker: Speaker
    text: Words


class NoteToKeep(Given):
    """A note colleagues see and the customer never does."""

    text: Words


class Message(Answer):
    """One message or note. `step` is the milestone it tells, `free_text` for what somebody wrote."""

    id: int
    step: Step
    direction: Direction
    audience: Audience
    state: MessageState
    author_kind: str
    language: str
    subject: str
    text: str
    failure: str
    created_at: datetime
    sent_at: datetime | None


class Messages(Answer):
    """One page, oldest first; `next` is the `after` of the next page, empty at the end."""

    messages: list[Message]
    next: str


def message_of(card: MessageCard) -> Message:
    """The card as it is sent: without the address it went to."""
    return Message.model_construct(
        id=card.id, step=card.step, direction=card.direction, audience=card.audience, state=card.state,
        author_kind=card.author_kind, language=card.language, subject=card.subject, text=card.text,
        failure=card.failure, created_at=card.created_at, sent_at=card.sent_at,
    )  # fmt: skip
