"""Two houses of one server and one person: each awaits her for itself, and she works where she agreed to."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from savoir.kernel import jobs
from savoir.kernel.access import Actor, Role
from savoir.kernel.tenancy import organization_block
from savoir.organizations import operations, queries
from savoir.organizations.models import Member, Membership, Organization, SecondFactor, User, UserLink
from savoir.organizations.operations import AccountExists, LinkUsedUp, NotInvited, TooManyTries
from tests.organizations.test_changing_people import letters, roles, told
from tests.organizations.test_people import PASSWORD, Letters, admin, invited, signed_in
from tests.shop import NOON, Shop, make_shop

__all__ = ["letters"]
NADIA, OTHER_WORDS = "nadia@lenoir.example", "une autre phrase bien longue"


@pytest.fixture
def nadia(shop: Shop) -> int:
    """She works at the first house: her account."""
    _, secret = invited(shop)
    return operations.choose_password(secret=secret, password=PASSWORD, now=NOON)


@pytest.fixture
def other(nadia: int) -> Shop:
    return make_shop("voisin")


def awaited(house: Shop, *, name: str = "Madame B.", role: str = "senior") -> tuple[int, str]:
    with organization_block(house.org_id):
        member_id = operations.add_member(
            actor=admin(house), email=NADIA, full_name=name, role=role, now=NOON
        )
        return member_id, operations.invite(actor=admin(house), member_id=member_id, now=NOON)


def works(user_id: int, house: Shop) -> Actor | None:
    with organization_block(house.org_id):
        return queries.actor_of(user_id, house.org_id)


def agree(secret: str, user_id: int, now: datetime = NOON) -> int:
    return operations.accept_invitation(secret=secret, user_id=user_id, now=now)


def whole(house: Shop) -> tuple[Any, ...]:
    """All that a refusal must leave as it was."""
    accounts = list(User.objects.order_by("id").values_list("email", "password", "full_name"))
    links = list(UserLink.objects.order_by("id").values_list("digest", "used_at"))
    rooms = list(Membership.objects.order_by("id").values_list("user_id", "org_id", "active"))
    return roles(house), told(house), accounts, links, rooms


def test_she_works_for_both_once_she_agreed(other: Shop, shop: Shop, nadia: int) -> None:
    member_id, secret = awaited(other)
    assert works(nadia, other) is None, "nobody asked her yet"
    assert {card.org_id for card in queries.memberships_of(nadia)} == {shop.org_id}
    assert agree(secret, nadia) == other.org_id
    there, here = works(nadia, other), works(nadia, shop)
    assert there is not None
    assert here is not None
    assert (there.id, there.role, here.role) == (member_id, Role.SENIOR, Role.AGENT)
    assert told(other)[-1] == "invitation_accepted"
    assert User.objects.get(id=nadia).check_password(PASSWORD)
    assert not User.objects.filter(email__endswith=".invalid").exists(), "nobody stands in for her any more"


def test_until_then_the_house_reads_what_it_typed_and_nothing_of_hers(other: Shop, nadia: int) -> None:
    User.objects.filter(id=nadia).update(last_login=NOON)
    SecondFactor.objects.create(
        user_id=nadia, kind="codes", label="", sealed=b"x", created_at=NOON, confirmed_at=NOON
    )
    member_id, secret = awaited(other)
    with organization_block(other.org_id):
        row = queries.colleague(actor=admin(other), member_id=member_id)
        assert member_id not in {one.member_id for one in queries.factor_rows(actor=admin(other), limit=50)}
    assert (row.name, row.email, row.has_joined) == ("Madame B.", NADIA, False)
    assert (row.seen_at, row.has_second_factor) == (None, False)
    agree(secret, nadia)
    with organization_block(other.org_id):
        row = queries.colleague(actor=admin(other), member_id=member_id)
        operations.dismiss_member(actor=admin(other), member_id=member_id, now=NOON)
        former = queries.colleague(actor=admin(other), member_id=member_id)
    assert (row.name, row.seen_at, row.has_second_factor) == ("Nadia Benali", NOON, True)
    assert (former.seen_at, former.has_second_factor) == (None, False), "where she goes next is hers"


def test_an_invitation_never_sets_another_password(other: Shop, nadia: int) -> None:
    _, secret = awaited(other)
    before = whole(other)
    with pytest.raises(AccountExists):
        operations.choose_password(secret=secret, password=OTHER_WORDS, now=NOON)
    assert whole(other) == before
    assert works(nadia, other) is None
    agree(secret, nadia)


def test_nobody_else_accepts_for_her(other: Shop, shop: Shop, nadia: int) -> None:
    _, secret = awaited(other)
    before = whole(other)
    with organization_block(shop.org_id):
        somebody = Member.objects.get(id=shop.agent.id).user_id
    for user_id in (somebody, 0):
        with pytest.raises(NotInvited):
            agree(secret, user_id)
    assert whole(other) == before
    User.objects.filter(id=nadia).update(is_active=False)
    with pytest.raises(NotInvited):
        agree(secret, nadia)


def test_it_serves_once_for_seven_days_and_not_after_it_was_withdrawn(other: Shop, nadia: int) -> None:
    member_id, secret = awaited(other)
    with pytest.raises(LinkUsedUp):
        agree(secret, nadia, NOON + timedelta(days=7))
    with organization_block(other.org_id):
        operations.withdraw_invitation(actor=admin(other), member_id=member_id, now=NOON)
    before = whole(other)
    with pytest.raises(LinkUsedUp):
        agree(secret, nadia)
    assert whole(other) == before
    again, fresh = awaited(other)
    assert again == member_id
    agree(fresh, nadia, NOON + timedelta(days=6))
    with organization_block(other.org_id):
        operations.dismiss_member(actor=admin(other), member_id=member_id, now=NOON)
    with pytest.raises(LinkUsedUp):
        agree(fresh, nadia, NOON + timedelta(days=6))
    assert works(nadia, other) is None


def test_a_reset_link_accepts_nothing(other: Shop, nadia: int, letters: Letters) -> None:
    awaited(other)
    operations.ask_password_reset(email=NADIA, address="192.0.2.1", now=NOON)
    jobs.drain(until=NOON)
    secret = letters.sent[0].text.split("/entree/lien/")[1].split("/")[0]
    with pytest.raises(LinkUsedUp):
        agree(secret, nadia)
    operations.choose_password(secret=secret, password=OTHER_WORDS, now=NOON)
    assert works(nadia, other) is None


def test_two_houses_await_somebody_unknown_each_with_its_own_link(shop: Shop) -> None:
    """One link opens one house; the account that the first makes is the one the second asks for."""
    other = make_shop("voisin")
    _, here = awaited(shop)
    _, there = awaited(other, name="Nadia B.")
    user_id = operations.choose_password(secret=here, password=PASSWORD, now=NOON)
    assert works(user_id, shop) is not None
    assert works(user_id, other) is None
    with pytest.raises(AccountExists):
        operations.choose_password(secret=there, password=OTHER_WORDS, now=NOON)
    agree(there, user_id)
    assert works(user_id, other) is not None


def test_letters_are_the_same_but_for_the_name_that_was_typed(other: Shop, letters: Letters) -> None:
    """Somebody known and somebody unknown: the same words, the same number of letters an hour."""
    sent = []
    for email in (NADIA, "personne@lenoir.example"):
        with organization_block(other.org_id):
            member_id = operations.add_member(
                actor=admin(other), email=email, full_name="Tom Roy", role="agent", now=NOON
            )
            for _ in range(3):
                operations.send_invitation(actor=admin(other), member_id=member_id, now=NOON)
        with pytest.raises(TooManyTries), organization_block(other.org_id):
            operations.send_invitation(actor=admin(other), member_id=member_id, now=NOON)
        jobs.drain(until=NOON)
        one = letters.sent[-1]
        sent.append((one.subject, one.language, one.text.partition("http")[0], len(one.text)))
        assert one.to == email
    assert len(letters.sent) == 6
    assert sent[0] == sent[1]


def test_who_comes_back_after_years_may_have_forgotten_the_password(shop: Shop, letters: Letters) -> None:
    member_id, secret = invited(shop)
    user_id = operations.choose_password(secret=secret, password=PASSWORD, now=NOON)
    with organization_block(shop.org_id):
        operations.dismiss_member(actor=admin(shop), member_id=member_id, now=NOON)
    again, secret = awaited(shop)
    assert again == member_id
    operations.ask_password_reset(email=NADIA, address="192.0.2.1", now=NOON)
    jobs.drain(until=NOON)
    reset = letters.sent[0].text.split("/entree/lien/")[1].split("/")[0]
    operations.choose_password(secret=reset, password=OTHER_WORDS, now=NOON)
    agree(secret, user_id)
    assert works(user_id, shop) is not None


def test_a_house_that_asks_for_a_second_factor_gets_it_before_she_enters(other: Shop, nadia: int) -> None:
    Organization.objects.filter(id=other.org_id).update(second_factor_required=True)
    signed_in(nadia, "k1")
    _, secret = awaited(other)
    agree(secret, nadia)
    assert not operations.keep_session(user_id=nadia, session_key="k1", now=NOON)
