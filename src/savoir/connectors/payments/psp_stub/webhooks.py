"""Webhooks as they really arrive: signed, at least once, late and in no order, by seed."""

import hashlib
import hmac
import http.client
import queue
import random
import threading
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from urllib.parse import urlsplit

_TRIES = 5


@dataclass(frozen=True, slots=True)
class PostPlan:
    """How roughly the post works: `copies` at most of each event, each at most `late_seconds` late."""

    copies: int = 1
    late_seconds: float = 0.0
    seed: int = 0


def signature(body: str, *, secret: str, at: int) -> str:
    """Return the `Stripe-Signature` header of `body` signed at `at` (seconds since 1970)."""
    digest = hmac.new(secret.encode(), f"{at}.{body}".encode(), hashlib.sha256).hexdigest()
    return f"t={at},v1={digest}"


def deliveries(bodies: Iterable[str], plan: PostPlan) -> list[tuple[float, str]]:
    """Return (seconds late, body) in the order of arrival: each event once or more, shuffled by the seed."""
    drawn = random.Random(plan.seed)  # noqa: S311 - a story to replay, not a secret
    arriving = [
        (drawn.random() * plan.late_seconds, body)
        for body in bodies
        for _ in range(drawn.randint(1, max(1, plan.copies)))
    ]
    return sorted(arriving, key=lambda delivery: delivery[0])


class Postman:
    """Posts the events to one URL from a thread of its own; tries again on anything but a 2xx."""

    def __init__(
        self, *, url: str, secret: str, plan: PostPlan | None = None, clock: Callable[[], float] = time.time
    ) -> None:
        self._url = urlsplit(url)
        self._secret = secret
        self._plan = plan or PostPlan()
        self._clock = clock
        self._taken = 0
        self._bag: queue.PriorityQueue[tuple[float, int, int, str]] = queue.PriorityQueue()
        self._wake = threading.Condition()
        self._stopped = False
        self._thread = threading.Thread(target=self._walk, daemon=True)
        self._thread.start()

    def take(self, body: str) -> None:
        """Accept an event for delivery."""
        with self._wake:
            self._taken += 1
            plan = PostPlan(
                self._plan.copies, self._plan.late_seconds, self._plan.seed * 1_000_003 + self._taken
            )
            for copy, (late, text) in enumerate(deliveries([body], plan)):
                self._bag.put((time.monotonic() + late, self._taken * 100 + copy, 1, text))
            self._wake.notify()

    def stop(self) -> None:
        """Stop after the letter in hand."""
        with self._wake:
            self._stopped = True
            self._wake.notify()
        self._thread.join(timeout=5)

    def _walk(self) -> None:
        while (letter := self._next()) is not None:
            _, number, tries, body = letter
            if not self._posted(body) and tries < _TRIES:
                with self._wake:
                    self._bag.put((time.monotonic() + 0.2 * 2**tries, number, tries + 1, body))

    def _next(self) -> tuple[float, int, int, str] | None:
        with self._wake:
            while not self._stopped:
                if self._bag.empty():
                    self._wake.wait()
                    continue
                letter = self._bag.get()
                wait = letter[0] - time.monotonic()
                if wait <= 0:
                    return letter
                self._bag.put(letter)
                self._wake.wait(wait)
        return None

    def _posted(self, body: str) -> bool:
        kind = http.client.HTTPSConnection if self._url.scheme == "https" else http.client.HTTPConnection
        line = kind(self._url.netloc, timeout=10)
        signed = signature(body, secret=self._secret, at=int(self._clock()))
        headers = {"Content-Type": "application/json", "Stripe-Signature": signed}
        try:
            line.request("POST", self._url.path or "/", body.encode("utf-8"), headers)
            return 200 <= line.getresponse().status < 300
        except (OSError, http.client.HTTPException):
            return False
        finally:
            line.close()
