"""A team is made, named, ended, taken up again; colleagues come and go; its code never changes."""

from typing import Any

import pytest

from savoir.kernel.access import Actor, Role
from savoir.kernel.errors import Invalid, NotAllowed, NotFound, Refused
from savoir.kernel.models import LedgerEvent
from savoir.kernel.tenancy import organization_block
from savoir.organizations import operations, queries
from savoir.organizations.models import Member, Team
from savoir.organizations.operations import NameTaken, TeamOver
from tests.cases.routes import code_of, team
from tests.shop import NOON, Shop, make_shop

pytestmark = pytest.mark.django_db


@pytest.fixture
def admin(in_shop: Shop) -> Actor:
    return in_shop.actors[Role.ADMIN]


def everything() -> Any:
    return (
        list(Team.objects.order_by("id").values_list("name", "code", "ended_at")),
        list(Member.objects.order_by("id").values_list("team_id", flat=True)),
        LedgerEvent.objects.count(),
    )  # fmt: skip


def kinds() -> list[str]:
    rows = LedgerEvent.objects.filter(subject_kind="organization").order_by("id")
    return [kind for kind in rows.values_list("kind", flat=True) if kind.startswith(("team", "member_p"))]


def names(actor: Actor) -> list[str]:
    return [one.name for one in queries.teams(actor=actor)]


def test_a_renamed_team_keeps_the_code_that_rules_write(in_shop: Shop, admin: Actor) -> None:
    safety = team(in_shop, "Sécurité")
    operations.rename_team(actor=admin, team_id=safety, name="Sûreté", now=NOON)
    operations.rename_team(actor=admin, team_id=safety, name="Sûreté", now=NOON)

    assert (names(admin), code_of(safety)) == (["Sûreté"], "securite")
    assert kinds() == ["team_made", "team_renamed"]


def test_an_ended_team_is_offered_nowhere_and_taken_up_again_with_its_people(
    in_shop: Shop, admin: Actor
) -> None:
    safety = team(in_shop, "Sécurité")
    operations.place_member(actor=admin, member_id=in_shop.agent.id, team_id=safety, now=NOON)
    operations.end_team(actor=admin, team_id=safety, to_team_id=None, now=NOON)

    assert names(admin) == []
    listed = queries.teams_listed(actor=admin, limit=10)
    assert [(one.name, one.ended_at, one.people) for one in listed] == [("Sécurité", NOON, 1)]
    assert queries.ended_teams(actor=admin, codes={"securite", "autre"}) == {"securite": safety}

    operations.resume_team(actor=admin, team_id=safety, now=NOON)
    operations.resume_team(actor=admin, team_id=safety, now=NOON)
    assert names(admin) == ["Sécurité"]
    assert kinds() == ["team_made", "member_placed", "team_ended", "team_resumed"]


def test_a_colleague_is_in_one_team_at_a_time(in_shop: Shop, admin: Actor) -> None:
    safety, advice = team(in_shop, "Sécurité"), team(in_shop, "Conseil")
    for to in (safety, safety, advice, None):
        operations.place_member(actor=admin, member_id=in_shop.agent.id, team_id=to, now=NOON)

    assert kinds() == ["team_made", "team_made", *["member_placed"] * 3]
    assert {one.id: one.people for one in queries.teams_listed(actor=admin, limit=9)} == {
        safety: 0,
        advice: 0,
    }


def test_teams_are_listed_by_name_page_by_page(in_shop: Shop, admin: Actor) -> None:
    for name in ("C", "A", "B"):
        team(in_shop, name)
    first = queries.teams_listed(actor=admin, limit=2)
    rest = queries.teams_listed(actor=admin, after=first[-1].name, limit=2)
    assert [one.name for one in (*first, *rest)] == ["A", "B", "C"]


def refusals(shop: Shop, safety: int, ended: int) -> list[tuple[type[Refused], str, dict[str, Any]]]:
    stranger = make_shop("dupont")
    theirs = team(stranger, "Ailleurs")
    agent = shop.agent.id
    return [
        (NameTaken, "rename_team", {"team_id": safety, "name": "Standard"}),
        (NameTaken, "add_team", {"name": "Standard", "calendar_id": shop.calendar_id}),
        (NameTaken, "add_team", {"name": "Autre", "code": "standard", "calendar_id": shop.calendar_id}),
        (NotFound, "add_team", {"name": "Autre", "calendar_id": stranger.calendar_id}),
        (NotFound, "rename_team", {"team_id": theirs, "name": "X"}),
        (NotFound, "end_team", {"team_id": theirs, "to_team_id": None}),
        (NotFound, "resume_team", {"team_id": theirs}),
        (TeamOver, "end_team", {"team_id": ended, "to_team_id": None}),
        (Invalid, "end_team", {"team_id": safety, "to_team_id": safety}),
        (Invalid, "end_team", {"team_id": safety, "to_team_id": ended}),
        (Invalid, "end_team", {"team_id": safety, "to_team_id": theirs}),
        (TeamOver, "place_member", {"member_id": agent, "team_id": ended}),
        (NotFound, "place_member", {"member_id": agent, "team_id": theirs}),
        (NotFound, "place_member", {"member_id": 999_999, "team_id": safety}),
    ]  # fmt: skip


def test_what_can_t_be_is_refused_and_nothing_happens(shop: Shop) -> None:
    admin = shop.actors[Role.ADMIN]
    with organization_block(shop.org_id):
        safety, ended = team(shop, "Sécurité"), team(shop, "Standard")
        operations.end_team(actor=admin, team_id=ended, to_team_id=None, now=NOON)
    for kind, verb, given in refusals(shop, safety, ended):
        with organization_block(shop.org_id):
            before = everything()
            with pytest.raises(kind):
                getattr(operations, verb)(actor=admin, now=NOON, **given)
            assert everything() == before, (verb, given)


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.ADMIN])
def test_only_who_manages_the_organization_does_any_of_it(in_shop: Shop, role: Role) -> None:
    safety, actor = team(in_shop, "Sécurité"), in_shop.actors[role]
    before = everything()
    for verb, given in (
        ("add_team", {"name": "X", "calendar_id": in_shop.calendar_id}),
        ("rename_team", {"team_id": safety, "name": "X"}),
        ("end_team", {"team_id": safety, "to_team_id": None}), ("resume_team", {"team_id": safety}),
        ("place_member", {"member_id": in_shop.agent.id, "team_id": safety}),
    ):  # fmt: skip
        with pytest.raises(NotAllowed):
            getattr(operations, verb)(actor=actor, now=NOON, **given)
    with pytest.raises(NotAllowed):
        queries.teams_listed(actor=actor, limit=1)
    assert everything() == before
