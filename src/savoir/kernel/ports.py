"""Ports: what Savoir asks of the outside world, and who answers for an organization.

A port is a Protocol in the `ports.py` of the room that asks. `config/wiring.py` binds each port to a
factory; jobs and doors get the implementation with `port(ThePort, **selectors)`.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol, TypeVar, cast

from savoir.kernel.values.saying import Part

Port = TypeVar("Port")


class Documents(Protocol):
    """Makes printable papers and codes. Pure of the network: everything it prints is given to it."""

    def render(self, *, template: str, data: Mapping[str, Any]) -> bytes:
        """Return the PDF bytes of `template` filled with JSON-like `data`.

        Raises KeyError when the template does not exist, ValueError when the data does not fit it.
        """

    def qr_svg(self, *, text: str) -> str:
        """Return a QR code of `text` as one SVG element, quiet zone included, black on white."""

    def qr_png(self, *, text: str, scale: int) -> bytes:
        """Return the same QR code as PNG bytes, `scale` pixels a module (for mails)."""


@dataclass(frozen=True, slots=True)
class Named:
    """How the outside names a row: its reference, and the address name of its brand (empty: no brand's).

    `beside`: when the brand ran beside another system that pays and writes (until None: it still does).
    """

    reference: str
    brand_id: int | None
    brand: str
    beside: tuple[tuple[datetime, datetime | None], ...] = ()


class SubjectNames(Protocol):
    """Knows the references of rows. Selected by `port(SubjectNames, org_id=...)`, inside the block."""

    def names(self, *, kind: str, ids: frozenset[int]) -> Mapping[int, Named]:
        """References of rows of a kind by id; unknown ids are absent.

        One question whatever the number of ids.
        """


@dataclass(frozen=True, slots=True)
class OutgoingWebhook:
    """One event as it leaves. `id` is the same at every try, `at` the try's instant; all `secrets` sign."""

    id: str
    at: datetime
    url: str = field(repr=False)
    secrets: tuple[str, ...] = field(repr=False)
    body: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class WebhookAnswer:
    """What became of a try. `code` empty: it arrived; else a class of failure, never words of the other side.

    Codes: address (leads inside), unknown_host, connect, tls, timeout, broken, redirect, refused (4xx),
    gone (410), busy (429), failed (5xx). `retry_after` in seconds, 0 when the other side asked for nothing.
    """

    status: int | None
    code: str
    retry_after: int = 0


class WebhookChannel(Protocol):
    """Sends signed webhooks. Selected by `port(WebhookChannel)`; used by several threads at once."""

    def send(self, webhook: OutgoingWebhook) -> WebhookAnswer:
        """One try of at most twenty seconds; what fails is an answer, not an exception."""


@dataclass(frozen=True, slots=True)
class MachineFinding:
    """What the doctor said of one thing; `health` is ok, warning or broken. His sentence is English; a page
    says its `parts` in its reader's language.
    """

    health: str
    subject: str
    sentence: str
    parts: tuple[Part, ...] = ()


class Installation(Protocol):
    """The machine Savoir runs on, as its doctor last saw it."""

    def last_look(self) -> tuple[datetime | None, tuple[MachineFinding, ...]]:
        """When he looked, and what he said; (None, ()) when he never did."""


_factories: dict[type[Any], Callable[..., Any]] = {}


def bind(port_type: type[Port], factory: Callable[..., Port]) -> None:
    """Let `factory` answer for `port_type`. A second binding replaces the first (tests do this)."""
    _factories[port_type] = factory


def bound(port_type: type[Port]) -> Callable[..., Port] | None:
    """Return the factory bound to `port_type`, or None: a test restores it afterwards."""
    return _factories.get(port_type)


def port(port_type: type[Port], **selectors: Any) -> Port:
    """Return the implementation of `port_type` for these selectors (organization, brand, rail).

    Raises LookupError when nothing was bound: a programming fault, caught by `savoir doctor`.
    """
    factory = _factories.get(port_type)
    if factory is None:
        raise LookupError(f"no connector is bound to the port {port_type.__name__}")
    return cast(Port, factory(**selectors))
