"""A version of the rules from its first word to its last day: Ana writes, Zoé reads, and both see why not."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext

from savoir.kernel.access import Role
from savoir.policies.operations import call_off, record_proof
from savoir.policies.states import ProofOutcome
from tests.doors.conftest import Login
from tests.doors.desks import inside
from tests.doors.rulebooks import LATER, LIST, NEW, at_life, count, person, row, words, written
from tests.policies.publishing import ask, change, published, ready, review
from tests.shop import NOON, Shop

pytestmark = pytest.mark.usefixtures("clock")


@pytest.fixture
def ana(shop: Shop, login: Login) -> Client:
    """The supervisor, who writes."""
    return person(shop, login, Role.SUPERVISOR)


@pytest.fixture
def zoe(shop: Shop, login: Login) -> Client:
    """Finance: she answers for what she did not write, and writes nothing."""
    return person(shop, login, Role.FINANCE)


def proved(shop: Shop, version_id: int, outcome: ProofOutcome) -> None:
    report = {"found": [], "open": [{"fr": "rétractation : qui paie ?", "en": "who pays?"}], "questions": 3}
    with inside(shop):
        record_proof(
            actor=shop.system, version_id=version_id, digest=row(shop, version_id).digest, outcome=outcome,
            report=report, now=NOON,
        )  # fmt: skip


def does(client: Client, shop: Shop, version_id: int, deed: str, **typed: Any) -> HttpResponse:
    """A POST of the page of its life, with the content that it shows."""
    given = {name.replace("__", "-"): value for name, value in typed.items()}
    given = {"digest": row(shop, version_id).digest, **given}
    return client.post(f"{LIST}{version_id}/{deed}/", given)


def test_a_draft_is_written_read_verified_and_published_by_two_people(
    shop: Shop, ana: Client, zoe: Client
) -> None:
    version = at_life(ana.post(NEW, {"brand": shop.brand_id, "source": "starter-fashion"}))
    life = f"{LIST}{version}/vie/"
    page = words(ana.get(life))
    assert "Version 2 Brouillon" in page
    assert "Demander la relecture" in page
    assert "Votre relecture" not in page
    assert at_life(does(ana, shop, version, "relecture")) == version
    assert "doit la relire" in words(ana.get(life))
    assert "Votre relecture" not in words(ana.get(life))
    assert "Elle peut être publiée" in words(zoe.get(life))
    assert at_life(does(zoe, shop, version, "avis", answer="yes")) == version
    assert "La vérification n’est pas finie" in words(ana.get(life))
    proved(shop, version, ProofOutcome.PROVED)
    assert "Publier Elle répondra pour les ventes" in words(ana.get(life))
    assert at_life(does(ana, shop, version, "publication", day="")) == version
    found = row(shop, version)
    assert (found.state, found.period.lower) == ("published", NOON)
    assert "Retirer sans remplacer" in words(ana.get(life))


def test_a_senior_reads_the_version_he_is_asked_about_and_nothing_else_of_the_console(
    shop: Shop, login: Login, ana: Client
) -> None:
    sam, version = person(shop, login, Role.SENIOR), written(shop)
    does(ana, shop, version, "relecture")
    asked = sam.get("/desk/accords/").content.decode()
    assert f'href="{LIST}{version}/vie/"' in asked
    page = sam.get(f"{LIST}{version}/vie/")
    assert "Elle peut être publiée" in words(page)
    assert "/console/sante/" not in page.content.decode()
    tables = sam.get(f"{LIST}{version}/")
    assert "Rejouer sur le passé" not in words(tables)
    for closed in ("/console/", NEW, f"{LIST}{version}/rejeu/", f"{LIST}{version}/contenu/",
                   "/console/sante/", "/console/declarations/"):  # fmt: skip
        assert sam.get(closed).status_code == 403, closed
    assert does(sam, shop, version, "publication", day="").status_code == 403
    assert at_life(does(sam, shop, version, "avis", answer="yes")) == version
    assert row(shop, version).state == "reviewed"


def test_who_wrote_it_never_reads_it_nor_answers_for_it(shop: Shop, ana: Client) -> None:
    version = written(shop)
    does(ana, shop, version, "relecture")
    refused = does(ana, shop, version, "avis", answer="yes")
    assert refused.status_code == 403
    assert "Vous avez écrit cette version" in words(refused)
    proved(shop, version, ProofOutcome.OPEN)
    refused = does(ana, shop, version, "reponse", settle__motive="Moi")
    assert refused.status_code == 403
    assert "Moi" in words(refused) or "settle-motive" not in refused.content.decode()
    found = row(shop, version)
    assert (found.state, found.settled_by_id) == ("draft", None)


def test_a_version_is_sent_back_with_a_reason_and_never_without(shop: Shop, ana: Client, zoe: Client) -> None:
    version = written(shop)
    does(ana, shop, version, "relecture")
    refused = does(zoe, shop, version, "avis", answer="no", refuse__motive="  ")
    assert refused.status_code == 422
    assert "« Motif » : à remplir." in words(refused).replace("\u00a0", " ")
    assert row(shop, version).state == "draft"
    assert "La renvoyer" in words(zoe.get(f"{LIST}{version}/vie/"))
    at_life(does(zoe, shop, version, "avis", answer="no", refuse__motive="La ligne 3 gêne"))
    page = words(ana.get(f"{LIST}{version}/vie/"))
    assert "Renvoyée" in page
    assert "La ligne 3 gêne" in page
    assert "Demander la relecture" in page


def test_what_a_proof_left_open_is_named_and_answered_for_by_another(
    shop: Shop, ana: Client, zoe: Client
) -> None:
    version = written(shop)
    with inside(shop):
        ready(shop, version, outcome=ProofOutcome.OPEN)
    proved(shop, version, ProofOutcome.OPEN)
    life = f"{LIST}{version}/vie/"
    assert "Sans réponse à temps : rétractation" in words(zoe.get(life)).replace("\u00a0", " ")
    assert "J’en réponds" not in words(ana.get(life))
    refused = does(ana, shop, version, "publication", day="")
    assert refused.status_code == 409
    assert "La vérification n’a pas tout tranché" in words(refused)
    assert does(zoe, shop, version, "reponse", settle__motive="").status_code == 422
    assert row(shop, version).settled_by_id is None
    at_life(does(zoe, shop, version, "reponse", settle__motive="Lu avec le juriste"))
    assert "Lu avec le juriste" in words(ana.get(life))
    at_life(does(ana, shop, version, "publication", day="2099-03-01"))
    assert row(shop, version).period.lower == LATER


def test_another_content_than_the_one_on_the_page_is_not_acted_on(
    shop: Shop, ana: Client, zoe: Client
) -> None:
    version = written(shop)
    old = row(shop, version).digest
    with inside(shop):
        change(shop, version)
        ask(shop, version)
    for client, deed in ((zoe, "avis"), (zoe, "reponse"), (ana, "publication"), (ana, "verification")):
        refused = does(client, shop, version, deed, digest=old, answer="yes", settle__motive="Vu")
        assert (refused.status_code, "Cette version a changé" in words(refused)) == (409, True), deed
    assert row(shop, version).state == "draft"


def test_a_scheduled_version_is_called_off_one_in_force_retired_an_old_one_brought_back(
    shop: Shop, ana: Client, zoe: Client
) -> None:
    with inside(shop):
        now = published(shop, "fashion")
        later = published(shop, "beauty", begins_at=LATER)
    assert "Annuler avant son premier jour" not in words(zoe.get(f"{LIST}{later}/vie/"))
    assert does(zoe, shop, later, "annulation").status_code == 403
    assert row(shop, later).state == "published"
    at_life(does(ana, shop, later, "annulation"))
    page = words(ana.get(f"{LIST}{later}/vie/"))
    assert "Version 3 Annulée" in page
    assert "Devait commencer" in page
    assert does(ana, shop, later, "annulation").status_code == 409
    assert "n’a pas commencé" in words(ana.get(LIST))
    fresh = at_life(does(ana, shop, later, "retour", back__day="2099-06-01"))
    assert row(shop, fresh).digest == row(shop, later).digest
    refused = does(ana, shop, later, "retour", back__day="2020-01-01")
    assert (refused.status_code, "Cette date est déjà passée" in words(refused)) == (422, True)
    with inside(shop):
        call_off(actor=shop.actors[Role.SUPERVISOR], version_id=fresh, now=NOON)
    assert does(ana, shop, now, "retrait").status_code == 409  # it began this very instant


def test_a_version_in_force_is_retired(shop: Shop, ana: Client) -> None:
    with inside(shop):
        version = published(shop, "fashion", begins_at=NOON - timedelta(days=1), now=NOON - timedelta(days=1))
    at_life(does(ana, shop, version, "retrait"))
    assert row(shop, version).state == "retired"
    assert "Revenir à ce contenu" in words(ana.get(f"{LIST}{version}/vie/"))


@pytest.mark.parametrize(("page", "queries"), [("", 10), ("vie/", 13), ("contenu/", 8), ("lignes/", 8)])
def test_each_page_asks_a_counted_number_of_questions(
    shop: Shop, ana: Client, page: str, queries: int
) -> None:
    version = written(shop)
    with inside(shop):
        ask(shop, version)
    found = row(shop, version).document["tables"][0]
    page = page.replace("lignes/", f"lignes/{found['id']}/{found['rows'][0]['id']}/")
    ana.get(f"{LIST}{version}/{page}")
    with CaptureQueriesContext(
        connection,
    ) as asked:
        assert ana.get(f"{LIST}{version}/{page}").status_code == 200
    assert len(asked) == queries


def test_the_list_and_a_new_draft_ask_no_more_for_many_versions(shop: Shop, ana: Client) -> None:
    counted = []
    for _ in range(2):
        for address in (LIST, f"{NEW}?brand={shop.brand_id}"):
            ana.get(address)
            with CaptureQueriesContext(connection) as asked:
                assert ana.get(address).status_code == 200
            counted.append(len(asked))
        for _ in range(3):
            written(shop)
    assert counted == [9, 9, 9, 9]


def test_only_who_writes_sees_the_forms_of_writing(shop: Shop, zoe: Client, login: Login) -> None:
    version = written(shop)
    found = row(shop, version).document["tables"][0]
    line = f"{LIST}{version}/lignes/{found['id']}/{found['rows'][0]['id']}/"
    for address in (f"{NEW}?brand={shop.brand_id}", f"{LIST}{version}/contenu/", line):
        assert zoe.get(address).status_code == 403
        assert zoe.post(address, {"brand": shop.brand_id, "source": "starter-home"}).status_code == 403
    page = zoe.get(f"{LIST}{version}/").content.decode()
    assert "lignes/" not in page
    for deed in ("relecture", "verification", "publication", "annulation", "retrait", "retour"):
        assert does(zoe, shop, version, deed).status_code == 403
    agent = person(shop, login, Role.AGENT)
    assert agent.get(f"{LIST}{version}/vie/").status_code == 403
    assert (count(shop), row(shop, version).state) == (2, "draft")


def test_the_review_of_another_day_is_asked_anew(shop: Shop, ana: Client, zoe: Client) -> None:
    version = written(shop)
    with inside(shop):
        ask(shop, version)
        review(shop, version)
        change(shop, version)
    page = words(ana.get(f"{LIST}{version}/vie/"))
    assert "Demander la relecture" in page
    assert "Votre relecture" not in words(zoe.get(f"{LIST}{version}/vie/"))
