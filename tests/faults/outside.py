"""Outside systems that survive the death of whoever calls them: their books stand in files."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from savoir.connectors.payments.fake import FakeRail
from savoir.connectors.payments.stubs.books import Books
from savoir.conversations.ports import MailChannel, OutgoingMail
from savoir.kernel.ports import Documents, OutgoingWebhook, WebhookAnswer, WebhookChannel, bind, bound
from savoir.organizations.ports import AccountLetter, AccountMail
from savoir.resolutions.ports import RefundRail


@dataclass
class Papers:
    """Papers that are made at once: what they say is tried elsewhere."""

    def render(self, *, template: str, data: Mapping[str, Any]) -> bytes:
        """A paper of its own for each authorization."""
        return f"%PDF {template} {json.dumps(data, default=str, sort_keys=True)}".encode()

    def qr_svg(self, *, text: str) -> str:
        """No picture."""
        return "<svg></svg>"

    def qr_png(self, *, text: str, scale: int) -> bytes:
        """No picture."""
        return b"png"


@dataclass
class Listener:
    """Another system that hears of us: what came stands in a file before it answers."""

    place: Path

    def send(self, webhook: OutgoingWebhook) -> WebhookAnswer:
        """Take an event."""
        with self.place.open("a") as kept:
            kept.write(f"{webhook.id}\n")
        return WebhookAnswer(204, "")

    def heard(self) -> list[str]:
        """Ids of events in the order they came."""
        return self.place.read_text().split("\n")[:-1] if self.place.exists() else []


@dataclass
class Outside:
    """A provider, a mail server and a printer; `folder` holds what they did."""

    folder: Path
    _former: dict[type[Any], Any] = field(default_factory=dict)

    @property
    def books(self) -> Books:
        """The provider's books, opened anew: a file is shared between processes, a connection is not."""
        return Books(str(self.folder / "books.sqlite"))

    @property
    def listener(self) -> Listener:
        """Who hears of us."""
        return Listener(self.folder / "heard")

    def connect(self) -> None:
        """Bind the ports of this process to these systems."""
        rail = FakeRail(self.books, open_amount=10**6)
        for kind, what in (
            (RefundRail, rail), (MailChannel, self), (AccountMail, self), (Documents, Papers()),
            (WebhookChannel, self.listener),
        ):  # fmt: skip
            self._former.setdefault(kind, bound(kind))
            bind(kind, lambda what=what, **_: what)

    def disconnect(self) -> None:
        """Put back what was bound before."""
        for kind, former in self._former.items():
            if former:
                bind(kind, former)

    def send(self, mail: OutgoingMail | AccountLetter) -> None:
        """Take a mail: its Message-ID stands in a file before we answer."""
        with (self.folder / "mails").open("a") as kept:
            kept.write(f"{mail.message_id}\n")

    def mails(self) -> list[str]:
        """Message-IDs in the order they came."""
        place = self.folder / "mails"
        return place.read_text().split("\n")[:-1] if place.exists() else []
