"""Who answers for the rules has a draft replayed at the console, follows it, stops it, reads the outcome."""

import csv
import io
import re
from collections.abc import Iterator
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from savoir.cases.models import CaseLine, Decision
from savoir.insights import operations
from savoir.insights.models import ReplayedCase, ReplayRun
from savoir.kernel.access import Role
from savoir.organizations.models import Member, User
from tests.doors.conftest import Login
from tests.doors.desks import inside
from tests.doors.portals import text_of
from tests.insights.asked import card, drafted, finished, in_force, run
from tests.insights.pasts import a_past, extract_in
from tests.shop import NOON, Shop, make_shop

pytestmark = pytest.mark.usefixtures("clock")
RULES = "/console/regles/"


@pytest.fixture(autouse=True)
def extract(tmp_path: Path) -> Iterator[None]:
    with extract_in(tmp_path / "analytics"):
        yield


@pytest.fixture
def boss(shop: Shop, login: Login) -> Client:
    client = Client()
    login(client, shop.actors[Role.SUPERVISOR])
    return client


@pytest.fixture
def draft(shop: Shop) -> int:
    """A draft that grants nothing, four answers of the past behind it."""
    with inside(shop):
        a_past(shop)
        return drafted(shop)


def page_of(draft: int) -> str:
    return f"{RULES}{draft}/rejeu/"


def read(client: Client, address: str, status: int = 200, **given: Any) -> str:
    answer = client.get(address, **given)
    assert answer.status_code == status, address
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", text_of(answer))).split())


def asked(shop: Shop, client: Client, draft: int, **given: Any) -> tuple[str, int]:
    """The address of the replay it leads to, and its id."""
    with inside(shop):
        wanted = {"face": in_force(shop), "dossiers": "tous", **given}
    answer = client.post(page_of(draft), wanted)
    assert answer.status_code == 303
    return answer["Location"], int(answer["Location"].rstrip("/").rsplit("/", 1)[1])


def worked(shop: Shop, run_id: int) -> None:
    with inside(shop):
        run(shop, run_id)


