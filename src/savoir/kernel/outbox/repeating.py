"""Sending on purpose: a test event, one delivery again, everything that failed since an instant."""

from datetime import datetime
from typing import Final

from django.db.models import QuerySet

from savoir.kernel import jobs, ledger
from savoir.kernel.access import Actor, Permission, require
from savoir.kernel.errors import Conflict, Invalid, NotFound
from savoir.kernel.models import WebhookDelivery, WebhookEndpoint, WebhookReplay
from savoir.kernel.outbox import events, fanning
from savoir.kernel.outbox.endpoints import EndpointResting, locked
from savoir.kernel.publication import TEST_TYPE

REPLAY: Final = "outbox.replay"
AT_ONCE: Final = 500
State = WebhookDelivery.State


class ReplayRuns(Conflict):
    """A replay to this address is under way already."""


def send_test(*, actor: Actor, endpoint_id: int, now: datetime) -> int:
    """Send the event `webhook.test` to an address; return the delivery. Raises NotFound, EndpointResting."""
    require(actor, Permission.CONNECTOR_WRITE)
    row = _awake(endpoint_id)
    delivery = WebhookDelivery.objects.create(
        org_id=row.org_id, endpoint_id=row.id, type=TEST_TYPE, subject_kind="test", due_at=now, created_at=now
    )
    WebhookDelivery.objects.filter(id=delivery.id).update(subject_id=delivery.id)  # it waits for no other
    _try_now(row, now)
    return delivery.id


def repeat_delivery(*, actor: Actor, endpoint_id: int, delivery_id: int, now: datetime) -> None:
    """Send one event again under its own id, whatever became of it.

    Raises NotFound, also while it may be on its way, and EndpointResting.
    """
    require(actor, Permission.CONNECTOR_WRITE)
    row = _awake(endpoint_id)
    rows = WebhookDelivery.objects.filter(id=delivery_id, endpoint_id=row.id).exclude(claimed_until__gt=now)
    afresh = {"state": State.WAITING, "ended_at": None, "attempts": 0, "claim": None, "claimed_until": None}
    if not rows.update(**afresh, due_at=now):
        raise NotFound("delivery")
    repeated = events.DeliveryRepeated(subject_id=row.id, delivery_id=delivery_id)
    ledger.record(repeated, actor=actor, now=now)
    _try_now(row, now)


def repeat_failed(*, actor: Actor, endpoint_id: int, since: datetime, now: datetime) -> int:
    """Send again what failed since an instant, in batches; return the replay, whose progress can be read.

    Raises NotFound, EndpointResting, ReplayRuns, Invalid("since") when it lies ahead.
    """
    require(actor, Permission.CONNECTOR_WRITE)
    row = _awake(endpoint_id)
    if since > now:
        raise Invalid("since", code="ahead")
    if WebhookReplay.objects.filter(endpoint_id=row.id, finished_at=None).exists():
        raise ReplayRuns
    replay = WebhookReplay.objects.create(
        org_id=row.org_id, endpoint_id=row.id, since=since, asked_by=actor.id, asked_at=now,
        total=_failed(row.id, since, now).count(),
    )  # fmt: skip
    asked = events.ReplayAsked(subject_id=row.id, replay_id=replay.id, since=since)
    ledger.record(asked, actor=actor, now=now)
    promise_replay(replay, now=now)
    _try_now(row, now)
    return replay.id


def work_off(*, replay_id: int, now: datetime) -> bool:
    """Put up to 500 failed deliveries back into the line; whether more are left.

    An address that was disabled or removed meanwhile ends the replay: nothing waits at an address that rests.
    """
    of = WebhookReplay.objects.values_list("endpoint_id", flat=True).get(id=replay_id)
    endpoint = WebhookEndpoint.objects.select_for_update().get(id=of)
    replay = WebhookReplay.objects.select_for_update().get(id=replay_id)
    if replay.finished_at is not None:
        return False
    if endpoint.state != WebhookEndpoint.State.ACTIVE:
        replay.finished_at = now
        replay.save(update_fields=["finished_at"])
        return False
    return _work_off(replay, now)


def _work_off(replay: WebhookReplay, now: datetime) -> bool:
    failed = _failed(replay.endpoint_id, replay.since, replay.asked_at).filter(id__gt=replay.last_id)
    ids = list(failed.order_by("id").values_list("id", flat=True)[:AT_ONCE])
    WebhookDelivery.objects.filter(id__in=ids).update(
        state=State.WAITING, ended_at=None, attempts=0, due_at=now
    )
    replay.done, replay.last_id = replay.done + len(ids), ids[-1] if ids else replay.last_id
    is_more = len(ids) == AT_ONCE
    replay.finished_at = None if is_more else now
    replay.save()
    return is_more


def promise_replay(replay: WebhookReplay, *, now: datetime) -> None:
    """Promise the next batch."""
    name = f"outbox:replay:{replay.id}"
    jobs.enqueue(REPLAY, org_id=replay.org_id, run_at=now, queueing_lock=name, webhook_replay_id=replay.id)


def _failed(endpoint_id: int, since: datetime, until: datetime) -> QuerySet[WebhookDelivery]:
    return WebhookDelivery.objects.filter(
        endpoint_id=endpoint_id, state=State.FAILED, created_at__gte=since, created_at__lte=until
    )


def _awake(endpoint_id: int) -> WebhookEndpoint:
    row = locked(endpoint_id)
    if row.state != WebhookEndpoint.State.ACTIVE:
        raise EndpointResting
    return row


def _try_now(row: WebhookEndpoint, now: datetime) -> None:
    """Whoever asks for it wants to see it: the address is not left alone any longer."""
    WebhookEndpoint.objects.filter(id=row.id).update(next_try_at=None)
    fanning.promise_send(org_id=row.org_id, endpoint_id=row.id, now=now)
