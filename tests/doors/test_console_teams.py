"""The administrator makes a team that the rules name in vain, says who is in it, ends one: none is lost."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from savoir.cases.queries import routed_case
from savoir.cases.states import Intent, Reason
from savoir.kernel import jobs
from savoir.kernel.access import Role
from savoir.organizations.models import Member, Team
from savoir.organizations.operations import end_team
from tests.cases.files import opened
from tests.cases.routes import TEAMS, decide_by, proved_already, sold, team
from tests.doors.conftest import Login
from tests.doors.desks import inside
from tests.doors.portals import text_of
from tests.shop import NOON, Shop

PINNED = {"": 10, "one": 6, "end": 6}
PAGE = "/console/equipes/"


@pytest.fixture
def house(shop: Shop, clock: time_machine.Traveller, monkeypatch: pytest.MonkeyPatch) -> Shop:
    """Its rules send batteries to a team, and what broke on its way to one that nobody made."""
    monkeypatch.setattr("savoir.policies.jobs.proved_elsewhere", proved_already)
    decide_by(shop, TEAMS)
    team(shop, "Sécurité")
    return shop


@pytest.fixture
def admin(house: Shop, login: Login) -> Client:
    client = Client()
    login(client, house.actors[Role.ADMIN])
    return client


def broken(shop: Shop) -> int:
    with inside(shop):
        return opened(shop, sold(shop), Intent.CLAIM, Reason.DAMAGED_ON_ARRIVAL).id


def stands(shop: Shop) -> list[tuple[str, str, bool]]:
    with inside(shop):
        rows = Team.objects.order_by("id")
        return [(row.name, row.code, row.ended_at is None) for row in rows]


def placed(shop: Shop) -> list[int]:
    with inside(shop):
        return list(Member.objects.filter(team__isnull=False).values_list("id", flat=True))


def safety_of(shop: Shop) -> str:
    with inside(shop):
        return f"{PAGE}{Team.objects.get(code='securite').id}/"


def typed(shop: Shop, **given: str) -> dict[str, str]:
    return {"name": "Transport", "code": "", "calendar": str(shop.calendar_id), **given}


def test_a_team_the_rules_name_in_vain_is_shown_with_its_row_and_made(admin: Client, house: Shop) -> None:
    case_id = broken(house)
    answer = admin.get(PAGE)
    page = text_of(answer)
    for words in ("Nommées par vos règles", "transport", "Version 2, ligne 2", "Cassé en route",
                  "1 dossier l’attend", "Créer l’équipe"):  # fmt: skip
        assert words in page
    assert "?code=transport" in answer.content.decode()
    form = admin.get(f"{PAGE}nouvelle/?code=transport").content.decode()
    assert 'value="transport"' in form
    assert 'value="Transport"' in form

    made = admin.post(f"{PAGE}nouvelle/", typed(house, code="transport"))

    assert made.status_code == 303
    assert stands(house)[-1] == ("Transport", "transport", True)
    jobs.drain(until=NOON + timedelta(minutes=20))
    with inside(house):
        assert routed_case(actor=house.agent, case_id=case_id).team_name == "Transport"
    page = text_of(admin.get(PAGE))
    assert "Nommées par vos règles" not in page
    assert "1 dossier" in page


@pytest.mark.parametrize(("given", "status", "words"), [
    ({"name": ""}, 422, "Nom de l’équipe"), ({"name": "x" * 81}, 422, "80"),
    ({"code": "a, b"}, 422, "Un code s’écrit sans virgule"), ({"calendar": "999999"}, 422, "Horaires"),
    ({"name": "Sécurité"}, 409, "existe déjà"), ({"name": "Autre", "code": "securite"}, 409, "existe déjà"),
])  # fmt: skip
def test_what_cannot_be_made_is_said_at_its_field_and_nothing_is_written(
    admin: Client, house: Shop, given: dict[str, str], status: int, words: str
) -> None:
    answer = admin.post(f"{PAGE}nouvelle/", typed(house, **given))

    assert answer.status_code == status
    assert words in text_of(answer)
    assert stands(house) == [("Sécurité", "securite", True)]


def test_a_team_is_renamed_and_its_code_stays(admin: Client, house: Shop) -> None:
    address = safety_of(house)
    assert admin.post(address, {"name": "Sûreté"}).status_code == 303
    assert stands(house) == [("Sûreté", "securite", True)]
    team(house, "Conseil")
    taken = admin.post(address, {"name": "Conseil"})
    assert (taken.status_code, "existe déjà" in text_of(taken)) == (409, True)
    assert stands(house)[0] == ("Sûreté", "securite", True)


def test_colleagues_join_and_leave(admin: Client, house: Shop) -> None:
    address, lea = safety_of(house), house.agent.id
    assert admin.post(f"{address}membres/", {"member": str(lea)}).status_code == 303
    assert placed(house) == [lea]
    assert "Retirer" in text_of(admin.get(address))
    for wrong in ("", "999999", "x"):
        assert admin.post(f"{address}membres/", {"member": wrong}).status_code == 422
    assert admin.post(f"{address}membres/999999/retrait/").status_code == 404
    assert placed(house) == [lea]
    assert admin.post(f"{address}membres/{lea}/retrait/").status_code == 303
    assert placed(house) == []


def test_a_team_that_cases_wait_for_says_how_many_and_where_they_go(admin: Client, house: Shop) -> None:
    with inside(house):
        case = opened(house, sold(house, product={"name": "Casque", "dangerous_goods": "UN3481"}),
                      Intent.CLAIM, Reason.DEFECTIVE)  # fmt: skip
    advice = team(house, "Conseil")
    address = safety_of(house)
    assert "1 dossier en cours y attend." in text_of(admin.get(f"{address}fin/"))
    for wrong in ("999999", "x"):
        assert admin.post(f"{address}fin/", {"to_team": wrong}).status_code == 422
    assert stands(house)[0] == ("Sécurité", "securite", True)

    assert admin.post(f"{address}fin/", {"to_team": str(advice)})["Location"] == PAGE

    jobs.drain(until=NOON + timedelta(minutes=20))
    with inside(house):
        assert routed_case(actor=house.agent, case_id=case.id).team_name == "Conseil"
    page = text_of(admin.get(PAGE))
    for words in ("terminée", "Rétablir", "Nommées par vos règles"):
        assert words in page
    assert admin.post(f"{address}fin/", {"to_team": ""}).status_code == 409
    assert "Équipe terminée" in text_of(admin.get(address))
    assert admin.post(f"{address}reprise/")["Location"] == address
    assert stands(house)[0] == ("Sécurité", "securite", True)


@pytest.mark.parametrize("path", ["999999/", "999999/fin/"])
def test_a_team_of_nobody_is_not_there(admin: Client, path: str) -> None:
    assert admin.get(f"{PAGE}{path}").status_code == 404
    assert admin.post(f"{PAGE}{path}", {"name": "X", "to_team": ""}).status_code == 404


@pytest.mark.parametrize("role", [Role.SUPERVISOR, Role.FINANCE])
def test_who_does_not_manage_the_organization_changes_nothing(house: Shop, login: Login, role: Role) -> None:
    client, address = Client(), safety_of(house)
    login(client, house.actors[role])
    assert client.get(PAGE).status_code == 403
    for path, given in (("fin/", {"to_team": ""}), ("", {"name": "X"}), ("reprise/", {}),
                        ("membres/", {"member": str(house.agent.id)})):  # fmt: skip
        assert client.post(f"{address}{path}", given).status_code == 403
    assert client.post(f"{PAGE}nouvelle/", typed(house)).status_code == 403
    assert stands(house) == [("Sécurité", "securite", True)]
    assert placed(house) == []


def test_pages_ask_a_pinned_number_of_questions_however_many_teams_there_are(
    admin: Client, house: Shop
) -> None:
    one = safety_of(house)
    pages = {"": PAGE, "one": one, "end": f"{one}fin/"}

    def counted() -> dict[str, int]:
        return {name: _questions(admin, page) for name, page in pages.items()}

    counted()
    few = counted()
    for n in range(60):
        made = team(house, f"Équipe {n:02}")
        if n % 2:
            with inside(house):
                end_team(actor=house.system, team_id=made, to_team_id=None, now=NOON)
        broken(house) if n < 3 else None
    assert counted() == few == PINNED
    answer = admin.get(PAGE).content.decode()
    assert answer.count("Terminer l’équipe") + answer.count("Rétablir l’équipe") == 50
    assert "apres=" in answer
    assert "Sécurité" in text_of(admin.get(f"{PAGE}?apres=R"))


def _questions(client: Client, page: str) -> int:
    with CaptureQueriesContext(connection) as asked:
        assert client.get(page).status_code == 200
    told: list[Any] = [one["sql"] for one in asked]
    return len([sql for sql in told if sql.startswith("SELECT") and "set_config" not in sql])
