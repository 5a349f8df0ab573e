"""An organization is set up by its verbs alone."""

from datetime import date
from typing import Any

import pytest

from savoir.kernel.access import Role, system_actor
from savoir.kernel.errors import Invalid, NotAllowed, NotFound
from savoir.kernel.tenancy import organization_block
from savoir.organizations import operations, queries
from savoir.organizations.models import Brand, BrandDeclaration, Calendar, Route, Site, Team
from savoir.organizations.operations import CalendarUnreadable, DeclarationExists, NameTaken
from tests.shop import NOON, WEEK, Shop, make_shop

LOOKS = {
    "languages": ("fr", "en"), "sender_name": "Atelier", "sender_address": "sav@atelier.example",
    "legal_entity": "Atelier SARL", "hue": 20,
}  # fmt: skip


def founded(slug: str = "atelier") -> tuple[int, int]:
    """An organization with one brand; (org, brand)."""
    org_id = operations.found_organization(name="Atelier", slug=slug, now=NOON)
    actor = system_actor(org_id)
    with organization_block(org_id):
        calendar = operations.add_calendar(actor=actor, name="SAV", slots=WEEK, now=NOON)
        site = operations.add_site(
            actor=actor, code="lyon", name="Lyon", kind="warehouse", calendar_id=calendar, street="1 quai",
            postcode="69002", city="Lyon", now=NOON,
        )  # fmt: skip
        operations.add_team(actor=actor, name="Conseil", calendar_id=calendar, now=NOON)
        brand = operations.add_brand(
            actor=actor, slug=f"{slug}-marque", name="Atelier", calendar_id=calendar, return_site_id=site,
            now=NOON, **LOOKS,
        )  # fmt: skip
    return org_id, brand


@pytest.mark.django_db
def test_an_organization_is_founded_and_found() -> None:
    """From nothing to a portal address."""
    org_id, brand_id = founded()
    assert queries.organization_of_brand("atelier-marque") == (org_id, brand_id)
    with organization_block(org_id):
        (card,) = queries.brands(actor=system_actor(org_id))
        (site,) = queries.sites(actor=system_actor(org_id))
    assert (card.hue, card.languages, card.answer_hours) == (20, ("fr", "en"), 48)
    assert (site.code, site.zone) == ("lyon", "Europe/Paris")


@pytest.mark.django_db
def test_an_address_is_given_once_in_the_whole_world() -> None:
    """Another organization can't take it; nothing of the refused brand stays."""
    founded()
    with pytest.raises(NameTaken):
        operations.found_organization(name="Autre", slug="atelier", now=NOON)
    shop = make_shop("voisin")
    with organization_block(shop.org_id):
        before = Brand.objects.count(), Route.objects.count()
        with pytest.raises(NameTaken):
            operations.add_brand(
                actor=shop.system, slug="atelier-marque", name="Copie", calendar_id=shop.calendar_id,
                return_site_id=shop.warehouse_id, now=NOON, **LOOKS,
            )  # fmt: skip
        assert (Brand.objects.count(), Route.objects.count()) == before


@pytest.mark.parametrize(
    "given",
    [
        {"slots": [{"weekday": 7, "opens": "09:00", "closes": "18:00"}]},
        {"slots": [{"weekday": 0, "opens": "18:00", "closes": "09:00"}]},
        {"slots": [{"weekday": 0, "opens": "midi", "closes": "18:00"}]},
        {"slots": [{"weekday": 0, "opens": "09:00"}]},
        {"slots": [*WEEK, {"weekday": 0, "opens": "10:00", "closes": "11:00"}]},
        {"slots": WEEK, "zone": "Europe/Nulle-Part"},
        {"slots": WEEK, "holiday_region": "Atlantide"},
        {"slots": WEEK, "holiday_country": "ZZ"},
    ],
)
def test_a_calendar_that_cannot_be_read_is_refused(in_shop: Shop, given: dict[str, Any]) -> None:
    """And not stored."""
    before = Calendar.objects.count()
    with pytest.raises(CalendarUnreadable):
        operations.add_calendar(actor=in_shop.system, name="Illisible", now=NOON, **given)
    assert Calendar.objects.count() == before


def test_what_belongs_to_another_is_not_found(shop: Shop) -> None:
    """Calendars, sites and brands of the neighbor; an unknown kind of site; a language not spoken."""
    other = make_shop("voisin")
    place = {"street": "1 quai", "postcode": "69002", "city": "Lyon", "now": NOON}
    with organization_block(shop.org_id):
        actor = shop.actors[Role.ADMIN]
        before = Site.objects.count(), Team.objects.count(), Brand.objects.count()
        with pytest.raises(NotFound):
            operations.add_site(
                actor=actor, code="x", name="X", kind="store", calendar_id=other.calendar_id, **place
            )
        with pytest.raises(Invalid):
            operations.add_site(
                actor=actor, code="x", name="X", kind="cave", calendar_id=shop.calendar_id, **place
            )
        with pytest.raises(NotFound):
            operations.add_team(actor=actor, name="X", calendar_id=other.calendar_id, now=NOON)
        brand = {"slug": "x", "name": "X", "calendar_id": shop.calendar_id, "now": NOON}
        with pytest.raises(NotFound):
            operations.add_brand(actor=actor, return_site_id=other.store_id, **brand, **LOOKS)
        with pytest.raises(Invalid):
            operations.add_brand(
                actor=actor, return_site_id=shop.store_id, default_language="de", **brand, **LOOKS
            )
        assert (Site.objects.count(), Team.objects.count(), Brand.objects.count()) == before


@pytest.mark.parametrize("role", sorted(set(Role) - {Role.ADMIN}))
def test_only_administrators_change_the_house(in_shop: Shop, role: Role) -> None:
    """Every other role is refused, and nothing happened."""
    before = Calendar.objects.count(), BrandDeclaration.objects.count()
    actor = in_shop.actors[role]
    with pytest.raises(NotAllowed):
        operations.add_calendar(actor=actor, name="X", slots=WEEK, now=NOON)
    with pytest.raises(NotAllowed):
        operations.declare(
            actor=actor, brand_id=in_shop.brand_id, fact="terms", value=True,
            begins_on=date(2026, 1, 1), now=NOON,
        )  # fmt: skip
    assert (Calendar.objects.count(), BrandDeclaration.objects.count()) == before


def test_a_declaration_stands_once_and_ends_after_it_begins(in_shop: Shop) -> None:
    """Its proof rides with it; a second one for the same day is refused."""
    said: dict[str, Any] = {
        "actor": in_shop.actors[Role.ADMIN], "brand_id": in_shop.brand_id, "fact": "terms", "value": "v3",
        "begins_on": date(2026, 1, 1), "proof": "conditions-2026.pdf", "now": NOON,
    }  # fmt: skip
    operations.declare(**said)
    with pytest.raises(DeclarationExists):
        operations.declare(**said)
    with pytest.raises(Invalid):
        operations.declare(**{**said, "begins_on": date(2026, 2, 1), "ends_on": date(2026, 2, 1)})
    assert BrandDeclaration.objects.filter(fact="terms").count() == 1
    facts = queries.declarations(
        actor=in_shop.agent, brand_id=in_shop.brand_id, channel="web", on=date(2026, 1, 1)
    )
    assert facts.about()["terms"] == "v3"
