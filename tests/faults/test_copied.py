"""Refunds copied by the thousand are refunds like those of the verbs: every rule holds before and after."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.db import connection

from savoir.config.launcher.cluster import Cluster
from savoir.connectors.payments.fake import FakeRail
from savoir.connectors.payments.stubs.books import Books
from savoir.kernel.jobs import drain
from savoir.kernel.tenancy import organization_block
from savoir.orders.models import Payment
from savoir.resolutions.models import Refund
from tests.faults.copied import copy_refunds, register_payments
from tests.faults.worlds import DAY, agree, broken, post
from tests.shop import Shop, make_shop

pytestmark = [pytest.mark.long, pytest.mark.concurrency]
PRICES, COPIES = (2000, 2700, 5900), 40


def three_wait_for_their_rail(now: datetime) -> Shop:
    shop = make_shop()
    for price in PRICES:
        with organization_block(shop.org_id):
            agreed = agree(shop, price=price, at=now - 3 * DAY, delivered_at=now - 9 * DAY)
            post(shop, agreed, at=now - DAY)
    drain(until=now, leaving=frozenset({"refunds.settle"}))
    return shop


@pytest.mark.usefixtures("cluster", "mails")
def test_forty_refunds_copied_from_three_leave_once_each(home: Path, books: Books, rail: FakeRail) -> None:
    now = datetime.now(UTC)
    shop = three_wait_for_their_rail(now)
    copy_refunds(home, COPIES)
    register_payments(home, books)
    assert broken(shop, now) == {}
    with organization_block(shop.org_id):
        waiting = list(Refund.objects.all())
        paid = list(Payment.objects.values_list("provider_reference", "amount_minor"))
    assert {refund.state for refund in waiting} == {"settling"}
    assert len({refund.reference for refund in waiting}) == COPIES
    assert len({refund.payment_id for refund in waiting}) == COPIES
    assert {refund.amount_minor for refund in waiting} == set(PRICES)
    for reference, amount in paid:
        booked = books.payment(reference)
        assert booked is not None
        assert booked.amount == amount
    drain(until=now)
    with organization_block(shop.org_id):
        assert {refund.state for refund in Refund.objects.all()} == {"settled"}
    executed = sorted(str(moved.reference) for moved in rail.books.all_refunds())
    assert executed == sorted(refund.reference for refund in waiting)
    assert broken(shop, now) == {}


@pytest.mark.usefixtures("mails", "rail")
def test_a_copy_of_what_leads_nowhere_is_refused(home: Path, cluster: Cluster) -> None:
    three_wait_for_their_rail(datetime.now(UTC))
    unseen = "SET session_replication_role = replica; DELETE FROM orders_product"
    cluster.run_sql(connection.settings_dict["NAME"], unseen)
    with pytest.raises(AssertionError, match="orders_orderline_product"):
        copy_refunds(home, COPIES)
