"""The shop's export tells one sum, the rail and a sheet tell of movements by name: money counts once."""

from datetime import timedelta

import pytest

from savoir.connectors.payments.fake import FakeRail
from savoir.kernel import ledger
from savoir.kernel.access import Role
from savoir.kernel.jobs import drain
from savoir.kernel.tenancy import organization_block
from savoir.kernel.values.money import Money
from savoir.orders.events import RefundsTold
from savoir.orders.models import Payment
from savoir.organizations.models import ConnectorAccount
from savoir.resolutions import operations
from savoir.resolutions.models import ExternalReturnOfMoney, Refund
from savoir.resolutions.ports import RailRefund, RailState, ReturnKind
from tests.cases.files import DAY, HOUR, Chosen, chosen
from tests.faults.worlds import broken
from tests.resolutions.sheets import moved, row
from tests.resolutions.test_money_elsewhere import figures, post, refund_of, returned_elsewhere, tasks_about
from tests.shop import NOON, Sale, Shop, sell
from tests.stories.conftest import KeptMails, mails, rail

__all__ = ["mails", "rail"]
PARCEL = {"state": "attend le colis", "return_number": "RMA-7781", "authorized_on": "17/11/2026"}


def tell(shop: Shop, sale: Sale, minor: int) -> None:
    """The shop's next export: so much went back of the sale's payment in all."""
    with organization_block(shop.org_id):
        Payment.objects.filter(id=sale.payment_id).update(told_refunded_minor=minor)
        told = RefundsTold(subject_id=shop.brand_id, payments=1)
        ledger.record(told, actor=shop.system, now=NOON)
    drain(until=NOON + timedelta(minutes=1), leaving=frozenset({"refunds.settle"}))


def named(shop: Shop, sale: Sale, minor: int, name: str) -> bool:
    """The rail lists a movement."""
    with organization_block(shop.org_id):
        return returned_elsewhere(shop, sale, minor, name)


def back(shop: Shop, sale: Sale) -> int:
    """What is held to have gone back; nothing is broken."""
    assert broken(shop) == {}
    with organization_block(shop.org_id):
        return figures(sale)[0]


def sold(shop: Shop, **given: int) -> Sale:
    """A sale at 59 EUR."""
    with organization_block(shop.org_id):
        return sell(shop, **given)


def test_what_the_export_told_counts_once_when_the_rail_names_it(shop: Shop) -> None:
    sale = sold(shop)
    tell(shop, sale, 3000)
    assert named(shop, sale, 3000, "re_1")
    assert not named(shop, sale, 3000, "re_1")
    assert back(shop, sale) == 3000
    tell(shop, sale, 3000)
    assert back(shop, sale) == 3000
    tell(shop, sale, 4000)
    assert back(shop, sale) == 4000


def test_in_the_other_order_too(shop: Shop) -> None:
    sale = sold(shop)
    assert named(shop, sale, 3000, "re_1")
    tell(shop, sale, 3000)
    assert back(shop, sale) == 3000


@pytest.mark.parametrize("movements", [(5000,), (2000, 3000), (4000, 1000), (1000, 4000)])
def test_sums_told_one_after_the_other_are_named_in_any_parts(shop: Shop, movements: tuple[int, ...]) -> None:
    sale = sold(shop)
    for told in (3000, 5000):
        tell(shop, sale, told)
    for place, minor in enumerate(movements):
        assert named(shop, sale, minor, f"re_{place}")
        assert back(shop, sale) == 5000
    tell(shop, sale, 5000)
    assert back(shop, sale) == 5000


def test_more_than_was_told_counts_by_what_it_is_more(shop: Shop) -> None:
    sale = sold(shop)
    tell(shop, sale, 2000)
    assert named(shop, sale, 3000, "re_1")
    assert back(shop, sale) == 3000


def test_a_dispute_is_not_what_the_shop_told_of(shop: Shop) -> None:
    sale = sold(shop)
    tell(shop, sale, 2000)
    seen = RailRefund("dp_1", None, "pi", Money(2000, "EUR"), RailState.PENDING, kind=ReturnKind.DISPUTE)
    with organization_block(shop.org_id):
        assert operations.count_money_returned_elsewhere(
            actor=shop.system, payment_id=sale.payment_id, source="stripe_dispute", seen=seen, now=NOON
        )
    assert back(shop, sale) == 4000


def test_what_failed_at_the_rail_is_not_counted_again_by_the_old_sum(shop: Shop) -> None:
    sale = sold(shop)
    tell(shop, sale, 3000)
    named(shop, sale, 3000, "re_1")
    with organization_block(shop.org_id):
        assert returned_elsewhere(shop, sale, 3000, "re_1", RailState.FAILED)
    tell(shop, sale, 3000)
    assert back(shop, sale) == 0


