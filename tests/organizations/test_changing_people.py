"""Another role, an invitation by letter, and one that is taken back: who may, and what stays undone."""

from datetime import timedelta
from typing import Any

import pytest

from savoir.kernel import jobs
from savoir.kernel.access import Role
from savoir.kernel.errors import Invalid, NotAllowed, NotFound
from savoir.kernel.ledger import events_of
from savoir.kernel.ports import bind, bound
from savoir.kernel.tenancy import organization_block
from savoir.organizations import operations, queries
from savoir.organizations.models import Member, User, UserLink
from savoir.organizations.operations import (
    AlreadySignsIn,
    InvitationUsed,
    LastAdministrator,
    LinkUsedUp,
    Oneself,
    SiteNeeded,
    TooManyTries,
)
from savoir.organizations.ports import AccountMail
from tests.organizations.test_people import PASSWORD, Letters, admin, invited
from tests.shop import NOON, Shop, make_shop


@pytest.fixture
def letters() -> Any:
    """What left."""
    former, box = bound(AccountMail), Letters()
    bind(AccountMail, lambda org_id: box)
    yield box
    bind(AccountMail, former or (lambda org_id: box))


def roles(shop: Shop) -> list[tuple[int, str, int | None, bool]]:
    """Everybody's role, place and access."""
    with organization_block(shop.org_id):
        return list(Member.objects.order_by("id").values_list("id", "role", "site_id", "active"))


def told(shop: Shop) -> list[str]:
    """What the ledger tells of the house."""
    with organization_block(shop.org_id):
        return [entry.kind for entry in events_of("organization", shop.org_id)]


def state(shop: Shop) -> tuple[Any, ...]:
    """All that a refusal must leave as it was."""
    links = list(UserLink.objects.order_by("id").values_list("digest", "used_at"))
    return roles(shop), told(shop), User.objects.count(), links


def second_admin(shop: Shop) -> int:
    """Who was asked, and has come."""
    with organization_block(shop.org_id):
        member_id = operations.add_member(
            actor=admin(shop), email="ada@lenoir.example", full_name="Ada Roy", role="admin", now=NOON
        )
        Member.objects.filter(id=member_id).update(awaited_as="")
    return member_id


def change(
    shop: Shop, member_id: int, role: str, *, by: Role = Role.ADMIN, site_id: int | None = None
) -> None:
    with organization_block(shop.org_id):
        operations.change_role(
            actor=shop.actors[by], member_id=member_id, role=role, site_id=site_id, now=NOON
        )


def letter(shop: Shop, member_id: int) -> None:
    with organization_block(shop.org_id):
        operations.send_invitation(actor=admin(shop), member_id=member_id, now=NOON)


def test_an_agent_becomes_a_senior_and_the_ledger_tells_of_it(shop: Shop) -> None:
    lea = shop.agent.id
    change(shop, lea, "senior")
    change(shop, lea, "senior")
    with organization_block(shop.org_id):
        user_id = Member.objects.get(id=lea).user_id
        actor = queries.actor_of(user_id, shop.org_id)
    assert actor is not None
    assert actor.role is Role.SENIOR
    assert told(shop).count("member_role_changed") == 1, "nothing happens the second time"


def test_a_warehouse_role_names_its_place_and_leaves_it_with_the_role(shop: Shop) -> None:
    lea = shop.agent.id
    before = state(shop)
    with pytest.raises(SiteNeeded):
        change(shop, lea, "warehouse")
    other = make_shop("voisin")
    with pytest.raises(NotFound):
        change(shop, lea, "warehouse", site_id=other.warehouse_id)
    assert state(shop)[:2] == before[:2]
    change(shop, lea, "warehouse", site_id=shop.warehouse_id)
    change(shop, lea, "agent")
    assert next(row for row in roles(shop) if row[0] == lea) == (lea, "agent", None, True)


