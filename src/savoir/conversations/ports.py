"""The mail channel: how a message leaves."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
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


class KeptMail(Protocol):
    """A mail that a mailbox kept, as a list shows it. `key` names it in an address."""

    @property
    def key(self) -> str:
        """Its name in the mailbox."""

    @property
    def sent_at(self) -> datetime:
        """When it left."""

    @property
    def to(self) -> str:
        """Whom it went to."""

    @property
    def subject(self) -> str:
        """Its subject."""

    @property
    def attachments(self) -> int:
        """How many files it carries."""


class ReadMail(Protocol):
    """A kept mail, opened."""

    @property
    def kept(self) -> KeptMail:
        """As the list shows it."""

    @property
    def text(self) -> str:
        """The plain body."""

    @property
    def html(self) -> str:
        """The page, "" when there is none."""

    @property
    def parts(self) -> Sequence[MailPart]:
        """Inline pictures (with a content id) and attachments."""


class Mailbox(Protocol):
    """Where a demonstration keeps the mails it would have sent; unbound where mails really leave."""

    def list_mails(self, *, limit: int, before: str = "") -> Sequence[KeptMail]:
        """The newest first; those older than the mail of the key `before`."""

    def read_mail(self, key: str) -> ReadMail:
        """One of them. Raises KeyError."""
