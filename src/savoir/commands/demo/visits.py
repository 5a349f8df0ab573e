"""What the demo prepares for one visitor of its story: a thing that broke, and a refund nobody hears of."""

import secrets
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from savoir.cases.states import Entry, Intent, Reason, Remedy
from savoir.cases.values import AskedLine, CaseRequest, LineRequest
from savoir.commands.demo.catalog import BY_SKU
from savoir.commands.demo.examples import EXAMPLES, SHOWN, email_of
from savoir.commands.demo.founding import Shop
from savoir.commands.demo.people import Buyer, buyer, hand
from savoir.commands.demo.sales import PREFIX, Sale, Sold, mirror
from savoir.commands.ports import DemoOutside
from savoir.kernel.access import customer_actor, system_actor
from savoir.kernel.ports import port
from savoir.kernel.tenancy import organization_block
from savoir.orders.queries import find_for_portal, find_orders, sale_lines
from savoir.organizations.queries import brand_of_address, brands
from savoir.resolutions.operations import request_remedy
from savoir.resolutions.queries import offers_with_plans

BROKEN, BROKEN_AFTER = "LE-2001", timedelta(days=213)
CANCELED, ORDERED_BEFORE = "AL-3001", timedelta(hours=20)
FEWEST, SPAN = 100_000, 900_000


@dataclass(frozen=True, slots=True)
class Prepared:
    """A sale of one visitor: its order, the portal's address of the brand, the provider's payment."""

    order_id: int
    brand: str
    payment: str


def example_order(*, org_id: int, now: datetime) -> int | None:
    """The order of the case the demo was built with; inside the organization's block."""
    shown = next(one for one in EXAMPLES if one.number == SHOWN)
    brand = brand_of_address(actor=system_actor(org_id), slug=BY_SKU[shown.skus[0]].brand)
    return find_for_portal(
        org_id=org_id, brand_id=brand.id, number=shown.number, email=email_of(shown), now=now
    )


def sell_broken_thing(*, org_id: int, language: str, now: datetime) -> Prepared:
    """A cordless vacuum cleaner, delivered seven months ago to somebody invented just now."""
    return _sold(org_id, BROKEN, now - BROKEN_AFTER, now - BROKEN_AFTER - timedelta(days=3), language, now)


def refund_in_silence(*, org_id: int, language: str, now: datetime) -> tuple[Prepared, str]:
    """An order canceled before it left, whose provider pays back and does not say so; the refund's reference.

    The customer's own verb, through the same operation as the portal; the worker does the rest.
    """
    sold = _sold(org_id, CANCELED, None, now - ORDERED_BEFORE, language, now)
    port(DemoOutside, clock=lambda: now).fall_silent(sold.payment)
    customer = customer_actor(org_id=org_id, order_ids=frozenset({sold.order_id}), verified=True)
    with organization_block(org_id):
        line = sale_lines(actor=customer, order_id=sold.order_id)[0]
        asked = AskedLine(
            line_id=line.line_id, quantity=1, intent=Intent.CANCELLATION, reason=Reason.CHANGED_MIND
        )
        plans = offers_with_plans(actor=customer, lines=(asked,), now=now).plans
        digest = next(plan.digest for plan in plans if plan.remedy is Remedy.REFUND)
        request = CaseRequest(
            order_id=sold.order_id, entry=Entry.PORTAL, language=language,
            lines=(LineRequest(asked=asked, wanted=Remedy.REFUND),),
        )  # fmt: skip
        _, accepted = request_remedy(
            actor=customer, request=request, remedy=Remedy.REFUND, plan_digest=digest, now=now
        )
    if accepted is None:
        raise LookupError("the demo's policies no longer cancel an order at once")
    return sold, accepted.refund_references[0]


def _sold(
    org_id: int, sku: str, delivered_at: datetime | None, contract_at: datetime, language: str, now: datetime
) -> Prepared:
    thing = BY_SKU[sku]
    system = system_actor(org_id)
    with organization_block(org_id):
        brand_ids = {card.slug: card.id for card in brands(actor=system)}
        number, who = _nobody_has(org_id, PREFIX[thing.brand], language)
    sale = Sale(
        number=number, brand=thing.brand, buyer=who, lines=(Sold(thing),), contract_at=contract_at,
        delivered_at=delivered_at, last4=f"{secrets.randbelow(9_000) + 1_000}",
    )  # fmt: skip
    mirror(Shop(org_id, {thing.brand: brand_ids[thing.brand]}, {}, {}), [sale], now=now)
    port(DemoOutside, clock=lambda: now).enter_payments([sale.payment])
    with organization_block(org_id):
        order_id = find_for_portal(
            org_id=org_id, brand_id=brand_ids[thing.brand], number=number, email=who.email, now=now
        )
    if order_id is None:
        raise LookupError(f"the demo's own order {number} is not found")
    return Prepared(order_id=order_id, brand=thing.brand, payment=sale.reference)


def _nobody_has(org_id: int, prefix: str, language: str) -> tuple[str, Buyer]:
    """A free order number and its buyer."""
    while True:
        drawn = FEWEST + secrets.randbelow(SPAN)
        number = f"{prefix}-{drawn}"
        if not find_orders(actor=system_actor(org_id), text=number, limit=1):
            return number, replace(buyer(hand(drawn), drawn), language=language)