def test_a_draft_is_compared_with_the_version_in_force_unless_said(
    shop: Shop, boss: Client, draft: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    boss.get(page_of(draft))
    with django_assert_num_queries(14):
        page = boss.get(page_of(draft)).content.decode()
    with inside(shop):
        assert f'<option value="{in_force(shop)}" selected>' in page
    assert "Rejeux de" not in page


def test_a_replay_is_asked_for_followed_and_read(
    shop: Shop, boss: Client, draft: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    address, run_id = asked(shop, boss, draft)
    with django_assert_num_queries(11):
        page = read(boss, address)
    assert "Ce rejeu attend son tour" in page
    assert boss.get(address).content.decode().count("hx-get") == 1
    with inside(shop):
        operations.tell_replay(actor=shop.system, run_id=run_id, step="reading", percent=40, now=NOON)
    assert "Lecture des dossiers passés 40 %" in read(boss, address)
    worked(shop, run_id)
    with django_assert_num_queries(12):
        page = read(boss, address)
    for words in (
        "4 réponses rejouées en", "tous les dossiers, comparées à la version 1",
        "100,0 % ont tous les faits que lit cette version",
        "Réponses qui changent 4 100,0 % de 4 réponses", "Le client gagne 0", "Le client perd 3",
        "et 1 gagnent et perdent à la fois", "Travail des équipes +3",
        "Réponses données par une personne 1 4 +3",
        "Les équipes ont décidé comme la 1 dans 100,0 % des cas, comme la 2 dans 100,0 %.",
        "Version 1 répondait Version 2 répond", "Robe en lin, 59,00 €", "Rétractation ouverte ligne",
    ):  # fmt: skip
        assert words in page, words
    assert page.count("SAV-") == 4


def test_the_list_is_cut_by_effect_and_the_bars_by_what_one_asks(
    shop: Shop, boss: Client, draft: int
) -> None:
    address, run_id = asked(shop, boss, draft)
    worked(shop, run_id)
    assert read(boss, f"{address}?effet=mixtes").count("SAV-") == 1
    assert "Aucun dossier ici." in read(boss, f"{address}?effet=gagnent")
    assert "A changé d’avis −3 0" in read(boss, f"{address}?par=motif")
    assert "+1,5 h par semaine" in read(boss, f"{address}?minutes=30")
    plain = read(boss, address)
    for bent in ("?effet=x", "?par=x", "?minutes=-3", "?minutes=abc", "?debut=x"):
        assert read(boss, f"{address}{bent}") == plain, bent
    assert read(boss, f"{address}?debut=9999").count("SAV-") == 0


def test_the_cases_of_a_replay_are_a_sheet(
    shop: Shop, boss: Client, draft: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    address, run_id = asked(shop, boss, draft)
    worked(shop, run_id)
    assert f'"{address}dossiers.csv"' in boss.get(address).content.decode()
    with django_assert_num_queries(10):
        answer = boss.get(f"{address}dossiers.csv")
    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    assert answer["Content-Disposition"] == 'attachment; filename="rejeu-version-2-face-a-1.csv"'
    first, *_, last = told = sheet_of(answer)
    assert len(told) == 4
    given = ("Ligne du dossier", "Motif", "Canal", "Pays", "Effet", "Prix payé", "Écart", "Devise")
    assert [first[name] for name in given] == [
        "1", "A changé d’avis", "Site", "FR", "Perd", "59.00", "0.00", "EUR",
    ]  # fmt: skip
    sides = [(first[f"Version {n} : réponse"], first[f"Version {n} : remboursé"]) for n in (1, 2)]
    assert sides == [
        ("Rembourser, Échanger, Créditer", "59.00"), ("Une personne décide, Rembourser", "59.00"),
    ]  # fmt: skip
    assert first["Version 1 : pourquoi"].startswith("Rétractation ouverte (ligne ")
    pays = [last[f"Version {n} : le client paie le retour"] for n in (1, 2)]
    assert (pays, last["Ce qui fut décidé"]) == (["oui", "non"], "Pas encore décidé")


def test_a_sheet_that_lacks_cases_says_so_and_a_sum_without_currency_too(
    shop: Shop, boss: Client, draft: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    address, run_id = asked(shop, boss, draft)
    worked(shop, run_id)
    with inside(shop):
        for one in ReplayedCase.objects.all():
            one.answer = {**one.answer, "currency": "", "line_value": 5900}
            one.save()
        Decision.objects.all().delete()
        CaseLine.objects.update(product_name="=cmd()")
    monkeypatch.setattr("savoir.web.console.replays.report.MOST_LISTED", 3)
    told = sheet_of(boss.get(f"{address}dossiers.csv"))
    assert [one["Devise"] for one in told[:3]] == ["devise inconnue"] * 3
    assert [told[0][name] for name in ("Prix payé", "Motif", "Article")] == ["59.00", "Inconnu", "'=cmd()"]
    assert len(told) == 4
    assert told[3]["Dossier"] == "INCOMPLET : les 3 dossiers qui déplacent le plus d’argent, sur 4."


def sheet_of(answer: Any) -> list[dict[str, str]]:
    text = answer.content.decode("utf-8-sig").replace("\u00a0", " ")
    return list(csv.DictReader(io.StringIO(text, newline=""), delimiter=";"))


def test_a_second_request_leads_to_the_replay_that_runs(shop: Shop, boss: Client, draft: int) -> None:
    first, _ = asked(shop, boss, draft)
    assert asked(shop, boss, draft)[0] == first
    assert asked(shop, boss, draft, dossiers="3")[0] != first
    page = read(boss, page_of(draft))
    assert page.count("Version 2 face à la version 1 En cours") == 2
    assert "supervisor test" in page


def test_a_replay_is_stopped_by_a_person(shop: Shop, boss: Client, draft: int) -> None:
    address, run_id = asked(shop, boss, draft)
    answer = boss.post(f"{address}arret/", follow=True)
    assert "Le rejeu est arrêté. Rien n’en a été gardé." in answer.content.decode()
    assert "Ce rejeu a été arrêté" in answer.content.decode()
    assert "dossiers.csv" not in answer.content.decode()
    assert boss.get(f"{address}dossiers.csv").status_code == 404
    again = boss.post(f"{address}arret/", follow=True)
    assert "Ce rejeu est déjà fini" in again.content.decode()
    worked(shop, run_id)
    with inside(shop):
        assert (card(shop, run_id).state, card(shop, run_id).report) == ("stopped", None)


def test_a_page_that_follows_is_drawn_anew_at_the_end(shop: Shop, boss: Client, draft: int) -> None:
    address, run_id = asked(shop, boss, draft)
    assert "HX-Refresh" not in boss.get(address, headers={"HX-Request": "true"})
    with inside(shop):
        finished(shop, run_id)
    assert boss.get(address, headers={"HX-Request": "true"})["HX-Refresh"] == "true"


@pytest.mark.parametrize("code", ["broken", "moved", "disk", "fault", "silent"])
def test_a_replay_without_an_answer_says_why_and_may_be_asked_again(
    shop: Shop, boss: Client, draft: int, code: str
) -> None:
    address, run_id = asked(shop, boss, draft)
    with inside(shop):
        operations.fail_replay(actor=shop.system, run_id=run_id, code=code, now=NOON)
    page = read(boss, address)
    assert "Ce rejeu n’a pas donné de réponse" in page
    assert "Rejouer sur le passé" in page


def test_without_past_cases_the_page_says_so(shop: Shop, boss: Client) -> None:
    with inside(shop):
        version = drafted(shop)
    address, run_id = asked(shop, boss, version)
    with inside(shop):
        finished(shop, run_id, cases=0)
    assert "il n’y a rien à rejouer" in read(boss, address)


def test_a_brand_with_one_version_has_nothing_to_compare(shop: Shop, boss: Client) -> None:
    with inside(shop):
        only = in_force(shop)
    assert "Rien à comparer" in read(boss, page_of(only))


def test_the_same_rules_under_two_numbers_are_refused_beside_the_form(
    shop: Shop, boss: Client, draft: int
) -> None:
    with inside(shop):
        twin = drafted(shop)
    answer = boss.post(page_of(draft), {"face": twin, "dossiers": "12"})
    assert answer.status_code == 422
    assert "aucune réponse ne peut changer" in answer.content.decode()
    for bent in ("", "x", "999999"):
        assert boss.post(page_of(draft), {"face": bent, "dossiers": "12"}).status_code == 404
    with inside(shop):
        assert ReplayRun.objects.count() == 0


def test_who_may_not_read_rules_or_is_of_another_house_finds_nothing(
    shop: Shop, boss: Client, draft: int, login: Login
) -> None:
    address, run_id = asked(shop, boss, draft)
    agent, stranger = Client(), Client()
    login(agent, shop.agent)
    login(stranger, make_shop("autre").actors[Role.ADMIN])
    for client, status in ((agent, 403), (stranger, 404)):
        for one in (page_of(draft), address, f"{address}dossiers.csv"):
            assert client.get(one).status_code == status
        assert client.post(f"{address}arret/").status_code == status
        assert client.post(page_of(draft), {"face": "1"}).status_code == status
    with inside(shop):
        other = in_force(shop)
        assert card(shop, run_id).state == "running"
    assert boss.get(f"{RULES}{other}/rejeu/{run_id}/").status_code == 404
    assert boss.get(f"{page_of(draft)}999999/").status_code == 404


def test_the_pages_speak_english(shop: Shop, boss: Client, draft: int) -> None:
    address, run_id = asked(shop, boss, draft)
    with inside(shop):
        finished(shop, run_id)
        user_id = Member.objects.get(id=shop.actors[Role.SUPERVISOR].id).user_id
        User.objects.filter(id=user_id).update(language="en")
    page = read(boss, address)
    assert "Version 2 replayed on the past" in page
    assert "The work, week by week" in page
    assert "Replay version 2 on the past" in read(boss, page_of(draft))
