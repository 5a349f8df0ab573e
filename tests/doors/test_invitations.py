"""An invitation at the entrance: who has an account agrees with it; whoever invites can't tell he has one."""

import re
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.contrib.auth import get_user_model
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from savoir.commands import colleague
from savoir.kernel import jobs
from savoir.kernel.access import Role
from savoir.kernel.tenancy import organization_block
from savoir.organizations.models import Member, Membership, Organization, UserLink
from savoir.organizations.queries import actor_of
from tests.doors.conftest import Login
from tests.doors.portals import text_of
from tests.doors.test_second_factor import PASSWORD, Person
from tests.organizations.test_changing_people import letters
from tests.organizations.test_people import Letters
from tests.shop import NOON, Shop, make_shop

__all__ = ["letters"]
PAGE = "/console/collegues/"
UNKNOWN = "personne@lenoir.example"


@pytest.fixture
def lea(shop: Shop, clock: time_machine.Traveller) -> Person:
    """She works at the first house, and has her password and her second factor."""
    return Person(shop).has_password()


@pytest.fixture
def other(lea: Person) -> Shop:
    return make_shop("voisin")


@pytest.fixture
def admin(other: Shop, login: Login) -> Client:
    """Who administers the other house."""
    client = Client()
    login(client, other.actors[Role.ADMIN])
    return client


def mail_of(person: Person) -> str:
    return get_user_model().objects.get(id=person.user_id).email


def invites(admin: Client, email: str) -> str:
    """The address of the link that the administrator is shown."""
    answer = admin.post(f"{PAGE}nouveau/", {"name": "Madame B.", "email": email, "role": "agent", "site": ""})
    assert answer.status_code == 303
    shown = admin.get(answer["Location"]).content.decode()
    return re.findall(r"https?://[^/\s]+(/entree/lien/[^\s<\"]+)", shown)[0]


def state(house: Shop) -> tuple[Any, ...]:
    """All that a refusal must leave as it was."""
    with organization_block(house.org_id):
        people = list(Member.objects.order_by("id").values_list("id", "user_id", "awaited_as", "active"))
    accounts = list(get_user_model().objects.order_by("id").values_list("email", "password"))
    rooms = list(Membership.objects.order_by("id").values_list("user_id", "org_id", "active"))
    return people, accounts, rooms, list(UserLink.objects.values_list("digest", "used_at"))


def works(person: Person, house: Shop) -> bool:
    user_id = person.user_id
    with organization_block(house.org_id):
        return actor_of(user_id, house.org_id) is not None


def alike(text: str, email: str) -> str:
    """A page without what differs for everybody: the address that was typed, numbers of rows, secrets."""
    text = re.sub(r'name="csrf[a-z-]+" (?:value|content)="[^"]+"', "", text)
    text = re.sub(r"hx-headers='[^']+'|/entree/lien/[\w-]+/|nonce-[\w-]+", "", text)
    return re.sub(r"collegues/\d+/|nonce=\"[^\"]+\"", "", text.replace(email, "X"))


@pytest.mark.parametrize("by_letter", [False, True])
def test_who_invites_reads_the_same_of_somebody_known_and_unknown(
    admin: Client,
    other: Shop,
    lea: Person,
    letters: Letters,
    monkeypatch: pytest.MonkeyPatch,
    by_letter: bool,
) -> None:
    """Statuses, pages and statements: nothing tells that there is an account."""
    monkeypatch.setattr(letters, "leaves", lambda: by_letter)
    admin.get(PAGE)
    read = []
    for email in (mail_of(lea), UNKNOWN):
        with CaptureQueriesContext(connection) as seen:
            added = admin.post(
                f"{PAGE}nouveau/", {"name": "Madame B.", "email": email, "role": "agent", "site": ""}
            )
            pages = [admin.get(added["Location"]), admin.get(PAGE), admin.get("/console/securite/")]
            again = admin.post(f"{added['Location']}invitation/")
            gone = admin.post(f"{added['Location']}invitation/retrait/")
        admin.get(PAGE)  # what was told of it is read
        kinds = [statement(one["sql"]) for one in seen]
        texts = [alike(page.content.decode(), email) for page in pages]
        read.append((added.status_code, again.status_code, gone.status_code, texts, kinds))
        with organization_block(other.org_id):  # two rows of a list are not one
            Member.objects.filter(awaited_as=email).update(awaited_as="", active=False, role="finance")
            Member.objects.filter(active=False).delete()
    assert read[0] == read[1]
    assert "sans double vérification" not in read[0][3][0]
    assert "connexion" not in text_of_row(read[0][3][1])


