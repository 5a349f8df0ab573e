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


@dataclass(frozen=True, slots=True)
class Part:
    """A piece of an excerpt; `is_hit`: a word that was looked for."""

    text: str
    is_hit: bool = False


@dataclass(frozen=True, slots=True)
class Mention:
    """A message in which words were found, and the piece of it around them."""

    message: MessageCard
    excerpt: tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class Mentions:
    """A page of them, the newest first. `after`: where the next page begins, None when this is the last;
    `is_too_common`: nothing was found, and no word of the question is one that can be looked for.
    """

    found: tuple[Mention, ...] = ()
    after: tuple[datetime, int] | None = None
    is_too_common: bool = False
