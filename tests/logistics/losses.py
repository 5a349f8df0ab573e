"""Builders: a withdrawn thing that came back worn, its refund that waits, its measured loss."""

from dataclasses import dataclass, replace
from typing import Any

from savoir.kernel.access import Role
from savoir.kernel.files import store_made
from savoir.kernel.values.money import Money
from savoir.logistics import operations, queries
from savoir.logistics.operations import Measured
from savoir.logistics.states import Finding, Grade
from savoir.logistics.values import ReceiptCard
from savoir.resolutions.models import Refund
from savoir.resolutions.operations import reduce_refund
from savoir.resolutions.queries import preview_reduction
from savoir.resolutions.values import Reduction
from tests.cases.files import Chosen, chosen
from tests.logistics.parcels import AS_ANNOUNCED, DAY, arrive, examine
from tests.shop import NOON, Sale, Shop, sell

THEN = NOON + 2 * DAY
WORN: dict[str, Any] = {
    "checks": replace(AS_ANNOUNCED, used_or_damaged=True), "grade": Grade.C, "finding": Finding.DAMAGED,
}  # fmt: skip
STAINED = "L’ourlet est taché de maquillage et la robe sent le parfum."


@dataclass(frozen=True)
class Worn:
    """A case whose thing came back and was looked at; `loss_id` once the dock has measured."""

    made: Chosen
    sale: Sale
    receipt: ReceiptCard
    inspection_id: int
    loss_id: int = 0


def euros(minor: int) -> Money:
    """An amount in cents."""
    return Money(minor, "EUR")


def photo(shop: Shop) -> int:
    """A picture of the stain."""
    sent = store_made(actor=shop.system, content=b"stain", media_type="image/jpeg", now=THEN)
    return sent.id


def came_back(shop: Shop, *, trigger: str = "inspection", **found: Any) -> Worn:
    """A dress of 59 euros she changed her mind about, worn; `found`: another inspection, `quantity` sold."""
    quantity = found.pop("quantity", 1)
    sale = found.pop("sale", None) or sell(shop, quantity=quantity)
    made = chosen(shop, sale, quantity=quantity, **found.pop("asked", {}))
    Refund.objects.filter(case_id=made.case.id).update(trigger=trigger)
    ra = queries.returns_of_case(actor=shop.system, case_id=made.case.id)[0]
    receipt = arrive(shop, ra, quantity=quantity)
    seen = examine(shop, receipt, **{**WORN, **found})
    return Worn(made, sale, receipt, seen)


def measure(shop: Shop, worn: Worn, **given: Any) -> Worn:
    """The dock measures a loss of twelve euros, unless said otherwise."""
    words = {"beyond": STAINED, "amount": euros(1200)}
    if "photo_id" not in given:
        given["photo_id"] = photo(shop)
    loss_id = operations.propose_loss(
        actor=shop.dock, inspection_id=worn.inspection_id, measured=Measured(**{**words, **given}), now=THEN
    )
    return replace(worn, loss_id=loss_id)


def shown(shop: Shop, worn: Worn, kept: Money | None = None) -> Reduction:
    """The reduction as the desk shows it."""
    return preview_reduction(actor=shop.actors[Role.SENIOR], loss_id=worn.loss_id, kept=kept)


def keep(shop: Shop, worn: Worn, kept: Money | None = None, **given: Any) -> Money:
    """A senior keeps it, with the reason the dock wrote."""
    seen = shown(shop, worn, kept)
    return reduce_refund(
        actor=given.get("actor", shop.actors[Role.SENIOR]), loss_id=worn.loss_id, kept=seen.kept,
        reason=given.get("reason", STAINED), plan_digest=given.get("digest", seen.digest),
        now=given.get("now", THEN),
    )  # fmt: skip
