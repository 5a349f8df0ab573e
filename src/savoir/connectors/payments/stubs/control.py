"""The back door of a stub, for demo and oracle: enter payments, refund by another hand, count what moved."""

import json

from savoir.connectors.payments.stubs.books import Books, Declined
from savoir.connectors.payments.stubs.keys import Answer
from savoir.connectors.payments.stubs.mischief import Fate
from savoir.connectors.payments.stubs.server import Request

PREFIX = "/_stub/"


def control(request: Request, books: Books) -> Answer:
    """Answer a call below `/_stub/`.

    `POST payments` {"payments": [{"reference", "amount_minor", "currency"}]}: idempotent, for test data.
    `POST foreign_refunds` {"payment_reference", "amount_minor"}: somebody refunds in the vendor's own screen.
    `POST disputes` {"payment_reference", "amount_minor"}, then `POST disputes` {"number", "state": "won" or
    "lost"}: the customer's bank takes money back, and decides.
    `GET executions?refund_reference=`: how many times money moved for it.
    """
    try:
        if request.method == "GET" and request.path == PREFIX + "executions":
            return Answer(200, {"executions": books.executions(request.query["refund_reference"])})
        if request.method == "POST" and request.path == PREFIX + "payments":
            return _enter_payments(request, books)
        if request.method == "POST" and request.path == PREFIX + "foreign_refunds":
            return _foreign_refund(request, books)
        if request.method == "POST" and request.path == PREFIX + "disputes":
            return _dispute(request, books)
    except (LookupError, TypeError, ValueError, Declined) as refused:
        return Answer(400, {"error": {"message": str(refused)}})
    return Answer(404, {"error": {"message": "no such thing"}})


def _enter_payments(request: Request, books: Books) -> Answer:
    payments = json.loads(request.body)["payments"]
    with books.transaction():
        for payment in payments:
            books.add_payment(
                str(payment["reference"]), int(payment["amount_minor"]), str(payment["currency"])
            )
    return Answer(200, {"entered": len(payments)})


def _foreign_refund(request: Request, books: Books) -> Answer:
    wanted = json.loads(request.body)
    made = books.execute_refund(
        payment_reference=str(wanted["payment_reference"]), amount=int(wanted["amount_minor"]),
        reference=None, idempotency_key="", fate=Fate(None, False),
    )  # fmt: skip
    return Answer(201, {"number": made.number})


def _dispute(request: Request, books: Books) -> Answer:
    wanted = json.loads(request.body)
    if "state" in wanted:
        made = books.end_dispute(int(wanted["number"]), {"won": "won", "lost": "lost"}[wanted["state"]])
    else:
        made = books.open_dispute(str(wanted["payment_reference"]), int(wanted["amount_minor"]))
    return Answer(201, {"number": made.number, "state": made.state})
