"""The books of a stub: payments, refunds that really moved, stored answers, events (SQLite)."""

import sqlite3
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Self

from savoir.connectors.payments.stubs.mischief import Fate

Clock = Callable[[], float]

_TABLES = """
CREATE TABLE IF NOT EXISTS payment (reference TEXT PRIMARY KEY, amount INTEGER NOT NULL,
  currency TEXT NOT NULL, created REAL NOT NULL);
CREATE TABLE IF NOT EXISTS refund (id INTEGER PRIMARY KEY AUTOINCREMENT,
  payment TEXT NOT NULL REFERENCES payment, amount INTEGER NOT NULL CHECK (amount > 0),
  currency TEXT NOT NULL, reference TEXT, idempotency_key TEXT NOT NULL, state TEXT NOT NULL,
  failure_code TEXT NOT NULL DEFAULT '', created REAL NOT NULL, due_at REAL, fails INTEGER NOT NULL);
CREATE INDEX IF NOT EXISTS refund_by_payment ON refund (payment);
CREATE INDEX IF NOT EXISTS refund_by_reference ON refund (reference);
CREATE INDEX IF NOT EXISTS refund_due ON refund (due_at) WHERE due_at IS NOT NULL;
CREATE TABLE IF NOT EXISTS dispute (id INTEGER PRIMARY KEY AUTOINCREMENT,
  payment TEXT NOT NULL REFERENCES payment, amount INTEGER NOT NULL CHECK (amount > 0),
  currency TEXT NOT NULL, state TEXT NOT NULL, created REAL NOT NULL);
CREATE TABLE IF NOT EXISTS answer (idempotency_key TEXT PRIMARY KEY, fingerprint TEXT NOT NULL,
  status INTEGER NOT NULL, body TEXT NOT NULL, at REAL NOT NULL);
CREATE TABLE IF NOT EXISTS watched (payment TEXT PRIMARY KEY, fault TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS call (id INTEGER PRIMARY KEY AUTOINCREMENT, payment TEXT NOT NULL,
  kind TEXT NOT NULL, idempotency_key TEXT NOT NULL, fault TEXT NOT NULL, at REAL NOT NULL);
CREATE INDEX IF NOT EXISTS call_by_payment ON call (payment);
CREATE TABLE IF NOT EXISTS event (id INTEGER PRIMARY KEY AUTOINCREMENT, kind TEXT NOT NULL,
  body TEXT NOT NULL, created REAL NOT NULL);
"""
_REFUND_COLUMNS = "id, payment, amount, currency, reference, idempotency_key, state, failure_code, created"


class Declined(Exception):  # noqa: N818 - errors name the refused fact (house rule 7)
    """The books refuse: `code` is one of unknown_payment, already_refunded, too_much, other_currency."""

    def __init__(self, code: str, text: str) -> None:
        super().__init__(text)
        self.code = code
        self.text = text


@dataclass(frozen=True, slots=True)
class BookedPayment:
    """A captured payment: `amount` in minor units, `currency` ISO 4217 in capitals."""

    reference: str
    amount: int
    currency: str
    created: float


@dataclass(frozen=True, slots=True)
class BookedRefund:
    """A refund that moved, or waits to, or failed afterwards (`state`: succeeded, pending, failed)."""

    number: int
    payment: str
    amount: int
    currency: str
    reference: str | None
    idempotency_key: str
    state: str
    failure_code: str
    created: float


@dataclass(frozen=True, slots=True)
class BookedDispute:
    """The customer's bank took the money back (`state`: needs_response, lost, won)."""

    number: int
    payment: str
    amount: int
    currency: str
    state: str
    created: float


