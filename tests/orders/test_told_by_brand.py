"""Two keys tell the same new thing at once: the later one asked before it was there and leaves it alone."""

import json

import pytest

from savoir.kernel.tenancy import organization_block
from savoir.orders.intake import elsewhere, telling
from savoir.orders.intake.merging import CUSTOMER_TEXTS
from savoir.orders.models import Customer
from tests.api.test_pushing_narrowly import new_brand
from tests.shop import Shop

ROW = {**dict.fromkeys(CUSTOMER_TEXTS, ""), "external_id": "C7", "name": "X", "language": "fr"}


@pytest.fixture
def zoe(shop: Shop) -> Customer:
    """Told a moment ago by the other brand's key."""
    teller = new_brand(shop, "atelier-deux")
    with organization_block(shop.org_id):
        return Customer.objects.create(
            org_id=shop.org_id, external_id="C7", name="Zoé", told_by_brand_id=teller.id
        )


def _told(shop: Shop, only_if: str) -> tuple[dict[str, bool], str]:
    with organization_block(shop.org_id):
        rows = json.dumps([ROW])
        done = telling.merge_customers(shop.org_id, rows, only_if=only_if, brand_id=shop.brand_id)
        return done, Customer.objects.get(external_id="C7").name


def test_who_was_told_meanwhile_by_another_brand_stays(shop: Shop, zoe: Customer) -> None:
    assert _told(shop, elsewhere.CUSTOMER_IS_OURS) == ({}, zoe.name)


def test_twin_without_the_end_of_the_upsert_he_is_rewritten(shop: Shop, zoe: Customer) -> None:
    assert _told(shop, "") == ({"C7": False}, "X")
