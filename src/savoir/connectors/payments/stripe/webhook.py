"""Stripe's webhooks: the signature on the raw body, then a neutral event. Nothing here logs."""

import hashlib
import hmac
import json
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from savoir.connectors.payments.answers import RailEvent
from savoir.connectors.payments.stripe.rail import kept

TOLERANCE_SECONDS = 300  # docs.stripe.com/webhooks/signature: five minutes against replay
BODY_LIMIT = 1_000_000
_LONGEST_NAME = 120


class SignatureRefused(Exception):  # noqa: N818 - errors name the refused fact (house rule 7)
    """The body was not signed by Stripe with one of our secrets, or too long ago: answer 400."""


class EventUnreadable(ValueError):  # noqa: N818 - errors name the refused fact (house rule 7)
    """The signature is right and the body is not what Stripe's documentation says: keep it for a person."""


def verify(*, body: bytes, header: str, secrets: Iterable[str], now: datetime) -> None:
    """Check the `Stripe-Signature` header over the raw body, in constant time.

    Several secrets are tried (rotation). Raises SignatureRefused.
    """
    stamp, signatures = _parts(header)
    if abs(now.timestamp() - stamp) > TOLERANCE_SECONDS or len(body) > BODY_LIMIT:
        raise SignatureRefused("too old, too new or too long")
    right = False
    for secret in secrets:
        if secret:
            expected = (
                hmac.new(secret.encode(), f"{stamp}.".encode() + body, hashlib.sha256).hexdigest().encode()
            )
            for given in signatures:
                right |= hmac.compare_digest(expected, given)
    if not right:
        raise SignatureRefused("no signature of ours")


def _parts(header: str) -> tuple[int, list[bytes]]:
    pairs = [part.strip().partition("=") for part in header.split(",")]
    stamps = [value for name, _, value in pairs if name == "t" and value.isascii() and value.isdecimal()]
    signatures = [value.encode("utf-8", "replace") for name, _, value in pairs if name == "v1"]
    if len(stamps) != 1 or len(stamps[0]) > 12 or not signatures:
        raise SignatureRefused("the header is not Stripe's")
    return int(stamps[0]), signatures


def read_event(body: bytes) -> RailEvent | None:
    """Return what a verified body says, or None when it does not speak of money going back.

    Raises EventUnreadable.
    """
    try:
        event = json.loads(body)
        kind, shape = event["type"], event["data"]["object"]
        if shape.get("payment_intent", "") is None:
            return None  # a charge of the time before payment intents: no payment of ours
        if kind.startswith("refund.") or kind == "charge.refund.updated":
            return _of_refund(_text(event["id"]), kind, shape)
        if kind == "charge.refunded" or kind.startswith("charge.dispute."):
            return RailEvent(_text(event["id"]), _text(shape["payment_intent"]), None, None, None, None, kind)
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as garbage:
        raise EventUnreadable(type(garbage).__name__) from None
    return None


def _text(value: Any) -> str:
    if not isinstance(value, str) or not 0 < len(value) <= _LONGEST_NAME or not value.isprintable():
        raise TypeError("a name was expected")
    return value


def _of_refund(event_id: str, kind: str, shape: Mapping[str, Any]) -> RailEvent:
    refund = kept(shape).refund
    return RailEvent(
        event_id, refund.payment_reference, refund.provider_reference,
        refund.refund_reference, refund.state, refund.amount, kind,
    )  # fmt: skip
