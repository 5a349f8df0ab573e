"""When a delivery is tried again, and what a failed try says about its address. Pure."""

from datetime import datetime, timedelta
from typing import Final

WAITS: Final = (
    timedelta(seconds=5), timedelta(seconds=30), timedelta(minutes=2), timedelta(minutes=10),
    timedelta(hours=1), timedelta(hours=4), timedelta(hours=10), timedelta(hours=16), timedelta(hours=20),
    timedelta(hours=21),
)  # fmt: skip
TRIES: Final = len(WAITS) + 1
GIVEN_UP_AFTER: Final = timedelta(days=3)
LONGEST_PROBE: Final = timedelta(hours=1)
JITTER: Final = 0.1  # a tenth at most, so that addresses that fell together don't rise together
HELD_TRIES: Final = 4  # as long as an event is this young, the later ones of its subject wait for it
SECRET_OVERLAP: Final = timedelta(hours=24)  # an old secret still signs that long after a rotation
KEPT_DELIVERED: Final = timedelta(days=30)
KEPT_FAILED: Final = timedelta(days=90)
TOO_OLD: Final = timedelta(days=30)  # the ledger's older facts are nobody's news
MOST_ASKED_SECONDS: Final = 86_400
GONE: Final = "gone"
ABOUT_ONE_EVENT: Final = frozenset({"refused", "redirect"})


def wait_after(attempts: int, *, draw: float, asked_seconds: int = 0) -> timedelta | None:
    """How long to wait after failed try number `attempts` (1 = the first); None when it was the last.

    `draw` in [0, 1) spreads the tries; `asked_seconds` is what the other side asked for (Retry-After), heeded
    up to a day.
    """
    if attempts > len(WAITS):
        return None
    wait = WAITS[attempts - 1] * (1 + JITTER * draw)
    return max(wait, _asked(asked_seconds))


def probe_after(failures: int, *, draw: float, asked_seconds: int = 0) -> timedelta:
    """How long an address that does not answer is left alone after `failures` in a row: at most an hour.

    Longer, up to a day, when it asked for it (Retry-After).
    """
    wait = WAITS[min(failures, len(WAITS)) - 1]
    return max(min(wait, LONGEST_PROBE) * (1 + JITTER * draw), _asked(asked_seconds))


def _asked(seconds: int) -> timedelta:
    return timedelta(seconds=min(seconds, MOST_ASKED_SECONDS))


def is_down(code: str) -> bool:
    """Whether a failure speaks of the whole address; else of this one event (400, 422, a redirect)."""
    return code not in ABOUT_ONE_EVENT


def is_hopeless(*, failing_since: datetime, now: datetime) -> bool:
    """Whether an address failed for three days without one success."""
    return now - failing_since >= GIVEN_UP_AFTER
