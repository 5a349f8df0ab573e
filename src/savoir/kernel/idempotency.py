"""The same request twice does its work once: the first answer is stored and given again for 30 days."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from savoir.kernel.errors import Conflict
from savoir.kernel.failpoints import failpoint
from savoir.kernel.models import IdempotencyRecord
from savoir.kernel.rows import insert_unless_there, write_columns
from savoir.kernel.tenancy import current_organization

KEPT = timedelta(days=30)


def once(
    *, scope: str, key: str, request_digest: str, work: Callable[[], Any], now: datetime
) -> tuple[Any, bool]:
    """Run `work()` unless `key` was used in `scope`; return (answer, True when it ran just now).

    The record and the work commit together. Two at once: the second waits for the first. Raises Conflict when
    the same key comes with another request. Work that raises leaves the key unused.
    """
    with transaction.atomic():
        record = _recorded(scope, key, request_digest, now)
        if record is not None:
            failpoint("idempotency.recorded")
            record.answer = work()
            write_columns(record, "answer")
            failpoint("idempotency.answered")
            return record.answer, True
    return _stored(scope, key, request_digest), False


def _recorded(scope: str, key: str, request_digest: str, now: datetime) -> IdempotencyRecord | None:
    record = IdempotencyRecord(
        org_id=current_organization(), scope=scope, key=key, request_digest=request_digest, created_at=now
    )
    return record if insert_unless_there(record) else None


def _stored(scope: str, key: str, request_digest: str) -> Any:
    record = IdempotencyRecord.objects.get(scope=scope, key=key)
    if record.request_digest != request_digest:
        raise Conflict("idempotency_key", code="other_request")
    return record.answer


def forget_old(*, now: datetime) -> int:
    """Delete answers older than 30 days; return how many."""
    return IdempotencyRecord.objects.filter(created_at__lt=now - KEPT).delete()[0]
