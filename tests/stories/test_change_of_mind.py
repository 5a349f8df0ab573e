"""A dress too small: asked on a phone, answered by the rule, sent back, paid once, closed with thanks."""

from datetime import date, datetime, timedelta
from uuid import uuid4

from savoir.cases.queries import case_card
from savoir.cases.states import CaseState, Entry, Intent, Reason, Remedy
from savoir.cases.values import AskedLine, CaseCard, CaseRequest, LineRequest
from savoir.connectors.payments.fake import FakeRail
from savoir.kernel.access import Actor
from savoir.kernel.jobs import drain
from savoir.kernel.tenancy import organization_block
from savoir.logistics import operations as logistics
from savoir.logistics.queries import expected_lines
from savoir.orders.models import OrderLine, Payment
from savoir.resolutions.models import Refund
from savoir.resolutions.operations import request_remedy
from savoir.resolutions.queries import journey_of_case, offers_with_plans
from tests.shop import NOON, Sale, Shop, sell
from tests.stories.conftest import KeptMails


def _ask(shop: Shop) -> tuple[Sale, Actor, CaseCard, str]:
    """Claire asks on her phone and takes the refund that the rule offers at once."""
    sale = sell(shop, price=5900)
    claire = shop.customer(sale.order_id)
    asked = AskedLine(line_id=sale.line_ids[0], quantity=1, intent=Intent.RETURN, reason=Reason.TOO_SMALL)
    offers = offers_with_plans(actor=claire, lines=(asked,), now=NOON)
    refund = next(plan for plan in offers.plans if plan.remedy is Remedy.REFUND)
    assert (refund.amount.minor, offers.answer.needs_person) == (5900, False)
    request = CaseRequest(
        order_id=sale.order_id, entry=Entry.PORTAL, language="fr",
        lines=(LineRequest(asked=asked, wanted=Remedy.REFUND),),
    )  # fmt: skip
    case, accepted = request_remedy(
        actor=claire, request=request, remedy=Remedy.REFUND, plan_digest=refund.digest, now=NOON
    )
    assert accepted is not None
    return sale, claire, case, accepted.ra_number


def _arrive(shop: Shop, ra_number: str, now: datetime) -> None:
    """Samir scans the slip and counts one dress."""
    lines = expected_lines(actor=shop.dock, ra_number=ra_number)
    logistics.receive(
        actor=shop.dock, scan_id=uuid4(), ra_number=ra_number, quantities={lines[0].id: 1}, station="Quai 2",
        now=now,
    )  # fmt: skip


def test_a_dress_too_small_goes_back_and_the_money_comes_once(
    shop: Shop, rail: FakeRail, mails: KeptMails
) -> None:
    posted, arrived = NOON + timedelta(days=2), NOON + timedelta(days=4)
    with organization_block(shop.org_id):
        sale, claire, case, ra_number = _ask(shop)
        assert OrderLine.objects.get(id=sale.line_ids[0]).held_qty == 1
        assert Payment.objects.get(id=sale.payment_id).pending_minor == 5900
    drain(until=NOON)
    with organization_block(shop.org_id):
        logistics.declare_posting(
            actor=claire, ra_number=ra_number, posted_on=date(2026, 11, 25), tracking_number="6A12345678901",
            now=posted,
        )  # fmt: skip
        steps = {step.code: step.state for step in journey_of_case(actor=claire, case_id=case.id)}
        assert (steps["posted"], steps["received"]) == ("done", "now")
    drain(until=posted + timedelta(minutes=1))
    with organization_block(shop.org_id):
        _arrive(shop, ra_number, arrived)
    drain(until=arrived + timedelta(days=3))
    _check_paid_once(shop, sale, case, rail)
    drain(until=arrived + timedelta(days=14))
    with organization_block(shop.org_id):
        assert case_card(actor=shop.agent, reference=case.reference).state is CaseState.CLOSED
    subjects = [mail.subject for mail in mails.sent]
    assert len(subjects) == len(set(subjects)) == 5, subjects


def _check_paid_once(shop: Shop, sale: Sale, case: CaseCard, rail: FakeRail) -> None:
    with organization_block(shop.org_id):
        paid = Refund.objects.get(case_id=case.id)
        assert (paid.state, rail.books.executions(paid.reference)) == ("settled", 1)
        payment = Payment.objects.get(id=sale.payment_id)
        assert (payment.refunded_minor, payment.pending_minor) == (5900, 0)
        assert OrderLine.objects.get(id=sale.line_ids[0]).returned_qty == 1
        assert case_card(actor=shop.agent, reference=case.reference).state is CaseState.RESOLVED
