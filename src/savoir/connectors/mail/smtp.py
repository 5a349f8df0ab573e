"""`SmtpChannel`: hands a mail to a server. A "later" is MailUnavailable, a definite no is MailRefused."""

import re
import smtplib
import ssl
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.message import EmailMessage
from typing import Any, Self

from savoir.connectors.mail.compose import address, compose
from savoir.connectors.settings import SettingsRefused, read
from savoir.conversations.ports import MailRefused, MailUnavailable, OutgoingMail

_LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})
_ENHANCED = re.compile(rb"\b([245]\.\d{1,3}\.\d{1,3})\b")  # RFC 3463


def _now() -> datetime:
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class SmtpSettings:
    """`security` is `starttls`, `tls` or `plain` (loopback relays); seconds. `port` 0 is the usual one.

    `return_path` receives bounces ("" = the sender's address); `ca_file` a private authority ("" = system's).
    """

    host: str
    port: int = 0
    security: str = "starttls"
    username: str = ""
    password: str = field(default="", repr=False)
    timeout_seconds: float = 20.0
    return_path: str = ""
    hello_name: str = ""
    ca_file: str = ""

    @property
    def port_reached(self) -> int:
        """The port given, else 465 where TLS is spoken from the first byte, 587 elsewhere (RFC 8314, 3.3)."""
        return self.port or (465 if self.security == "tls" else 587)

    @classmethod
    def from_mapping(cls, mapping: Mapping[str, Any]) -> Self:
        """Read a connector account's settings. Raises SettingsRefused naming the entry."""
        settings = read(cls, mapping)
        if settings.security not in {"starttls", "tls", "plain"}:
            raise SettingsRefused("security is starttls, tls or plain")
        if settings.security == "plain" and settings.username and settings.host not in _LOOPBACK:
            raise SettingsRefused("a password never travels in plain: use starttls or tls")
        return settings


class SmtpChannel:
    """Implements `conversations.ports.MailChannel` over SMTP, one connection a mail."""

    def __init__(self, settings: SmtpSettings, *, clock: Callable[[], datetime] = _now) -> None:
        self._settings = settings
        self._clock = clock

    def send(self, mail: OutgoingMail) -> None:
        """Hand the mail over. Raises MailUnavailable (try again) or MailRefused (definite).

        A retry carries the same Message-ID: a server that had accepted before the line broke delivers
        two copies at worst, which mail readers show as one.
        """
        message = compose(mail, now=self._clock())
        try:
            line = self._open()
        except smtplib.SMTPException as closed:
            raise MailUnavailable(f"no session ({_word(closed)})") from None
        except OSError as unreachable:
            raise MailUnavailable(f"unreachable ({type(unreachable).__name__})") from None
        try:
            self._hand_over(line, mail, message)
        finally:
            # Not quit(): an accepted mail is accepted, whatever the server says to a farewell.
            line.close()

    def say_hello(self) -> None:
        """Connect, encrypt and sign in, then leave. Raises smtplib's and the socket's own errors."""
        self._open().close()

    def _open(self) -> smtplib.SMTP:
        given = self._settings
        hello = given.hello_name or None
        if given.security == "tls":
            line: smtplib.SMTP = smtplib.SMTP_SSL(
                given.host, given.port_reached, hello, timeout=given.timeout_seconds, context=self._context()
            )
        else:
            line = smtplib.SMTP(given.host, given.port_reached, hello, timeout=given.timeout_seconds)
        try:
            if given.security == "starttls":
                line.starttls(context=self._context())
            if given.username:
                line.login(given.username, given.password)
        except (smtplib.SMTPException, OSError):
            line.close()
            raise
        return line

    def _context(self) -> ssl.SSLContext:
        return ssl.create_default_context(cafile=self._settings.ca_file or None)

    def _hand_over(self, line: smtplib.SMTP, mail: OutgoingMail, message: EmailMessage) -> None:
        sender = address(self._settings.return_path or mail.sender_address)
        try:
            line.send_message(message, sender, [address(mail.to)])
        except smtplib.SMTPRecipientsRefused as refused:
            code, text = next(iter(refused.recipients.values()))
            raise _answer(code, text) from None
        except smtplib.SMTPResponseException as refused:
            raise _answer(refused.smtp_code, refused.smtp_error) from None
        except smtplib.SMTPException as broken:
            raise MailUnavailable(f"the line broke ({type(broken).__name__})") from None
        except OSError as broken:
            raise MailUnavailable(f"the line broke ({type(broken).__name__})") from None


def _answer(code: int, text: bytes | str) -> MailUnavailable | MailRefused:
    """Return what a server's code means: 5xx definite, all else later. Its words are left out."""
    raw = text if isinstance(text, bytes) else text.encode("utf-8", "replace")
    enhanced = _ENHANCED.search(raw)
    word = f"{code} {enhanced[1].decode()}" if enhanced else str(code)
    return MailRefused(word) if 500 <= code < 600 and code != 530 else MailUnavailable(word)


def _word(closed: smtplib.SMTPException) -> str:
    return (
        str(closed.smtp_code) if isinstance(closed, smtplib.SMTPResponseException) else type(closed).__name__
    )
