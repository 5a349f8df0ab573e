"""`ShopRail`: the shop that sold gives the money back through its own system."""

import http.client
import json
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any
from urllib.parse import quote, urlsplit

from savoir.connectors.payments.answers import KeyedRefund, checked, ours_among
from savoir.connectors.payments.stub_shop.settings import ShopSettings
from savoir.kernel.values.money import Money
from savoir.resolutions.ports import RailRefund, RailRefused, RailState, RailUnavailable, RefundInstruction

_BODY_LIMIT = 5_000_000
# A definite no of the shop about this refund; any other status leaves the outcome unknown.
_REFUSALS = frozenset({400, 404, 422})


class ShopRail:
    """Implements `resolutions.ports.RefundRail`. `payment_reference` is the shop's order number."""

    def __init__(self, settings: ShopSettings) -> None:
        self._settings = settings
        self._address = urlsplit(settings.base_url)

    def refund(self, instruction: RefundInstruction) -> RailRefund:
        """Ask the shop once. Raises RailRefused (nothing moved) or RailUnavailable (unknown)."""
        wanted = {
            "reference": instruction.refund_reference,
            "amount_minor": instruction.amount.minor,
            "currency": instruction.amount.currency,
        }
        status, answer = self._ask(
            "POST",
            _refunds_path(instruction.payment_reference),
            json.dumps(wanted),
            {"Idempotency-Key": instruction.idempotency_key},
        )
        if status in _REFUSALS:
            raise RailRefused(_code(answer))
        if status != http.HTTPStatus.CREATED:
            raise RailUnavailable(f"the shop answered {status}")
        return checked(_kept(answer.get("refund")).refund, instruction)

    def find(self, instruction: RefundInstruction) -> RailRefund | None:
        """Look among the refunds of the order for ours. Raises RailUnavailable."""
        return ours_among(self._refunds(instruction.payment_reference), instruction)

    def refunds_of_payment(self, payment_reference: str) -> tuple[RailRefund, ...]:
        """Every refund of one order, oldest first. Raises RailUnavailable."""
        return tuple(entry.refund for entry in self._refunds(payment_reference))

    def returned_since(self, since: datetime) -> Iterator[RailRefund]:
        """Every refund of the shop made since then, page by page. Raises RailUnavailable."""
        after: object = 0
        while after is not None:
            path = f"/refunds?since={since.timestamp():.0f}&after={after}"
            status, answer = self._ask("GET", path, None, {})
            refunds = answer.get("refunds")
            if status != http.HTTPStatus.OK or not isinstance(refunds, list):
                raise RailUnavailable(f"the shop answered {status}")
            yield from (_kept(shape).refund for shape in refunds)
            after = answer.get("after")

    def _refunds(self, order: str) -> list[KeyedRefund]:
        status, answer = self._ask("GET", _refunds_path(order), None, {})
        if status == http.HTTPStatus.NOT_FOUND and _code(answer) == "order_unknown":
            return []
        refunds = answer.get("refunds")
        if status != http.HTTPStatus.OK or not isinstance(refunds, list):
            raise RailUnavailable(f"the shop answered {status}")
        return [_kept(shape) for shape in refunds]

    def _ask(
        self, method: str, path: str, body: str | None, headers: Mapping[str, str]
    ) -> tuple[int, dict[str, Any]]:
        kind = http.client.HTTPSConnection if self._address.scheme == "https" else http.client.HTTPConnection
        line = kind(self._address.netloc, timeout=self._settings.timeout_seconds)
        sent = {
            "Authorization": f"Bearer {self._settings.token}",
            "Content-Type": "application/json",
            **headers,
        }
        try:
            line.request(method, self._address.path.rstrip("/") + path, body, sent)
            response = line.getresponse()
            answer = json.loads(response.read(_BODY_LIMIT))
        except (OSError, http.client.HTTPException, ValueError) as unknown:
            raise RailUnavailable(f"no answer to trust ({type(unknown).__name__})") from None
        finally:
            line.close()
        if not isinstance(answer, dict):
            raise RailUnavailable("the answer is no object")
        return response.status, answer


def _refunds_path(order: str) -> str:
    return f"/orders/{quote(order, safe='')}/refunds"


def _code(answer: Mapping[str, Any]) -> str:
    fault = answer.get("error")
    return str(fault.get("code", "refused")) if isinstance(fault, dict) else "refused"


def _kept(shape: Any) -> KeyedRefund:
    try:
        refund = RailRefund(
            provider_reference=str(shape["id"]),
            refund_reference=shape["reference"],
            payment_reference=str(shape["order"]),
            amount=Money(shape["amount_minor"], shape["currency"]),
            state=RailState(shape["state"]),
            failure_code=str(shape.get("failure_code") or ""),
        )
        return KeyedRefund(refund, str(shape.get("idempotency_key") or ""))
    except (KeyError, TypeError, ValueError, AttributeError) as garbage:
        raise RailUnavailable(f"unreadable refund ({type(garbage).__name__})") from None