def test_a_refund_settled_by_what_was_told_is_known_when_the_rail_names_it(
    shop: Shop, mails: KeptMails
) -> None:
    with organization_block(shop.org_id):
        sale = sell(shop)
        made = chosen(shop, sale)
    tell(shop, sale, 5900)
    with organization_block(shop.org_id):
        operations.settle_by_return_elsewhere(
            actor=shop.actors[Role.FINANCE], reference=refund_of(made).reference, now=NOON + HOUR
        )
    assert named(shop, sale, 5900, "re_1")
    assert not named(shop, sale, 5900, "re_1")
    assert back(shop, sale) == 5900
    with organization_block(shop.org_id):
        assert refund_of(made).provider_reference == "re_1"


def test_what_a_person_let_go_on_does_not_pause_again_for_the_same_money(
    shop: Shop, mails: KeptMails
) -> None:
    with organization_block(shop.org_id):
        sale = sell(shop, quantity=2)
        made = chosen(shop, sale)
    tell(shop, sale, 1000)
    with organization_block(shop.org_id):
        assert refund_of(made).state == "paused"
        operations.resume_refund(
            actor=shop.actors[Role.FINANCE], reference=refund_of(made).reference, now=NOON + HOUR
        )
    named(shop, sale, 1000, "re_1")
    with organization_block(shop.org_id):
        assert refund_of(made).state == "requested"
    assert back(shop, sale) == 1000


def test_what_the_export_told_counts_once_when_the_sheet_names_it(shop: Shop) -> None:
    """All of it went back there: what is left of the payment is no reason to refuse the case."""
    part, whole = sold(shop), sold(shop)
    tell(shop, part, 2000)
    tell(shop, whole, 5900)
    with organization_block(shop.org_id):
        beyond = row(whole, "T-3", refunded_amount="60", refund_reference="re_3")
        assert moved(shop, beyond)[0].code == "beyond_paid"
        first = row(part, refunded_amount="20", refund_reference="re_1", **PARCEL)
        second = row(whole, "T-2", refunded_amount="59", refund_reference="re_2")
        assert [(one.outcome, one.code) for one in moved(shop, first, second)] == [("moved", "")] * 2
        assert Refund.objects.get().amount_minor == 3900
    assert (back(shop, part), back(shop, whole)) == (2000, 5900)


def _sent(shop: Shop) -> tuple[Sale, Chosen]:
    with organization_block(shop.org_id):
        sale = sell(shop, quantity=2)
        made = chosen(shop, sale)
        post(shop, sale, made, now=NOON)
        operations.begin_attempt(actor=shop.system, refund_id=refund_of(made).id, now=NOON + HOUR)
    return sale, made


def test_our_own_refund_on_its_way_is_not_somebody_elses(
    shop: Shop, rail: FakeRail, mails: KeptMails
) -> None:
    """The shop hears of it before we do."""
    sale, made = _sent(shop)
    tell(shop, sale, 5900)
    assert back(shop, sale) == 0
    tell(shop, sale, 7000)
    assert back(shop, sale) == 1100
    drain(until=NOON + 2 * DAY)
    with organization_block(shop.org_id):
        assert (refund_of(made).state, figures(sale)) == ("settled", (7000, 0))
        assert tasks_about("payment", sale.payment_id) == []


def test_what_the_shop_told_counts_once_our_refund_has_failed(shop: Shop, mails: KeptMails) -> None:
    """It was not ours that the shop told of: it waits for a person before it is tried again."""
    sale, made = _sent(shop)
    tell(shop, sale, 5900)
    with organization_block(shop.org_id):
        operations.fail_refund(
            actor=shop.system, refund_id=refund_of(made).id, code="expired_card", now=NOON + 2 * HOUR
        )
    drain(until=NOON + 3 * HOUR)
    assert back(shop, sale) == 5900
    with organization_block(shop.org_id):
        assert refund_of(made).state == "paused"


def test_what_did_not_fit_counts_once_there_is_room(shop: Shop) -> None:
    """The shop says more than was paid; then the payment turns out to be larger."""
    sale = sold(shop)
    tell(shop, sale, 7000)
    with organization_block(shop.org_id):
        assert figures(sale) == (5900, 0)
        assert tasks_about("payment", sale.payment_id) == ["refunded_twice_elsewhere"]
        Payment.objects.filter(id=sale.payment_id).update(amount_minor=11800)
    tell(shop, sale, 7000)
    with organization_block(shop.org_id):
        assert ExternalReturnOfMoney.objects.get().counted_minor == 7000
    assert back(shop, sale) == 7000


def test_what_a_sheet_named_counts_once_when_the_rail_and_the_export_tell_it(shop: Shop) -> None:
    """No rail was connected when the shop moved in; its name for the refund is the same later."""
    sale = sold(shop)
    with organization_block(shop.org_id):
        ConnectorAccount.objects.all().delete()
        assert moved(shop, row(sale, refunded_amount="20", refund_reference="re_1"))[0].outcome == "moved"
        assert ExternalReturnOfMoney.objects.get().source == "moved_in"
    assert not named(shop, sale, 2000, "re_1")
    tell(shop, sale, 2000)
    assert back(shop, sale) == 2000
    with organization_block(shop.org_id):
        assert ExternalReturnOfMoney.objects.get().source == "stripe"
