"""What the doorkeeper puts on a request, and who stands at the portal."""

from datetime import datetime
from typing import Final

from django.http import HttpRequest

from savoir.kernel.access import Actor, customer_actor
from savoir.kernel.errors import NotFound
from savoir.kernel.visitors import address_of
from savoir.organizations.values import BrandCard

__all__ = [
    "SIGNED_IN", "PortalRequest", "SavoirRequest", "StaffRequest", "actor_for_order", "address_of",
    "forget_orders", "portal_actor", "prove_order", "proved_orders", "row_id",
]  # fmt: skip

SIGNED_IN: Final = "_auth_user_id"  # where Django keeps who signed in


LONGEST_ID: Final = 18  # digits every bigint holds


def row_id(text: str) -> int:
    """The id that a form or an address names; 0, which is nobody's, for what is none."""
    return int(text) if text.isascii() and text.isdigit() and len(text) <= LONGEST_ID else 0


class SavoirRequest(HttpRequest):
    """Any request. `now` is the instant it arrived; 0 and None outside an organization."""

    now: datetime
    org_id: int
    brand_id: int
    brand: BrandCard | None
    actor: Actor | None
    language: str
    zone: str
    failure: BaseException | None


class PortalRequest(SavoirRequest):
    """A request below `/sav/<brand>/`: `actor` is None until an order was proved."""

    brand: BrandCard


class StaffRequest(SavoirRequest):
    """A request of a member behind a door of the staff."""

    actor: Actor


def proved_orders(request: HttpRequest, org_id: int) -> dict[int, bool]:
    """Orders this browser proved at one organization -> whether through the address on file."""
    kept = request.session.get(_key(org_id), {})
    return {int(order_id): bool(verified) for order_id, verified in kept.items()}


def portal_actor(request: HttpRequest, org_id: int) -> Actor | None:
    """The customer of all proved orders; verified only when every one of them is. None: nothing proved."""
    orders = proved_orders(request, org_id)
    if not orders:
        return None
    return customer_actor(org_id=org_id, order_ids=frozenset(orders), verified=all(orders.values()))


def actor_for_order(request: SavoirRequest, order_id: int) -> Actor:
    """The customer of one proved order, as verified as that order is. Raises NotFound."""
    orders = proved_orders(request, request.org_id)
    if order_id not in orders:
        raise NotFound("order")
    return customer_actor(org_id=request.org_id, order_ids=frozenset({order_id}), verified=orders[order_id])


def prove_order(request: SavoirRequest, *, order_id: int, verified: bool) -> None:
    """Remember a proof for this browser under a fresh session key; a stronger proof is never weakened."""
    orders = proved_orders(request, request.org_id)
    orders[order_id] = verified or orders.get(order_id, False)
    request.session[_key(request.org_id)] = {str(key): value for key, value in orders.items()}
    if SIGNED_IN not in request.session:
        request.session.cycle_key()
    request.actor = portal_actor(request, request.org_id)


def forget_orders(request: SavoirRequest) -> None:
    """Let the next person at this browser start from nothing."""
    request.session.pop(_key(request.org_id), None)
    request.actor = None


def _key(org_id: int) -> str:
    return f"portal_orders:{org_id}"
