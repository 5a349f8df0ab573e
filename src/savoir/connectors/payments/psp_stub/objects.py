"""Stripe's shapes: the JSON objects and errors of the API calls our rail uses (docs.stripe.com/api)."""

from typing import Any

from savoir.connectors.payments.stubs.books import BookedDispute, BookedPayment, BookedRefund, Declined
from savoir.connectors.payments.stubs.keys import Answer

# The key of the metadata entries under which the rail writes our reference and key.
REFERENCE_ENTRY = "refund_reference"
KEY_ENTRY = "idempotency_key"


def refund_id(number: int) -> str:
    """Return Stripe's name of the refund with this number."""
    return f"re_stub{number:018d}"


def charge_id(payment_reference: str) -> str:
    """Return the name of the one charge of a payment."""
    return payment_reference if is_bare(payment_reference) else "ch_" + payment_reference.removeprefix("pi_")


def is_bare(payment_reference: str) -> bool:
    """Whether it is a charge that no payment intent made, as by Stripe's older interfaces."""
    return payment_reference.startswith("ch_")


def intent_id(payment_reference: str) -> str | None:
    """Return the payment intent's name, None for a bare charge."""
    return None if is_bare(payment_reference) else payment_reference


def refund_object(refund: BookedRefund) -> dict[str, Any]:
    """Return a refund as Stripe shows it."""
    metadata = (
        {}
        if refund.reference is None
        else {REFERENCE_ENTRY: refund.reference, KEY_ENTRY: refund.idempotency_key}
    )
    shape: dict[str, Any] = {
        "id": refund_id(refund.number), "object": "refund", "amount": refund.amount,
        "balance_transaction": None, "charge": charge_id(refund.payment), "created": int(refund.created),
        "currency": refund.currency.lower(), "metadata": metadata,
        "payment_intent": intent_id(refund.payment), "reason": None, "receipt_number": None,
        "status": refund.state,
    }  # fmt: skip
    if refund.failure_code:
        shape["failure_reason"] = refund.failure_code
    return shape


def dispute_object(dispute: BookedDispute) -> dict[str, Any]:
    """Return a dispute as Stripe shows it."""
    return {
        "id": f"dp_stub{dispute.number:018d}", "object": "dispute", "amount": dispute.amount,
        "charge": charge_id(dispute.payment), "created": int(dispute.created),
        "currency": dispute.currency.lower(), "metadata": {}, "payment_intent": intent_id(dispute.payment),
        "reason": "fraudulent", "status": dispute.state,
    }  # fmt: skip


def payment_object(payment: BookedPayment) -> dict[str, Any]:
    """Return a captured payment intent as Stripe shows it."""
    return {
        "id": payment.reference, "object": "payment_intent", "amount": payment.amount,
        "amount_received": payment.amount, "capture_method": "automatic", "created": int(payment.created),
        "currency": payment.currency.lower(), "latest_charge": charge_id(payment.reference),
        "livemode": False, "metadata": {}, "status": "succeeded",
    }  # fmt: skip


def charge_object(payment: BookedPayment, refunded: int) -> dict[str, Any]:
    """Return the charge of a payment as the event `charge.refunded` carries it."""
    return {
        "id": charge_id(payment.reference), "object": "charge", "amount": payment.amount,
        "amount_refunded": refunded, "currency": payment.currency.lower(),
        "payment_intent": intent_id(payment.reference), "refunded": refunded == payment.amount,
        "status": "succeeded",
    }  # fmt: skip


def list_object(url: str, data: list[dict[str, Any]], has_more: bool) -> dict[str, Any]:
    """Return one page of a list."""
    return {"object": "list", "url": url, "has_more": has_more, "data": data}


def error(
    status: int, text: str, *, kind: str = "invalid_request_error", code: str = "", param: str = ""
) -> Answer:
    """Return an error in Stripe's shape."""
    fault = {"type": kind, "message": text}
    if code:
        fault["code"] = code
    if param:
        fault["param"] = param
    return Answer(status, {"error": fault})


def declined(refused: Declined) -> Answer:
    """Return the refusal of the books in Stripe's words."""
    if refused.code == "unknown_payment":
        return error(404, "No such payment_intent", code="resource_missing", param="payment_intent")
    if refused.code == "already_refunded":
        return error(400, "Charge has already been refunded.", code="charge_already_refunded")
    return error(400, refused.text, param="amount")
