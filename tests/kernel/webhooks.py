"""An address that hears of a shop, and another side that answers as a script says."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from savoir.kernel.access import Actor, Role
from savoir.kernel.outbox.endpoints import EndpointWish, add_endpoint
from savoir.kernel.ports import OutgoingWebhook, WebhookAnswer, WebhookChannel, bind, bound
from tests.shop import NOON, Shop

URL = "https://erp.example.com/hook"
OK = WebhookAnswer(200, "")


@dataclass
class Other:
    """The other side: answers of `script` first, then `says`."""

    says: WebhookAnswer = OK
    script: list[WebhookAnswer] = field(default_factory=list)
    got: list[OutgoingWebhook] = field(default_factory=list)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def send(self, webhook: OutgoingWebhook) -> WebhookAnswer:
        """Note it and answer."""
        with self.lock:
            self.got.append(webhook)
            return self.script.pop(0) if self.script else self.says

    @property
    def ids(self) -> list[str]:
        """What arrived, in order."""
        return [one.id for one in self.got]


@contextmanager
def answering(other: WebhookChannel) -> Iterator[None]:
    """Let `other` be the outside world of webhooks."""
    former = bound(WebhookChannel)
    bind(WebhookChannel, lambda: other)
    try:
        yield
    finally:
        if former is not None:
            bind(WebhookChannel, former)


def admin(shop: Shop) -> Actor:
    return shop.actors[Role.ADMIN]


def listen(
    shop: Shop, *, url: str = URL, types: tuple[str, ...] = (), brand_id: int | None = None
) -> tuple[int, str]:
    """An address that hears from now on: its id and secret."""
    told = add_endpoint(actor=admin(shop), wish=EndpointWish(url, "ERP", types, brand_id), now=NOON)
    return told.endpoint_id, told.secret
