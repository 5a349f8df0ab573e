"""What people come for: a broken vacuum, a vase in pieces, two ways of paying, a mug with a name on it."""

from datetime import timedelta
from uuid import uuid4

from savoir.cases import operations as cases
from savoir.cases.states import CaseState, Intent, Reason, Remedy
from savoir.connectors.payments.fake import FakeRail
from savoir.kernel.jobs import drain
from savoir.kernel.models import HumanTask
from savoir.kernel.tenancy import organization_block
from savoir.kernel.values.money import Money
from savoir.logistics.operations import receive
from savoir.logistics.queries import expected_lines
from savoir.orders.models import Order, Payment
from savoir.resolutions import operations
from savoir.resolutions.models import Refund
from savoir.resolutions.queries import journey_of_case, offers_of_case, offers_with_plans
from tests.cases.files import DAY, HOUR, Chosen, asked, card, chosen, opened
from tests.shop import NOON, Sale, Shop, sell
from tests.stories.conftest import KeptMails


def send_back(shop: Shop, made: Chosen, *, after: timedelta = 3 * DAY, quantity: int = 1) -> None:
    """The parcel reaches the dock, whole."""
    lines = expected_lines(actor=shop.dock, ra_number=made.accepted.ra_number)
    receive(actor=shop.dock, scan_id=uuid4(), ra_number=made.accepted.ra_number, station="Quai 2",
            quantities={line.id: quantity for line in lines}, now=NOON + after)  # fmt: skip


def offers(shop: Shop, sale: Sale, intent: Intent, reason: Reason, **given: int) -> tuple[list[Remedy], str]:
    """What the portal offers, and why a person would look."""
    found = offers_with_plans(
        actor=shop.customer(sale.order_id), lines=(asked(sale, intent, reason, **given),), now=NOON
    )
    return [plan.remedy for plan in found.plans], found.answer.why_person


def test_a_vacuum_breaks_after_seven_months(shop: Shop, rail: FakeRail, mails: KeptMails) -> None:
    with organization_block(shop.org_id):
        sale = sell(
            shop, price=24900, delivered_at=NOON - timedelta(days=214), product={"name": "Aspirateur"}
        )
        assert offers(shop, sale, Intent.CLAIM, Reason.DEFECTIVE) == ([Remedy.REPLACEMENT, Remedy.REPAIR], "")
        made = chosen(shop, sale, Intent.CLAIM, Reason.DEFECTIVE, Remedy.REPLACEMENT)
        assert not made.plan.customer_pays_return
        assert made.plan.amount == Money(0, "EUR")
    drain(until=NOON)
    with organization_block(shop.org_id):
        send_back(shop, made)
        assert card(shop, made.case).state is CaseState.OPEN
        operations.fulfil_goods(actor=shop.agent, case_reference=made.case.reference,
                                order_reference="FR-90001", now=NOON + 4 * DAY)  # fmt: skip
        assert card(shop, made.case).state is CaseState.RESOLVED
    drain(until=NOON + 12 * DAY)
    with organization_block(shop.org_id):
        assert card(shop, made.case).state is CaseState.CLOSED
        assert not HumanTask.objects.filter(done_at=None).exists()
        assert not Refund.objects.exists()
    assert "erci" in mails.sent[-1].text


def test_a_vase_in_pieces_is_kept_and_paid_back(shop: Shop, rail: FakeRail, mails: KeptMails) -> None:
    with organization_block(shop.org_id):
        sale = sell(shop, price=1200, product={"name": "Vase"})
        assert offers(shop, sale, Intent.CLAIM, Reason.DAMAGED_ON_ARRIVAL)[1] == "photo_missing"
        remedies, why = offers(shop, sale, Intent.CLAIM, Reason.DAMAGED_ON_ARRIVAL, photos=1)
        assert (remedies[0], why) == (Remedy.RETURNLESS_REFUND, "")
        case = opened(shop, sale, Intent.CLAIM, Reason.DAMAGED_ON_ARRIVAL)
        assert card(shop, case).needs_person
        plan = offers_of_case(actor=shop.agent, case_id=case.id, now=NOON + HOUR).plans[0]
        given = operations.accept_offer(actor=shop.agent, case_reference=case.reference, remedy=plan.remedy,
                                        plan_digest=plan.digest, now=NOON + HOUR)  # fmt: skip
        assert given.ra_number == ""
    drain(until=NOON + 2 * HOUR)
    with organization_block(shop.org_id):
        refund = Refund.objects.get(case_id=case.id)
        assert (refund.state, refund.amount_minor) == ("settled", 1200)
        assert card(shop, case).state is CaseState.RESOLVED


