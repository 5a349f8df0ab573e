"""The mail channel: how a message leaves."""

from dataclasses import dataclass, field
from typing import Protocol


@dataclass(frozen=True, slots=True)
class MailPart:
    """A file inside a mail: shown in the text through its `content_id` when it has one, else attached."""

    file_name: str
    media_type: str
    content: bytes
    content_id: str = ""


@dataclass(frozen=True, slots=True)
class OutgoingMail:
    """One mail, ready to leave. `message_id` was made once and stored: a retry carries the same one."""

    message_id: str
    sender_name: str
    sender_address: str
    reply_to: str
    to: str
    subject: str
    text: str
    html: str
    language: str
    parts: tuple[MailPart, ...] = field(default=())


class MailUnavailable(Exception):  # noqa: N818 - errors name the refused fact (house rule 7)
    """The server could not be reached or said "later": try again."""


class MailRefused(Exception):  # noqa: N818 - errors name the refused fact (house rule 7)
    """The server said a definite no (unknown address...): a person looks at it. `code` is its answer."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class MailChannel(Protocol):
    """Hands one mail over. Returning means the next server took responsibility for it."""

    def send(self, mail: OutgoingMail) -> None:
        """Raises MailUnavailable (try again) or MailRefused (definite)."""
