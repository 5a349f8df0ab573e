"""The entrance, walked with a browser that has no JavaScript."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
import time_machine
from django.contrib.auth import get_user_model
from django.http import HttpResponse
from django.test import Client

from savoir.kernel.access import Role
from savoir.kernel.tenancy import organization_block
from savoir.organizations import operations, queries
from savoir.organizations.models import Member, User, UserSession
from savoir.web.entrance import steps
from tests.doors.conftest import Login
from tests.shop import NOON, Shop

PASSWORD = "un café et trois croissants"
ACCOUNT = "/entree/compte/"


@pytest.fixture
def noon():
    """Monday 23 November 2026, noon in Paris."""
    with time_machine.travel(NOON, tick=False) as clock:
        yield clock


@pytest.fixture
def lea(shop: Shop) -> User:
    """Léa's account, with a password."""
    with organization_block(shop.org_id):
        user = Member.objects.select_related("user").get(id=shop.agent.id).user
    user.set_password(PASSWORD)
    user.save()
    return user


def type_password(client: Client, email: str, password: str = PASSWORD, **given: str) -> HttpResponse:
    address = given.pop("address", "192.0.2.1")
    return client.post("/entree/", {"email": email, "password": password, **given}, REMOTE_ADDR=address)


def plain(answer: HttpResponse) -> str:
    """A page without what was typed and without its CSRF token."""
    return re.sub(r'value="[^"]*"|content="[^"]*"', "", answer.content.decode())


def test_a_member_signs_in_and_lands_where_he_wanted(client: Client, lea: User, noon: object) -> None:
    """The session key changes, the place is written down, pages are kept by nobody."""
    asked = client.get(ACCOUNT)
    assert asked.headers["Location"] == "/entree/?next=%2Fentree%2Fcompte%2F"
    page = client.get(asked.headers["Location"])
    assert 'value="/entree/compte/"' in page.content.decode()
    session = client.session
    session["before"] = 1
    session.save()
    former = session.session_key
    answer = type_password(client, f" {lea.email.upper()} ", next=ACCOUNT)
    assert (answer.status_code, answer.headers["Location"]) == (302, ACCOUNT)
    assert client.session.session_key != former
    (place,) = queries.sessions_of(lea.id)
    assert place.handle == queries.session_handle(client.session.session_key)
    page = client.get(ACCOUNT)
    assert page.status_code == 200
    assert page.headers["Cache-Control"] == "no-store"
    assert page.headers["Content-Language"] == "fr"


@pytest.mark.parametrize("wanted", ["https://mechant.example/", "//mechant.example", "javascript:alert(1)"])
def test_nobody_is_sent_to_another_site(client: Client, lea: User, noon: object, wanted: str) -> None:
    """A link with a foreign `next` ends at home."""
    assert type_password(client, lea.email, next=wanted).headers["Location"] == "/entree/accueil/"


def test_a_wrong_password_and_an_unknown_account_read_alike(client: Client, lea: User, noon: object) -> None:
    """Same status, same page but for what was typed, and nobody is signed in."""
    pages = []
    for email in (lea.email, "personne@lenoir.example"):
        answer = type_password(client, email, "faux")
        assert answer.status_code == 422
        pages.append(plain(answer))
    assert pages[0] == pages[1]
    assert UserSession.objects.count() == 0
    assert client.get(ACCOUNT).status_code == 302


def test_the_sixth_try_waits_from_any_address_and_another_account_does_not(
    client: Client, lea: User, noon: object
) -> None:
    """Two addresses, one account: the count is the account's."""
    for n in range(5):
        assert type_password(client, lea.email, "faux", address=f"192.0.2.{n % 2}").status_code == 422
    answer = type_password(client, lea.email, address="192.0.2.7")
    assert answer.status_code == 429
    assert "suspendus" in answer.content.decode()
    assert UserSession.objects.count() == 0
    assert type_password(client, "autre@lenoir.example", address="192.0.2.7").status_code == 422


def test_an_address_waits_after_ten_tries_whatever_it_claims(client: Client, lea: User, noon: object) -> None:
    """A made-up X-Forwarded-For changes nothing; another real address is not touched."""
    for n in range(10):
        client.post(
            "/entree/", {"email": f"{n}@l.example", "password": "faux"}, HTTP_X_FORWARDED_FOR=f"10.0.0.{n}"
        )
    refused = client.post(
        "/entree/", {"email": lea.email, "password": PASSWORD}, HTTP_X_FORWARDED_FOR="10.0.0.99"
    )
    assert refused.status_code == 429
    assert UserSession.objects.count() == 0
    assert type_password(client, lea.email, address="192.0.2.2").status_code == 302


def test_behind_a_proxy_the_address_is_the_one_it_saw(
    client: Client, lea: User, settings, noon: object
) -> None:
    """With one trusted proxy, two visitors are two addresses, and what they prepend is hearsay."""
    settings.TRUSTED_PROXY_COUNT = 1
    for n in range(11):
        last = client.post(
            "/entree/", {"email": f"{n}@l.example", "password": "faux"},
            HTTP_X_FORWARDED_FOR=f"10.0.0.{n}, 198.51.100.1",
        )  # fmt: skip
    assert last.status_code == 429
    other = client.post(
        "/entree/", {"email": lea.email, "password": PASSWORD}, HTTP_X_FORWARDED_FOR="198.51.100.2"
    )
    assert other.status_code == 302


