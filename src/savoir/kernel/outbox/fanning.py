"""From the ledger to what each address is owed: one pulse per organization, nothing in the deed itself.

The pulse reads what is settled past its cursor, so that a transaction that commits late is never stepped
over, and runs only while the organization has an address.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from savoir.kernel import jobs
from savoir.kernel.failpoints import failpoint
from savoir.kernel.jobs.queue import lane
from savoir.kernel.ledger import LedgerEntry, Place, settled_events
from savoir.kernel.ledger.reading import newest_place
from savoir.kernel.models import WebhookCursor, WebhookDelivery, WebhookEndpoint
from savoir.kernel.outbox.rules import TOO_OLD
from savoir.kernel.ports import SubjectNames, port
from savoir.kernel.publication import subjects, type_of

PULSE: Final = "outbox.pulse"
SEND: Final = "outbox.send"
MOST: Final = 500
LANES: Final = 2
FASTEST_SECONDS: Final = 2
SLOWEST_SECONDS: Final = 10
State = WebhookDelivery.State
Brands = dict[tuple[str, int], int | None]


@dataclass(frozen=True, slots=True)
class Round:
    """What one reading found: entries of the ledger, and whether more wait."""

    read: int
    is_more: bool


def begin(*, org_id: int, endpoint_id: int, now: datetime) -> None:
    """An address was added: the first one hears what happens from now on, and the pulse starts."""
    others = WebhookEndpoint.objects.exclude(state=WebhookEndpoint.State.REMOVED).exclude(id=endpoint_id)
    if not others.exists():
        cursor = lock_cursor(org_id)
        _move(cursor, newest_place())
        cursor.save()
    keep_going(org_id=org_id, now=now)


def keep_going(*, org_id: int, now: datetime, seconds: int = 0, idle: int = 0) -> None:
    """Promise the next pulse; at most one waits."""
    run_at = now + timedelta(seconds=seconds)
    jobs.enqueue(PULSE, org_id=org_id, run_at=run_at, queueing_lock=f"outbox:{org_id}", idle=idle)


def lock_cursor(org_id: int) -> WebhookCursor:
    """The organization's cursor, locked: whoever hands out or adds addresses does it alone."""
    if not WebhookCursor.objects.exists():
        WebhookCursor.objects.bulk_create([WebhookCursor(org_id=org_id, xid=0)], ignore_conflicts=True)
    return WebhookCursor.objects.select_for_update().get(org_id=org_id)


def hand_out(*, org_id: int, now: datetime) -> Round:
    """Write what the next facts owe to each address, and move on; up to 500 facts at once."""
    cursor = lock_cursor(org_id)
    endpoints = list(WebhookEndpoint.objects.exclude(state=WebhookEndpoint.State.REMOVED).order_by("id"))
    found, is_whole = _next(cursor)
    fresh = [entry for entry in found if now - entry.at < TOO_OLD and type_of(entry.kind)]
    owed = list(_owed(org_id, endpoints, fresh, now))
    WebhookDelivery.objects.bulk_create(owed, ignore_conflicts=True)
    failpoint("webhook.owed")
    cursor.save()
    return Round(len(found), is_more=bool(found) and not is_whole)


def _next(cursor: WebhookCursor) -> tuple[list[LedgerEntry], bool]:
    """Entries past the cursor, which moves; and whether these are all."""
    stood = Place(cursor.life, cursor.xid, cursor.event_id)
    found = list(settled_events(after=stood, limit=MOST))
    _move(cursor, found[-1][0] if found else stood)
    return [entry for _place, entry in found], len(found) < MOST


def _move(cursor: WebhookCursor, to: Place) -> None:
    cursor.life, cursor.xid, cursor.event_id = to.life, to.xid, to.event_id


def _owed(
    org_id: int, endpoints: list[WebhookEndpoint], entries: list[LedgerEntry], now: datetime
) -> Iterable[WebhookDelivery]:
    needs_brand = any(endpoint.brand_id is not None for endpoint in endpoints)
    brands = _brands(org_id, entries) if needs_brand else {}
    for entry in entries:
        for endpoint in endpoints:
            if _hears(endpoint, entry, brands):
                yield _delivery(endpoint, entry, now)


def _hears(endpoint: WebhookEndpoint, entry: LedgerEntry, brands: Brands) -> bool:
    if endpoint.types and type_of(entry.kind) not in endpoint.types:
        return False
    of = (entry.subject_kind, entry.subject_id)
    return endpoint.brand_id is None or brands.get(of) == endpoint.brand_id


def _brands(org_id: int, entries: list[LedgerEntry]) -> Brands:
    known = port(SubjectNames, org_id=org_id)
    found: Brands = {}
    for kind in subjects():
        ids = frozenset(entry.subject_id for entry in entries if entry.subject_kind == kind)
        named = known.names(kind=kind, ids=ids) if ids else {}
        found |= {(kind, row_id): one.brand_id for row_id, one in named.items()}
    return found


def _delivery(endpoint: WebhookEndpoint, entry: LedgerEntry, now: datetime) -> WebhookDelivery:
    is_active = endpoint.state == WebhookEndpoint.State.ACTIVE
    return WebhookDelivery(
        org_id=endpoint.org_id, endpoint_id=endpoint.id, event_id=entry.id, type=type_of(entry.kind),
        subject_kind=entry.subject_kind, subject_id=entry.subject_id, due_at=now, created_at=now,
        state=State.WAITING if is_active else State.FAILED, ended_at=None if is_active else now,
        last_code="" if is_active else "disabled",
    )  # fmt: skip


def promise_sending(*, org_id: int, now: datetime) -> None:
    """Let every address that has something due, and is not left alone just now, be sent to."""
    active = WebhookEndpoint.objects.filter(state=WebhookEndpoint.State.ACTIVE)
    for endpoint in active.order_by("id").only("id", "next_try_at"):
        is_alone = endpoint.next_try_at is not None and endpoint.next_try_at > now
        waiting = WebhookDelivery.objects.filter(
            endpoint_id=endpoint.id, state=State.WAITING, due_at__lte=now
        )
        if not is_alone and waiting.exists():
            promise_send(org_id=org_id, endpoint_id=endpoint.id, now=now)


def promise_send(*, org_id: int, endpoint_id: int, now: datetime) -> None:
    """Promise one round of sending to an address; at most one waits.

    Rounds of all organizations run on two lanes, first come, first served: however many addresses are slow,
    they hold two hands of the workers, and each waits for one round of the others.
    """
    name = f"outbox:send:{endpoint_id}"
    jobs.enqueue(
        SEND, org_id=org_id, run_at=now, queueing_lock=name, lock=lane(f"outbox:send:{endpoint_id % LANES}"),
        webhook_endpoint_id=endpoint_id,
    )  # fmt: skip


def has_addresses() -> bool:
    """Whether anybody is left to hear of the open organization."""
    return WebhookEndpoint.objects.exclude(state=WebhookEndpoint.State.REMOVED).exists()
