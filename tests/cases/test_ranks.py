"""Who stands above whom is said once."""

import pytest

from savoir.cases.queries import ranks_above
from savoir.cases.states import Rank
from savoir.kernel.access import Role
from tests.shop import Shop

ABOVE = [
    (Role.AGENT, (Rank.SENIOR, Rank.SUPERVISOR)), (Role.SENIOR, (Rank.SUPERVISOR,)), (Role.SUPERVISOR, ()),
]  # fmt: skip


@pytest.mark.parametrize(("role", "above"), ABOVE)
def test_a_case_goes_up_to_the_ranks_above(shop: Shop, role: Role, above: tuple[Rank, ...]) -> None:
    assert ranks_above(shop.actors[role]) == above
