"""Counting tries in a window, in the database that all web processes share."""

import hashlib
import math
from datetime import UTC, datetime, timedelta

from django.db import connection

KEPT = timedelta(days=2)  # longer than any window


def count_try(*, key: str, window: timedelta, now: datetime, by: int = 1) -> int:
    """Count `by` tries of `key` in the current window and return how many there were, these included."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO kernel_ratecount (key_digest, window_start, count) VALUES (%s, %s, %s)"
            " ON CONFLICT (key_digest, window_start) DO UPDATE"
            " SET count = kernel_ratecount.count + EXCLUDED.count RETURNING count",
            [_digest(key), _start(now, window), by],
        )
        return int(cursor.fetchone()[0])


def tries(*, key: str, window: timedelta, now: datetime) -> int:
    """How many tries of `key` the current window holds."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT coalesce(max(count), 0) FROM kernel_ratecount"
            " WHERE key_digest = %s AND window_start = %s",
            [_digest(key), _start(now, window)],
        )
        return int(cursor.fetchone()[0])


def seconds_left(*, window: timedelta, now: datetime) -> int:
    """Whole seconds until the current window ends, at least 1."""
    return max(1, math.ceil((_start(now, window) + window - now).total_seconds()))


def forget_old(*, now: datetime) -> int:
    """Delete counts of windows that began two days ago, of every organization; return how many."""
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM kernel_ratecount WHERE window_start < %s", [now - KEPT])
        return int(cursor.rowcount)


def _digest(key: str) -> str:
    return hashlib.sha256(key.encode()).hexdigest()


def _start(now: datetime, window: timedelta) -> datetime:
    seconds = int(window.total_seconds())
    return datetime.fromtimestamp(int(now.timestamp()) // seconds * seconds, tz=UTC)
