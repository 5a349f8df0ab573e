"""`SAVOIR_SMTP_URL` taken apart: one reading for the channel that sends and for the doctor who looks."""

from dataclasses import dataclass, field
from urllib.parse import parse_qs, unquote, urlsplit

from savoir.kernel.values.saying import say

SCHEMES = {"smtp": "starttls", "smtp+tls": "starttls", "smtps": "tls", "smtp+plain": "plain"}
USUAL_PORTS = {"starttls": 587, "tls": 465, "plain": 587}  # RFC 8314, 3.3
_HERE = frozenset({"127.0.0.1", "localhost", "::1"})


@dataclass(frozen=True, slots=True)
class MailAddress:
    """Where mail is handed over. `options` are what stands after the `?`."""

    host: str
    port: int
    security: str
    username: str = ""
    password: str = field(default="", repr=False)
    options: dict[str, str] = field(default_factory=dict)


def read(url: str) -> MailAddress:
    """Take the address apart. Raises ValueError with a sentence that tells no password."""
    parts = urlsplit(url)
    security = SCHEMES.get(parts.scheme)
    if security is None or not parts.hostname:
        schemes = ", ".join(f"{name}://" for name in SCHEMES)
        raise ValueError(
            say("SAVOIR_SMTP_URL begins with one of {schemes} and names a server.", schemes=schemes)
        )
    try:
        port = parts.port or USUAL_PORTS[security]
    except ValueError:
        raise ValueError(say("SAVOIR_SMTP_URL names a port that is no number from 1 to 65535.")) from None
    if security == "plain" and parts.username and parts.hostname not in _HERE:
        words = say("A password never travels in plain: use smtp:// or smtps:// in SAVOIR_SMTP_URL.")
        raise ValueError(words)
    options = {name: values[-1] for name, values in parse_qs(parts.query).items()}
    return MailAddress(
        parts.hostname, port, security, unquote(parts.username or ""), unquote(parts.password or ""), options
    )
