"""Questions about outgoing webhooks: who listens, how it fares, what was sent."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.db.models import QuerySet

from savoir.kernel.access import Actor, Permission, require
from savoir.kernel.errors import NotFound
from savoir.kernel.models import WebhookDelivery, WebhookEndpoint, WebhookReplay
from savoir.kernel.outbox.naming import webhook_id

MOST_COUNTED: Final = 1000
State = WebhookDelivery.State


@dataclass(frozen=True, slots=True)
class EndpointCard:
    """An address and how it fares. `waiting` and `failed` are counted up to 1,000."""

    id: int
    url: str
    description: str
    types: tuple[str, ...]
    brand_id: int | None
    state: str
    disabled_code: str
    disabled_at: datetime | None
    failing_since: datetime | None
    last_success_at: datetime | None
    last_code: str
    created_at: datetime
    waiting: int
    failed: int

    @property
    def is_active(self) -> bool:
        """Whether anything is sent there."""
        return self.state == WebhookEndpoint.State.ACTIVE


@dataclass(frozen=True, slots=True)
class DeliveryCard:
    """One event on its way to one address. `next_at` None: nothing more is tried."""

    id: int
    public_id: str
    type: str
    state: str
    attempts: int
    created_at: datetime
    last_at: datetime | None
    last_status: int | None
    last_code: str
    next_at: datetime | None


@dataclass(frozen=True, slots=True)
class ReplayCard:
    """How far a replay is."""

    id: int
    since: datetime
    asked_at: datetime
    done: int
    total: int
    finished_at: datetime | None


def endpoints(*, actor: Actor) -> tuple[EndpointCard, ...]:
    """Every address that was not removed, oldest first."""
    return tuple(_card(row) for row in _visible(actor).order_by("id"))


def endpoint_card(*, actor: Actor, endpoint_id: int) -> EndpointCard:
    """One address. Raises NotAllowed, NotFound."""
    row = _visible(actor).filter(id=endpoint_id).first()
    if row is None:
        raise NotFound("endpoint")
    return _card(row)


def deliveries(
    *, actor: Actor, endpoint_id: int, limit: int, before_id: int = 0, state: str = ""
) -> tuple[DeliveryCard, ...]:
    """What was sent to an address, newest first, `limit` at a time before `before_id`; `state` narrows."""
    require(actor, Permission.CONNECTOR_WRITE)
    rows = WebhookDelivery.objects.filter(endpoint_id=endpoint_id)
    rows = rows.filter(id__lt=before_id) if before_id else rows
    rows = rows.filter(state=state) if state in State.values else rows
    return tuple(_delivery(row) for row in rows.select_related("event").order_by("-id")[:limit])


def last_replay(*, actor: Actor, endpoint_id: int) -> ReplayCard | None:
    """The newest replay to an address."""
    require(actor, Permission.CONNECTOR_WRITE)
    row = WebhookReplay.objects.filter(endpoint_id=endpoint_id).order_by("-id").first()
    if row is None:
        return None
    return ReplayCard(row.id, row.since, row.asked_at, row.done, row.total, row.finished_at)


def ailing(*, actor: Actor) -> tuple[int, int]:
    """(addresses, those that fail or were disabled by the machine), for the overview; one question."""
    rows = list(_visible(actor).values_list("failing_since", "disabled_code"))
    return len(rows), sum(1 for since, code in rows if since is not None or code in ("failing", "gone"))


def _visible(actor: Actor) -> QuerySet[WebhookEndpoint]:
    require(actor, Permission.CONNECTOR_WRITE)
    return WebhookEndpoint.objects.exclude(state=WebhookEndpoint.State.REMOVED)


def _card(row: WebhookEndpoint) -> EndpointCard:
    of = WebhookDelivery.objects.filter(endpoint_id=row.id)
    return EndpointCard(
        id=row.id, url=row.url, description=row.description, types=tuple(row.types), brand_id=row.brand_id,
        state=row.state, disabled_code=row.disabled_code, disabled_at=row.disabled_at,
        failing_since=row.failing_since, last_success_at=row.last_success_at, last_code=row.last_code,
        created_at=row.created_at, waiting=of.filter(state=State.WAITING)[:MOST_COUNTED].count(),
        failed=of.filter(state=State.FAILED)[:MOST_COUNTED].count(),
    )  # fmt: skip


def _delivery(row: WebhookDelivery) -> DeliveryCard:
    is_waiting = row.state == State.WAITING
    return DeliveryCard(
        id=row.id, public_id=webhook_id(row), type=row.type, state=row.state, attempts=row.attempts,
        created_at=row.created_at,
        last_at=row.last_at, last_status=row.last_status, last_code=row.last_code,
        next_at=row.due_at if is_waiting else None,
    )  # fmt: skip
