"""People join, choose a password, sign in, and leave."""

from datetime import timedelta

import pytest

from savoir.kernel import jobs
from savoir.kernel.access import Actor, Role
from savoir.kernel.errors import Invalid, NotAllowed, NotFound
from savoir.kernel.ledger import events_of
from savoir.kernel.ports import bind, bound
from savoir.kernel.tenancy import organization_block
from savoir.organizations import operations, queries
from savoir.organizations.models import Member, Membership, User, UserLink
from savoir.organizations.operations import (
    AlreadyMember,
    LastAdministrator,
    LinkUsedUp,
    PasswordTooWeak,
)
from savoir.organizations.ports import AccountLetter, AccountMail
from tests.shop import NOON, Shop, make_shop

PASSWORD = "un café et trois croissants"


def admin(shop: Shop) -> Actor:
    return shop.actors[Role.ADMIN]


def invited(shop: Shop, email: str = "Nadia@Lenoir.example ") -> tuple[int, str]:
    """A new agent and the secret of her invitation."""
    with organization_block(shop.org_id):
        member_id = operations.add_member(
            actor=admin(shop), email=email, full_name="Nadia Benali", role="agent", now=NOON
        )
        return member_id, operations.invite(actor=admin(shop), member_id=member_id, now=NOON)


def signed_in(user_id: int, key: str, at=NOON) -> None:
    operations.start_session(user_id=user_id, session_key=key, former_key="", agent="Firefox", now=at)


def test_an_invited_person_chooses_a_password_once_and_signs_in(shop: Shop) -> None:
    """The link dies with its use; the address is normalized."""
    _, secret = invited(shop)
    assert UserLink.objects.filter(digest=secret).count() == 0
    assert queries.link_card(secret=secret, now=NOON) is not None
    user_id = operations.choose_password(secret=secret, password=PASSWORD, now=NOON)
    found = operations.check_password(
        email=" NADIA@lenoir.example", password=PASSWORD, address="192.0.2.1", now=NOON
    )
    assert found == user_id
    assert queries.link_card(secret=secret, now=NOON) is None
    before = User.objects.get(id=user_id).password
    with pytest.raises(LinkUsedUp):
        operations.choose_password(secret=secret, password="une autre phrase très longue", now=NOON)
    assert User.objects.get(id=user_id).password == before


def test_a_late_link_opens_nothing(shop: Shop) -> None:
    """Seven days and it is over."""
    _, secret = invited(shop)
    with pytest.raises(LinkUsedUp):
        operations.choose_password(secret=secret, password=PASSWORD, now=NOON + timedelta(days=7))
    assert not User.objects.filter(email="nadia@lenoir.example").exists()


@pytest.mark.parametrize("weak", ["trop court", "nadia@lenoir.example", ""])
def test_a_weak_password_leaves_the_link_usable(shop: Shop, weak: str) -> None:
    """Fifteen characters, and not one's own address."""
    _, secret = invited(shop)
    with pytest.raises(PasswordTooWeak) as refusal:
        operations.choose_password(secret=secret, password=weak, now=NOON)
    assert refusal.value.field == "password"
    assert queries.link_card(secret=secret, now=NOON) is not None
    assert not User.objects.filter(email="nadia@lenoir.example").exists()


@pytest.mark.parametrize("role", [Role.AGENT, Role.SENIOR, Role.FINANCE, Role.STORE, Role.WAREHOUSE])
def test_only_some_may_invite(in_shop: Shop, role: Role) -> None:
    """And a refusal leaves no person behind."""
    people = User.objects.count()
    with pytest.raises(NotAllowed):
        operations.add_member(
            actor=in_shop.actors[role], email="x@lenoir.example", full_name="X", role="agent", now=NOON
        )
    assert User.objects.count() == people


def test_a_supervisor_makes_no_administrator(in_shop: Shop) -> None:
    """Nobody gives more than he has."""
    people = User.objects.count()
    with pytest.raises(NotAllowed):
        operations.add_member(
            actor=in_shop.actors[Role.SUPERVISOR], email="x@l.example", full_name="X", role="admin", now=NOON
        )
    assert User.objects.count() == people


def test_no_unknown_role_no_foreign_site_no_second_time(shop: Shop) -> None:
    """Each refusal leaves the members as they were."""
    invited(shop)
    other = make_shop("voisin")
    with organization_block(shop.org_id):
        count = Member.objects.count()
        new = {"actor": admin(shop), "full_name": "X", "now": NOON}
        with pytest.raises(Invalid):
            operations.add_member(email="x@l.example", role="roi", **new)
        with pytest.raises(NotFound):
            operations.add_member(email="x@l.example", role="store", site_id=other.store_id, **new)
        with pytest.raises(AlreadyMember):
            operations.add_member(email="nadia@lenoir.example", role="senior", **new)
        assert Member.objects.count() == count
        assert not Member.objects.filter(awaited_as="x@l.example").exists()


