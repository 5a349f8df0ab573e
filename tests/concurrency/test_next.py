"""Two agents press « Me donner le suivant » in the same instant: each gets a case of his own."""

from collections.abc import Callable

import pytest

from savoir.cases.models import Case
from savoir.cases.operations import handing, take_next
from savoir.kernel.access import Actor, Role
from savoir.kernel.tenancy import organization_block
from tests.concurrency.races import at_once, meet_in, without_row_locks
from tests.doors.desks import late_return
from tests.shop import NOON, Shop, make_shop

pytestmark = pytest.mark.concurrency


@pytest.fixture
def desk(own_database: str) -> Shop:
    """Two cases that wait, and nobody has one."""
    shop = make_shop()
    for _ in range(2):
        late_return(shop, now=NOON)
    return shop


def next_for(shop: Shop, actor: Actor) -> Callable[[], str]:
    def deed() -> str:
        with organization_block(shop.org_id):
            card = take_next(actor=actor, now=NOON)
        return card.reference if card else "nothing"

    return deed


def both(shop: Shop) -> tuple[Callable[[], str], Callable[[], str]]:
    return next_for(shop, shop.agent), next_for(shop, shop.actors[Role.SENIOR])


def owners(shop: Shop) -> list[int | None]:
    with organization_block(shop.org_id):
        return list(Case.objects.values_list("owner_id", flat=True))


def test_two_agents_at_once_get_two_cases(desk: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    meet_in(monkeypatch, handing, "_soonest")

    told = at_once(*both(desk))

    assert len(set(told)) == 2
    assert "nothing" not in told
    assert set(owners(desk)) == {desk.agent.id, desk.actors[Role.SENIOR].id}


def test_for_one_case_one_agent_gets_it_and_the_other_nothing(
    desk: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert next_for(desk, desk.actors[Role.SUPERVISOR])() != "nothing"
    meet_in(monkeypatch, handing, "_soonest")

    told = at_once(*both(desk))

    assert told.count("nothing") == 1
    assert None not in owners(desk)


def test_without_the_lock_both_get_the_same_case(desk: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    """The twin that must go wrong: if it did not, the tests above would prove nothing."""
    without_row_locks(monkeypatch)
    meet_in(monkeypatch, handing, "_soonest")

    told = at_once(*both(desk))

    assert len(set(told)) == 1
    assert owners(desk).count(None) == 1
