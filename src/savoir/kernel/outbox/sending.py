"""One round of sending to one address: claim what is due, send it holding nothing, write what became of it.

A claim is a name and an end. Nobody else takes a claimed delivery before the end, and an answer is written
only under the claim's own name: whoever was asleep past its end writes nothing.
"""

import json
import random
import threading
import time
import uuid
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

from django.db import connection

from savoir.kernel.failpoints import failpoint
from savoir.kernel.ledger.reading import entries_of_ids
from savoir.kernel.models import WebhookDelivery, WebhookEndpoint
from savoir.kernel.outbox import endpoints, rules
from savoir.kernel.outbox.naming import webhook_id
from savoir.kernel.outbox.secrets import secrets_at
from savoir.kernel.ports import OutgoingWebhook, WebhookAnswer, WebhookChannel, port
from savoir.kernel.publication import TEST_TYPE, PublicEvent, instant, public_events

BATCH: Final = 32
HANDS: Final = 8
ROUND_SECONDS: Final = 20.0  # no letter is begun later in a round: others wait for the hands
LEASE: Final = timedelta(seconds=180)  # longer than a round and its last try of twenty seconds
UNPUBLISHED: Final = "unpublished"
NARROWED: Final = "narrowed"
State = WebhookDelivery.State

CLAIM: Final = """WITH ready AS (
  SELECT d.id FROM kernel_webhookdelivery d
  WHERE d.endpoint_id = %(endpoint)s AND d.state = 'waiting' AND d.due_at <= %(now)s
    AND (d.claimed_until IS NULL OR d.claimed_until <= %(now)s)
    AND NOT EXISTS (
      SELECT 1 FROM kernel_webhookdelivery b
      WHERE b.endpoint_id = d.endpoint_id AND b.state = 'waiting' AND b.subject_kind = d.subject_kind
        AND b.subject_id = d.subject_id AND b.id < d.id AND b.attempts < %(held)s)
  ORDER BY d.due_at, d.id LIMIT %(most)s FOR UPDATE OF d SKIP LOCKED)
UPDATE kernel_webhookdelivery d SET claim = %(claim)s, claimed_until = %(until)s
FROM ready WHERE d.id = ready.id RETURNING d.id"""


@dataclass(frozen=True, slots=True)
class Letter:
    """A claimed delivery; `body` None: nothing leaves, `unsent` says why."""

    delivery_id: int
    public_id: str
    attempts: int
    body: bytes | None = field(repr=False)
    unsent: str = ""


@dataclass(frozen=True, slots=True)
class Sheaf:
    """What one round sends, under one claim."""

    endpoint_id: int
    claim: uuid.UUID
    url: str = field(repr=False)
    secrets: tuple[str, ...] = field(repr=False)
    letters: tuple[Letter, ...]


Outcome = tuple[Letter, WebhookAnswer]


def take(*, endpoint_id: int, now: datetime) -> Sheaf | None:
    """Claim what is due for an address: up to 32, one only while it does not answer; one round at a time.

    None: nothing to do, or somebody is at it. The lock on the endpoint lets claims come one after the other.
    """
    rows = WebhookEndpoint.objects.select_for_update().filter(
        id=endpoint_id, state=WebhookEndpoint.State.ACTIVE
    )
    row = rows.first()
    if row is None or (row.next_try_at is not None and row.next_try_at > now):
        return None
    if is_taken(row.id, now):
        return None
    claim = uuid.uuid4()
    ids = _claimed(row, claim, now, most=1 if row.failures else BATCH)
    if not ids:
        return None
    return Sheaf(row.id, claim, row.url, secrets_at(bytes(row.sealed), now), _letters(row, ids))


def is_taken(endpoint_id: int, now: datetime) -> bool:
    """Whether somebody is sending to this address."""
    held = WebhookDelivery.objects.filter(endpoint_id=endpoint_id, claim__isnull=False)
    return held.filter(claimed_until__gt=now).exists()


def _claimed(row: WebhookEndpoint, claim: uuid.UUID, now: datetime, *, most: int) -> list[int]:
    values: dict[str, int | datetime | uuid.UUID] = {
        "endpoint": row.id, "now": now, "held": rules.HELD_TRIES, "most": most, "claim": claim,
        "until": now + LEASE,
    }  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(CLAIM, values)
        return sorted(found[0] for found in cursor.fetchall())


def _letters(endpoint: WebhookEndpoint, ids: list[int]) -> tuple[Letter, ...]:
    rows = list(WebhookDelivery.objects.filter(id__in=ids).select_related("event").order_by("id"))
    entries = entries_of_ids(row.event_id for row in rows if row.event_id is not None)
    told = {one.id: one for one in public_events(org_id=endpoint.org_id, entries=entries.values())}
    return tuple(_letter(endpoint, row, told) for row in rows)