def test_who_leaves_loses_his_sessions_and_may_come_back(shop: Shop) -> None:
    """The ledger tells of both."""
    member_id, secret = invited(shop)
    user_id = operations.choose_password(secret=secret, password=PASSWORD, now=NOON)
    signed_in(user_id, "k1")
    with organization_block(shop.org_id):
        operations.dismiss_member(actor=admin(shop), member_id=member_id, now=NOON)
        assert queries.actor_of(user_id, shop.org_id) is None
    assert queries.memberships_of(user_id) == ()
    assert not operations.keep_session(user_id=user_id, session_key="k1", now=NOON)
    with organization_block(shop.org_id):
        again = operations.add_member(
            actor=admin(shop), email="nadia@lenoir.example", full_name="N", role="senior", now=NOON
        )
        kinds = [entry.kind for entry in events_of("organization", shop.org_id)]
    assert again == member_id
    assert kinds[-5:] == [
        "member_added", "member_invited", "invitation_accepted", "member_left", "member_added",
    ]  # fmt: skip
    assert queries.memberships_of(user_id) == (), "he is awaited again, and agrees again"


def test_who_works_elsewhere_too_stays_signed_in(shop: Shop) -> None:
    """One employer less."""
    member_id, secret = invited(shop)
    user_id = operations.choose_password(secret=secret, password=PASSWORD, now=NOON)
    other = make_shop("voisin")
    Membership.objects.create(user_id=user_id, org_id=other.org_id)
    signed_in(user_id, "k1")
    with organization_block(shop.org_id):
        operations.dismiss_member(actor=admin(shop), member_id=member_id, now=NOON)
    assert operations.keep_session(user_id=user_id, session_key="k1", now=NOON)


def test_the_last_administrator_stays(in_shop: Shop) -> None:
    """Somebody must hold the keys."""
    with pytest.raises(LastAdministrator):
        operations.dismiss_member(actor=admin(in_shop), member_id=admin(in_shop).id, now=NOON)
    assert Member.objects.get(id=admin(in_shop).id).active


class Letters:
    """A mail of the test's own."""

    def __init__(self) -> None:
        self.sent: list[AccountLetter] = []

    def leaves(self) -> bool:
        return True

    def send(self, letter: AccountLetter) -> None:
        self.sent.append(letter)


@pytest.fixture
def letters():
    """What left."""
    former, box = bound(AccountMail), Letters()
    bind(AccountMail, lambda org_id: box)
    yield box
    bind(AccountMail, former or (lambda org_id: box))


def ask(email: str, address: str = "192.0.2.1") -> None:
    operations.ask_password_reset(email=email, address=address, now=NOON)


def test_a_forgotten_password_is_replaced_by_a_letter(shop: Shop, letters: Letters) -> None:
    """The secret is in the letter alone; a new one kills the former; sessions end."""
    user = User.objects.get(email=f"agent.{shop.brand_slug}@lenoir.example")
    signed_in(user.id, "k1")
    ask(user.email)
    ask(user.email)
    jobs.drain(until=NOON)
    assert [letter.to for letter in letters.sent] == [user.email] * 2
    secrets = [letter.text.split("/entree/lien/")[1].split("/")[0] for letter in letters.sent]
    assert all(len(secret) >= 22 for secret in secrets)
    assert user.email not in repr(letters.sent[0])
    assert secrets[0] not in repr(letters.sent[0])
    with pytest.raises(LinkUsedUp):
        operations.choose_password(secret=secrets[0], password=PASSWORD, now=NOON)
    assert operations.choose_password(secret=secrets[1], password=PASSWORD, now=NOON) == user.id
    assert not operations.keep_session(user_id=user.id, session_key="k1", now=NOON)


def test_nobody_learns_whether_an_account_exists(shop: Shop, letters: Letters) -> None:
    """An unknown address gets a job too, and no letter; nor does the fourth request of an hour."""
    ask("personne@lenoir.example")
    jobs.drain(until=NOON)
    assert letters.sent == []
    for n in range(4):
        ask(f"agent.{shop.brand_slug}@lenoir.example", address=f"192.0.2.{n}")
    jobs.drain(until=NOON)
    assert len(letters.sent) == 3
