"""Idempotency keys as providers keep them: the first answer is stored and replayed for 24 hours."""

import json
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from savoir.connectors.payments.stubs.books import Books

KEY_LIFETIME_SECONDS = 24 * 3600  # docs.stripe.com/idempotency: keys may be removed after at least 24 hours


class KeyReused(Exception):  # noqa: N818 - errors name the refused fact (house rule 7)
    """The key came with another body."""


class KeyInUse(Exception):  # noqa: N818 - errors name the refused fact (house rule 7)
    """A call with this key runs right now."""


@dataclass(frozen=True, slots=True)
class Answer:
    """A status and a JSON body, as they leave."""

    status: int
    body: dict[str, Any]
    headers: dict[str, str] = field(default_factory=dict)


class KeyBook:
    """Runs each key once. The work and the stored answer are one transaction: a crash leaves both or none."""

    def __init__(self, books: Books) -> None:
        self._books = books
        self._running: dict[str, str] = {}
        self._lock = threading.Lock()

    def run(
        self,
        key: str,
        fingerprint: str,
        work: Callable[[], Answer],
        *,
        hold: Callable[[], object] | None = None,
    ) -> Answer:
        """Return the stored answer of `key`, or do `work` once and store what it answers.

        `work` may raise: then nothing is stored (the request never began). `hold` is waited for while the
        key counts as in use. Raises KeyReused, KeyInUse.
        """
        stored = self._begin(key, fingerprint)
        if stored is not None:
            return stored
        try:
            with self._books.transaction():
                answer = work()
                self._store(key, fingerprint, answer)
            if hold is not None:
                hold()
            return answer
        finally:
            with self._lock:
                del self._running[key]

    def _begin(self, key: str, fingerprint: str) -> Answer | None:
        with self._lock:
            if key in self._running:
                raise (KeyInUse(key) if self._running[key] == fingerprint else KeyReused(key))
            stored = self._stored(key)
            if stored is None:
                self._running[key] = fingerprint
                return None
        if stored[0] != fingerprint:
            raise KeyReused(key)
        return stored[1]

    def _stored(self, key: str) -> tuple[str, Answer] | None:
        oldest = self._books.clock() - KEY_LIFETIME_SECONDS
        with self._books.transaction() as db:
            db.execute("DELETE FROM answer WHERE at < ?", (oldest,))
            row = db.execute(
                "SELECT fingerprint, status, body FROM answer WHERE idempotency_key = ?", (key,)
            ).fetchone()
        return (row[0], Answer(row[1], json.loads(row[2]), {"Idempotent-Replayed": "true"})) if row else None

    def _store(self, key: str, fingerprint: str, answer: Answer) -> None:
        with self._books.transaction() as db:
            db.execute(
                "INSERT INTO answer VALUES (?, ?, ?, ?, ?)",
                (key, fingerprint, answer.status, json.dumps(answer.body), self._books.clock()),
            )
