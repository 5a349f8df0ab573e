"""Playing the people of the demo: nobody else's."""

import pytest

from savoir.kernel.access import Actor, Role, visitor_actor
from savoir.kernel.errors import NotAllowed, NotFound
from savoir.kernel.tenancy import organization_block
from savoir.organizations.models import Member, Organization
from savoir.organizations.operations import OnlyInTheDemo, play_colleague
from savoir.organizations.queries import actor_of, demo_organization
from tests.shop import NOON, Shop, make_shop


def _invent(shop: Shop) -> Actor:
    Organization.objects.filter(id=shop.org_id).update(is_demo=True)
    return visitor_actor(shop.org_id)


def _demo() -> tuple[int, str] | None:
    found = demo_organization()
    return (found.org_id, found.org_name) if found is not None else None


def test_a_visitor_of_the_demo_plays_its_agent(shop: Shop) -> None:
    visitor = _invent(shop)
    assert _demo() == (shop.org_id, "Maison Lenoir")
    with organization_block(shop.org_id):
        user_id = play_colleague(actor=visitor, role=Role.AGENT, now=NOON)
        assert actor_of(user_id, shop.org_id) == shop.agent


def test_nobody_plays_a_person_of_a_real_shop(shop: Shop) -> None:
    real = make_shop("durand")
    _invent(shop)
    assert _demo() == (shop.org_id, "Maison Lenoir")
    with organization_block(real.org_id), pytest.raises(OnlyInTheDemo):
        play_colleague(actor=visitor_actor(real.org_id), role=Role.AGENT, now=NOON)


def test_no_member_and_no_job_plays_a_colleague_not_even_in_the_demo(shop: Shop) -> None:
    _invent(shop)
    with organization_block(shop.org_id):
        for actor in (shop.actors[Role.ADMIN], shop.system):
            with pytest.raises(OnlyInTheDemo):
                play_colleague(actor=actor, role=Role.FINANCE, now=NOON)
        with pytest.raises(NotAllowed):
            play_colleague(actor=shop.agent, role=Role.FINANCE, now=NOON)


def test_a_colleague_who_left_is_not_played(shop: Shop) -> None:
    visitor = _invent(shop)
    with organization_block(shop.org_id):
        Member.objects.filter(id=shop.actors[Role.STORE].id).update(active=False)
        with pytest.raises(NotFound):
            play_colleague(actor=visitor, role=Role.STORE, now=NOON)


def test_without_a_demo_there_is_none(shop: Shop) -> None:
    assert _demo() is None
