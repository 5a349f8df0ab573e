"""An agreement whose money goes back in two refunds: one leaves, the other is given up."""

from savoir.cases.models import Case
from savoir.connectors.payments.fake import FakeRail
from savoir.kernel.access import Role
from savoir.kernel.jobs import drain
from savoir.kernel.tenancy import organization_block
from savoir.orders.models import Payment
from savoir.resolutions import operations
from savoir.resolutions.models import Refund, Resolution
from tests.cases.files import DAY, Chosen, chosen, promises
from tests.faults.worlds import broken
from tests.resolutions.test_decided_anew import arrive, post
from tests.shop import NOON, Sale, Shop, sell
from tests.stories.conftest import KeptMails, mails, rail

__all__ = ["mails", "rail"]


def paid_in_parts(shop: Shop) -> Sale:
    """59 €: 40 on one payment, 19 on another."""
    sale = sell(shop)
    payment = Payment.objects.get(id=sale.payment_id)
    payment.amount_minor = 4000
    payment.save()
    payment.pk, payment.external_id, payment.amount_minor = None, f"{payment.external_id}-2", 1900
    payment.provider_reference += "_2"
    payment.save()
    return sale


def refunds(made: Chosen) -> tuple[Refund, Refund]:
    first, second = Refund.objects.filter(case_id=made.case.id).order_by("id")
    return first, second


def fail(shop: Shop, refund: Refund) -> None:
    """The rail refuses one of them."""
    operations.begin_attempt(actor=shop.system, refund_id=refund.id, now=NOON + 3 * DAY)
    operations.fail_refund(actor=shop.system, refund_id=refund.id, code="expired_card", now=NOON + 3 * DAY)


def give_up(shop: Shop, refund: Refund) -> None:
    operations.cancel_refund(actor=shop.actors[Role.FINANCE], reference=refund.reference, now=NOON + 3 * DAY)


def test_giving_up_the_other_one_ends_what_was_agreed(shop: Shop, rail: FakeRail, mails: KeptMails) -> None:
    """The promise of money broke for ever, and each break wrote to the customer."""
    with organization_block(shop.org_id):
        sale = paid_in_parts(shop)
        made = chosen(shop, sale)
        post(shop, sale, made)
        arrive(shop, sale, made)
        _, second = refunds(made)
        fail(shop, second)
    drain(until=NOON + 3 * DAY)
    with organization_block(shop.org_id):
        assert [row.state for row in refunds(made)] == ["settled", "failed"]
        give_up(shop, second)
        row = Resolution.objects.get()
        assert (row.state, row.ended_at) == ("done", NOON + 3 * DAY)
        assert ("refund", "running") not in promises(shop, made.case)
        assert Case.objects.get().state == "resolved"
    assert broken(shop, NOON + 3 * DAY) == {}
    drain(until=NOON + 30 * DAY)
    with organization_block(shop.org_id):
        assert {state for kind, state in promises(shop, made.case) if kind == "refund"} == {"canceled"}
        assert Case.objects.get().state == "closed"


def test_a_parcel_still_on_its_way_leaves_the_case_with_a_person(
    shop: Shop, rail: FakeRail, mails: KeptMails
) -> None:
    with organization_block(shop.org_id):
        sale = paid_in_parts(shop)
        made = chosen(shop, sale)
        post(shop, sale, made)
        _, second = refunds(made)
        fail(shop, second)
    drain(until=NOON + 3 * DAY)
    with organization_block(shop.org_id):
        give_up(shop, second)
        assert Resolution.objects.get().state == "done"
        row = Case.objects.get()
        assert (row.state, row.needs_person) == ("open", True)
    assert broken(shop, NOON + 3 * DAY) == {}


def test_giving_one_up_before_the_other_left_leaves_its_promise(in_shop: Shop) -> None:
    sale = paid_in_parts(in_shop)
    made = chosen(in_shop, sale)
    post(in_shop, sale, made)
    first, second = refunds(made)
    fail(in_shop, second)
    give_up(in_shop, second)
    assert Resolution.objects.get().state == "agreed"
    assert ("refund", "running") in promises(in_shop, made.case)
    operations.settle_by_hand(
        actor=in_shop.actors[Role.FINANCE], reference=first.reference, provider_reference="re_1",
        now=NOON + 3 * DAY,
    )  # fmt: skip
    assert Resolution.objects.get().state == "done"
    assert ("refund", "kept") in promises(in_shop, made.case)
