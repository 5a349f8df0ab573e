"""What the payment stub answers: the paths of Stripe's API that the official SDK uses for refunds."""

import hashlib
import json
import secrets
import threading
from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qsl

from savoir.connectors.payments.psp_stub import objects
from savoir.connectors.payments.psp_stub.webhooks import Postman
from savoir.connectors.payments.stubs.books import BookedDispute, BookedRefund, Books, Declined
from savoir.connectors.payments.stubs.control import PREFIX, control
from savoir.connectors.payments.stubs.keys import Answer, KeyBook, KeyInUse, KeyReused
from savoir.connectors.payments.stubs.mischief import Fate, Fault, Mischief
from savoir.connectors.payments.stubs.server import Request
from savoir.connectors.payments.stubs.watched import heard

_REFUND_PARAMETERS = frozenset({"payment_intent", "amount", "reason"})
_PAYMENT_PARAMETERS = frozenset({"amount", "currency", "confirm", "payment_method", "description"})
_PAGE_DEFAULT, _PAGE_LARGEST = 10, 100


class BadParameter(Exception):  # noqa: N818 - errors name the refused fact (house rule 7)
    """The request never began: nothing is stored under its key. `answer` says why in Stripe's words."""

    def __init__(self, answer: Answer) -> None:
        super().__init__(answer.status)
        self.answer = answer


class PspSite:
    """Stripe's API over `books`, misbehaving as `mischief` draws. Events go to `postman`, if any."""

    def __init__(
        self, books: Books, *, mischief: Mischief | None = None, postman: Postman | None = None
    ) -> None:
        self.books = books
        self.mischief = mischief or Mischief()
        self.keys = KeyBook(books)
        self._postman = postman
        self._patience = threading.Event()

    def struck(self) -> Answer:
        """Return Stripe's 500."""
        return objects.error(500, "An unknown error occurred", kind="api_error")

    def respond(self, request: Request) -> Answer:
        """Answer one request in Stripe's words."""
        if request.path.startswith(PREFIX):
            return control(request, self.books)
        if not request.headers.get("authorization", "").startswith("Bearer sk_"):
            return objects.error(401, "You did not provide an API key.")
        self.settle_due()
        try:
            return self._post(request) if request.method == "POST" else self._get(request)
        except BadParameter as refused:
            return refused.answer
        except KeyReused:
            return objects.error(400, "Keys for idempotent requests go with the same parameters only",
                                 kind="idempotency_error")  # fmt: skip
        except KeyInUse:
            return objects.error(409, "There is currently another in-progress request using this key",
                                 kind="idempotency_error", code="idempotency_key_in_use")  # fmt: skip

    def _get(self, request: Request) -> Answer:
        if request.fault in {Fault.ERROR_AFTER, Fault.ERROR_STORED}:
            return self.struck()
        if request.fault is Fault.SLOW_ANSWER:
            self._patience.wait(self.mischief.rates.slow_seconds)
        kind, _, name = request.path.removeprefix("/v1/").partition("/")
        if kind == "refunds":
            return self._refund(name) if name else self._refunds(request)
        if kind == "disputes" and not name:
            return self._disputes(request)
        if kind == "payment_intents" and name:
            payment = self.books.payment(name)
            return Answer(200, objects.payment_object(payment)) if payment else _missing("payment_intent")
        if kind == "events" and not name:
            return self._events(request)
        return objects.error(404, f"Unrecognized request URL (GET: {request.path})")

    def _refund(self, name: str) -> Answer:
        digits = name.removeprefix("re_stub")
        refund = self.books.refund(int(digits)) if digits.isdecimal() else None
        return Answer(200, objects.refund_object(refund)) if refund else _missing("refund")

    def _refunds(self, request: Request) -> Answer:
        payment = request.query.get("payment_intent")
        if payment is not None and self.books.payment(payment) is None:
            return _missing("payment_intent")
        heard(self.books, payment or "", "look", "")
        found = self.books.all_refunds() if payment is None else self.books.refunds_of(payment)
        return _page(request, "/v1/refunds", [objects.refund_object(refund) for refund in reversed(found)])

    def _disputes(self, request: Request) -> Answer:
        payment = request.query.get("payment_intent")
        found = self.books.disputes() if payment is None else self.books.disputes("payment = ?", payment)
        return _page(request, "/v1/disputes", [objects.dispute_object(one) for one in reversed(found)])

    def _events(self, request: Request) -> Answer:
        after = request.query.get("starting_after", "").removeprefix("evt_stub")
        limit = _limit(request)
        rows = self.books.events(before=int(after) if after.isdecimal() else None, limit=limit + 1)
        wanted = request.query.get("type")
        page = [json.loads(body) for _, kind, _, body in rows[:limit] if wanted in (None, kind)]
        return Answer(200, objects.list_object("/v1/events", page, len(rows) > limit))

    def _post(self, request: Request) -> Answer:
        routes: dict[str, Callable[[dict[str, str], str], Callable[[], Answer]]] = {
            "/v1/refunds": self._refund_work, "/v1/payment_intents": self._payment_work,
        }  # fmt: skip
        route = routes.get(request.path)
        if route is None:
            return objects.error(404, f"Unrecognized request URL (POST: {request.path})")
        form = _form(request.body)
        key = request.headers.get("idempotency-key", "") or "auto-" + secrets.token_hex(16)
        fault = heard(self.books, form.get("payment_intent", ""), "refund", key, request.fault)
        work = self._struck_around(fault, route(form, key))
        fingerprint = hashlib.sha256((request.path + json.dumps(sorted(form.items()))).encode()).hexdigest()
        answer = self.keys.run(key, fingerprint, work, hold=self._hold(fault))
        return _with_other_amount(answer) if fault is Fault.WRONG_AMOUNT else answer

    def _struck_around(self, fault: Fault, work: Callable[[], Answer]) -> Callable[[], Answer]:
        def struck() -> Answer:
            if fault is Fault.ERROR_STORED:
                return self.struck()
            answer = work()
            return self.struck() if fault is Fault.ERROR_AFTER else answer

        return struck

    def _hold(self, fault: Fault) -> Callable[[], object] | None:
        if fault is not Fault.SLOW_ANSWER:
            return None
        return lambda: self._patience.wait(self.mischief.rates.slow_seconds)

    def _refund_work(self, form: dict[str, str], key: str) -> Callable[[], Answer]:
        _only(form, _REFUND_PARAMETERS)
        payment = form.get("payment_intent") or _refuse(
            "Missing required param: payment_intent.", "payment_intent"
        )
        amount = _positive(form["amount"], "amount") if "amount" in form else None
        reference = form.get(f"metadata[{objects.REFERENCE_ENTRY}]")
        return lambda: self._make_refund(payment, amount, reference, key, self.mischief.fate())

    def _make_refund(
        self, payment: str, amount: int | None, reference: str | None, key: str, fate: Fate
    ) -> Answer:
        try:
            refund = self.books.execute_refund(
                payment_reference=payment, amount=amount, reference=reference, idempotency_key=key, fate=fate
            )
        except Declined as refused:
            return objects.declined(refused)
        self.tell((refund,), "refund.created")
        return Answer(200, objects.refund_object(refund))

    def _payment_work(self, form: dict[str, str], _key: str) -> Callable[[], Answer]:
        _only(form, _PAYMENT_PARAMETERS)
        amount = _positive(form.get("amount", ""), "amount")
        currency = form.get("currency", "").upper()
        if len(currency) != 3 or not currency.isalpha():
            _refuse("Missing required param: currency.", "currency")

        def make() -> Answer:
            reference = "pi_stub" + secrets.token_hex(12)
            self.books.add_payment(reference, amount, currency)
            payment = self.books.payment(reference)
            return Answer(200, objects.payment_object(payment)) if payment else self.struck()

        return make

    def settle_due(self) -> None:
        """Settle the pending refunds whose hour has come, and say so."""
        self.tell(self.books.settle_due(), "refund.updated")

    def tell(self, refunds: tuple[BookedRefund, ...], kind: str) -> None:
        """Keep the events of these refunds, and post them when somebody listens."""
        for refund in refunds:
            payment = self.books.payment(refund.payment)
            self._keep("refund.failed" if refund.state == "failed" else kind, objects.refund_object(refund))
            if payment is not None and refund.state == "succeeded":
                refunded = payment.amount - self.books.refundable(payment)
                self._keep("charge.refunded", objects.charge_object(payment, refunded))

    def tell_dispute(self, dispute: BookedDispute) -> None:
        """Keep the event of a dispute that was opened or has ended."""
        is_open = dispute.state == "needs_response"
        kind = "charge.dispute.created" if is_open else "charge.dispute.closed"
        self._keep(kind, objects.dispute_object(dispute))

    def _keep(self, kind: str, shape: dict[str, Any]) -> None:
        with self.books.transaction() as db:
            number = self.books.add_event(kind, "{}")
            body = json.dumps({
                "id": f"evt_stub{number:018d}", "object": "event", "api_version": None, "type": kind,
                "created": int(self.books.clock()), "data": {"object": shape}, "livemode": False,
                "pending_webhooks": 1,
            })  # fmt: skip
            db.execute("UPDATE event SET body = ? WHERE id = ?", (body, number))
        if self._postman is not None:
            self._postman.take(body)