def statement(sql: str) -> str:
    """What is asked of which table, without whom it is asked about."""
    asked = re.findall(r"^[A-Z]+|\"[a-z_]+\"\.|FROM \S+", sql)
    return "SAVEPOINT" if "SAVEPOINT" in sql else " ".join(asked)


def text_of_row(page: str) -> str:
    """The line of who is awaited."""
    (row,) = re.findall(r"<tr>(?:(?!<tr>).)*Madame B\.(?:(?!</tr>).)*</tr>", page, flags=re.DOTALL)
    return str(row)


def test_the_invitation_reads_the_same_for_an_address_with_and_without_account(
    admin: Client, lea: Person
) -> None:
    pages = [
        alike(Client().get(invites(admin, one)).content.decode(), one) for one in (mail_of(lea), UNKNOWN)
    ]
    assert pages[0] == pages[1]
    for words in ("Rejoindre", "Si vous avez déjà un compte ici", "Si c’est votre première fois"):
        assert words in pages[0]


def test_she_signs_in_with_password_and_second_factor_then_agrees(
    admin: Client, other: Shop, lea: Person, clock: time_machine.Traveller
) -> None:
    lea.signs_in()
    lea.adds_codes()
    address, browser = invites(admin, mail_of(lea)), Person(lea.shop)
    clock.shift(timedelta(minutes=1))
    (sign_in,) = re.findall(r'href="(/entree/\?next=[^"]+)"', browser.client.get(address).content.decode())
    typed = {"email": mail_of(lea), "password": PASSWORD, "next": sign_in.partition("=")[2]}
    assert browser.client.post("/entree/", typed)["Location"] == "/entree/suite/code/"
    assert not works(lea, other)
    browser.client.post("/entree/suite/code/", {"code": lea.code(60)})
    back = browser.client.get("/entree/suite/")
    assert back["Location"] == address
    page = browser.client.get(address)
    assert page.headers["Referrer-Policy"] == "no-referrer"
    assert "Accepter l’invitation" in text_of(page)
    assert not works(lea, other), "a look is no agreement"
    assert browser.client.post(f"{address}accord/").status_code == 303
    assert works(lea, other)
    assert works(lea, lea.shop)
    assert "pour qui vous travaillez" in text_of(browser.client.get("/entree/compte/")).lower()
    assert browser.client.post(f"{address}accord/").status_code == 404, "it serves once"


def test_no_password_is_set_by_an_invitation(admin: Client, other: Shop, lea: Person) -> None:
    address = invites(admin, mail_of(lea))
    before = state(other)
    answer = Client().post(address, {"password": "une toute autre phrase longue"})
    assert (answer.status_code, "a déjà un compte ici" in text_of(answer)) == (422, True)
    assert state(other) == before


@pytest.mark.parametrize("who", ["nobody", "somebody else", "a visitor who plays her"])
def test_nobody_agrees_for_her(admin: Client, other: Shop, lea: Person, login: Login, who: str) -> None:
    address, client = invites(admin, mail_of(lea)), Client()
    if who == "somebody else":
        login(client, lea.shop.actors[Role.SENIOR])
        assert "un autre compte" in text_of(client.get(address))
    if who == "a visitor who plays her":
        login(client, lea.shop.agent)
        session = client.session
        session["played"] = True
        session.save()
    before = state(other)
    answer = client.post(f"{address}accord/")
    assert answer.status_code == {"nobody": 303, "somebody else": 409}.get(who, 403)
    assert state(other) == before
    assert client.get(f"{address}accord/").status_code in (403, 405)


