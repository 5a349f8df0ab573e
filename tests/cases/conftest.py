"""The shop of these tests answers within 48 hours on the clock."""

from collections.abc import Iterator

import pytest

from savoir.kernel.tenancy import organization_block
from savoir.organizations.models import Brand
from tests.shop import Shop, make_shop


@pytest.fixture
def shop(db: None) -> Shop:
    """Maison Lenoir, with an answer within 48 elapsed hours."""
    made = make_shop()
    with organization_block(made.org_id):
        Brand.objects.filter(id=made.brand_id).update(answer_clock="elapsed")
    return made


@pytest.fixture
def in_shop(shop: Shop) -> Iterator[Shop]:
    """The same with its organization block open."""
    with organization_block(shop.org_id):
        yield shop
