"""An address that hears of a shop, and another side that answers as a script says."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime

from savoir.cases.events import CaseClosed, CaseResolved
from savoir.kernel import ledger
from savoir.kernel.access import Actor, Role
from savoir.kernel.ledger import events_of
from savoir.kernel.models import WebhookDelivery, WebhookEndpoint
from savoir.kernel.outbox import fanning, jobs
from savoir.kernel.outbox.endpoints import EndpointWish, add_endpoint
from savoir.kernel.ports import OutgoingWebhook, WebhookAnswer, WebhookChannel, bind, bound
from savoir.kernel.publication import public_id
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
    shop: Shop, *, url: str = URL, types: tuple[str, ...] = (), brand_id: int | None = None,
    now: datetime = NOON,
) -> tuple[int, str]:  # fmt: skip
    """An address that hears from now on: its id and secret."""
    told = add_endpoint(actor=admin(shop), wish=EndpointWish(url, "ERP", types, brand_id), now=now)
    return told.endpoint_id, told.secret


def owe(shop: Shop, endpoint_id: int, *case_ids: int, now: datetime = NOON) -> list[str]:
    """Two facts about each case, owed to the address; their public ids in order."""
    ids = []
    for case_id in case_ids:
        for fact in (CaseClosed(subject_id=case_id), CaseResolved(subject_id=case_id, check_at=now)):
            ledger.record(fact, actor=shop.system, now=now)
            entry = events_of("case", case_id)[-1]
            endpoint = WebhookEndpoint.objects.get(id=endpoint_id)
            WebhookDelivery.objects.bulk_create([fanning._delivery(endpoint, entry, now)])
            ids.append(public_id(shop.org_id, life=entry.life, event_id=entry.id))
    return ids


def send(shop: Shop, endpoint_id: int, *, now: datetime = NOON) -> None:
    """One round."""
    jobs.send(org_id=shop.org_id, now=now, webhook_endpoint_id=endpoint_id)


def of(endpoint_id: int) -> list[WebhookDelivery]:
    """What an address is owed."""
    return list(WebhookDelivery.objects.filter(endpoint_id=endpoint_id).order_by("id"))
