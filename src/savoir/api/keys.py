"""Who comes in: the key in `Authorization: Bearer sav_<prefix>_<secret>`, its organization, its limit."""

import re
import threading
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Final

from django.conf import settings

from savoir.api.problems.faults import Fault
from savoir.kernel.throttle import count_try, seconds_left, tries

_TOKEN: Final = re.compile(r"Bearer +sav_([a-z2-7]{6,16})_([\w-]{20,100})", re.ASCII | re.IGNORECASE)
WINDOW: Final = timedelta(minutes=1)
WRONG_TRIES: Final = 20  # of unknown keys from one address in a minute
SHARE: Final = 20  # a process takes this part of a key's minute at a time from the database
MOST_KNOWN: Final = 10_000


@dataclass(frozen=True, slots=True)
class Shown:
    """What the caller showed: not yet whether it opens anything."""

    prefix: str
    secret: str = field(repr=False)

    @property
    def digest(self) -> str:
        """Names the whole token; two secrets under one prefix are counted apart."""
        return sha256(f"{self.prefix}.{self.secret}".encode()).hexdigest()


def shown_key(header: str) -> Shown:
    """The key of an Authorization header. Raises Fault("key_missing")."""
    found = _TOKEN.fullmatch(header.strip())
    if found is None:
        raise Fault("key_missing", "Authorization")
    return Shown(found[1], found[2])


class Turnstile:
    """Counts requests of each key over all web processes, and wrong keys by address.

    A process takes a share of a key's minute from the database and spends it without asking again: never more
    than the limit come in, and a request seldom costs a statement. What a process that ends had left is lost.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._left: dict[str, tuple[datetime, int]] = {}

    def knows(self, shown: Shown) -> bool:
        """Whether the key opened here before, so that `check` counted this request."""
        return shown.digest in self._left

    def check(self, shown: Shown, *, address: str, now: datetime) -> None:
        """Let a known key spend one request, and a new one try. Raises Fault("too_many_requests")."""
        if self.knows(shown):
            self._spend(shown.digest, now)
        elif tries(key=_wrong(address), window=WINDOW, now=now) >= WRONG_TRIES:
            raise _rests(now)

    def welcome(self, shown: Shown, *, now: datetime) -> None:
        """Remember a key that opened, and count the request that showed it first. Raises as `check`."""
        with self._lock:
            if len(self._left) >= MOST_KNOWN:
                self._left.clear()
            self._left.setdefault(shown.digest, (_minute(now), 0))
        self._spend(shown.digest, now)

    def refuse(self, shown: Shown, *, address: str, now: datetime) -> None:
        """Count a key that opened nothing against the address it came from."""
        self._left.pop(shown.digest, None)
        count_try(key=_wrong(address), window=WINDOW, now=now)

    def _spend(self, digest: str, now: datetime) -> None:
        minute = _minute(now)
        with self._lock:
            began, left = self._left.get(digest, (minute, 0))
            left = left if began == minute else 0
            if left > 0:
                self._left[digest] = (minute, left - 1)
                return
        taken = self._share(digest, now)
        with self._lock:  # another thread may have taken a share meanwhile: both are ours
            began, left = self._left.get(digest, (minute, 0))
            if began <= minute:
                self._left[digest] = (minute, (left if began == minute else 0) + taken - 1)

    def _share(self, digest: str, now: datetime) -> int:
        """Requests this process may spend from here on. Raises Fault when the minute is spent."""
        limit = int(settings.API_RATE)
        share = max(1, limit // SHARE)
        counted = count_try(key=f"api {digest}", window=WINDOW, now=now, by=share)
        granted = share - max(0, counted - limit)
        if granted <= 0:
            raise _rests(now)
        return granted


def _minute(now: datetime) -> datetime:
    return now.replace(second=0, microsecond=0)


def _wrong(address: str) -> str:
    return f"api address {address}"


def _rests(now: datetime) -> Fault:
    return Fault("too_many_requests", headers={"Retry-After": str(seconds_left(window=WINDOW, now=now))})
