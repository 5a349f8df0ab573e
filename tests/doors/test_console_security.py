"""Who protects his account: everybody of a large house, page by page."""

import re
from html import unescape
from typing import Any

import pytest
import time_machine
from django.test import Client

from savoir.kernel.access import Role
from savoir.organizations.models import Member, Membership, SecondFactor, User
from tests.doors.conftest import Login
from tests.doors.desks import inside
from tests.doors.portals import text_of
from tests.shop import NOON, Shop

PAGE = "/console/securite/"
MORE = 60


@pytest.fixture
def admin(shop: Shop, login: Login, clock: time_machine.Traveller) -> Client:
    client = Client()
    login(client, shop.actors[Role.ADMIN])
    return client


def _large(shop: Shop) -> set[str]:
    """A house of many agents, some of the same name; the names of all who work there."""
    with inside(shop):
        for nth in range(MORE):
            name = f"Agent {nth // 2:02}"
            user = User.objects.create(email=f"a{nth}@lenoir.example", full_name=name)
            Membership.objects.create(user=user, org_id=shop.org_id)
            Member.objects.create(org_id=shop.org_id, user=user, role=Role.AGENT.value)
            if nth < 3:
                SecondFactor.objects.create(user=user, kind="codes", created_at=NOON, confirmed_at=NOON)
        return set(Member.objects.filter(active=True).values_list("user__full_name", flat=True))


def _names(page: Any) -> list[str]:
    return [unescape(name) for name in re.findall(r'<span class="cell-main">([^<]+)', page.content.decode())]


def test_each_colleague_stands_on_one_page_and_the_figures_count_all(
    admin: Client, shop: Shop, django_assert_num_queries: Any
) -> None:
    everybody = _large(shop)
    with inside(shop):
        working = Member.objects.filter(active=True, awaited_as="").count()
    admin.get(PAGE)  # he is signed in, and what a process keeps of the house is known
    with django_assert_num_queries(11):
        first = admin.get(PAGE)
    assert f"3 personnes protégées sur {working}" in text_of(first)
    (more,) = re.findall(r'href="([^"]*apres=\d+)"', first.content.decode())
    second = admin.get(more)
    assert f"3 personnes protégées sur {working}" in text_of(second)
    seen = _names(first) + _names(second)
    assert (len(_names(first)), len(seen), set(seen)) == (50, working, everybody)
    assert "apres=" not in second.content.decode()


@pytest.mark.parametrize("after", ["0", "nobody", "99999999", "%00"])
def test_an_address_that_was_typed_shows_a_page(admin: Client, shop: Shop, after: str) -> None:
    assert admin.get(f"{PAGE}?apres={after}").status_code == 200