def _page(request: Request, url: str, newest_first: list[dict[str, Any]]) -> Answer:
    """One page of a list, as the cursor and `created[gte]` ask."""
    since = int(request.query.get("created[gte]", "0"))
    shapes = [shape for shape in newest_first if shape["created"] >= since]
    after = request.query.get("starting_after")
    start = next((i + 1 for i, shape in enumerate(shapes) if shape["id"] == after), 0)
    page = shapes[start : start + _limit(request)]
    return Answer(200, objects.list_object(url, page, start + len(page) < len(shapes)))


def _with_other_amount(answer: Answer) -> Answer:
    if answer.body.get("object") != "refund":
        return answer
    return Answer(answer.status, {**answer.body, "amount": answer.body["amount"] + 1000}, answer.headers)


def _form(body: bytes) -> dict[str, str]:
    try:
        return dict(parse_qsl(body.decode("utf-8"), keep_blank_values=True))
    except UnicodeDecodeError:
        raise BadParameter(objects.error(400, "The body is not form-encoded UTF-8.")) from None


def _only(form: dict[str, str], known: frozenset[str]) -> None:
    for name in form:
        if name.partition("[")[0] not in known | {"metadata"}:
            raise BadParameter(
                objects.error(
                    400, f"Received unknown parameter: {name}", code="parameter_unknown", param=name
                )
            )


def _positive(text: str, param: str) -> int:
    if not (text.isascii() and text.isdecimal() and len(text) <= 12 and int(text) > 0):
        raise BadParameter(
            objects.error(
                400, f"Invalid positive integer: {param}", code="parameter_invalid_integer", param=param
            )
        )
    return int(text)


def _refuse(text: str, param: str) -> str:
    raise BadParameter(objects.error(400, text, code="parameter_missing", param=param))


def _limit(request: Request) -> int:
    limit = _positive(request.query.get("limit", str(_PAGE_DEFAULT)), "limit")
    if limit > _PAGE_LARGEST:
        _refuse(f"Limit can't be greater than {_PAGE_LARGEST}", "limit")
    return limit


def _missing(kind: str) -> Answer:
    return objects.error(404, f"No such {kind}", code="resource_missing", param=kind)
