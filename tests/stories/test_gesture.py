"""The vacuum broke twice: a gesture leaves by the rail once, its letter follows, what was owed stays owed."""

from datetime import timedelta

from savoir.cases.states import Intent, Reason, Remedy
from savoir.connectors.payments.fake import FakeRail
from savoir.kernel.jobs import drain
from savoir.kernel.tenancy import organization_block
from savoir.orders.models import Payment
from savoir.resolutions.models import Gesture, Refund
from savoir.resolutions.operations import undo_refund
from savoir.resolutions.queries import offers_of_case
from tests.cases.files import opened
from tests.faults.worlds import broken
from tests.resolutions.gestures import again, grant, kind_shop, replaced
from tests.shop import NOON, sell
from tests.stories.conftest import KeptMails


def test_a_gesture_leaves_once_and_is_told_once(db: None, rail: FakeRail, mails: KeptMails) -> None:
    shop = kind_shop()
    with organization_block(shop.org_id):
        sale = sell(shop)
        case = replaced(shop, sale)
        again(sale)
        reference = grant(shop, case).refund_references[0]
    drain(until=NOON + timedelta(hours=1))

    with organization_block(shop.org_id):
        refund = Refund.objects.get(reference=reference)
        assert (refund.state, rail.books.executions(reference)) == ("settled", 1)
        payment = Payment.objects.get(id=sale.payment_id)
        assert (payment.refunded_minor, payment.pending_minor) == (1180, 0)
    told = [mail for mail in mails.sent if "geste" in mail.subject]
    assert len(told) == 1
    assert "11,80" in told[0].subject
    assert "vos droits restent les mêmes" in told[0].text.replace("\n", " ").replace("\u00a0", " ")
    assert not [mail for mail in mails.sent if "remboursés" in mail.subject]
    assert broken(shop) == {}


def test_one_that_was_taken_back_is_told_to_nobody(db: None, rail: FakeRail, mails: KeptMails) -> None:
    shop = kind_shop()
    with organization_block(shop.org_id):
        sale = sell(shop)
        case = replaced(shop, sale)
        again(sale)
        reference = grant(shop, case).refund_references[0]
        undo_refund(actor=shop.agent, reference=reference, now=NOON + timedelta(seconds=5))
    drain(until=NOON + timedelta(hours=1))
    assert rail.books.executions(reference) == 0
    assert not [mail for mail in mails.sent if "geste" in mail.subject]
    with organization_block(shop.org_id):
        assert Gesture.objects.get().state == "canceled"
    assert broken(shop) == {}


def test_who_was_given_part_of_the_price_and_withdraws_gets_all_he_paid(
    db: None, rail: FakeRail, mails: KeptMails
) -> None:
    """L221-24 gives back all that was paid: what the gesture gave back and the rest are that, to the cent."""
    shop = kind_shop()
    with organization_block(shop.org_id):
        sale = sell(shop)
        case = replaced(shop, sale)
        again(sale)
        grant(shop, case)
    drain(until=NOON + timedelta(hours=1))
    with organization_block(shop.org_id):
        anew = opened(shop, sale, Intent.WITHDRAWAL, Reason.CHANGED_MIND, now=NOON + timedelta(hours=2))
        plans = offers_of_case(actor=shop.agent, case_id=anew.id, now=NOON).plans
        back = next(plan for plan in plans if plan.remedy is Remedy.REFUND)
        assert back.amount.minor + 1180 == 5900
