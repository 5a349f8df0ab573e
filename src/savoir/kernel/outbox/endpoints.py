"""Who hears of us: adding, changing, resting and removing the addresses of other systems."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

from django.conf import settings

from savoir.kernel import ledger, tasks
from savoir.kernel.access import Actor, Permission, require, system_actor
from savoir.kernel.errors import Conflict, Invalid, NotFound
from savoir.kernel.ledger import Code
from savoir.kernel.models import WebhookDelivery, WebhookEndpoint
from savoir.kernel.outbox import events, fanning
from savoir.kernel.outbox.addresses import url_fault
from savoir.kernel.outbox.rules import SECRET_OVERLAP
from savoir.kernel.outbox.secrets import new_secret, rotated, sealed_secret
from savoir.kernel.publication import published_types
from savoir.kernel.sealing import reseal

MOST_ENDPOINTS: Final = 20
DISABLED_TASK: Final = "webhook_disabled"
PERSON: Final = "person"
State = WebhookEndpoint.State


class TooManyEndpoints(Conflict):
    """The organization has as many addresses as it may."""


class EndpointResting(Conflict):
    """Nothing is sent to a disabled address: enable it first."""


@dataclass(frozen=True, slots=True)
class EndpointWish:
    """What somebody typed: the address, what it hears (no types: everything), of which brand (None: all)."""

    url: str
    description: str = ""
    types: tuple[str, ...] = ()
    brand_id: int | None = None


@dataclass(frozen=True, slots=True)
class NewSecret:
    """A signing secret, told this once."""

    endpoint_id: int
    secret: str = field(repr=False)


def add_endpoint(*, actor: Actor, wish: EndpointWish, now: datetime) -> NewSecret:
    """Let an address hear of us from now on; its secret is told this once.

    Raises NotAllowed, Invalid("url" or "types" or "brand"), TooManyEndpoints.
    """
    require(actor, Permission.CONNECTOR_WRITE)
    _check(wish)
    fanning.lock_cursor(actor.org_id)
    if WebhookEndpoint.objects.exclude(state=State.REMOVED).count() >= MOST_ENDPOINTS:
        raise TooManyEndpoints(most=MOST_ENDPOINTS)
    secret = new_secret()
    row = WebhookEndpoint.objects.create(
        org_id=actor.org_id, url=wish.url, description=wish.description.strip()[:120],
        types=sorted(set(wish.types)), brand_id=wish.brand_id, sealed=sealed_secret(secret), created_at=now,
    )  # fmt: skip
    ledger.record(events.EndpointAdded(subject_id=row.id, brand_id=wish.brand_id), actor=actor, now=now)
    fanning.begin(org_id=actor.org_id, endpoint_id=row.id, now=now)
    return NewSecret(row.id, secret)


def change_endpoint(*, actor: Actor, endpoint_id: int, wish: EndpointWish, now: datetime) -> None:
    """Change the address or what it hears; what waits goes to the new address. Raises as `add_endpoint`.

    What waits and is not heard any more does not leave: a round looks again at what the address hears.
    """
    require(actor, Permission.CONNECTOR_WRITE)
    row = locked(endpoint_id)
    _check(wish)
    moved = row.url != wish.url
    row.url, row.description, row.brand_id = wish.url, wish.description.strip()[:120], wish.brand_id
    row.types = sorted(set(wish.types))
    if moved:
        row.failures, row.failing_since, row.next_try_at = 0, None, None
    row.save()
    ledger.record(events.EndpointChanged(subject_id=row.id, address_changed=moved), actor=actor, now=now)


def rotate_secret(*, actor: Actor, endpoint_id: int, now: datetime) -> NewSecret:
    """A new secret, told this once; the former one signs beside it for a day. Raises NotAllowed, NotFound."""
    require(actor, Permission.CONNECTOR_WRITE)
    row = locked(endpoint_id)
    secret = new_secret()
    row.sealed = rotated(bytes(row.sealed), secret=secret, now=now)
    row.save(update_fields=["sealed"])
    rotation = events.SecretRotated(subject_id=row.id, former_until=now + SECRET_OVERLAP)
    ledger.record(rotation, actor=actor, now=now)
    return NewSecret(row.id, secret)


def disable_endpoint(*, actor: Actor, endpoint_id: int, now: datetime) -> None:
    """Send nothing there any more; what waits and what comes is listed as failed and can be sent again."""
    require(actor, Permission.CONNECTOR_WRITE)
    row = locked(endpoint_id)
    if row.state == State.ACTIVE:
        rest(row, code=PERSON, actor=actor, now=now)


def rest(row: WebhookEndpoint, *, code: str, actor: Actor, now: datetime) -> None:
    """Disable a locked endpoint; a person hears of it unless he did it himself."""
    row.state, row.disabled_code, row.disabled_at = State.DISABLED, code, now
    row.save(update_fields=["state", "disabled_code", "disabled_at"])
    waiting = WebhookDelivery.objects.filter(endpoint_id=row.id, state=WebhookDelivery.State.WAITING)
    waiting.update(
        state=WebhookDelivery.State.FAILED, ended_at=now, last_code="disabled", claim=None, claimed_until=None
    )
    ledger.record(events.EndpointDisabled(subject_id=row.id, code=Code(code)), actor=actor, now=now)
    if code != PERSON:
        tasks.open_task(
            code=DISABLED_TASK, subject_kind="webhook_endpoint", subject_id=row.id,
            detail={"code": code}, due_at=now, now=now,
        )  # fmt: skip


def enable_endpoint(*, actor: Actor, endpoint_id: int, now: datetime) -> None:
    """Send there again, from now on; what failed meanwhile is sent again on demand. Raises NotFound."""
    require(actor, Permission.CONNECTOR_WRITE)
    row = locked(endpoint_id)
    if row.state == State.ACTIVE:
        return
    row.state, row.disabled_code, row.disabled_at = State.ACTIVE, "", None
    row.failures, row.failing_since, row.next_try_at, row.last_code = 0, None, None, ""
    row.save()
    ledger.record(events.EndpointEnabled(subject_id=row.id), actor=actor, now=now)
    close_disabled_task(row.id, outcome="enabled", now=now)
    fanning.keep_going(org_id=actor.org_id, now=now)


def remove_endpoint(*, actor: Actor, endpoint_id: int, now: datetime) -> None:
    """Take an address off the list and forget its secrets; its deliveries stay until they are old."""
    require(actor, Permission.CONNECTOR_WRITE)
    row = locked(endpoint_id)
    if row.state == State.ACTIVE:
        rest(row, code=PERSON, actor=actor, now=now)
    row.state, row.sealed = State.REMOVED, b""
    row.save(update_fields=["state", "sealed"])
    ledger.record(events.EndpointRemoved(subject_id=row.id), actor=actor, now=now)
    close_disabled_task(row.id, outcome="removed", now=now)


def close_disabled_task(endpoint_id: int, *, outcome: str, now: datetime) -> None:
    """Nobody needs to look at it any more."""
    tasks.close_tasks(
        code=DISABLED_TASK, subject_kind="webhook_endpoint", subject_id=endpoint_id, outcome=outcome, now=now
    )


def locked(endpoint_id: int) -> WebhookEndpoint:
    """The row of an endpoint that was not removed, locked. Raises NotFound."""
    rows = WebhookEndpoint.objects.select_for_update().exclude(state=State.REMOVED)
    row = rows.filter(id=endpoint_id).first()
    if row is None:
        raise NotFound("endpoint")
    return row


def rest_by_machine(row: WebhookEndpoint, *, code: str, now: datetime) -> None:
    """Three days without one success, or the other side said that it is gone."""
    rest(row, code=code, actor=system_actor(row.org_id), now=now)


def reseal_secrets(*, actor: Actor, now: datetime) -> int:
    """Put every secret of the organization under the current secret key; return how many."""
    require(actor, Permission.CONNECTOR_WRITE)
    rows = list(WebhookEndpoint.objects.select_for_update().exclude(state=State.REMOVED).order_by("id"))
    for row in rows:
        row.sealed = reseal(bytes(row.sealed))
    WebhookEndpoint.objects.bulk_update(rows, ["sealed"])
    return len(rows)


def _check(wish: EndpointWish) -> None:
    fault = url_fault(wish.url, to_loopback=bool(settings.WEBHOOKS_TO_LOOPBACK))
    if fault:
        raise Invalid("url", code=fault)
    _known(wish.types)
    brands: Any = WebhookEndpoint._meta.get_field("brand").related_model
    if wish.brand_id is not None and not brands.objects.filter(id=wish.brand_id).exists():
        raise Invalid("brand", code="unknown")


def _known(types: Iterable[str]) -> None:
    unknown = sorted(set(types) - set(published_types()))
    if unknown:
        raise Invalid("types", code="unknown")
