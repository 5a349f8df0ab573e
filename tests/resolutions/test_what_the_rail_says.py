"""Shapes of a rail's list that nobody hoped for: another currency, a first attempt that failed long ago."""

from savoir.kernel.access import Role
from savoir.kernel.models import HumanTask
from savoir.kernel.tenancy import organization_block
from savoir.kernel.values.money import Money
from savoir.orders.models import Payment
from savoir.resolutions import operations
from savoir.resolutions.models import ExternalReturnOfMoney, Refund
from savoir.resolutions.operations import settle_by_hand
from savoir.resolutions.ports import RailRefund, RailState
from tests.cases.files import DAY, chosen, refused
from tests.faults.worlds import broken
from tests.resolutions.test_money_elsewhere import failed, figures, tasks_about
from tests.shop import NOON, Sale, Shop, sell

THEN = NOON + 2 * DAY


def compare(shop: Shop, sale: Sale, *seen: RailRefund) -> int:
    return operations.compare_payment(
        actor=shop.system, rail="provider", brand_id=None, vendor="stripe",
        payment_reference=name_of(sale), seen=seen, now=THEN,
    )  # fmt: skip


def name_of(sale: Sale) -> str:
    return Payment.objects.get(id=sale.payment_id).provider_reference


def said(sale: Sale, name: str, state: RailState, ours: str | None, currency: str = "EUR") -> RailRefund:
    return RailRefund(name, ours, name_of(sale), Money(5900, currency), state)


def test_another_currency_counts_nothing_and_a_person_looks(shop: Shop) -> None:
    """What went back in dollars of a payment in euros has no amount we could count."""
    with organization_block(shop.org_id):
        sale = sell(shop)
        made = chosen(shop, sale)
        seen = said(sale, "re_usd", RailState.SUCCEEDED, None, "USD")

        assert [compare(shop, sale, seen) for _ in range(2)] == [1, 0]

        row = ExternalReturnOfMoney.objects.get()
        assert (row.counted_minor, row.amount_minor, row.currency) == (0, 5900, "USD")
        assert figures(sale) == (0, 0)
        task = HumanTask.objects.get(code="refunded_twice_elsewhere")
        assert (task.detail["minor"], task.detail["currency"]) == (5900, "USD")
        refund = Refund.objects.get(case_id=made.case.id)
        with refused(operations.NoSuchReturn):
            operations.settle_by_return_elsewhere(
                actor=shop.actors[Role.FINANCE], reference=refund.reference, now=THEN
            )
    assert broken(shop, THEN) == {}


def test_a_first_attempt_that_failed_did_not_take_back_what_was_settled_by_hand(in_shop: Shop) -> None:
    sale = sell(in_shop)
    refund = failed(in_shop, sale, chosen(in_shop, sale))
    settle_by_hand(
        actor=in_shop.actors[Role.FINANCE], reference=refund.reference, provider_reference="re_2", now=THEN
    )
    old = said(sale, "re_1", RailState.FAILED, refund.reference)
    new = said(sale, "re_2", RailState.SUCCEEDED, None)

    assert compare(in_shop, sale, old) == 0
    assert compare(in_shop, sale, old, new) == 0
    assert tasks_about("refund", refund.id) == []

    gone = said(sale, "re_2", RailState.FAILED, None)
    assert compare(in_shop, sale, gone, old) == 1, "that one did come back"
    assert tasks_about("refund", refund.id) == ["refund_came_back"]
