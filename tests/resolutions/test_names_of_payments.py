"""Two brands of one house may both have an order FR-1001: the money of one is not the other's."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from savoir.kernel.models import HumanTask
from savoir.kernel.values.money import Money
from savoir.orders.models import Order, Payment
from savoir.organizations.models import Brand, ConnectorAccount
from savoir.organizations.operations import account_by_id, connect_account, disable_account
from savoir.resolutions.models import ExternalReturnOfMoney
from savoir.resolutions.operations import compare_payment
from savoir.resolutions.ports import RailRefund, RailState
from tests.shop import NOON, Sale, Shop, sell

DAY = timedelta(days=1)


@pytest.fixture
def sales(in_shop: Shop) -> tuple[Sale, Sale]:
    """Order FR-1001 of the first brand, and the dearer one of the second."""
    second = Brand.objects.get(id=in_shop.brand_id)
    second.pk, second.slug = None, f"{in_shop.brand_slug}-zwei"
    second.save()
    other = replace(in_shop, brand_id=second.id, brand_slug=second.slug)
    return (
        sell(in_shop, number="FR-1001", rail="shop", price=5900),
        sell(other, number="FR-1001", rail="shop", price=9900),
    )


def compare(
    shop: Shop, brand_id: int | None, *seen: RailRefund, others: Mapping[int, datetime] | None = None
) -> int:
    return compare_payment(
        actor=shop.system, rail="shop", brand_id=brand_id, vendor="stub_shop", payment_reference="FR-1001",
        seen=seen, now=NOON, others=others,
    )  # fmt: skip


def connect(shop: Shop, brand_id: int | None, at: datetime) -> int:
    """A shop's software as a rail, for a brand or the whole house."""
    return connect_account(
        actor=shop.system, brand_id=brand_id, port="refund_rail.shop", vendor="stub_shop",
        label=f"Boutique {brand_id}", settings={"api_key": "x"}, now=at,
    )  # fmt: skip


def heard_by(shop: Shop, account_id: int, *seen: RailRefund) -> int:
    """What an account as it is opened tells."""
    account = account_by_id(actor=shop.system, account_id=account_id)
    assert account is not None
    return compare(shop, account.brand_id, *seen, others=account.others)


def refunded(*sales: Sale) -> list[int]:
    return [Payment.objects.get(id=sale.payment_id).refunded_minor for sale in sales]


BACK = RailRefund("r1", None, "FR-1001", Money(5900, "EUR"), RailState.SUCCEEDED)


def test_a_brands_own_account_speaks_of_its_own_orders(in_shop: Shop, sales: tuple[Sale, Sale]) -> None:
    assert compare(in_shop, in_shop.brand_id, BACK) == 1

    assert refunded(*sales) == [5900, 0]
    assert not HumanTask.objects.exists()


def test_a_name_of_two_orders_counts_nothing_and_a_person_looks_once(
    in_shop: Shop, sales: tuple[Sale, Sale]
) -> None:
    assert compare(in_shop, None) == 0
    assert not HumanTask.objects.exists(), "nothing went back: nothing to ask"

    assert [compare(in_shop, None, BACK) for _ in range(2)] == [0, 0]

    assert refunded(*sales) == [0, 0]
    assert not ExternalReturnOfMoney.objects.exists()
    task = HumanTask.objects.get()
    assert (task.code, task.detail) == ("payment_ambiguous", {"reference": "FR-1001"})


def test_the_organizations_account_serves_every_brand(in_shop: Shop) -> None:
    sale = sell(in_shop, number="FR-1001", rail="shop", price=5900)

    assert compare(in_shop, None, BACK) == 1
    assert refunded(sale) == [5900]


def test_the_houses_account_leaves_a_brand_that_has_its_own(in_shop: Shop, sales: tuple[Sale, Sale]) -> None:
    """The second brand's software counts its orders itself: FR-1001 of the house's is the first brand's."""
    second = Order.objects.get(id=sales[1].order_id).brand_id
    house = connect(in_shop, None, NOON - 30 * DAY)
    own = connect(in_shop, second, NOON - 20 * DAY)

    assert heard_by(in_shop, house, BACK) == 1
    assert refunded(*sales) == [5900, 0]
    assert not HumanTask.objects.exists()
    assert heard_by(in_shop, own, replace(BACK, provider_reference="r2")) == 1
    assert refunded(*sales) == [5900, 5900]


def test_money_of_a_brands_own_account_is_not_looked_for_in_the_houses(
    in_shop: Shop, sales: tuple[Sale, Sale]
) -> None:
    """Even when nobody else has that number, and an order of that name is refunded in the house's account."""
    Order.objects.filter(id=sales[0].order_id).update(number="FR-1002", number_normalized="FR1002")
    house = connect(in_shop, None, NOON - 30 * DAY)
    connect(in_shop, Order.objects.get(id=sales[1].order_id).brand_id, NOON - 20 * DAY)

    assert heard_by(in_shop, house, BACK) == 0
    assert refunded(*sales) == [0, 0]
    assert not ExternalReturnOfMoney.objects.exists()


def test_what_was_paid_before_the_brand_had_its_own_is_still_the_houses(
    in_shop: Shop, sales: tuple[Sale, Sale]
) -> None:
    Order.objects.filter(id=sales[0].order_id).update(number="FR-1002", number_normalized="FR1002")
    house = connect(in_shop, None, NOON - 30 * DAY)
    connect(in_shop, Order.objects.get(id=sales[1].order_id).brand_id, NOON)

    assert heard_by(in_shop, house, BACK) == 1
    assert refunded(*sales) == [0, 5900]


def test_since_when_an_account_serves_begins_anew_only_after_a_break(in_shop: Shop) -> None:
    """New credentials change nothing of it; a pause or another brand does. Unknown is always."""
    house = connect(in_shop, None, NOON - 30 * DAY)
    own = connect(in_shop, in_shop.brand_id, NOON - 20 * DAY)
    since = []
    for step in ("as it was", "new credentials", "paused", "again", "unknown"):
        if step in ("new credentials", "again"):
            connect(in_shop, in_shop.brand_id, NOON)
        if step == "paused":
            disable_account(actor=in_shop.system, account_id=own, now=NOON)
        if step == "unknown":
            ConnectorAccount.objects.filter(id=own).update(connected_at=None)
        account = account_by_id(actor=in_shop.system, account_id=house)
        assert account is not None
        since.append(account.others.get(in_shop.brand_id))

    assert since == [
        NOON - 20 * DAY, NOON - 20 * DAY, None, NOON, datetime(1970, 1, 1, tzinfo=UTC)
    ]  # fmt: skip
