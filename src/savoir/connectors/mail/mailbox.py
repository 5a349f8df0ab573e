"""`DemoChannel`: keeps sent mails as .eml files in a folder, for the mailbox page of the demo."""

import hashlib
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email import message_from_bytes
from email.message import EmailMessage
from email.parser import BytesHeaderParser
from email.policy import SMTP
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import Any, Self

from savoir.connectors.mail.compose import compose
from savoir.connectors.settings import read
from savoir.conversations.ports import MailPart, MailUnavailable, OutgoingMail

_KEY = re.compile(r"\d{8}T\d{12}-[0-9a-f]{16}")
_ATTACHED = re.compile(rb"^Content-Disposition: attachment", re.MULTILINE | re.IGNORECASE)
_HEADS = BytesHeaderParser(policy=SMTP)


@dataclass(frozen=True, slots=True)
class MailboxSettings:
    """`folder`: where the .eml files stand; made when absent."""

    folder: str

    @classmethod
    def from_mapping(cls, mapping: Mapping[str, Any]) -> Self:
        """Read a connector account's settings. Raises SettingsRefused naming the entry."""
        return read(cls, mapping)


@dataclass(frozen=True, slots=True)
class KeptMail:
    """One row of the mailbox page. `key` names the mail in a URL."""

    key: str
    message_id: str
    sent_at: datetime
    sender: str
    to: str
    subject: str
    attachments: int


@dataclass(frozen=True, slots=True)
class ReadMail:
    """A kept mail, opened: both bodies, inline images (with `content_id`) and attachments."""

    kept: KeptMail
    language: str
    text: str
    html: str
    parts: tuple[MailPart, ...]


class DemoChannel:
    """Implements `conversations.ports.MailChannel` on a folder; the same Message-ID is kept once."""

    def __init__(
        self, settings: MailboxSettings, *, clock: Callable[[], datetime] = lambda: datetime.now(UTC)
    ) -> None:
        self._folder = Path(settings.folder)
        self._clock = clock

    def send(self, mail: OutgoingMail) -> None:
        """Keep the mail. Raises MailRefused like a server, MailUnavailable when the disk refuses."""
        now = self._clock().astimezone(UTC)
        message = compose(mail, now=now)
        digest = hashlib.sha256(mail.message_id.encode()).hexdigest()[:16]
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            if any(self._folder.glob(f"*-{digest}.eml")):
                return
            draft = self._folder / f"{digest}.part"
            draft.write_bytes(message.as_bytes())
            draft.replace(self._folder / f"{now:%Y%m%dT%H%M%S%f}-{digest}.eml")
        except OSError as refused:
            raise MailUnavailable(type(refused).__name__) from None

    def list_mails(self, *, limit: int = 50, before: str = "") -> tuple[KeptMail, ...]:
        """Return kept mails, newest first, those older than the key `before`; of each its head alone."""
        keys = (path.stem for path in self._folder.glob("*.eml"))
        older = sorted((key for key in keys if _KEY.fullmatch(key) and key < (before or "~")), reverse=True)
        return tuple(_listed(key, self._raw(key)) for key in older[:limit])

    def read_mail(self, key: str) -> ReadMail:
        """Return one kept mail. Raises KeyError when there is none of that key."""
        raw = self._raw(key)
        message = message_from_bytes(raw, policy=SMTP)
        return ReadMail(
            kept=_listed(key, raw),
            language=str(message["Content-Language"] or ""),
            text=_body(message, "plain"),
            html=_body(message, "html"),
            parts=tuple(_part(part) for part in message.walk() if part.get_filename()),
        )

    def _raw(self, key: str) -> bytes:
        if not _KEY.fullmatch(key):
            raise KeyError(key)
        try:
            return (self._folder / f"{key}.eml").read_bytes()
        except FileNotFoundError:
            raise KeyError(key) from None


def _listed(key: str, raw: bytes) -> KeptMail:
    message = _HEADS.parsebytes(raw)
    return KeptMail(
        key=key,
        message_id=str(message["Message-ID"]),
        sent_at=parsedate_to_datetime(str(message["Date"])).astimezone(UTC),
        sender=str(message["From"]),
        to=str(message["To"]),
        subject=str(message["Subject"]),
        attachments=len(_ATTACHED.findall(raw)),
    )


def _body(message: EmailMessage, kind: str) -> str:
    found = message.get_body(preferencelist=(kind,))
    return str(found.get_content()).replace("\r\n", "\n") if found is not None else ""


def _part(part: Any) -> MailPart:
    content = part.get_content()
    return MailPart(
        file_name=str(part.get_filename()),
        media_type=part.get_content_type(),
        content=content if isinstance(content, bytes) else str(content).encode("utf-8"),
        content_id=str(part["Content-ID"] or "").strip("<>"),
    )
