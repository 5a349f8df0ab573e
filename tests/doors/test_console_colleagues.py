"""A shop of three: who administers lets a colleague in, gives another role, ends an access, on one page."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from savoir.kernel import jobs
from savoir.kernel.access import Role
from savoir.kernel.ledger import events_of
from savoir.kernel.ports import bind, bound
from savoir.organizations.models import Member, User, UserLink
from savoir.organizations.operations import add_member, invite
from savoir.organizations.ports import AccountMail
from savoir.organizations.queries import actor_of
from tests.doors.conftest import Login
from tests.doors.desks import inside
from tests.doors.portals import text_of
from tests.organizations.test_people import PASSWORD, Letters
from tests.shop import NOON, Shop, make_shop

PAGE = "/console/collegues/"
NADIA = {"name": "Nadia Benali", "email": "Nadia@Lenoir.example", "role": "agent", "site": ""}


@pytest.fixture
def admin(shop: Shop, login: Login, clock: time_machine.Traveller) -> Client:
    client = Client()
    login(client, shop.actors[Role.ADMIN])
    return client


@pytest.fixture
def letters() -> Iterator[Letters]:
    """The house has a mail server."""
    former, box = bound(AccountMail), Letters()
    bind(AccountMail, lambda org_id: box)
    yield box
    bind(AccountMail, former or (lambda org_id: box))


def prove(client: Client) -> None:
    """He typed his password a moment ago."""
    session = client.session
    session["proved_at"] = NOON.isoformat()
    session.save()


def state(shop: Shop) -> tuple[Any, ...]:
    """All that a refusal must leave as it was."""
    with inside(shop):
        people = list(Member.objects.order_by("id").values_list("id", "role", "site_id", "active"))
        told = len(events_of("organization", shop.org_id))
    return people, told, User.objects.count(), list(UserLink.objects.values_list("digest", "used_at"))


def awaited(shop: Shop, role: str = "agent") -> int:
    with inside(shop):
        member_id = add_member(
            actor=shop.system, email="nadia@lenoir.example", full_name="Nadia Benali", role=role, now=NOON
        )
        invite(actor=shop.system, member_id=member_id, now=NOON)
    return member_id


def link_in(text: str) -> str:
    return re.findall(r"https?://[^/\s]+(/entree/lien/[^\s<\"]+)", text)[0]


def test_the_list_says_who_works_here_and_how(admin: Client, shop: Shop) -> None:
    awaited(shop)
    stranger = make_shop("voisin")
    with inside(stranger):
        User.objects.filter(id=Member.objects.get(id=stranger.agent.id).user_id).update(full_name="Étrangère")
    page = text_of(admin.get(PAGE))
    for words in ("Nadia Benali", "nadia@lenoir.example", "Conseil client", "invitation à accepter",
                  "lien valable jusqu’au", "a son accès", "aucune connexion", "(vous)"):  # fmt: skip
        assert words in page
    assert "Étrangère" not in page
    assert admin.get(f"{PAGE}{stranger.agent.id}/").status_code == 404
    assert PAGE in admin.get("/console/").content.decode(), "the way to it"


def test_without_a_mail_server_the_link_is_shown_once_and_opens_the_house(admin: Client, shop: Shop) -> None:
    answer = admin.post(f"{PAGE}nouveau/", NADIA)
    assert answer.status_code == 303
    shown = admin.get(answer["Location"]).content.decode()
    assert "visible une seule fois" in shown
    assert "visible une seule fois" not in admin.get(answer["Location"]).content.decode()
    nadia = Client()
    assert nadia.post(link_in(shown), {"password": PASSWORD}).status_code == 302
    user = User.objects.get(email="nadia@lenoir.example")
    with inside(shop):
        actor = actor_of(user.id, shop.org_id)
    assert actor is not None
    assert actor.role is Role.AGENT
    assert "Renvoyer l’invitation" not in text_of(admin.get(answer["Location"]))


def test_with_a_mail_server_a_letter_carries_it_and_no_page_does(
    admin: Client, shop: Shop, letters: Letters
) -> None:
    answer = admin.post(f"{PAGE}nouveau/", NADIA)
    page = admin.get(answer["Location"]).content.decode()
    assert "part par e-mail" in page
    assert "/entree/lien/" not in page
    assert admin.post(f"{answer['Location']}invitation/").status_code == 303
    jobs.drain(until=NOON)
    assert [one.to for one in letters.sent] == ["nadia@lenoir.example"] * 2
    assert Client().get(link_in(letters.sent[1].text)).status_code == 200


@pytest.mark.parametrize(("given", "status", "words"), [
    ({"name": ""}, 422, "Prénom et nom"), ({"email": "nadia"}, 422, "adresse complète"),
    ({"role": ""}, 422, "Choisissez un rôle"), ({"role": "roi"}, 422, "Ce rôle n’existe pas"),
    ({"role": "store"}, 422, "Choisissez le lieu"), ({"site": "999999"}, 422, "Lieu"),
])  # fmt: skip
def test_what_cannot_be_typed_is_said_at_its_field_and_nothing_is_written(
    admin: Client, shop: Shop, given: dict[str, str], status: int, words: str
) -> None:
    before = state(shop)
    answer = admin.post(f"{PAGE}nouveau/", {**NADIA, **given})
    assert (answer.status_code, words in text_of(answer)) == (status, True)
    assert state(shop) == before


def test_an_address_that_is_a_colleague_already(admin: Client, shop: Shop) -> None:
    awaited(shop)
    before = state(shop)
    answer = admin.post(f"{PAGE}nouveau/", NADIA)
    assert answer.status_code == 409
    assert "son rôle s’y change" in text_of(answer)
    assert state(shop) == before


@pytest.mark.parametrize("where", ["nouveau/", "one"])
def test_an_administrator_is_made_by_who_just_proved_it_is_him(admin: Client, shop: Shop, where: str) -> None:
    path = f"{PAGE}{shop.agent.id}/" if where == "one" else f"{PAGE}{where}"
    typed, before = {**NADIA, "role": "admin"}, state(shop)
    answer = admin.post(path, typed)
    assert answer.status_code == 403
    assert "Taper mon mot de passe" in text_of(answer)
    assert f"vers={path}" in answer.content.decode()
    assert state(shop) == before
    prove(admin)
    assert admin.post(path, typed).status_code == 303
    with inside(shop):
        assert Member.objects.filter(role="admin", active=True).count() == 2


def test_another_role_holds_from_the_next_click(admin: Client, shop: Shop, login: Login) -> None:
    lea, address = Client(), f"{PAGE}{shop.agent.id}/"
    login(lea, shop.agent)
    assert lea.get("/desk/").status_code == 200
    answer = admin.post(address, {"role": "warehouse", "site": str(shop.warehouse_id)})
    assert answer.status_code == 303
    assert "Entrepôt" in text_of(admin.get(address))
    assert lea.get("/desk/").status_code == 403
    before = state(shop)
    for wrong in ({"role": "roi"}, {"role": "store", "site": ""}, {}):
        assert admin.post(address, wrong).status_code == 422
    assert state(shop) == before


def test_an_access_ends_at_once_and_may_be_opened_again(admin: Client, shop: Shop, login: Login) -> None:
    lea, address = Client(), f"{PAGE}{shop.agent.id}/"
    login(lea, shop.agent)
    page = text_of(admin.get(f"{address}fin/"))
    assert "Aucun dossier en cours n’est à son nom" in page
    assert admin.post(f"{address}fin/").status_code == 303
    assert lea.get("/desk/").status_code == 302
    assert "Rouvrir l’accès" in text_of(admin.get(address))
    form = admin.get(f"{PAGE}nouveau/?de={shop.agent.id}").content.decode()
    assert f'value="agent.{shop.brand_slug}@lenoir.example"' in form
    assert admin.get(f"{address}fin/").status_code == 404


def test_an_invitation_is_sent_again_and_withdrawn(admin: Client, shop: Shop) -> None:
    member_id = awaited(shop)
    address = f"{PAGE}{member_id}/"
    former = UserLink.objects.get().digest
    again = admin.post(f"{address}invitation/")
    assert again.status_code == 303
    shown = link_in(admin.get(again["Location"]).content.decode())
    assert UserLink.objects.get().digest != former
    assert admin.post(f"{address}invitation/retrait/").status_code == 303
    assert not UserLink.objects.exists()
    assert "ne fonctionne plus" in text_of(Client().get(shown))
    for path in ("invitation/", "invitation/retrait/", ""):
        assert admin.post(f"{address}{path}", {"role": "senior"}).status_code in (404, 409)


def test_who_came_in_meanwhile_is_not_withdrawn_by_an_old_page(admin: Client, shop: Shop) -> None:
    member_id = awaited(shop)
    with inside(shop):
        Member.objects.filter(id=member_id).update(awaited_as="")
    before = state(shop)
    answer = admin.post(f"{PAGE}{member_id}/invitation/retrait/")
    assert (answer.status_code, "terminez son accès" in text_of(answer)) == (409, True)
    assert state(shop) == before


def test_nobody_touches_his_own_access(admin: Client, shop: Shop) -> None:
    """The last one who administers is told so; beside another one, that it is his own."""
    mine, before = f"{PAGE}{shop.actors[Role.ADMIN].id}/", state(shop)
    assert "C’est votre propre accès" in text_of(admin.get(mine))
    for path, typed in ((mine, {"role": "agent"}), (f"{mine}fin/", {})):
        answer = admin.post(path, typed)
        assert (answer.status_code, "plus personne ne pourrait gérer" in text_of(answer)) == (409, True)
    assert state(shop) == before
    other_id = awaited(shop, role="admin")
    with inside(shop):
        Member.objects.filter(id=other_id).update(awaited_as="")
    before = state(shop)
    for path, typed in ((mine, {"role": "agent"}), (f"{mine}fin/", {})):
        answer = admin.post(path, typed)
        assert (answer.status_code, "une autre personne qui administre" in text_of(answer)) == (409, True)
    assert state(shop) == before


@pytest.mark.parametrize("role", [Role.AGENT, Role.SUPERVISOR])
def test_others_change_nobody(shop: Shop, login: Login, role: Role, clock: time_machine.Traveller) -> None:
    member_id, client = awaited(shop), Client()
    login(client, shop.actors[role])
    before = state(shop)
    for path in ("", "nouveau/", f"{member_id}/", f"{member_id}/fin/"):
        assert client.get(f"{PAGE}{path}").status_code == 403
    for path in ("nouveau/", f"{member_id}/", f"{member_id}/invitation/", f"{member_id}/invitation/retrait/",
                 f"{member_id}/fin/"):  # fmt: skip
        assert client.post(f"{PAGE}{path}", {**NADIA, "role": "admin"}).status_code == 403
    assert state(shop) == before


def test_who_plays_an_administrator_in_the_demo_writes_to_nobody(admin: Client, shop: Shop) -> None:
    """A visitor could have letters sent to any address."""
    session = admin.session
    session["played"] = True
    session.save()
    member_id = awaited(shop)
    before = state(shop)
    assert admin.get(PAGE).status_code == 200
    for path in ("nouveau/", f"{member_id}/", f"{member_id}/invitation/", f"{member_id}/invitation/retrait/",
                 f"{member_id}/fin/"):  # fmt: skip
        assert admin.post(f"{PAGE}{path}", NADIA).status_code == 403
    assert state(shop) == before


def test_a_long_list_is_turned_page_by_page(admin: Client, shop: Shop) -> None:
    with inside(shop):
        people = (User(email=f"p{n:02}@l.example", full_name=f"Personne {n:02}") for n in range(50))
        users = User.objects.bulk_create(people)
        Member.objects.bulk_create(Member(org_id=shop.org_id, user=one, role="agent") for one in users)
    first = admin.get(PAGE).content.decode()
    (more,) = re.findall(r'rel="next" href="([^"]+)"', first)
    second = admin.get(more).content.decode()
    shown = [one for page in (first, second) for one in re.findall(r"Personne \d\d", page)]
    assert sorted(shown) == [f"Personne {n:02}" for n in range(50)]
    assert 'rel="next"' not in second
    assert admin.get(f"{PAGE}?apres=999999").status_code == 200


@pytest.mark.parametrize(("path", "pinned"), [("", 4), ("nouveau/", 4), ("{}/", 5), ("{}/fin/", 6)])
def test_each_page_asks_its_pinned_number_of_questions(
    admin: Client, shop: Shop, path: str, pinned: int
) -> None:
    where = f"{PAGE}{path.format(shop.agent.id)}"
    admin.get(where)
    with CaptureQueriesContext(connection) as seen:
        assert admin.get(where).status_code == 200
    told: list[Any] = [one["sql"] for one in seen]
    assert len([sql for sql in told if sql.startswith("SELECT") and "set_config" not in sql]) == pinned


def test_the_page_speaks_english_to_who_reads_it(admin: Client, shop: Shop) -> None:
    User.objects.filter(id=admin.session["_auth_user_id"]).update(language="en")
    page = text_of(admin.get(PAGE))
    for words in ("Colleagues", "Add a person", "has access", "Last sign-in"):
        assert words in page
