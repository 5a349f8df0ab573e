"""Two administrators lower, or dismiss, each other in the same instant: one of them stays."""

from collections.abc import Callable

import pytest

from savoir.kernel.access import Actor, Role, member_actor
from savoir.kernel.tenancy import organization_block
from savoir.organizations.models import Member
from savoir.organizations.operations import add_member, change_role, dismiss_member, people
from tests.concurrency.races import at_once, meet_after_reading, without_row_locks
from tests.shop import NOON, Shop, make_shop

pytestmark = pytest.mark.concurrency
Deed = Callable[[Actor, int], None]


@pytest.fixture
def pair(own_database: str) -> tuple[Shop, Actor, Actor]:
    """A house with two administrators, and nobody else who administers."""
    shop = make_shop()
    first = shop.actors[Role.ADMIN]
    with organization_block(shop.org_id):
        second = add_member(
            actor=first, email="ada@lenoir.example", full_name="Ada Roy", role="admin", now=NOON
        )
        Member.objects.filter(id=second).update(awaited_as="")  # she has come
    other = member_actor(
        org_id=shop.org_id, member_id=second, name="Ada Roy", role=Role.ADMIN, site_ids=frozenset()
    )
    return shop, first, other


def lower(actor: Actor, member_id: int) -> None:
    change_role(actor=actor, member_id=member_id, role="agent", now=NOON)


def dismiss(actor: Actor, member_id: int) -> None:
    dismiss_member(actor=actor, member_id=member_id, now=NOON)


def each_other(pair: tuple[Shop, Actor, Actor], one: Deed, two: Deed) -> tuple[list[str], int]:
    """What both come to, and how many administer afterwards."""
    shop, first, second = pair

    def deed(act: Deed, actor: Actor, other: Actor) -> Callable[[], str]:
        def run() -> str:
            with organization_block(shop.org_id):
                act(actor, other.id)
            return "done"

        return run

    outcomes = at_once(deed(one, first, second), deed(two, second, first))
    with organization_block(shop.org_id):
        left = Member.objects.filter(role=Role.ADMIN.value, active=True).count()
    return outcomes, left


@pytest.mark.parametrize(("one", "two"), [(lower, lower), (dismiss, dismiss), (lower, dismiss)])
def test_one_of_them_stays(
    pair: tuple[Shop, Actor, Actor], monkeypatch: pytest.MonkeyPatch, one: Deed, two: Deed
) -> None:
    meet_after_reading(monkeypatch, (people, "colleague_to_change"), people=2)
    assert each_other(pair, one, two) == (["LastAdministrator", "done"], 1)


def test_without_the_lock_nobody_is_left(
    pair: tuple[Shop, Actor, Actor], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The twin that must go wrong."""
    without_row_locks(monkeypatch)
    meet_after_reading(monkeypatch, (people, "colleague_to_change"), people=2)
    assert each_other(pair, lower, dismiss) == (["done", "done"], 0)
