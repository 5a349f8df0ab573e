"""Who was invited before invitations were accepted: nobody gets in without agreeing, no letter is lost."""

from importlib import import_module

from django.apps import apps

from savoir.kernel.tenancy import organization_block
from savoir.organizations import operations, queries
from savoir.organizations.models import Member, Membership, User, UserLink
from savoir.organizations.operations import people
from tests.shop import NOON, Shop, make_shop

PASSWORD = "un café et trois croissants"
change = import_module("savoir.organizations.migrations.0014_invitations_to_accept").await_who_has_no_password


def formerly_invited(email: str, *houses: Shop) -> str:
    """As `add_member` and `invite` left it: works at once, one link for all."""
    user = User.objects.create(email=email, full_name="Nadia", password="!")
    for house in houses:
        Membership.objects.create(user=user, org_id=house.org_id)
        with organization_block(house.org_id):
            Member.objects.create(org_id=house.org_id, user=user, role="agent")
    return people.make_link(user, UserLink.Purpose.INVITATION, NOON + people.INVITATION_LASTS)


def test_a_link_that_is_on_its_way_opens_the_house_that_sent_it(shop: Shop) -> None:
    secret = formerly_invited("nadia@lenoir.example", shop)
    change(apps, None)
    user = User.objects.get(email="nadia@lenoir.example")
    assert queries.memberships_of(user.id) == ()
    card = queries.link_card(secret=secret, now=NOON)
    assert card is not None
    assert card.email == user.email
    assert operations.choose_password(secret=secret, password=PASSWORD, now=NOON) == user.id
    assert {one.org_id for one in queries.memberships_of(user.id)} == {shop.org_id}


def test_a_link_of_two_houses_opens_neither_and_is_sent_again(shop: Shop) -> None:
    other = make_shop("voisin")
    secret = formerly_invited("tom@lenoir.example", shop, other)
    change(apps, None)
    assert queries.link_card(secret=secret, now=NOON) is None
    with organization_block(other.org_id):
        awaited = Member.objects.get(awaited_as="tom@lenoir.example")
        fresh = operations.invite(actor=other.system, member_id=awaited.id, now=NOON)
    user_id = operations.choose_password(secret=fresh, password=PASSWORD, now=NOON)
    assert {one.org_id for one in queries.memberships_of(user_id)} == {other.org_id}


def test_who_has_a_password_works_on(shop: Shop) -> None:
    User.objects.filter(email__contains="agent.").update(password="pbkdf2$x")
    with organization_block(shop.org_id):
        user_id = Member.objects.get(id=shop.agent.id).user_id
    change(apps, None)
    assert {one.org_id for one in queries.memberships_of(user_id)} == {shop.org_id}
