"""Programs with keys."""

from collections.abc import Iterator

import pytest
import time_machine

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