def test_a_session_that_ended_agrees_to_nothing(
    admin: Client, other: Shop, lea: Person, clock: time_machine.Traveller
) -> None:
    address = invites(admin, mail_of(lea))
    assert lea.signs_in() == "/entree/accueil/"
    clock.shift(timedelta(minutes=31))
    before = state(other)
    assert lea.client.post(f"{address}accord/")["Location"] == address
    assert state(other) == before
    assert "Se connecter" in text_of(lea.client.get(address))


@pytest.mark.parametrize("end", ["late", "withdrawn", "unknown"])
def test_a_dead_invitation_is_agreed_to_no_more(
    admin: Client, other: Shop, lea: Person, clock: time_machine.Traveller, end: str
) -> None:
    address = invites(admin, mail_of(lea))
    if end == "withdrawn":
        email = mail_of(lea)
        with organization_block(other.org_id):
            awaited = Member.objects.get(awaited_as=email).id
        admin.post(f"{PAGE}{awaited}/invitation/retrait/")
    elif end == "late":
        clock.shift(timedelta(days=7))
    else:
        address = "/entree/lien/unknown/"
    lea.signs_in()
    before = state(other)
    for answer in (lea.client.post(f"{address}accord/"), lea.client.get(address)):
        assert (answer.status_code, "ne fonctionne plus" in text_of(answer)) == (404, True)
    assert state(other) == before


def test_a_house_that_asks_for_a_second_factor_leads_her_to_make_one(
    admin: Client, other: Shop, lea: Person
) -> None:
    Organization.objects.filter(id=other.org_id).update(second_factor_required=True)
    address = invites(admin, mail_of(lea))
    lea.signs_in()
    assert lea.client.post(f"{address}accord/")["Location"] == "/entree/"
    assert not lea.is_in()
    assert "double vérification" in text_of(lea.client.get("/entree/"))
    assert lea.signs_in() == "/entree/suite/inscription/"


def test_with_a_mail_server_the_letter_alone_carries_it(
    admin: Client, other: Shop, lea: Person, letters: Letters
) -> None:
    answer = admin.post(f"{PAGE}nouveau/", {"name": "L", "email": mail_of(lea), "role": "agent", "site": ""})
    assert "/entree/lien/" not in admin.get(answer["Location"]).content.decode()
    jobs.drain(until=NOON)
    (letter,) = letters.sent
    address = re.findall(r"(/entree/lien/\S+/)", letter.text)[0]
    lea.signs_in()
    assert lea.client.post(f"{address}accord/").status_code == 303
    assert works(lea, other)


@pytest.mark.parametrize(("signed_in", "pinned"), [(False, 3), (True, 7)])
def test_the_page_asks_its_pinned_number_of_questions(
    admin: Client, lea: Person, signed_in: bool, pinned: int
) -> None:
    address = invites(admin, mail_of(lea))
    if signed_in:
        lea.signs_in()
    lea.client.get(address)
    with CaptureQueriesContext(connection) as seen:
        assert lea.client.get(address).status_code == 200
    told: list[Any] = [one["sql"] for one in seen]
    assert len([sql for sql in told if sql.startswith("SELECT") and "set_config" not in sql]) == pinned


def test_the_operator_invites_as_well_and_adds_nobody(
    other: Shop, lea: Person, capsys: pytest.CaptureFixture[str]
) -> None:
    with organization_block(other.org_id):
        slug = Organization.objects.get(id=other.org_id).slug
    assert colleague.main([mail_of(lea), "--name", "Léa", "--role", "agent", "--org", slug]) == 0
    assert not works(lea, other)
    address = re.findall(r"https?://[^/]+(/entree/lien/\S+)", capsys.readouterr().out)[0]
    lea.signs_in()
    lea.client.post(f"{address}accord/")
    assert works(lea, other)


def test_the_page_speaks_english(admin: Client) -> None:
    client = Client(headers={"accept-language": "en"})
    assert "Join" in text_of(client.get(invites(admin, UNKNOWN)))
