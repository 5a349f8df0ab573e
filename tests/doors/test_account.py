"""A member's own account: where he is signed in, for whom he works, in which language."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.test import Client

from savoir.kernel.tenancy import organization_block
from savoir.organizations import queries
from savoir.organizations.models import Member, Membership, User, UserSession
from tests.doors.conftest import Login
from tests.shop import NOON, Shop, make_shop

ACCOUNT = "/entree/compte/"


@pytest.fixture
def noon():
    """Monday 23 November 2026, noon in Paris."""
    with time_machine.travel(NOON, tick=False) as clock:
        yield clock


def test_a_session_ends_unused_and_in_any_case(client: Client, shop: Shop, login: Login, noon) -> None:
    """Thirty minutes without a page; eight hours with."""
    login(client, shop.agent)
    noon.shift(timedelta(minutes=30))
    assert client.get(ACCOUNT).status_code == 302
    assert UserSession.objects.count() == 0
    login(client, shop.agent)
    for _ in range(16):
        noon.shift(timedelta(minutes=29))
        assert client.get(ACCOUNT).status_code == 200
    noon.shift(timedelta(minutes=29))
    assert client.get(ACCOUNT).status_code == 302


def test_who_is_deactivated_is_out_at_the_next_click(client: Client, shop: Shop, login: Login) -> None:
    """As a person: to the entrance. As a member: a page that says so."""
    login(client, shop.agent)
    with organization_block(shop.org_id):
        Member.objects.filter(id=shop.agent.id).update(active=False)
    page = client.get(ACCOUNT)
    assert page.status_code == 403
    assert "aucune organisation" in page.content.decode()
    User.objects.filter(email=f"agent.{shop.brand_slug}@lenoir.example").update(is_active=False)
    assert client.get(ACCOUNT).status_code == 302


def test_a_member_sees_and_ends_his_other_places(shop: Shop, login: Login) -> None:
    """Here stays; there is out within one request; nobody ends another's."""
    here, there, stranger = Client(), Client(), Client()
    login(here, shop.agent)
    login(there, shop.agent)
    login(stranger, shop.dock)
    handle = queries.session_handle(there.session.session_key)
    assert handle in here.get(ACCOUNT).content.decode()
    assert handle not in stranger.get(ACCOUNT).content.decode()
    assert stranger.post(f"{ACCOUNT}sessions/{handle}/fin/").status_code == 404
    assert there.get(ACCOUNT).status_code == 200
    assert here.post(f"{ACCOUNT}sessions/{handle}/fin/").status_code == 302
    assert there.get(ACCOUNT).status_code == 302
    assert here.get(ACCOUNT).status_code == 200
    login(there, shop.agent)
    here.post(f"{ACCOUNT}sessions/autres/fin/")
    assert there.get(ACCOUNT).status_code == 302
    assert here.get(ACCOUNT).status_code == 200


def test_a_new_password_ends_every_session(client: Client, shop: Shop, login: Login) -> None:
    """Also one that was written down nowhere."""
    login(client, shop.agent)
    lea = User.objects.get(email=f"agent.{shop.brand_slug}@lenoir.example")
    lea.set_password("encore une phrase longue")
    lea.save()
    assert client.get(ACCOUNT).status_code == 302


def test_who_works_for_two_organizations_chooses(client: Client, shop: Shop, login: Login) -> None:
    """He is in one at a time, with the role he has there; a third one does not exist for him."""
    other, third = make_shop("autre"), make_shop("tiers")
    login(client, shop.agent)
    user_id = int(client.session["_auth_user_id"])
    Membership.objects.create(user_id=user_id, org_id=other.org_id)
    with organization_block(other.org_id):
        Member.objects.create(org_id=other.org_id, user_id=user_id, role="supervisor")
    client.get(ACCOUNT)
    for org_id, role in ((other.org_id, "Responsable d’équipe"), (shop.org_id, "Conseil client")):
        assert client.post(f"{ACCOUNT}organisation/", {"org_id": org_id}).status_code == 302
        assert role in client.get(ACCOUNT).content.decode()
    assert client.post(f"{ACCOUNT}organisation/", {"org_id": third.org_id}).status_code == 404
    assert client.session["org_id"] == shop.org_id


def test_the_language_follows_the_person(client: Client, shop: Shop, login: Login) -> None:
    """Chosen once, kept in the browser and with the account; a made-up language changes nothing."""
    client.post("/entree/langue/", {"language": "en", "next": "/entree/"})
    assert client.get("/entree/").headers["Content-Language"] == "en"
    made_up = client.post("/entree/langue/", {"language": "xx", "next": "//m.example"})
    assert made_up.headers["Location"] == "/"
    assert client.cookies["savoir_language"].value == "en"
    login(client, shop.agent)
    assert client.get(ACCOUNT).headers["Content-Language"] == "fr"
    client.post("/entree/langue/", {"language": "en", "next": ACCOUNT})
    assert client.get(ACCOUNT).headers["Content-Language"] == "en"


def test_the_hour_is_the_doors(client: Client, shop: Shop, login: Login) -> None:
    """The account page tells the time of Paris, not of Greenwich."""
    at = datetime(2026, 11, 23, 11, 4, tzinfo=UTC)
    with time_machine.travel(at, tick=False):
        login(client, shop.agent)
        assert "12:04" in client.get(ACCOUNT).content.decode()