def test_nobody_changes_his_own_role_nor_ends_his_own_access(shop: Shop) -> None:
    second_admin(shop)
    before = state(shop)
    with pytest.raises(Oneself):
        change(shop, admin(shop).id, "agent")
    with pytest.raises(Oneself), organization_block(shop.org_id):
        operations.dismiss_member(actor=admin(shop), member_id=admin(shop).id, now=NOON)
    assert state(shop) == before


def test_the_last_administrator_is_neither_lowered_nor_dismissed(shop: Shop) -> None:
    before = state(shop)
    for deed in (
        lambda: operations.change_role(
            actor=shop.system, member_id=admin(shop).id, role="senior", now=NOON
        ),
        lambda: operations.dismiss_member(actor=shop.system, member_id=admin(shop).id, now=NOON),
    ):  # fmt: skip
        with pytest.raises(LastAdministrator), organization_block(shop.org_id):
            deed()
    assert state(shop) == before


def test_who_was_asked_and_has_not_come_is_no_administrator_to_leave_the_house_to(shop: Shop) -> None:
    with organization_block(shop.org_id):
        operations.add_member(
            actor=shop.system, email="awaited@lenoir.example", full_name="Awaited", role="admin", now=NOON
        )
    before = state(shop)
    with pytest.raises(LastAdministrator), organization_block(shop.org_id):
        operations.change_role(actor=shop.system, member_id=admin(shop).id, role="senior", now=NOON)
    assert state(shop) == before


def test_who_was_lowered_in_the_meantime_changes_nobody_any_more(shop: Shop) -> None:
    """His page was open still."""
    ada = second_admin(shop)
    with organization_block(shop.org_id):
        operations.change_role(actor=shop.system, member_id=admin(shop).id, role="agent", now=NOON)
        third = operations.add_member(
            actor=shop.system, email="tom@lenoir.example", full_name="Tom", role="admin", now=NOON
        )
        Member.objects.filter(id=third).update(awaited_as="")
    before = state(shop)
    with pytest.raises(NotAllowed):
        change(shop, third, "agent")
    with pytest.raises(NotAllowed), organization_block(shop.org_id):
        operations.dismiss_member(actor=admin(shop), member_id=ada, now=NOON)
    assert state(shop) == before


@pytest.mark.parametrize("role", [one for one in Role if one is not Role.ADMIN])
def test_only_who_administers_changes_roles(shop: Shop, role: Role) -> None:
    before = state(shop)
    with pytest.raises(NotAllowed):
        change(shop, shop.agent.id, "senior", by=role)
    assert state(shop) == before


def test_an_unknown_role_and_a_stranger(shop: Shop) -> None:
    other, before = make_shop("voisin"), state(shop)
    with pytest.raises(Invalid):
        change(shop, shop.agent.id, "roi")
    with pytest.raises(NotFound):
        change(shop, other.agent.id, "senior")
    assert state(shop)[:2] == before[:2]
    assert dict((row[0], row[1]) for row in roles(other))[other.agent.id] == "agent"


def test_a_supervisor_gets_no_link_that_makes_him_an_administrator(shop: Shop) -> None:
    """The link of an invited administrator opens his account to whoever holds it."""
    ada = second_admin(shop)
    before = state(shop)
    for deed in (operations.invite, operations.send_invitation):
        with pytest.raises(NotAllowed), organization_block(shop.org_id):
            deed(actor=shop.actors[Role.SUPERVISOR], member_id=ada, now=NOON)
    assert state(shop) == before


