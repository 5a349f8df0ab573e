"""`StripeRail`: refunds through Stripe's official SDK."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import datetime
from typing import Any, TypeVar
from urllib.parse import urlsplit

import requests
import stripe
from stripe import StripeClient

from savoir.connectors.payments.answers import KeyedRefund, checked, ours_among
from savoir.connectors.payments.stripe.settings import StripeSettings
from savoir.kernel.values.money import Money
from savoir.resolutions.ports import (
    RailRefund,
    RailRefused,
    RailState,
    RailUnavailable,
    RefundInstruction,
    ReturnKind,
)

T = TypeVar("T")

REFERENCE_ENTRY = "refund_reference"
KEY_ENTRY = "idempotency_key"
_PAGE = 100

# docs.stripe.com/api/refunds/object: a refund that requires action waits for the customer's bank details.
STATES = {
    "succeeded": RailState.SUCCEEDED,
    "pending": RailState.PENDING,
    "requires_action": RailState.PENDING,
    "failed": RailState.FAILED,
    "canceled": RailState.FAILED,
}


class StripeRail:
    """Implements `resolutions.ports.RefundRail`. `payment_reference` is a payment intent (`pi_...`).

    Never retries by itself: the caller looks up before it resends. Our reference and key are written in
    the refund's metadata, so that the look-up finds them after Stripe forgot the key (24 h).
    """

    def __init__(self, settings: StripeSettings) -> None:
        session = requests.Session()
        # A proxy of the machine is for the outside; a stub on loopback is asked directly.
        session.trust_env = urlsplit(settings.base_url).hostname not in {"127.0.0.1", "localhost", "::1"}
        self._client = StripeClient(
            settings.api_key,
            stripe_account=settings.account or None,
            base_addresses={"api": settings.base_url},
            max_network_retries=0,
            http_client=stripe.RequestsClient(timeout=settings.timeout_seconds, session=session),
        )

    def refund(self, instruction: RefundInstruction) -> RailRefund:
        """Ask Stripe once. Raises RailRefused (nothing moved) or RailUnavailable (unknown)."""
        made = _asked(lambda: self._client.v1.refunds.create(
            params={
                "payment_intent": instruction.payment_reference,
                "amount": instruction.amount.minor,
                "metadata": {
                    REFERENCE_ENTRY: instruction.refund_reference, KEY_ENTRY: instruction.idempotency_key,
                },
            },
            options={"idempotency_key": instruction.idempotency_key},
        ).to_dict())  # fmt: skip
        return checked(_kept(made).refund, instruction)

    def find(self, instruction: RefundInstruction) -> RailRefund | None:
        """Look among the refunds of the payment for ours. Raises RailUnavailable."""
        return ours_among(self._refunds(instruction.payment_reference), instruction)

    def refunds_of_payment(self, payment_reference: str) -> tuple[RailRefund, ...]:
        """Every refund of one payment, oldest first, then its disputes. Raises RailUnavailable."""
        refunds = [entry.refund for entry in self._refunds(payment_reference)]
        disputes = _listed(lambda: self._client.v1.disputes.list(
            params={"payment_intent": payment_reference, "limit": _PAGE}
        ))  # fmt: skip
        return (*refunds, *_taken_by_banks(reversed(disputes)))

    def returned_since(self, since: datetime) -> Iterator[RailRefund]:
        """Every refund and dispute of the account created since then. Raises RailUnavailable.

        What was made since, not what changed since: webhooks tell of a late change, and so does the next look
        at the payment. What goes back on a bare charge names no payment of ours and is left out.
        """
        at = int(since.timestamp())
        refunds = _listed(lambda: self._client.v1.refunds.list(
            params={"created": {"gte": at}, "limit": _PAGE}
        ))  # fmt: skip
        yield from (_kept(refund).refund for refund in refunds if _names_payment(refund))
        disputes = _listed(lambda: self._client.v1.disputes.list(
            params={"created": {"gte": at}, "limit": _PAGE}
        ))  # fmt: skip
        yield from _taken_by_banks(dispute for dispute in disputes if _names_payment(dispute))

    def _refunds(self, payment_reference: str) -> list[KeyedRefund]:
        try:
            found = _asked(lambda: _pages(self._client.v1.refunds.list(
                params={"payment_intent": payment_reference, "limit": _PAGE}
            )))  # fmt: skip
        except RailRefused as refused:
            if refused.code == "resource_missing":
                return []
            raise RailUnavailable(f"stripe refused the look-up: {refused.code}") from None
        return [_kept(refund) for refund in reversed(found)]


def _pages(first: Any) -> list[dict[str, Any]]:
    """Every object of a list, page after page."""
    return [shape.to_dict() for shape in first.auto_paging_iter()]


def _listed(call: Callable[[], Any]) -> list[dict[str, Any]]:
    try:
        return _asked(lambda: _pages(call()))
    except RailRefused as refused:
        raise RailUnavailable(f"stripe refused the look-up: {refused.code}") from None


def _taken_by_banks(disputes: Iterable[Mapping[str, Any]]) -> Iterator[RailRefund]:
    """Disputes that took money; an inquiry takes none. Raises RailUnavailable."""
    for shape in disputes:
        try:
            dispute = taken_back(shape)
        except (KeyError, TypeError, ValueError) as garbage:
            raise RailUnavailable(f"unreadable dispute ({type(garbage).__name__})") from None
        if dispute is not None:
            yield dispute


def _asked(call: Callable[[], T]) -> T:
    """Run one SDK call; every way it can end is either a definite no or "unknown"."""
    try:
        return call()
    except (stripe.InvalidRequestError, stripe.IdempotencyError, stripe.CardError) as refused:
        raise RailRefused(_word(refused), str(refused.user_message or "")) from None
    except stripe.StripeError as unknown:
        raise RailUnavailable(f"{type(unknown).__name__} (HTTP {unknown.http_status})") from None
    except (OSError, ValueError, TypeError, KeyError, AttributeError, requests.RequestException) as garbage:
        # A 200 with half a JSON or another shape: the SDK breaks on it in its own ways.
        raise RailUnavailable(f"unreadable answer ({type(garbage).__name__})") from None


def _word(refused: stripe.StripeError) -> str:
    if isinstance(refused, stripe.IdempotencyError):
        return "idempotency_error"
    param = getattr(refused, "param", None)
    return str(refused.code or (f"invalid_{param}" if param else "invalid_request"))


def kept(shape: Mapping[str, Any]) -> KeyedRefund:
    """Return a refund of Stripe's JSON in our words. Raises KeyError, TypeError, ValueError."""
    metadata = shape.get("metadata") or {}
    refund = RailRefund(
        provider_reference=_text(shape["id"]),
        refund_reference=metadata.get(REFERENCE_ENTRY),
        payment_reference=_text(shape["payment_intent"]),
        amount=Money(shape["amount"], _text(shape["currency"]).upper()),
        state=STATES[shape["status"]],
        failure_code=str(shape.get("failure_reason") or ""),
    )
    return KeyedRefund(refund, str(metadata.get(KEY_ENTRY) or ""))


def taken_back(shape: Mapping[str, Any]) -> RailRefund | None:
    """A dispute of Stripe's JSON in our words; None for an inquiry, which takes no money.

    Raises KeyError, TypeError, ValueError.
    """
    status = _text(shape["status"])
    if status.startswith("warning_") or status == "prevented":
        return None
    return RailRefund(
        provider_reference=_text(shape["id"]), refund_reference=None,
        payment_reference=_text(shape["payment_intent"]),
        amount=Money(shape["amount"], _text(shape["currency"]).upper()),
        state=RailState.FAILED if status == "won" else RailState.SUCCEEDED, kind=ReturnKind.DISPUTE,
    )  # fmt: skip


def _names_payment(shape: Mapping[str, Any]) -> bool:
    """False where Stripe says that there is no payment intent; a shape without the field is unreadable."""
    return shape.get("payment_intent", "") is not None


def _kept(shape: Mapping[str, Any]) -> KeyedRefund:
    try:
        return kept(shape)
    except (KeyError, TypeError, ValueError) as garbage:
        raise RailUnavailable(f"unreadable refund ({type(garbage).__name__})") from None


def _text(value: Any) -> str:
    if not isinstance(value, str) or not value:
        raise TypeError("a text was expected")
    return value
