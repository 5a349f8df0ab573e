"""Two brands of one house may both have an order FR-1001: the money of one is not the other's."""

from dataclasses import replace

import pytest

from savoir.kernel.models import HumanTask
from savoir.kernel.values.money import Money
from savoir.orders.models import Payment
from savoir.organizations.models import Brand
from savoir.resolutions.models import ExternalReturnOfMoney
from savoir.resolutions.operations import compare_payment
from savoir.resolutions.ports import RailRefund, RailState
from tests.shop import NOON, Sale, Shop, sell


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


def compare(shop: Shop, brand_id: int | None, *seen: RailRefund) -> int:
    return compare_payment(
        actor=shop.system, rail="shop", brand_id=brand_id, vendor="stub_shop", payment_reference="FR-1001",
        seen=seen, now=NOON,
    )  # fmt: skip


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
