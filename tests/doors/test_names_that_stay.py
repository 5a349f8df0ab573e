"""Somebody left the house: his name stays on what he did, and nobody may choose him any more."""

from savoir.cases import operations as cases
from savoir.kernel.access import Role
from savoir.kernel.tenancy import organization_block
from savoir.organizations.operations import dismiss_member
from savoir.organizations.queries import member_names, members
from tests.cases.files import opened
from tests.cases.routes import sold
from tests.doors.desks import SignIn, desk_of
from tests.doors.portals import text_of
from tests.shop import NOON, Shop


def gone(shop: Shop, role: Role) -> str:
    with organization_block(shop.org_id):
        dismiss_member(actor=shop.actors[Role.ADMIN], member_id=shop.actors[role].id, now=NOON)
    return shop.actors[role].name


def test_the_history_of_a_case_names_who_took_it(shop: Shop, login: SignIn) -> None:
    with organization_block(shop.org_id):
        reference = opened(shop, sold(shop)).reference
        cases.assign_case(actor=shop.agent, reference=reference, member_id=shop.agent.id, now=NOON)
    desk = desk_of(shop, login, Role.SENIOR)
    name = gone(shop, Role.AGENT)
    page = desk.get(f"dossiers/{reference}/")
    assert "Dossier pris" in text_of(page)
    assert "Dossier rendu" not in text_of(page)
    assert f"{name} · {name}" in text_of(page), "whose it became, and who did it"
    assert f"{name}</option>" not in page.content.decode(), "nobody gives him a case"


def test_who_left_has_a_name_and_is_no_colleague(in_shop: Shop) -> None:
    name = gone(in_shop, Role.AGENT)
    actor = in_shop.actors[Role.ADMIN]
    assert member_names(actor=actor)[in_shop.agent.id] == name
    assert in_shop.agent.id not in {one.id for one in members(actor=actor)}
    assert member_names(actor=in_shop.customer(1)) == {}
