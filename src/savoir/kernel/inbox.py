"""The inbox of what other systems tell us: one insert when it arrives, worked off in batches later.

Nothing in a letter is believed: it says where to look. The same letter twice is one row; letters of one
source are taken in the order of their arrival, up to 500 at once.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.db import connection
from django.db.models import F

from savoir.kernel import jobs
from savoir.kernel.failpoints import failpoint
from savoir.kernel.models import WebhookInbox
from savoir.kernel.tenancy import current_organization

MOST = 500
KEPT = timedelta(days=90)
LONGEST_WAIT = timedelta(hours=1)
AT_ONCE = datetime(1970, 1, 1, tzinfo=UTC)  # a fresh letter is due whatever the clocks of two machines say


@dataclass(frozen=True, slots=True)
class Arrival:
    """A letter as it came in. `source` names the account, `subject` what it speaks of."""

    source: str
    event_id: str
    kind: str
    subject: str
    body: bytes


@dataclass(frozen=True, slots=True)
class Letter:
    """A letter that waits. `attempts` says how often applying it has failed."""

    id: int
    kind: str
    subject: str
    attempts: int


def put(*, arrival: Arrival, drain: str, account_id: int, now: datetime) -> bool:
    """Store a letter and promise the job `drain` that works its source off; False when it was here before.

    The job gets `account_id`, of the account that spoke. The lock on the source makes a batch wait for
    whoever is just storing: a letter that commits after the last batch looked would lie until the next one.
    """
    _lock(arrival.source, "pg_advisory_xact_lock_shared")
    with connection.cursor() as cursor:
        cursor.execute(_PUT, [
            current_organization(), arrival.source, arrival.event_id, arrival.kind, arrival.subject,
            arrival.body, now, AT_ONCE,
        ])  # fmt: skip
        is_new = bool(cursor.rowcount == 1)
    if is_new:
        promise_drain(source=arrival.source, drain=drain, account_id=account_id, at=now)
    failpoint("inbox.put")
    return is_new


_PUT = """INSERT INTO kernel_webhookinbox
    (org_id, source, event_id, kind, subject, body, received_at, due_at, attempts)
    VALUES (%s, %s, %s, %s, %s, %s, %s, %s, 0) ON CONFLICT (org_id, source, event_id) DO NOTHING"""


def _lock(source: str, function: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {function}(hashtextextended(%s, %s))", [source, current_organization()])


def promise_drain(*, source: str, drain: str, account_id: int, at: datetime) -> None:
    """Let the job `drain` work the letters of a source off; at most one waits."""
    org_id = current_organization()
    lock = f"inbox:{org_id}:{source}"
    jobs.enqueue(drain, org_id=org_id, run_at=at, queueing_lock=lock, account_id=account_id)


def take(*, source: str, now: datetime, limit: int = MOST) -> tuple[Letter, ...]:
    """Letters of a source that are due, oldest first, at most `limit`."""
    _lock(source, "pg_advisory_xact_lock")
    rows = WebhookInbox.objects.filter(source=source, applied_at=None, due_at__lte=now).order_by(
        "due_at", "id"
    )
    found = rows.values_list("id", "kind", "subject", "attempts")[:limit]
    return tuple(Letter(*row) for row in found)


def mark_applied(*, letters: Sequence[Letter], now: datetime) -> int:
    """What these letters spoke of is done; return how many were waiting."""
    waiting = WebhookInbox.objects.filter(id__in=[letter.id for letter in letters], applied_at=None)
    count = waiting.update(applied_at=now)
    failpoint("inbox.applied")
    return count


def put_off(
    *, source: str, letters: Sequence[Letter], drain: str, account_id: int, now: datetime
) -> datetime:
    """Nobody could be asked about these letters: look again later; return when.

    2, 8, 32, ... seconds after their first, second, third failure, at most an hour. One job waits for all.
    """
    tries = min((letter.attempts for letter in letters), default=0)
    due = now + min(LONGEST_WAIT, timedelta(seconds=2 * 4 ** min(tries, 10)))
    rows = WebhookInbox.objects.filter(id__in=[letter.id for letter in letters], applied_at=None)
    rows.update(attempts=F("attempts") + 1, due_at=due)
    org_id = current_organization()
    jobs.enqueue(
        drain, org_id=org_id, run_at=due, queueing_lock=f"inbox:{org_id}:{source}:later",
        account_id=account_id,
    )  # fmt: skip
    return due


def forget_old(*, now: datetime) -> int:
    """Delete what arrived more than 90 days ago; return how many. What never could be applied goes too."""
    return WebhookInbox.objects.filter(received_at__lt=now - KEPT).delete()[0]
