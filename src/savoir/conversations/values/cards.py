"""A message as pages show it."""

from dataclasses import dataclass
from datetime import datetime

from savoir.conversations.states import Audience, Direction, MessageState, Step


@dataclass(frozen=True, slots=True)
class MessageCard:
    """One message of a case. `text` is what was written (an agent's question too) or, for another milestone,
    the letter as it was made ("" until then); `failure` is the code of a refusal; `may_retry`: whether
    `retry_message` would send it again.
    """

    id: int
    case_id: int
    step: Step
    occasion: str
    audience: Audience
    direction: Direction
    state: MessageState
    author_kind: str
    author_id: int
    language: str
    to: str
    subject: str
    text: str
    failure: str
    created_at: datetime
    sent_at: datetime | None
    may_retry: bool
