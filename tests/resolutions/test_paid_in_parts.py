"""An order paid in two parts whose shop gives money back by the order's number."""

from savoir.kernel.models import HumanTask
from savoir.kernel.values.money import Money
from savoir.orders.models import Payment
from savoir.resolutions import operations
from savoir.resolutions.models import ExternalReturnOfMoney, Refund
from savoir.resolutions.ports import RailRefund, RailState
from tests.cases.files import DAY, chosen
from tests.resolutions.test_money_elsewhere import post
from tests.shop import NOON, Sale, Shop, sell


def paid_in_parts(shop: Shop) -> Sale:
    """59 €: 40 by card, 19 by gift card, on the shop's own rail."""
    sale = sell(shop, rail="shop")
    payment = Payment.objects.get(id=sale.payment_id)
    payment.amount_minor = 4000
    payment.save()
    payment.pk, payment.external_id, payment.amount_minor = None, f"{payment.external_id}-2", 1900
    payment.save()
    return sale


def left(shop: Shop, sale: Sale) -> list[Refund]:
    """Its parcel is posted: a refund of each part is about to leave; the largest part's first."""
    made = chosen(shop, sale)
    post(shop, sale, made)
    return list(Refund.objects.filter(case_id=made.case.id).order_by("-amount_minor"))


def compare(shop: Shop, sale: Sale, *seen: RailRefund) -> int:
    return operations.compare_payment(
        actor=shop.system, rail="shop", brand_id=shop.brand_id, vendor="stub_shop",
        payment_reference=sale.number, seen=seen, now=NOON + DAY,
    )  # fmt: skip


def test_our_refund_of_the_smaller_part_is_ours_and_pauses_nothing(in_shop: Shop) -> None:
    sale = paid_in_parts(in_shop)
    large, small = left(in_shop, sale)
    operations.begin_attempt(actor=in_shop.system, refund_id=small.id, now=NOON + DAY)
    seen = RailRefund("r2", small.reference, sale.number, Money(1900, "EUR"), RailState.SUCCEEDED)

    assert compare(in_shop, sale, seen) == 1

    large.refresh_from_db()
    small.refresh_from_db()
    assert (large.state, small.state) == ("settling", "settled")
    assert not ExternalReturnOfMoney.objects.exists()
    assert not HumanTask.objects.filter(code="refund_paused").exists()
    assert compare(in_shop, sale, seen) == 0


def test_money_of_neither_part_still_counts_on_the_larger_one(in_shop: Shop) -> None:
    sale = paid_in_parts(in_shop)
    large, small = left(in_shop, sale)

    assert compare(in_shop, sale, RailRefund("r9", None, sale.number, Money(500, "EUR"),
                                             RailState.SUCCEEDED)) == 1  # fmt: skip

    large.refresh_from_db()
    small.refresh_from_db()
    assert (large.state, small.state) == ("paused", "settling")
    assert ExternalReturnOfMoney.objects.get().payment_id == sale.payment_id
