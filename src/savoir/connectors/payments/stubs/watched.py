"""One payment under watch: the next call that names it is struck as planned, and every call is kept.

The plan lies in the books, so that a demo lets a running provider fall silent by writing into its file.
"""

from dataclasses import dataclass

from savoir.connectors.payments.stubs.books import Books
from savoir.connectors.payments.stubs.mischief import Fault


@dataclass(frozen=True, slots=True)
class WatchedCall:
    """One call the provider heard: `kind` is `refund` or `look`, `at` the seconds since 1970."""

    kind: str
    idempotency_key: str
    fault: Fault
    at: float


def watch(books: Books, payment: str, fault: Fault) -> None:
    """Let `fault` strike the next refund of a payment, and keep the calls about it from now on."""
    with books.transaction() as db:
        db.execute("INSERT OR REPLACE INTO watched VALUES (?, ?)", (payment, fault.value))


def heard(books: Books, payment: str, kind: str, key: str, drawn: Fault = Fault.NONE) -> Fault:
    """Note a call about a watched payment; the fault that strikes it: the planned one once, else `drawn`."""
    found = books.rows("SELECT fault FROM watched WHERE payment = ?", payment)
    if not found:
        return drawn
    planned = Fault(found[0][0]) if kind == "refund" else Fault.NONE
    struck = drawn if planned is Fault.NONE else planned
    with books.transaction() as db:
        if planned is not Fault.NONE:
            db.execute("UPDATE watched SET fault = ? WHERE payment = ?", (Fault.NONE.value, payment))
        db.execute(
            "INSERT INTO call (payment, kind, idempotency_key, fault, at) VALUES (?, ?, ?, ?, ?)",
            (payment, kind, key, struck.value, books.clock()),
        )
    return struck


def calls_about(books: Books, payment: str) -> tuple[WatchedCall, ...]:
    """Every call about a watched payment, in their order."""
    question = "SELECT kind, idempotency_key, fault, at FROM call WHERE payment = ? ORDER BY id"
    return tuple(
        WatchedCall(str(kind), str(key), Fault(fault), float(at))
        for kind, key, fault, at in books.rows(question, payment)
    )
