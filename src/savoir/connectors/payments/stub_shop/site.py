"""What the stub shop answers: a small JSON API where the shop itself moves the money.

`POST /orders/:number/refunds` {"reference", "amount_minor", "currency"} with an Idempotency-Key header;
`GET /orders/:number/refunds`; `GET /refunds?since=SECONDS&after=NUMBER`, 100 a page;
errors are {"error": {"code", "message"}}.
"""

import hashlib
import json
import re
import threading
from typing import Any

from savoir.connectors.payments.stubs.books import BookedRefund, Books, Declined
from savoir.connectors.payments.stubs.control import PREFIX, control
from savoir.connectors.payments.stubs.keys import Answer, KeyBook, KeyInUse, KeyReused
from savoir.connectors.payments.stubs.mischief import Fault, Mischief
from savoir.connectors.payments.stubs.server import Request

_ROUTE = re.compile(r"/orders/([^/]+)/refunds")
_PAGE = 100
_REFUSALS = {
    "unknown_payment": (404, "order_unknown"),
    "already_refunded": (422, "order_already_refunded"),
    "too_much": (422, "amount_exceeds_refundable"),
    "other_currency": (422, "currency_mismatch"),
}


class ShopSite:
    """The shop's API over `books` (a payment is an order), misbehaving as `mischief` draws."""

    def __init__(self, books: Books, *, token: str, mischief: Mischief | None = None) -> None:
        self.books = books
        self.mischief = mischief or Mischief()
        self.keys = KeyBook(books)
        self._token = token
        self._patience = threading.Event()

    def struck(self) -> Answer:
        """Return the shop's 500."""
        return _error(500, "internal")

    def respond(self, request: Request) -> Answer:
        """Answer one request in the shop's words."""
        if request.path.startswith(PREFIX):
            return control(request, self.books)
        if request.headers.get("authorization") != f"Bearer {self._token}":
            return _error(401, "unauthorized")
        self.books.settle_due()
        if request.path == "/refunds" and request.method == "GET":
            return self._since(request)
        route = _ROUTE.fullmatch(request.path)
        if route is None:
            return _error(404, "not_found")
        return self._post(request, route[1]) if request.method == "POST" else self._get(request, route[1])

    def _since(self, request: Request) -> Answer:
        if self._is_struck(request.fault):
            return self.struck()
        since, after = float(request.query.get("since", "0")), int(request.query.get("after", "0"))
        rows = [r for r in self.books.all_refunds() if r.created >= since and r.number > after]
        more = rows[_PAGE - 1].number if len(rows) > _PAGE else None
        return Answer(200, {"refunds": [_shape(refund) for refund in rows[:_PAGE]], "after": more})

    def _is_struck(self, fault: Fault) -> bool:
        """Whether the shop breaks at reading; it may also be slow."""
        if fault is Fault.SLOW_ANSWER:
            self._patience.wait(self.mischief.rates.slow_seconds)
        return fault in {Fault.ERROR_AFTER, Fault.ERROR_STORED}

    def _get(self, request: Request, order: str) -> Answer:
        if self._is_struck(request.fault):
            return self.struck()
        if self.books.payment(order) is None:
            return _error(404, "order_unknown")
        return Answer(200, {"refunds": [_shape(refund) for refund in self.books.refunds_of(order)]})

    def _post(self, request: Request, order: str) -> Answer:
        wanted = _wanted(request.body)
        key = request.headers.get("idempotency-key", "")
        if wanted is None or not key:
            return _error(400, "invalid_request")
        fingerprint = hashlib.sha256((order + json.dumps(wanted, sort_keys=True)).encode()).hexdigest()
        slow = request.fault is Fault.SLOW_ANSWER
        try:
            answer = self.keys.run(
                key, fingerprint, lambda: self._move(order, wanted, key, request.fault),
                hold=(lambda: self._patience.wait(self.mischief.rates.slow_seconds)) if slow else None,
            )  # fmt: skip
        except KeyReused:
            return _error(422, "idempotency_mismatch")
        except KeyInUse:
            return _error(409, "in_progress")
        return _with_other_amount(answer) if request.fault is Fault.WRONG_AMOUNT else answer

    def _move(self, order: str, wanted: dict[str, Any], key: str, fault: Fault) -> Answer:
        if fault is Fault.ERROR_STORED:
            return self.struck()
        try:
            made = self.books.execute_refund(
                payment_reference=order, amount=wanted["amount_minor"], currency=wanted["currency"],
                reference=wanted["reference"], idempotency_key=key, fate=self.mischief.fate(),
            )  # fmt: skip
        except Declined as refused:
            return _error(*_REFUSALS[refused.code])
        return self.struck() if fault is Fault.ERROR_AFTER else Answer(201, {"refund": _shape(made)})


def _shape(refund: BookedRefund) -> dict[str, Any]:
    return {
        "id": f"shop-refund-{refund.number}", "order": refund.payment, "reference": refund.reference,
        "idempotency_key": refund.idempotency_key, "amount_minor": refund.amount, "currency": refund.currency,
        "state": refund.state, "failure_code": refund.failure_code,
    }  # fmt: skip


def _wanted(body: bytes) -> dict[str, Any] | None:
    try:
        wanted = json.loads(body)
    except ValueError:
        return None
    if not isinstance(wanted, dict) or set(wanted) != {"reference", "amount_minor", "currency"}:
        return None
    amount = wanted["amount_minor"]
    fits = type(amount) is int and 0 < amount < 10**12
    return (
        wanted if fits and all(isinstance(wanted[name], str) for name in ("reference", "currency")) else None
    )


def _with_other_amount(answer: Answer) -> Answer:
    refund = answer.body.get("refund")
    if refund is None:
        return answer
    return Answer(answer.status, {"refund": {**refund, "amount_minor": refund["amount_minor"] + 1000}})


def _error(status: int, code: str) -> Answer:
    return Answer(status, {"error": {"code": code, "message": code.replace("_", " ")}})
