"""Who answers for the rules reads them at the console, and tries a case on them."""

import re
from datetime import timedelta
from html import unescape

import pytest
from django.test import Client
from django.utils import translation

from savoir.cases.models import Decision
from savoir.kernel.access import Role
from savoir.policies.facts import FACTS
from savoir.policies.operations import draft_version
from savoir.policies.queries import starter, version_at
from savoir.policies.tables import POINTS
from savoir.web.console.policies.codes import in_words
from tests.cases.routes import team
from tests.doors.conftest import Login
from tests.doors.desks import inside, late_return
from tests.doors.portals import text_of
from tests.policies.publishing import published
from tests.shop import NOON, Shop

pytestmark = pytest.mark.usefixtures("clock")
LIST = "/console/regles/"


@pytest.fixture
def boss(shop: Shop, login: Login) -> Client:
    client = Client()
    login(client, shop.actors[Role.SUPERVISOR])
    return client


def _version(shop: Shop) -> str:
    with inside(shop):
        card = version_at(actor=shop.system, brand_id=shop.brand_id, at=NOON)
    assert card is not None
    return f"{LIST}{card.id}/"


def _read(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200, address
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", text_of(answer))).split())


def test_a_table_is_named_by_what_it_decides_and_its_place_where_several_do(shop: Shop, boss: Client) -> None:
    page = boss.get(f"{_version(shop)}?table=trigger").content.decode()
    assert '<h2 id="sheet">Remboursé quand</h2>' in page
    assert "dans le document : trigger" in page.replace("\u00a0", " ")
    document = starter(name="home")
    first = document["tables"][0]
    with inside(shop):
        version = draft_version(
            actor=shop.actors[Role.SUPERVISOR], brand_id=shop.brand_id, now=NOON,
            document={**document, "tables": [*document["tables"], {**first, "id": "en-plus"}]},
        )  # fmt: skip
    page = boss.get(f"{LIST}{version}/?table=en-plus").content.decode()
    assert '<h2 id="sheet">Solutions 2</h2>' in page
    assert page.count("Solutions 1") == 1


def test_every_version_says_where_it_stands(shop: Shop, boss: Client) -> None:
    with inside(shop):
        published(shop, "fashion", begins_at=NOON + timedelta(days=5))
        draft_version(
            actor=shop.actors[Role.SUPERVISOR], brand_id=shop.brand_id, document=starter(name="electronics"),
            now=NOON,
        )  # fmt: skip
    page = _read(boss, LIST)
    for words in (
        "Version 3 Électronique Brouillon pas encore publiée Pas encore prouvée",
        "Programmée depuis le samedi 28 novembre Au-dessus de la loi, prouvé",
        "Version 1 Maison et meuble En vigueur depuis le jeudi 1er janvier 2009, jusqu’au samedi 28 novembre",
    ):
        assert words in page


def test_a_team_that_rules_name_and_nobody_made_is_said_over_them(shop: Shop, boss: Client) -> None:
    assert "n’existent pas" not in _read(boss, _version(shop))
    with inside(shop):
        page = f"{LIST}{published(shop, 'fashion', begins_at=NOON + timedelta(days=5))}/"
    missing = (
        "Des équipes nommées par ces règles n’existent pas securite, transport, qualite, magasins, conseil"
    )
    assert missing in _read(boss, page)

    for name in ("Sécurité", "Transport", "Qualité", "Magasins", "Conseil", "Service client"):
        team(shop, name)

    assert "n’existent pas" not in _read(boss, page)


def test_a_table_is_read_in_words(shop: Shop, boss: Client) -> None:
    page = _read(boss, _version(shop))
    assert "Solutions 29" in page
    assert "La première ligne qui répond décide" in page
    assert "12. Changement d’avis accepté pendant 30" in page
    assert "Jours depuis la livraison <= 30" in page
    assert "a répondu" not in page


def test_every_code_of_a_table_has_words_of_its_column() -> None:
    """Grades are letters, and a team is named by the house; all else is said in words."""
    specs = [*FACTS.values(), *(one for says in POINTS.values() for one in says.outputs.values())]
    codes = [(spec.name, str(code)) for spec in specs for code in spec.domain]
    with translation.override("fr"):
        silent = {(column, code) for column, code in codes if in_words(code, column) == code}
    assert silent == {("grade", code) for code in "ABCD"} | {("severity", "grave")}
    assert in_words("store", "channel") != in_words("store", "handled_by")
    assert in_words("receipt", "trigger") != in_words("receipt", "documents")


def test_typed_facts_mark_the_row_that_answers_and_those_that_nearly_do(shop: Shop, boss: Client) -> None:
    asked = f"{_version(shop)}?table=remedies&intent=return&days_since_delivery=31&delivered=oui"
    page = _read(boss, asked)
    assert "La ligne 13 répond" in page
    assert "Jours depuis la livraison : 31, il faut <= 30" in page
    raw = boss.get(asked).content.decode()
    assert raw.count('data-says="fired"') == 1
    assert 'value="return" selected' in raw
    assert 'name="days_since_delivery" value="31"' in raw


def test_a_fact_that_is_none_is_said_beside_its_field_and_the_rest_is_tried(shop: Shop, boss: Client) -> None:
    asked = f"{_version(shop)}?table=remedies&intent=return&days_since_delivery=trente&line_value=<= 3"
    raw = boss.get(asked).content.decode()
    assert 'aria-describedby="error-days_since_delivery"' in raw
    assert 'aria-describedby="error-line_value"' in raw
    assert 'value="trente"' in raw
    assert "presque" in raw


def test_a_case_is_tried_by_its_number(shop: Shop, boss: Client) -> None:
    case, _sale = late_return(shop)
    with inside(shop):
        decided = Decision.objects.get(case_id=case.id)
    [fired] = [row for row in decided.rows if row[0] == "remedies"]
    raw = boss.get(f"{_version(shop)}?dossier={case.reference.lower()}").content.decode()
    assert f'<br><span class="cell-sub console-wrap">{fired[1]}</span>' in raw.split('data-says="fired"')[1]
    unknown = boss.get(f"{_version(shop)}?dossier=SAV-9999-9").content.decode()
    assert "Aucun dossier ne porte ce numéro." in unknown
    assert "data-says" not in unknown


def test_a_large_table_goes_over_several_pages_and_keeps_the_trial(shop: Shop, boss: Client) -> None:
    document = starter(name="home")
    rows = document["tables"][0]["rows"]
    document["tables"][0]["rows"] = [{**rows[0], "id": f"r{n}"} for n in range(130)]
    with inside(shop):
        version_id = draft_version(
            actor=shop.actors[Role.SUPERVISOR], brand_id=shop.brand_id, document=document, now=NOON
        )
    address = f"{LIST}{version_id}/"
    first = boss.get(f"{address}?intent=cancellation").content.decode()
    assert "1 à 50 sur 130" in first
    assert "intent=cancellation&amp;table=remedies&amp;debut=50" in first
    last = _read(boss, f"{address}?table=remedies&debut=100")
    assert "101 à 130 sur 130" in last
    assert "Suivants" not in last
    for bent in ("-1", "99999999999", "abc", "130"):
        assert "1 à 50 sur 130" in _read(boss, f"{address}?debut={bent}")


def test_whoever_may_not_enter_the_console_or_is_of_another_house_reads_nothing(
    shop: Shop, boss: Client, login: Login
) -> None:
    agent = Client()
    login(agent, shop.agent)
    assert agent.get(_version(shop)).status_code == 403
    assert boss.get(f"{LIST}999999/").status_code == 404


def test_the_pages_speak_english(shop: Shop, boss: Client) -> None:
    boss.post("/entree/langue/", {"language": "en", "next": LIST})
    page = _read(boss, f"{_version(shop)}?table=remedies&intent=return")
    assert "The first row that answers decides" in page
    assert "Alors" not in page
