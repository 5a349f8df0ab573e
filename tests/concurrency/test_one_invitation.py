"""An invitation is accepted and withdrawn in the same instant: one of the two holds, never both."""

import pytest

from savoir.kernel.access import Role
from savoir.kernel.ledger import events_of
from savoir.kernel.tenancy import organization_block
from savoir.organizations.models import Member, User
from savoir.organizations.operations import (
    accept_invitation,
    add_member,
    invite,
    joining,
    withdraw_invitation,
)
from tests.concurrency.races import at_once, meet_after_reading, without_row_locks
from tests.shop import NOON, Shop, make_shop

pytestmark = pytest.mark.concurrency
ONCE = {"invitation_accepted", "invitation_withdrawn"}


@pytest.fixture
def awaited(own_database: str) -> tuple[Shop, int, int, str]:
    """The house, who is awaited, her account, the secret of her link."""
    shop = make_shop()
    user = User.objects.create(email="nadia@lenoir.example", full_name="Nadia", password="pbkdf2$x")
    with organization_block(shop.org_id):
        member_id = add_member(actor=shop.system, email=user.email, full_name="N", role="agent", now=NOON)
        return shop, member_id, user.id, invite(actor=shop.system, member_id=member_id, now=NOON)


def twice(awaited: tuple[Shop, int, int, str]) -> tuple[list[str], int]:
    """She agrees in two windows: what both come to, and how often the house was told."""
    shop, member_id, user_id, secret = awaited

    def agrees() -> str:
        accept_invitation(secret=secret, user_id=user_id, now=NOON)
        return "done"

    outcomes = at_once(agrees, agrees)
    with organization_block(shop.org_id):
        kinds = [entry.kind for entry in events_of("organization", shop.org_id)]
        assert Member.objects.get(id=member_id).user_id == user_id
    return outcomes, kinds.count("invitation_accepted")


def test_it_is_accepted_once(awaited: tuple[Shop, int, int, str], monkeypatch: pytest.MonkeyPatch) -> None:
    meet_after_reading(monkeypatch, (joining, "_awaited"), people=2)
    assert twice(awaited) == (["LinkUsedUp", "done"], 1)


def test_without_the_lock_it_is_accepted_twice(
    awaited: tuple[Shop, int, int, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The twin that must go wrong."""
    without_row_locks(monkeypatch)
    meet_after_reading(monkeypatch, (joining, "_awaited"), people=2)
    assert twice(awaited) != (["LinkUsedUp", "done"], 1)


def test_it_is_accepted_or_withdrawn(
    awaited: tuple[Shop, int, int, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    shop, member_id, user_id, secret = awaited
    meet_after_reading(monkeypatch, (joining, "_awaited"), people=2)

    def agrees() -> str:
        accept_invitation(secret=secret, user_id=user_id, now=NOON)
        return "done"

    def withdraws() -> str:
        with organization_block(shop.org_id):
            withdraw_invitation(actor=shop.actors[Role.ADMIN], member_id=member_id, now=NOON)
        return "done"

    outcomes = at_once(agrees, withdraws)
    assert outcomes in (["InvitationUsed", "done"], ["LinkUsedUp", "done"])
    with organization_block(shop.org_id):
        kinds = [entry.kind for entry in events_of("organization", shop.org_id)]
    assert len(ONCE & set(kinds)) == 1
