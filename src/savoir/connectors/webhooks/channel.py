"""Outgoing webhooks after Standard Webhooks 1.0: signed, one try, an answer without words.

httpcore is httpx's own transport; it is used by itself because the place where it connects can be replaced.
"""

import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC
from typing import Final

import httpcore
import httpx
from standardwebhooks import Webhook

from savoir.connectors.webhooks.dialing import (
    AddressRefused,
    CheckedDialer,
    Deadline,
    HostUnknown,
    Resolver,
    TlsRefused,
    system_resolver,
)
from savoir.kernel.outbox.addresses import url_fault
from savoir.kernel.ports import OutgoingWebhook, WebhookAnswer

AGENT: Final = "Savoir-Webhooks/1"
MOST_READ: Final = 16_384  # what is read of an answer, so that the connection can serve again; never kept
LONGEST_WAIT: Final = 86_400
Failure = type[BaseException]
_CODES: Final[tuple[tuple[Failure | tuple[Failure, ...], str], ...]] = (
    (AddressRefused, "address"),
    (HostUnknown, "unknown_host"),
    (TlsRefused, "tls"),
    (httpcore.TimeoutException, "timeout"),
    (httpcore.ConnectError, "connect"),
    ((httpcore.ReadError, httpcore.WriteError, httpcore.ProtocolError), "broken"),
)
CAUGHT: Final = (httpcore.TimeoutException, httpcore.NetworkError, httpcore.ProtocolError)


class HttpWebhooks:
    """Answers `kernel.ports.WebhookChannel`. One pool of connections; safe for several threads."""

    def __init__(
        self, *, to_loopback: bool = False, resolver: Resolver = system_resolver,
        trust: ssl.SSLContext | None = None,
    ) -> None:  # fmt: skip
        self._to_loopback = to_loopback
        self._deadline = Deadline()
        self._pool = httpcore.ConnectionPool(
            ssl_context=trust or httpx.create_ssl_context(trust_env=False), max_connections=64,
            max_keepalive_connections=16, keepalive_expiry=15.0, http1=True, http2=False, retries=0,
            network_backend=CheckedDialer(self._deadline, resolver=resolver, to_loopback=to_loopback),
        )  # fmt: skip

    def send(self, webhook: OutgoingWebhook) -> WebhookAnswer:
        """One try; see the port."""
        if url_fault(webhook.url, to_loopback=self._to_loopback):
            return WebhookAnswer(None, "address")
        self._deadline.begin()
        try:
            with self._posted(webhook) as response:
                return _answer(response)
        except CAUGHT as failure:
            return WebhookAnswer(None, _code(failure))

    def close(self) -> None:
        """Hang up every kept connection."""
        self._pool.close()

    @contextmanager
    def _posted(self, webhook: OutgoingWebhook) -> Iterator[httpcore.Response]:
        url = httpx.URL(webhook.url)
        target = httpcore.URL(scheme=url.raw_scheme, host=url.raw_host, port=url.port, target=url.raw_path)
        headers = {"host": url.netloc, **_headers(webhook)}
        with self._pool.stream(
            "POST", target, headers=headers, content=webhook.body, extensions={"timeout": {"pool": 10.0}}
        ) as response:
            yield response


def _headers(webhook: OutgoingWebhook) -> dict[str | bytes, str | bytes]:
    at = webhook.at.astimezone(UTC)
    text = webhook.body.decode()
    signatures = [Webhook(secret).sign(webhook.id, at, text) for secret in webhook.secrets]
    return {
        "content-type": "application/json", "content-length": str(len(webhook.body)), "user-agent": AGENT,
        "accept": "*/*", "webhook-id": webhook.id, "webhook-timestamp": str(int(at.timestamp())),
        "webhook-signature": " ".join(signatures),
    }  # fmt: skip


def _answer(response: httpcore.Response) -> WebhookAnswer:
    asked = _asked(response)
    read = 0
    for chunk in response.iter_stream():
        read += len(chunk)
        if read >= MOST_READ:
            break
    return WebhookAnswer(response.status, _class(response.status), asked)


def _class(status: int) -> str:
    """A class of failure from the status; empty for 2xx."""
    if 200 <= status < 300:
        return ""
    if 300 <= status < 400:
        return "redirect"
    known = {410: "gone", 429: "busy"}
    return known.get(status, "refused" if status < 500 else "failed")


def _asked(response: httpcore.Response) -> int:
    """Seconds of Retry-After, when it is a number of seconds."""
    given = next((value for name, value in response.headers if name.lower() == b"retry-after"), b"").strip()
    return min(int(given), LONGEST_WAIT) if given.isdigit() and len(given) < 9 else 0


def _code(failure: BaseException) -> str:
    return next((code for kinds, code in _CODES if isinstance(failure, kinds)), "broken")
