"""What the other rooms learn about an organization."""

from datetime import UTC, date, datetime, timedelta

import pytest

from savoir.kernel.access import Role
from savoir.kernel.errors import NotFound
from savoir.kernel.tenancy import organization_block
from savoir.organizations import queries
from savoir.organizations.models import BrandDeclaration, Calendar, Member, Organization, Route, User
from tests.shop import Shop, make_shop


def test_a_brand_shows_its_card_to_everybody_who_may_enter(in_shop: Shop) -> None:
    """A customer reads the same brand as the agent."""
    card = queries.brand_card(actor=in_shop.customer(1), brand_id=in_shop.brand_id)
    assert card == queries.brand_card(actor=in_shop.agent, brand_id=in_shop.brand_id)
    assert (card.name, card.languages) == ("Maison Lenoir", ("fr", "en"))
    assert card.return_site_id == in_shop.warehouse_id
    assert queries.brands(actor=in_shop.agent) == (card,)
    assert queries.site_card(actor=in_shop.customer(1), site_id=card.return_site_id).city == "Lesquin"


def test_business_hours_skip_sunday_and_armistice(in_shop: Shop) -> None:
    """Tuesday 10 November 2026, 17:00 in Paris, plus two business hours: Thursday 12, 10:00."""
    calendar = queries.business_calendar(actor=in_shop.agent, calendar_id=in_shop.calendar_id)
    asked = datetime(2026, 11, 10, 16, 0, tzinfo=UTC)
    assert calendar.add_business_time(asked, timedelta(hours=2)) == datetime(2026, 11, 12, 9, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("region", "day", "is_closed"),
    [
        ("", date(2026, 4, 3), False),
        ("Alsace-Moselle", date(2026, 4, 3), True),
        ("Alsace-Moselle", date(2026, 12, 26), True),
        ("974", date(2026, 12, 20), True),
        ("Guadeloupe", date(2026, 5, 27), True),
        ("", date(2010, 7, 14), True),
        ("", date(2026, 12, 20), False),
    ],
)
def test_holidays_are_those_of_the_place(in_shop: Shop, region: str, day: date, is_closed: bool) -> None:
    """Good Friday in Strasbourg, abolition of slavery overseas, 14 July everywhere, and in old sales too."""
    row = Calendar.objects.create(org_id=in_shop.org_id, name="Ici", slots=[], holiday_region=region)
    calendar = queries.business_calendar(actor=in_shop.agent, calendar_id=row.id)
    assert (day in calendar.closed_days) is is_closed


def test_days_closed_by_choice_count_too(in_shop: Shop) -> None:
    """Inventory day."""
    Calendar.objects.filter(id=in_shop.calendar_id).update(closed_days=["2026-11-25"])
    calendar = queries.business_calendar(actor=in_shop.agent, calendar_id=in_shop.calendar_id)
    assert date(2026, 11, 25) in calendar.closed_days


def test_a_declaration_for_the_channel_wins_over_a_general_one(in_shop: Shop) -> None:
    """The marketplace did not announce the return cost while the site did."""
    BrandDeclaration.objects.create(
        org_id=in_shop.org_id, brand_id=in_shop.brand_id, fact="return_cost_announced", value=False,
        channel="marketplace", begins_on=date(2020, 1, 1), ends_on=date(2026, 1, 1),
    )  # fmt: skip

    def said(channel: str, on: date) -> object:
        facts = queries.declarations(actor=in_shop.agent, brand_id=in_shop.brand_id, channel=channel, on=on)
        return facts.about().get("return_cost_announced")

    assert said("web", date(2025, 6, 1)) is True
    assert said("marketplace", date(2025, 6, 1)) is False
    assert said("marketplace", date(2026, 1, 1)) is True
    assert said("web", date(2008, 12, 31)) is None


def test_a_portal_address_leads_to_its_organization_before_any_block(shop: Shop) -> None:
    """And an unknown or sleeping one to nobody."""
    assert queries.organization_of_brand(shop.brand_slug) == (shop.org_id, shop.brand_id)
    assert queries.organization_of_brand("personne") is None
    assert Route.objects.filter(key_digest=shop.brand_slug).count() == 0
    Organization.objects.filter(id=shop.org_id).update(active=False)
    assert queries.organization_of_brand(shop.brand_slug) is None


def test_a_member_is_an_actor_only_in_his_organization(shop: Shop) -> None:
    """Léa works here, not next door; next door does not even see her."""
    other = make_shop("voisin")
    with organization_block(shop.org_id):
        user_id = Member.objects.get(id=shop.agent.id).user_id
        assert queries.actor_of(user_id, shop.org_id) == shop.agent
        assert queries.actor_of(user_id, other.org_id) is None
    with organization_block(other.org_id):
        assert queries.actor_of(user_id, other.org_id) is None
        assert queries.actor_of(user_id, shop.org_id) is None
    assert [card.org_id for card in queries.memberships_of(user_id)] == [shop.org_id]


def test_warehouse_people_carry_their_site(in_shop: Shop) -> None:
    """Samir receives at Lesquin only."""
    user_id = Member.objects.get(id=in_shop.dock.id).user_id
    actor = queries.actor_of(user_id, in_shop.org_id)
    assert actor is not None
    assert actor.site_ids == {in_shop.warehouse_id}


@pytest.mark.parametrize("who", ["user", "member"])
def test_who_left_is_no_actor(in_shop: Shop, who: str) -> None:
    """Deactivated as a person or as a member: the same nobody."""
    member = Member.objects.get(id=in_shop.agent.id)
    if who == "user":
        User.objects.filter(id=member.user_id).update(is_active=False)
        assert queries.memberships_of(member.user_id) == ()
    else:
        Member.objects.filter(id=member.id).update(active=False)
    assert queries.actor_of(member.user_id, in_shop.org_id) is None
    assert queries.member_card(actor=in_shop.agent, member_id=member.id).name == "agent test"


def test_colleagues_are_hidden_from_customers(in_shop: Shop) -> None:
    """The team is the organization's own business."""
    assert {card.role for card in queries.members(actor=in_shop.agent)} == set(Role)
    assert queries.members(actor=in_shop.customer(1)) == ()
    with pytest.raises(NotFound):
        queries.member_card(actor=in_shop.customer(1), member_id=in_shop.agent.id)


def test_the_neighbor_does_not_exist(shop: Shop) -> None:
    """Brand, place, calendar and colleague of another organization: not found."""
    other = make_shop("voisin")
    with organization_block(shop.org_id):
        for question in (
            lambda: queries.brand_card(actor=shop.agent, brand_id=other.brand_id),
            lambda: queries.site_card(actor=shop.agent, site_id=other.store_id),
            lambda: queries.business_calendar(actor=shop.agent, calendar_id=other.calendar_id),
            lambda: queries.member_card(actor=shop.agent, member_id=other.agent.id),
            lambda: queries.brand_of_address(actor=shop.agent, slug=other.brand_slug),
        ):
            with pytest.raises(NotFound):
                question()
