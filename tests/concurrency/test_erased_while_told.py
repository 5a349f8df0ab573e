"""The shop tells a sale again while its buyer is erased: one waits for the other, and he stays erased."""

from datetime import UTC, datetime
from typing import Any

import pytest

from savoir.kernel.tenancy import organization_block
from savoir.orders.intake import telling
from savoir.orders.models import Customer, Order
from savoir.orders.operations import erasing, push_orders
from tests.concurrency.races import at_once, goes_on_after
from tests.concurrency.test_case_before_stream import deed
from tests.orders.test_pushing import order
from tests.shop import NOON, Shop, make_shop

pytestmark = pytest.mark.concurrency
ANA = {"id": "C-77", "name": "Ana Lopez", "email": "ana@exemple.fr", "phone": "0612000001"}


@pytest.fixture
def shop(own_database: str) -> Shop:
    made = make_shop()
    _tell(made, order("A", customer={"id": "C-77", "name": "Ana Lopez"}))
    return made


def _tell(shop: Shop, record: dict[str, Any]) -> None:
    now = datetime(2026, 11, 23, tzinfo=UTC)
    with organization_block(shop.org_id):
        push_orders(actor=shop.system, brand_id=shop.brand_id, records=[record], now=now)


def _erased_while_told(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Who tells has seen that nobody is erased; then the erasure begins."""

    def erase() -> None:
        with organization_block(shop.org_id):
            customer = Customer.objects.values_list("id", flat=True).get()
            erasing.erase_person(actor=shop.system, customer_id=customer, now=NOON)

    erases = goes_on_after(monkeypatch, (telling, "leave_erased"), deed("erased", erase))
    return at_once(deed("told", lambda: _tell(shop, order("A", customer=ANA))), erases)


def test_what_was_told_at_the_same_moment_is_erased_too(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    assert _erased_while_told(shop, monkeypatch) == ["erased", "told"]
    with organization_block(shop.org_id):
        customer = Customer.objects.get()
        assert (customer.name, customer.email, customer.phone) == ("", "", "")
        assert Order.objects.get().email_normalized == ""


def test_without_holding_the_sales_first_they_wait_in_a_circle(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The twin that must go wrong."""
    monkeypatch.setattr(erasing, "hold_orders", lambda *_orders: None)
    assert "deadlock" in _erased_while_told(shop, monkeypatch)