def test_gift_card_and_card_each_get_their_part_back(shop: Shop, rail: FakeRail, mails: KeptMails) -> None:
    with organization_block(shop.org_id):
        sale = sell(shop, price=5900)
        Payment.objects.filter(id=sale.payment_id).update(amount_minor=3400)
        gift = Payment.objects.create(
            org_id=shop.org_id, external_id="gift", order_id=sale.order_id, tender="gift_card",
            provider="stripe", provider_reference="pi_gift", last4="", amount_minor=2500, currency="EUR",
            paid_at=NOON - 12 * DAY,
        )  # fmt: skip
        made = chosen(shop, sale)
        assert made.plan.amount == Money(5900, "EUR")
    drain(until=NOON)
    with organization_block(shop.org_id):
        send_back(shop, made)
    drain(until=NOON + 4 * DAY)
    with organization_block(shop.org_id):
        paid = {
            p.id: (p.refunded_minor, p.pending_minor) for p in Payment.objects.filter(order=sale.order_id)
        }
        assert paid == {sale.payment_id: (3400, 0), gift.id: (2500, 0)}
        assert card(shop, made.case).state is CaseState.RESOLVED
        assert {rail.books.executions(r.reference) for r in Refund.objects.all()} == {1}


def test_two_plates_of_three_then_the_third_with_delivery(
    shop: Shop, rail: FakeRail, mails: KeptMails
) -> None:
    with organization_block(shop.org_id):
        sale = sell(shop, price=1999, quantity=3, delivery_paid=1490)
        Order.objects.filter(id=sale.order_id).update(delivery_standard_minor=490)
        two = chosen(shop, sale, quantity=2)
        one = chosen(shop, sale, quantity=1, now=NOON + HOUR)
        assert [two.plan.amount.minor, one.plan.amount.minor] == [2 * 1999, 1999 + 490]
        assert one.plan.delivery_kept == Money(1000, "EUR")
        send_back(shop, two, quantity=2)
        send_back(shop, one)
    drain(until=NOON + 4 * DAY)
    with organization_block(shop.org_id):
        payment = Payment.objects.get(id=sale.payment_id)
        assert (payment.refunded_minor, payment.pending_minor) == (3 * 1999 + 490, 0)


def test_what_was_bought_in_a_store_is_exchanged_not_withdrawn(in_shop: Shop) -> None:
    sale = sell(in_shop, channel="store")
    assert offers(in_shop, sale, Intent.RETURN, Reason.CHANGED_MIND) == ([Remedy.EXCHANGE], "")
    made = chosen(in_shop, sale, Intent.RETURN, Reason.CHANGED_MIND, Remedy.EXCHANGE)
    assert made.case.intent is Intent.RETURN
    assert [task.code for task in HumanTask.objects.all()] == ["prepare_exchange"]


def test_a_mug_with_a_name_waits_for_a_person_whom_the_customer_can_ask_again(
    shop: Shop, mails: KeptMails
) -> None:
    with organization_block(shop.org_id):
        sale = sell(shop, product={"made_to_order": True, "name": "Mug gravé"})
        assert offers(shop, sale, Intent.WITHDRAWAL, Reason.CHANGED_MIND) == ([], "nothing_offered")
        case = opened(shop, sale)
        operations.answer_with_refusal(
            actor=shop.agent, case_reference=case.reference, motive="made_to_order",
            reason="Il est gravé à votre nom.", instead="Nous pouvons le faire graver à nouveau.", now=NOON,
        )  # fmt: skip
        claire = shop.customer(sale.order_id)
        assert "refused" in {step.code for step in journey_of_case(actor=claire, case_id=case.id)}
        cases.reopen_case(actor=shop.agent, reference=case.reference, now=NOON + DAY)
        steps = {step.code: step.state for step in journey_of_case(actor=claire, case_id=case.id)}
        assert steps["answered"] == "now"
        answer = offers_of_case(actor=shop.agent, case_id=case.id, now=NOON + DAY).answer
        plan = operations.accepting.preview_plan(
            actor=shop.agent, answer=answer, remedy=Remedy.REFUND, now=NOON + DAY
        )
        operations.accept_offer(
            actor=shop.agent, case_reference=case.reference, remedy=Remedy.REFUND, plan_digest=plan.digest,
            motive="kindness", now=NOON + DAY,
        )  # fmt: skip
        assert "refused" not in {step.code for step in journey_of_case(actor=claire, case_id=case.id)}
    drain(until=NOON + DAY)
    assert any("gravé à votre nom" in mail.text for mail in mails.sent)


def test_a_parcel_that_never_came_is_paid_back_after_a_person_looked(
    shop: Shop, rail: FakeRail, mails: KeptMails
) -> None:
    with organization_block(shop.org_id):
        sale = sell(shop, delivered_at=None)
        case = opened(shop, sale, Intent.CLAIM, Reason.NEVER_ARRIVED)
        assert card(shop, case).needs_person
        plan = next(p for p in offers_of_case(actor=shop.agent, case_id=case.id, now=NOON + HOUR).plans
                    if p.remedy is Remedy.REFUND)  # fmt: skip
        assert (plan.return_needed, plan.customer_pays_return) == (False, False)
        operations.answer_with_remedy(
            actor=shop.agent, case_reference=case.reference, remedy=Remedy.REFUND, plan_digest=plan.digest,
            text="", motive="lost", now=NOON + HOUR,
        )  # fmt: skip
    drain(until=NOON + HOUR + timedelta(seconds=9))
    with organization_block(shop.org_id):
        assert Refund.objects.get(case_id=case.id).state == "settling"
    drain(until=NOON + 2 * HOUR)
    with organization_block(shop.org_id):
        assert Refund.objects.get(case_id=case.id).state == "settled"
        assert card(shop, case).state is CaseState.RESOLVED
