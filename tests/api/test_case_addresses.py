"""Whose case it is: `GET /cases?email=` answers who may see who bought, and of a brand what it was told."""

import json

import pytest

from savoir.kernel.access import Permission
from savoir.kernel.tenancy import organization_block
from savoir.orders.models import Customer, Order
from tests.api.programs import Program, new_key, problem
from tests.api.test_brands_and_scopes import claimed
from tests.shop import Sale, Shop, sell


@pytest.fixture
def sale(program: Program, shop: Shop) -> Sale:
    """An order of the first brand, with a case."""
    with organization_block(shop.org_id):
        sold = sell(shop)
    claimed(program, sold)
    return sold


def _numbers(program: Program, email: str) -> list[str]:
    return [case["order"] for case in json.loads(program.get("/cases", email=email).content)["cases"]]


def _bought_elsewhere(shop: Shop, sale: Sale, brand_id: int) -> None:
    """The same customer bought of another brand too, and gave it another address, now on file."""
    with organization_block(shop.org_id):
        other = Order.objects.get(id=sale.order_id)
        other.pk, other.brand_id, other.external_id = None, brand_id, "elsewhere"
        other.number = other.number_normalized = "E1"
        other.email_normalized = "claire.autre@exemple.fr"
        other._state.adding = True
        other.save()
        Customer.objects.filter(id=sale.customer_id).update(
            email=other.email_normalized, email_normalized=other.email_normalized
        )


def test_a_key_that_sees_no_sales_is_not_told_whose_case_it_is(shop: Shop, sale: Sale) -> None:
    blind = Program(new_key(shop, Permission.CASE_READ))

    for email in (sale.email, "nobody@exemple.fr", " "):
        refused = problem(blind.get("/cases", email=email), 403, "not_allowed")
        assert refused["facts"]["permission"] == Permission.SALE_READ.value
    assert len(json.loads(blind.get("/cases").content)["cases"]) == 1


def test_an_address_without_a_case_and_a_blank_one_find_nothing(
    program: Program, shop: Shop, sale: Sale
) -> None:
    with organization_block(shop.org_id):
        nameless = sell(shop)
        Customer.objects.filter(id=nameless.customer_id).update(email="", email_normalized="")
        without = sell(shop)
    claimed(program, nameless)

    assert [_numbers(program, email) for email in (" ", "nobody@exemple.fr", without.email)] == [[], [], []]
    assert _numbers(program, sale.email.upper()) == [sale.number]


def test_a_key_of_one_brand_finds_the_addresses_its_brand_was_told(
    program: Program, shop: Shop, sale: Sale, second_brand: int
) -> None:  # fmt: skip
    own, other = (Program(new_key(shop, brand_id=one)) for one in (shop.brand_id, second_brand))
    assert _numbers(own, sale.email) == [sale.number]

    _bought_elsewhere(shop, sale, second_brand)

    assert _numbers(own, sale.email) == [sale.number]
    assert _numbers(own, "claire.autre@exemple.fr") == []
    assert _numbers(other, sale.email) == _numbers(other, "claire.autre@exemple.fr") == []
    assert _numbers(program, "claire.autre@exemple.fr") == [sale.number]
