"""Programs with keys."""

from collections.abc import Iterator

import pytest
import time_machine

from savoir.kernel.tenancy import organization_block
from savoir.organizations.models import Brand
from savoir.policies import operations as policies
from tests.api.programs import Program, new_key
from tests.shop import NOON, Shop


@pytest.fixture
def clock() -> Iterator[time_machine.Traveller]:
    """It is Monday at noon until a test moves it."""
    with time_machine.travel(NOON, tick=False) as traveller:
        yield traveller


@pytest.fixture
def program(clock: time_machine.Traveller, shop: Shop) -> Program:
    """The shop's own software, with every scope a key may have."""
    return Program(new_key(shop))


@pytest.fixture
def second_brand(shop: Shop) -> int:
    """Another brand of the same house, with the same policy."""
    with organization_block(shop.org_id):
        first = Brand.objects.get(id=shop.brand_id)
        first.pk, first.slug, first.name = None, f"{first.slug}-deux", "Atelier Deux"
        first._state.adding = True
        first.save()
        policies.create_policy(actor=shop.system, brand_id=first.id, name="Deux", now=NOON)
        policies.found_version(actor=shop.system, brand_id=first.id, starter="home", begins_at=NOON, now=NOON)
    return int(first.id)
