"""Whether a line that a pool hands out is still alive, as a rule without asking the server."""

import select
from time import monotonic
from typing import Any, Final

from psycopg import Connection
from psycopg_pool import ConnectionPool

IDLE_SECONDS: Final = 30.0  # after that something between here and a far server may have dropped it
_SEEN: Final = "savoir_seen"
_NEWS: Final = select.POLLIN | select.POLLHUP | select.POLLERR


def check_line(line: Connection[Any]) -> None:
    """Return when the line works, raise psycopg's error when it does not.

    A server that ends, or ends a line, says so: there is something to read. On a line that was in use a
    moment ago and on which nothing waits, the question would be a round trip of each request for nothing.
    Otherwise it is asked, as the pool's own check does.
    """
    now = monotonic()
    seen: float = getattr(line, _SEEN, -IDLE_SECONDS)
    if line.closed or now - seen > IDLE_SECONDS or _has_news(line.fileno()):
        ConnectionPool.check_connection(line)
    setattr(line, _SEEN, now)


def _has_news(descriptor: int) -> bool:
    watch = select.poll()
    watch.register(descriptor, _NEWS)
    return bool(watch.poll(0))