def _letter(endpoint: WebhookEndpoint, row: WebhookDelivery, told: Mapping[str, PublicEvent]) -> Letter:
    """What leaves for a delivery: whatever the address listened to when it was owed, it hears it still."""
    known_as = webhook_id(row)
    if row.type == TEST_TYPE:
        test = {"type": TEST_TYPE, "timestamp": instant(row.created_at), "data": {}}
        return Letter(row.id, known_as, row.attempts, _body(test))
    one = told.get(known_as)
    if one is None:
        return Letter(row.id, known_as, row.attempts, None, UNPUBLISHED)
    hears_type = not endpoint.types or one.type in endpoint.types
    if not hears_type or endpoint.brand_id not in (None, one.brand_id):
        return Letter(row.id, known_as, row.attempts, None, NARROWED)
    return Letter(row.id, known_as, row.attempts, _body(one.shape()))


def _body(shape: Mapping[str, object]) -> bytes:
    return json.dumps(shape, separators=(",", ":"), ensure_ascii=False).encode()


def send(sheaf: Sheaf, *, now: datetime, clock: Callable[[], float] = time.monotonic) -> list[Outcome]:
    """Send a sheaf, eight at a time, in no transaction; stop at the first sign that nobody answers there.

    Nothing is begun after twenty seconds of `clock`. What was not tried is not in the answer.
    """
    channel, stop, ends = port(WebhookChannel), threading.Event(), clock() + ROUND_SECONDS

    def deliver(letter: Letter) -> Outcome | None:
        if letter.body is None:
            return letter, WebhookAnswer(None, letter.unsent)
        if stop.is_set() or clock() >= ends:
            return None
        webhook = OutgoingWebhook(letter.public_id, now, sheaf.url, sheaf.secrets, letter.body)
        failpoint("webhook.before_send")
        answer = channel.send(webhook)
        failpoint("webhook.after_send")
        if answer.code and rules.is_down(answer.code):
            stop.set()
        return letter, answer

    with ThreadPoolExecutor(max_workers=min(HANDS, len(sheaf.letters))) as hands:
        return [outcome for outcome in hands.map(deliver, sheaf.letters) if outcome is not None]


def settle(sheaf: Sheaf, outcomes: Sequence[Outcome], *, now: datetime) -> int:
    """Write what became of each try that is still ours, and how the address fares; return how many were."""
    row = WebhookEndpoint.objects.select_for_update().get(id=sheaf.endpoint_id)
    ours = [(letter, answer) for letter, answer in outcomes if _note(sheaf, letter, answer, now)]
    held = WebhookDelivery.objects.filter(endpoint_id=row.id, claim=sheaf.claim)
    held.update(claim=None, claimed_until=None)
    if ours and row.state == WebhookEndpoint.State.ACTIVE:
        _judge(row, [answer for letter, answer in ours if not letter.unsent], now)
    failpoint("webhook.settled")
    return len(ours)


def _note(sheaf: Sheaf, letter: Letter, answer: WebhookAnswer, now: datetime) -> bool:
    """Whether the delivery was still claimed by us."""
    tries = letter.attempts + 1
    wait = rules.wait_after(tries, draw=random.random(), asked_seconds=answer.retry_after)  # noqa: S311 - spread
    values: dict[str, object] = {
        "attempts": tries, "last_at": now, "last_status": answer.status, "last_code": answer.code,
        "claim": None, "claimed_until": None,
    }  # fmt: skip
    if not answer.code:
        values |= {"state": State.DELIVERED, "ended_at": now}
    elif wait is None or letter.unsent:
        values |= {"state": State.FAILED, "ended_at": now}
    else:
        values |= {"due_at": now + wait}
    rows = WebhookDelivery.objects.filter(id=letter.delivery_id, claim=sheaf.claim, state=State.WAITING)
    return bool(rows.update(**values))


def _judge(row: WebhookEndpoint, answers: Sequence[WebhookAnswer], now: datetime) -> None:
    """What these answers say of the address: one success heals it, 410 and three bad days end it."""
    failed = [answer for answer in answers if answer.code]
    if any(not answer.code for answer in answers):
        _heal(row, now)
    if failed:
        row.failing_since = row.failing_since or now
        row.last_code = failed[-1].code
    if any(rules.is_down(answer.code) for answer in failed):
        row.failures += 1
        asked = max(answer.retry_after for answer in failed)
        row.next_try_at = now + rules.probe_after(row.failures, draw=random.random(), asked_seconds=asked)  # noqa: S311 - spread
    row.save()
    if any(answer.code == rules.GONE for answer in failed):
        endpoints.rest_by_machine(row, code=rules.GONE, now=now)
    elif row.failing_since and rules.is_hopeless(failing_since=row.failing_since, now=now):
        endpoints.rest_by_machine(row, code="failing", now=now)


def _heal(row: WebhookEndpoint, now: datetime) -> None:
    """It answers: what waited for a later try is due now, if it was the address that failed."""
    if row.failures:
        waiting = WebhookDelivery.objects.filter(endpoint_id=row.id, state=State.WAITING, due_at__gt=now)
        waiting.exclude(last_code__in=rules.ABOUT_ONE_EVENT).update(due_at=now)
    row.failures, row.failing_since, row.next_try_at = 0, None, None
    row.last_success_at, row.last_code = now, ""
