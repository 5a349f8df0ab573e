"""A refund is agreed on while money of its payment is being counted: nothing is counted, and asked again."""

import pytest

from savoir.resolutions import operations
from savoir.resolutions.models import ExternalReturnOfMoney, Refund
from savoir.resolutions.operations import outside
from tests.cases.files import chosen, refused
from tests.resolutions.test_money_elsewhere import figures, returned_elsewhere
from tests.shop import Shop, sell


def test_one_agreed_on_meanwhile_is_looked_at_in_the_next_try(
    in_shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Another's click lands between the list of its refunds and their lock."""
    sale = sell(in_shop, quantity=2)
    chosen(in_shop, sale)
    lock = outside.lock_cases

    def meanwhile(case_ids: set[int]) -> None:
        chosen(in_shop, sale)
        lock(case_ids)

    with monkeypatch.context() as patched:
        patched.setattr(outside, "lock_cases", meanwhile)
        with refused(operations.PaymentMoved):
            returned_elsewhere(in_shop, sale, 500)
    assert not ExternalReturnOfMoney.objects.exists()

    chosen(in_shop, sale)
    assert returned_elsewhere(in_shop, sale, 500)
    assert set(Refund.objects.values_list("state", flat=True)) == {"paused"}
    assert figures(sale) == (500, 0)


def test_a_first_one_agreed_on_before_the_payments_lock_too(
    in_shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    sale = sell(in_shop)
    lock = outside.locked_refunds

    def meanwhile(payment_ids: list[int]) -> list[Refund]:
        found = lock(payment_ids)
        chosen(in_shop, sale)
        return found

    monkeypatch.setattr(outside, "locked_refunds", meanwhile)
    with refused(operations.PaymentMoved):
        returned_elsewhere(in_shop, sale, 500)
    assert figures(sale) == (0, 0)
