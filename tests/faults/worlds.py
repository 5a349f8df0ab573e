"""Builders: returns that wait for their parcel, and refunds that wait for their rail, by the real verbs."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

from savoir.cases.states import Entry, Intent, Reason, Remedy
from savoir.cases.values import AskedLine, CaseRequest, LineRequest
from savoir.kernel.jobs import drain
from savoir.kernel.tenancy import organization_block
from savoir.kernel.values.days import local_day
from savoir.logistics import operations as logistics
from savoir.logistics.queries import expected_lines
from savoir.resolutions.models import Refund
from savoir.resolutions.operations import request_remedy
from savoir.resolutions.queries import check_invariants, offers_with_plans
from tests.shop import NOON, Sale, Shop, sell

DAY = timedelta(days=1)


@dataclass(frozen=True)
class Agreed:
    """A return a customer agreed to: its refund waits for the parcel."""

    sale: Sale
    case_id: int
    reference: str
    ra_number: str


def agree(shop: Shop, *, price: int = 5900, at: datetime = NOON, **given: Any) -> Agreed:
    """A customer asks for his money back and accepts the offer at `at`. Inside an open block."""
    sale = sell(shop, price=price, **given)
    claire = shop.customer(sale.order_id)
    asked = AskedLine(line_id=sale.line_ids[0], quantity=1, intent=Intent.RETURN, reason=Reason.TOO_SMALL)
    plans = offers_with_plans(actor=claire, lines=(asked,), now=at).plans
    digest = next(plan.digest for plan in plans if plan.remedy is Remedy.REFUND)
    request = CaseRequest(
        order_id=sale.order_id, entry=Entry.PORTAL, language="fr",
        lines=(LineRequest(asked=asked, wanted=Remedy.REFUND),),
    )  # fmt: skip
    case, accepted = request_remedy(
        actor=claire, request=request, remedy=Remedy.REFUND, plan_digest=digest, now=at
    )
    assert accepted is not None
    return Agreed(sale, case.id, case.reference, accepted.ra_number)


def post(shop: Shop, agreed: Agreed, *, at: datetime = NOON + 2 * DAY) -> int:
    """The parcel leaves: the refund wants to settle. Returns the refund's id."""
    logistics.declare_posting(
        actor=shop.customer(agreed.sale.order_id), ra_number=agreed.ra_number,
        posted_on=local_day(at, "Europe/Paris"), tracking_number=f"6A{agreed.case_id:011d}", photo_id=None,
        now=at,
    )  # fmt: skip
    return Refund.objects.get(case_id=agreed.case_id).id


def arrive(shop: Shop, agreed: Agreed) -> None:
    """The parcel is scanned at the dock on the fourth day."""
    line = expected_lines(actor=shop.dock, ra_number=agreed.ra_number)[0]
    logistics.receive(
        actor=shop.dock, scan_id=uuid4(), ra_number=agreed.ra_number, quantities={line.id: 1},
        station="Quai 2", now=NOON + 4 * DAY,
    )  # fmt: skip


def one_of_each(shop: Shop) -> tuple[Agreed, Agreed]:
    """Two days in the life of a shop: one return resolved and paid, one that the customer still has."""
    with organization_block(shop.org_id):
        done, waiting = agree(shop), agree(shop)
        post(shop, done)
    drain(until=NOON + 3 * DAY)
    with organization_block(shop.org_id):
        arrive(shop, done)
    drain(until=NOON + 5 * DAY)
    return done, waiting


def broken(shop: Shop, now: datetime = NOON + 5 * DAY) -> dict[str, tuple[str, ...]]:
    """Which invariants do not hold, with samples."""
    with organization_block(shop.org_id):
        findings = list(check_invariants(actor=shop.system, now=now))
    assert len(findings) > 12
    return {finding.code: finding.samples for finding in findings if finding.violations}
