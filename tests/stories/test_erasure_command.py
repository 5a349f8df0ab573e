"""The person at the terminal answers a request for erasure: looks first, then does it."""

import pytest
import time_machine

from savoir.commands import customer
from savoir.kernel.tenancy import organization_block
from savoir.orders.models import Customer
from tests.faults.worlds import Agreed, agree
from tests.shop import Shop
from tests.stories.test_erasure import LATER, two

__all__ = ["two"]


def _run(*arguments: str) -> int:
    with time_machine.travel(LATER, tick=False):
        return customer.main(["erase", *arguments])


def _names(shop: Shop) -> set[str]:
    with organization_block(shop.org_id):
        return set(Customer.objects.values_list("name", flat=True))


def test_it_shows_what_would_go_and_stay_and_erases_only_when_told_to(
    shop: Shop, two: tuple[Agreed, Agreed], capsys: pytest.CaptureFixture[str]
) -> None:
    gone, stays = two
    assert _run(gone.sale.email.upper(), "--org", shop.brand_slug) == 0
    shown = capsys.readouterr().out
    assert "would go name, e-mail, phone, address: 1" in shown
    assert "until 2036-12-31 (C. com. L123-22, RGPD 17(3) b)" in shown
    assert "Nothing was erased" in shown
    assert _names(shop) == {"Claire Martin"}
    assert _run(gone.sale.number, "--yes") == 0
    assert "  gone     name, e-mail" in capsys.readouterr().out
    with organization_block(shop.org_id):
        assert Customer.objects.get(id=gone.sale.customer_id).email == ""
        assert Customer.objects.get(id=stays.sale.customer_id).email == stays.sale.email


def test_a_case_that_lasts_is_named_with_its_article_and_nothing_goes(
    shop: Shop, two: tuple[Agreed, Agreed], capsys: pytest.CaptureFixture[str]
) -> None:
    with organization_block(shop.org_id):
        alive = agree(shop, at=LATER, delivered_at=LATER)
    assert _run(alive.sale.email) == 0
    assert f"waits    claim {alive.reference}: as long as it lasts (C. civ. 2224" in capsys.readouterr().out
    assert _run(alive.sale.email, "--yes") == 1
    said = capsys.readouterr()
    assert (said.out, alive.reference in said.err) == ("", True)
    assert _names(shop) == {"Claire Martin"}


@pytest.mark.parametrize("arguments", [("nobody@exemple.fr",), ("FR-0",), ("claire", "--org", "elsewhere")])
def test_whom_nobody_knows_is_said_in_one_sentence(
    shop: Shop, capsys: pytest.CaptureFixture[str], arguments: tuple[str, ...]
) -> None:
    assert _run(*arguments) == 1
    assert capsys.readouterr().err.startswith("savoir: n")