class Books:
    """One set of books, safe among threads. `clock` gives the seconds since 1970."""

    def __init__(self, path: str = ":memory:", *, clock: Clock = time.time) -> None:
        self.clock = clock
        self.lock = threading.RLock()
        self._depth = 0
        self._db = sqlite3.connect(path, check_same_thread=False, isolation_level=None)
        self._db.execute("PRAGMA journal_mode=WAL")
        self._db.execute("PRAGMA synchronous=NORMAL")
        self._db.executescript(_TABLES)

    def close(self) -> None:
        """Close the file; the books may be opened again from it."""
        with self.lock:
            self._db.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @contextmanager
    def transaction(self) -> Iterator[sqlite3.Connection]:
        """Write all or nothing; nests."""
        with self.lock:
            if self._depth == 0:
                self._db.execute("BEGIN IMMEDIATE")
            self._depth += 1
            try:
                yield self._db
            except BaseException:
                self._end("ROLLBACK")
                raise
            self._end("COMMIT")

    def _end(self, word: str) -> None:
        self._depth -= 1
        if self._depth == 0:
            self._db.execute(word)

    def rows(self, question: str, *values: str) -> list[tuple[Any, ...]]:
        """What a question finds; nothing is written."""
        with self.lock:
            return self._db.execute(question, values).fetchall()

    def add_payment(self, reference: str, amount: int, currency: str) -> None:
        """Enter a captured payment; entering it again with the same figures changes nothing.

        Raises ValueError when the reference stands with other figures.
        """
        with self.transaction() as db:
            db.execute(
                "INSERT OR IGNORE INTO payment VALUES (?, ?, ?, ?)",
                (reference, amount, currency, self.clock()),
            )
            stands = self.payment(reference)
            if stands is None or (stands.amount, stands.currency) != (amount, currency):
                raise ValueError(f"payment {reference} stands with other figures")

    def payment(self, reference: str) -> BookedPayment | None:
        """Return the payment, or None."""
        with self.lock:
            row = self._db.execute("SELECT * FROM payment WHERE reference = ?", (reference,)).fetchone()
        return BookedPayment(*row) if row else None

    def refundable(self, payment: BookedPayment) -> int:
        """Return what of the payment was not given back yet, in minor units."""
        with self.lock:
            (given,) = self._db.execute(
                "SELECT coalesce(sum(amount), 0) FROM refund WHERE payment = ? AND state <> 'failed'",
                (payment.reference,),
            ).fetchone()
        return payment.amount - int(given)

    def execute_refund(
        self, *, payment_reference: str, amount: int | None, currency: str | None = None,
        reference: str | None, idempotency_key: str, fate: Fate,
    ) -> BookedRefund:  # fmt: skip
        """Move the money (all that is left when `amount` is None). Raises Declined: nothing moved."""
        with self.transaction() as db:
            payment = self.payment(payment_reference)
            amount, currency = self._allowed(payment, payment_reference, amount, currency)
            waits = fate.pending_seconds is not None
            due_at = self.clock() + fate.pending_seconds if fate.pending_seconds is not None else None
            row = db.execute(
                "INSERT INTO refund (payment, amount, currency, reference, idempotency_key, state, created,"
                " due_at, fails)"
                " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
                (payment_reference, amount, currency, reference, idempotency_key,
                 "pending" if waits else "succeeded", self.clock(), due_at, int(fate.fails)),
            )  # fmt: skip
            made = self.refund(int(row.lastrowid or 0))
        if made is None:
            raise RuntimeError("a refund just written is not there")
        return made

    def _allowed(
        self, payment: BookedPayment | None, reference: str, amount: int | None, currency: str | None
    ) -> tuple[int, str]:
        if payment is None:
            raise Declined("unknown_payment", f"no payment {reference}")
        if currency is not None and currency != payment.currency:
            raise Declined("other_currency", f"the payment is in {payment.currency}")
        left = self.refundable(payment)
        if left == 0:
            raise Declined("already_refunded", f"payment {reference} was refunded in full")
        if amount is not None and amount > left:
            raise Declined("too_much", f"refund ({amount}) is greater than what is left ({left})")
        return (left if amount is None else amount), payment.currency

    def refund(self, number: int) -> BookedRefund | None:
        """Return one refund, or None."""
        return next(iter(self._refunds("id = ?", number)), None)

    def refunds_of(self, payment_reference: str) -> tuple[BookedRefund, ...]:
        """Return the refunds of a payment, oldest first."""
        return self._refunds("payment = ?", payment_reference)

    def all_refunds(self) -> tuple[BookedRefund, ...]:
        """Return every refund, oldest first."""
        return self._refunds("1 = ?", 1)

    def open_dispute(self, payment_reference: str, amount: int) -> BookedDispute:
        """The bank takes `amount` of a payment back. Raises Declined for an unknown payment."""
        payment = self.payment(payment_reference)
        if payment is None:
            raise Declined("unknown_payment", f"no payment {payment_reference}")
        with self.transaction() as db:
            row = db.execute(
                "INSERT INTO dispute (payment, amount, currency, state, created) VALUES (?, ?, ?, ?, ?)",
                (payment_reference, amount, payment.currency, "needs_response", self.clock()),
            )
        return self.disputes("id = ?", int(row.lastrowid or 0))[0]

    def end_dispute(self, number: int, state: str) -> BookedDispute:
        """The bank has decided: `state` is won (the money comes back) or lost. Raises LookupError."""
        with self.transaction() as db:
            if db.execute("UPDATE dispute SET state = ? WHERE id = ?", (state, number)).rowcount != 1:
                raise LookupError(number)
        return self.disputes("id = ?", number)[0]

    def disputes(self, where: str = "1 = ?", value: str | int = 1) -> tuple[BookedDispute, ...]:
        """Disputes, oldest first."""
        question = (
            f"SELECT id, payment, amount, currency, state, created FROM dispute WHERE {where} ORDER BY id"  # noqa: S608 - our own words only
        )
        with self.lock:
            return tuple(BookedDispute(*row) for row in self._db.execute(question, (value,)).fetchall())

    def executions(self, refund_reference: str) -> int:
        """Return how many times money moved (or is moving) for our reference: the oracle."""
        return len(self._refunds("state <> 'failed' AND reference = ?", refund_reference))

    def settle_due(self) -> tuple[BookedRefund, ...]:
        """Settle the pending refunds whose hour has come; return them as they now stand."""
        with self.transaction() as db:
            due = [row[0] for row in db.execute("SELECT id FROM refund WHERE due_at <= ?", (self.clock(),))]
            for number in due:
                db.execute(
                    "UPDATE refund SET due_at = NULL,"
                    " state = CASE fails WHEN 1 THEN 'failed' ELSE 'succeeded' END,"
                    " failure_code = CASE fails WHEN 1 THEN 'expired_card' ELSE '' END WHERE id = ?",
                    (number,),
                )
            settled = [self.refund(number) for number in due]
        return tuple(refund for refund in settled if refund is not None)

    def _refunds(self, where: str, value: str | int) -> tuple[BookedRefund, ...]:
        question = f"SELECT {_REFUND_COLUMNS} FROM refund WHERE {where} ORDER BY id"  # noqa: S608 - our own words only
        with self.lock:
            return tuple(BookedRefund(*row) for row in self._db.execute(question, (value,)).fetchall())

    def add_event(self, kind: str, body: str) -> int:
        """Keep an event; return its number."""
        with self.transaction() as db:
            row = db.execute(
                "INSERT INTO event (kind, body, created) VALUES (?, ?, ?)", (kind, body, self.clock())
            )
        return int(row.lastrowid or 0)

    def events(self, *, before: int | None, limit: int) -> tuple[tuple[int, str, float, str], ...]:
        """Return (number, kind, created, body) newest first, older than number `before`."""
        with self.lock:
            rows = self._db.execute(
                "SELECT id, kind, created, body FROM event WHERE id < ? ORDER BY id DESC LIMIT ?",
                (before or 2**62, limit),
            ).fetchall()
        return tuple(
            (int(number), str(kind), float(created), str(body)) for number, kind, created, body in rows
        )
