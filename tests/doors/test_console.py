"""The console: who enters, what he is shown, and that a page nobody may see answers nobody."""

import pytest
from django.test import Client, RequestFactory
from django.urls import reverse

from savoir.kernel.access import Actor, Permission, Role
from savoir.kernel.errors import NotAllowed
from savoir.organizations.models import Brand
from savoir.web.console import pages
from savoir.web.console.pages import PAGES, Group, Page, Standing
from savoir.web.console.routes import paths
from tests.doors.conftest import Login
from tests.doors.desks import inside
from tests.shop import Shop


def enter(shop: Shop, login: Login, role: Role) -> Client:
    client = Client()
    login(client, shop.actors[role])
    return client


@pytest.mark.parametrize("role", [Role.ADMIN, Role.SUPERVISOR, Role.FINANCE])
def test_the_overview_names_the_brand_its_policy_and_every_page_that_opens(
    shop: Shop, login: Login, role: Role
) -> None:
    page = enter(shop, login, role).get("/console/").content.decode()

    assert "Maison Lenoir" in page
    assert "version 1" in page
    assert f"/sav/{shop.brand_slug}/" in page
    for known in PAGES:
        shown = f'href="{reverse(f"console:{known.name}")}"' in page
        assert shown is known.opens_for(shop.actors[role]), known.name


@pytest.mark.parametrize("role", [Role.AGENT, Role.SENIOR, Role.STORE, Role.WAREHOUSE])
def test_others_stay_outside(shop: Shop, login: Login, role: Role) -> None:
    """But for the rules, which a senior reads who may be asked to review them."""
    client = enter(shop, login, role)

    for known in PAGES:
        reads = role is Role.SENIOR and known.name == "policies"
        assert known.opens_for(shop.actors[role]) is reads
        assert client.get(reverse(f"console:{known.name}")).status_code == (200 if reads else 403)


@pytest.mark.parametrize("role", [Role.ADMIN, Role.SUPERVISOR, Role.FINANCE])
def test_every_page_asks_for_its_own_permission(shop: Shop, login: Login, role: Role) -> None:
    client = enter(shop, login, role)

    for known in PAGES:
        wanted = 200 if known.opens_for(shop.actors[role]) else 403
        assert client.get(reverse(f"console:{known.name}")).status_code == wanted, known.name


def test_a_brand_without_a_policy_is_said_aloud(shop: Shop, login: Login) -> None:
    with inside(shop):
        second = Brand.objects.get()
        second.id, second.slug, second.name = None, "neuve", "Maison Neuve"
        second.save()

    assert "aucune" in enter(shop, login, Role.ADMIN).get("/console/").content.decode()


def test_the_overview_asks_few_questions(
    shop: Shop, login: Login, django_assert_max_num_queries: object
) -> None:
    client = enter(shop, login, Role.ADMIN)
    client.get("/console/")
    with django_assert_max_num_queries(20):  # type: ignore[operator]  # pytest-django's own callable
        client.get("/console/")


def test_a_view_below_a_page_is_never_reached_without_its_permission(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The pages in `PAGES` today are not the last ones: the guard is tried with one of its own."""
    secret = Page("secret", "s/", "S", "", "lock", Group.HOUSE, Permission.CONNECTOR_WRITE, "")
    monkeypatch.setitem(pages._NAMED, "secret", secret)
    reached: list[Actor] = []
    (pattern,) = paths("secret", ("", lambda request: reached.append(request.actor), "secret"))
    request = RequestFactory().post("/console/s/")
    request.actor = shop.actors[Role.FINANCE]  # type: ignore[attr-defined]  # the doorkeeper's work

    with pytest.raises(NotAllowed):
        pattern.callback(request)
    assert reached == []

    request.actor = shop.actors[Role.ADMIN]  # type: ignore[attr-defined]  # the doorkeeper's work
    pattern.callback(request)
    assert reached == [shop.actors[Role.ADMIN]]


def test_addresses_of_an_unregistered_page_are_refused_at_the_start() -> None:
    with pytest.raises(KeyError):
        paths("nowhere", ("", lambda request: None, "nowhere"))


def test_a_page_says_how_it_stands(shop: Shop, login: Login, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(pages._told, "webhooks", lambda actor: Standing("2 en panne", "bad"))

    answer = enter(shop, login, Role.ADMIN).get("/console/").content.decode()

    assert '<span class="pill" data-level="bad">2 en panne</span>' in answer