def test_nothing_is_open_between_password_and_second_factor(
    client: Client, lea: User, noon: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A step that is not passed shows its page; passed, it lets in."""
    passed: list[int] = []

    def step(request: object, user_id: int) -> HttpResponse | None:
        return None if user_id in passed else HttpResponse("code ?")

    monkeypatch.setattr(steps, "LOGIN_STEPS", {"test": step})
    assert type_password(client, lea.email, next=ACCOUNT).content == b"code ?"
    assert client.get(ACCOUNT).status_code == 302
    assert UserSession.objects.count() == 0
    passed.append(lea.id)
    assert client.get("/entree/suite/").headers["Location"] == ACCOUNT
    assert client.get(ACCOUNT).status_code == 200


def test_a_step_waits_ten_minutes(client: Client, lea: User, noon, monkeypatch: pytest.MonkeyPatch) -> None:
    """Then one begins anew."""
    monkeypatch.setattr(steps, "LOGIN_STEPS", {"test": lambda request, user_id: HttpResponse("code ?")})
    type_password(client, lea.email)
    monkeypatch.setattr(steps, "LOGIN_STEPS", {})
    noon.shift(timedelta(minutes=11))
    assert client.get("/entree/suite/").headers["Location"] == "/entree/"
    assert UserSession.objects.count() == 0


def test_signing_out_clears_the_browser(client: Client, shop: Shop, login: Login) -> None:
    """A GET signs nobody out."""
    login(client, shop.agent)
    assert client.get("/entree/sortie/").status_code == 405
    assert client.get(ACCOUNT).status_code == 200
    answer = client.post("/entree/sortie/")
    assert answer.headers["Clear-Site-Data"] == '"cache", "cookies", "storage"'
    assert UserSession.objects.count() == 0
    assert client.get(ACCOUNT).status_code == 302


def test_an_invitation_shows_a_form_and_is_used_up_by_sending_it(
    client: Client, shop: Shop, noon: object
) -> None:
    """Scanners may GET it as often as they like; a second POST is refused; no trace in referrers."""
    with organization_block(shop.org_id):
        admin = shop.actors[Role.ADMIN]
        member_id = operations.add_member(
            actor=admin, email="nadia@lenoir.example", full_name="Nadia", role="agent", now=NOON
        )
        secret = operations.invite(actor=admin, member_id=member_id, now=NOON)
    address = f"/entree/lien/{secret}/"
    for _ in range(3):
        page = client.get(address)
        assert page.status_code == 200
        assert page.headers["Referrer-Policy"] == "no-referrer"
        assert page.headers["Cache-Control"] == "no-store"
    assert client.post(address, {"password": "court"}).status_code == 422
    assert client.post(address, {"password": PASSWORD}).status_code == 302
    chosen = get_user_model().objects.get(email="nadia@lenoir.example").password
    replay = client.post(address, {"password": "une autre phrase bien longue"})
    assert replay.status_code == 404
    assert "ne fonctionne plus" in replay.content.decode()
    assert client.get(address).status_code == 404
    assert get_user_model().objects.get(email="nadia@lenoir.example").password == chosen
    assert type_password(client, "nadia@lenoir.example").status_code == 302


def test_no_link_stands_in_the_logs(client: Client, shop: Shop, caplog: pytest.LogCaptureFixture) -> None:
    """A dead link is logged by Django; the filter hides its secret."""
    secret = "Zk3" * 11
    client.get(f"/entree/lien/{secret}/")
    logged = [record.getMessage() for record in caplog.records]
    assert [line for line in logged if "/entree/lien/<secret>/" in line]
    assert not [line for line in logged if secret in line]


def test_a_forgotten_password_answers_everybody_alike(client: Client, lea: User, noon: object) -> None:
    """Known or not."""
    form = {"email": lea.email}
    known = client.post("/entree/mot-de-passe-oublie/", form)
    unknown = client.post("/entree/mot-de-passe-oublie/", {"email": "personne@lenoir.example"})
    assert known.status_code == unknown.status_code == 200
    assert plain(known) == plain(unknown)
    for _ in range(9):
        last = client.post("/entree/mot-de-passe-oublie/", form)
    assert last.status_code == 429


@pytest.mark.parametrize("name", ["sign_in", "forgotten", "account"])
def test_pages_need_few_queries(
    client: Client, shop: Shop, login: Login, name: str, django_assert_max_num_queries: Callable[..., object]
) -> None:
    """Pinned: a page that asks more has grown a hidden question."""
    path = {"sign_in": "/entree/", "forgotten": "/entree/mot-de-passe-oublie/", "account": ACCOUNT}[name]
    if name == "account":
        login(client, shop.agent)
        client.get(ACCOUNT)
    with django_assert_max_num_queries(14 if name == "account" else 0):
        assert client.get(path).status_code == 200


def test_a_form_left_open_too_long_says_so(shop: Shop) -> None:
    """Without its token a form is refused in plain words."""
    strict = Client(enforce_csrf_checks=True)
    answer = strict.post("/entree/", {"email": "a@l.example", "password": "faux"})
    assert answer.status_code == 403
    assert "trop longtemps" in answer.content.decode()