def test_an_invitation_leaves_by_letter_and_a_new_one_kills_the_former(shop: Shop, letters: Letters) -> None:
    member_id, shown = invited(shop)
    for _ in range(2):
        letter(shop, member_id)
    jobs.drain(until=NOON)
    assert [one.to for one in letters.sent] == ["nadia@lenoir.example"] * 2
    assert "Maison Lenoir" in letters.sent[0].text
    assert "7 jours" in letters.sent[0].text
    first, last = (one.text.split("/entree/lien/")[1].split("/")[0] for one in letters.sent)
    for dead in (shown, first):
        with pytest.raises(LinkUsedUp):
            operations.choose_password(secret=dead, password=PASSWORD, now=NOON)
    operations.choose_password(secret=last, password=PASSWORD, now=NOON)
    with pytest.raises(AlreadySignsIn):
        letter(shop, member_id)
    assert told(shop).count("member_invited") == 3


def test_a_letter_that_waits_is_not_sent_to_who_came_in_or_was_dismissed(
    shop: Shop, letters: Letters
) -> None:
    member_id, secret = invited(shop)
    letter(shop, member_id)
    operations.choose_password(secret=secret, password=PASSWORD, now=NOON)
    jobs.drain(until=NOON)
    assert letters.sent == []
    other, _ = invited(shop, "tom@lenoir.example")
    letter(shop, other)
    with organization_block(shop.org_id):
        operations.withdraw_invitation(actor=admin(shop), member_id=other, now=NOON)
    jobs.drain(until=NOON)
    assert letters.sent == []


def test_a_fourth_letter_of_an_hour_waits(shop: Shop, letters: Letters) -> None:
    member_id, _ = invited(shop)
    for _ in range(3):
        letter(shop, member_id)
    before = told(shop)
    with pytest.raises(TooManyTries) as refusal:
        letter(shop, member_id)
    assert 1 <= refusal.value.facts["minutes"] <= 60
    assert told(shop) == before
    jobs.drain(until=NOON)
    assert len(letters.sent) == 3


def test_a_withdrawn_invitation_opens_nothing(shop: Shop) -> None:
    member_id, secret = invited(shop)
    with organization_block(shop.org_id):
        operations.withdraw_invitation(actor=admin(shop), member_id=member_id, now=NOON)
    with pytest.raises(LinkUsedUp):
        operations.choose_password(secret=secret, password=PASSWORD, now=NOON)
    assert told(shop)[-2:] == ["invitation_withdrawn", "member_left"]
    assert next(row for row in roles(shop) if row[0] == member_id)[3] is False


def test_who_came_in_has_no_invitation_to_withdraw(shop: Shop) -> None:
    member_id, secret = invited(shop)
    operations.choose_password(secret=secret, password=PASSWORD, now=NOON)
    before = state(shop)
    with pytest.raises(InvitationUsed), organization_block(shop.org_id):
        operations.withdraw_invitation(actor=admin(shop), member_id=member_id, now=NOON)
    with pytest.raises(NotAllowed), organization_block(shop.org_id):
        operations.withdraw_invitation(actor=shop.agent, member_id=member_id, now=NOON)
    assert state(shop) == before


def test_the_list_shows_this_house_alone_page_by_page(shop: Shop) -> None:
    """By name; who left comes last."""
    member_id, _ = invited(shop)
    make_shop("voisin")
    with organization_block(shop.org_id):
        operations.dismiss_member(actor=admin(shop), member_id=shop.agent.id, now=NOON)
        whole = queries.colleagues(actor=admin(shop), limit=50)
        read, after = list[int](), 0
        while page := queries.colleagues(actor=admin(shop), after_id=after, limit=3):
            read, after = [*read, *(one.id for one in page)], page[-1].id
        with pytest.raises(NotAllowed):
            queries.colleagues(actor=shop.agent, limit=50)
    assert [one.id for one in whole] == read
    assert set(read) == {row[0] for row in roles(shop)}
    assert whole[-1].id == shop.agent.id
    names = [one.name for one in whole[:-1]]
    assert len(names) == len(shop.actors)
    nadia = next(one for one in whole if one.id == member_id)
    assert (nadia.has_joined, nadia.invited_until, nadia.seen_at) == (False, NOON + timedelta(days=7), None)
