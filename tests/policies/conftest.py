"""A shop whose brand has no policy yet."""

from collections.abc import Iterator
from dataclasses import replace

import pytest

from savoir.kernel.tenancy import organization_block
from savoir.organizations.models import Brand
from tests.shop import Shop, make_shop


def bare_shop(slug: str = "lenoir") -> Shop:
    """A shop seen through a second brand, opened today: nothing is decided for it."""
    shop = make_shop(slug)
    with organization_block(shop.org_id):
        brand = Brand.objects.get(id=shop.brand_id)
        brand.pk, brand.slug = None, f"{shop.brand_slug}-neuve"
        brand.save(force_insert=True)
    return replace(shop, brand_id=brand.pk, brand_slug=brand.slug)


@pytest.fixture
def shop(db: None) -> Shop:
    """A shop whose brand has no policy yet."""
    return bare_shop()


@pytest.fixture
def in_shop(shop: Shop) -> Iterator[Shop]:
    """The same with its organization block open."""
    with organization_block(shop.org_id):
        yield shop
