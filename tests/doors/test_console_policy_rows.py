"""One row of a draft is changed at the console, cell by cell; who comes second keeps what he typed."""

import re
from html import unescape
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client

from savoir.kernel.access import Role
from savoir.policies.models import PolicyVersion
from savoir.policies.queries import starter
from tests.doors.conftest import Login
from tests.doors.desks import inside
from tests.policies.publishing import change, draft, published
from tests.shop import Shop

pytestmark = pytest.mark.usefixtures("clock")
LIST = "/console/regles/"
LINE = starter(name="home")["tables"][0]["rows"][11]
FIELD = re.compile(r'<input class="input" id="([^"]+)" name="[^"]+" value="([^"]*)"')
CHOSEN = re.compile(r'<select class="input" id="([^"]+)".*?<option value="([^"]*)" selected>', re.DOTALL)


@pytest.fixture
def ana(shop: Shop, login: Login) -> Client:
    client = Client()
    login(client, shop.actors[Role.SUPERVISOR])
    return client


@pytest.fixture
def version(shop: Shop) -> int:
    with inside(shop):
        return draft(shop, "home")


def address(version: int, row: str = LINE["id"]) -> str:
    return f"{LIST}{version}/lignes/remedies/{row}/"


def form(client: Client, where: str) -> dict[str, str]:
    """What the form holds, as a browser would send it."""
    page = client.get(where).content.decode()
    revision = re.search(r'name="revision" value="([^"]*)"', page)
    assert revision
    found = {name: unescape(value) for name, value in [*FIELD.findall(page), *CHOSEN.findall(page)]}
    return {**found, "revision": revision[1]}


def stored(shop: Shop, version: int) -> PolicyVersion:
    with inside(shop):
        return PolicyVersion.objects.get(id=version)


def line(shop: Shop, version: int) -> dict[str, Any]:
    rows = stored(shop, version).document["tables"][0]["rows"]
    return dict(next(row for row in rows if row["id"] == LINE["id"]))


def read(answer: HttpResponse) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", answer.content.decode())).split()).replace("\u00a0", " ")


def test_a_row_sent_back_as_it_was_changes_nothing(shop: Shop, ana: Client, version: int) -> None:
    before = stored(shop, version)
    for row in before.document["tables"][0]["rows"]:
        where = address(version, row["id"])
        assert ana.post(where, form(ana, where)).status_code == 303
    after = stored(shop, version)
    assert (after.document, after.revision) == (before.document, 1)


def test_one_cell_and_one_answer_are_changed_and_the_rest_stays(
    shop: Shop, ana: Client, version: int
) -> None:
    before = line(shop, version)
    typed = form(ana, address(version)) | {
        "if-days_since_delivery": "<= 45", "then-window_days": "45", "row-label_fr": "Quarante-cinq jours",
        "then-needs_person": "true", "then-remedies": "refund, exchange",
    }  # fmt: skip
    answer = ana.post(address(version), typed)
    assert answer["Location"] == f"{LIST}{version}/?table=remedies"
    after = line(shop, version)
    assert after["when"] == before["when"] | {"days_since_delivery": {"op": "at_most", "values": [45]}}
    assert after["then"] == before["then"] | {
        "window_days": 45, "needs_person": True, "remedies": ["refund", "exchange"],
    }  # fmt: skip
    assert (after["label_fr"], after["label_en"]) == ("Quarante-cinq jours", before["label_en"])
    assert stored(shop, version).revision == 2


@pytest.mark.parametrize(
    ("entry", "typed", "said"),
    [
        ("if-days_since_delivery", "<= trente", "attendu un nombre entier (jours)"),
        ("if-intent", "= venir", "attendu l’un de cancellation"),
        ("then-window_days", "beaucoup", "attendu un nombre entier de jours"),
        ("then-remedies", "refund, money", "attendu une liste sans doublon"),
        ("then-needs_person", "peut-être", "attendu true ou false"),
        ("row-label_fr", " ", "attendu un texte de 1 à 200 caractères"),
    ],
)
def test_a_wrong_cell_is_said_beside_its_field_and_nothing_is_written(
    shop: Shop, ana: Client, version: int, entry: str, typed: str, said: str
) -> None:
    before = stored(shop, version).document
    refused = ana.post(address(version), form(ana, address(version)) | {entry: typed})
    assert refused.status_code == 422
    assert said in read(refused)
    page = unescape(refused.content.decode())
    assert f'id="{entry}-error"' in page
    if entry != "then-needs_person":  # a list of a browser can hold no other word
        assert f'name="{entry}" value="{typed}"' in page
    assert stored(shop, version).document == before


def test_the_second_of_two_keeps_what_he_typed_and_may_write_over(
    shop: Shop, ana: Client, version: int
) -> None:
    typed = form(ana, address(version)) | {"if-days_since_delivery": "<= 45"}
    with inside(shop):
        change(shop, version, by=Role.ADMIN, name="Inès")
    refused = ana.post(address(version), typed)
    assert refused.status_code == 409
    page = unescape(refused.content.decode())
    assert 'name="if-days_since_delivery" value="<= 45"' in page
    assert "Écrire par-dessus" in page
    assert "days_since_delivery" not in str(
        line(shop, version)["when"].get("days_since_delivery", {}).get("x")
    )
    assert line(shop, version)["when"]["days_since_delivery"]["values"] == [30]
    assert ana.post(address(version), typed | {"revision": "2"}).status_code == 303
    found = stored(shop, version)
    assert found.document["name"] == "Inès", "only the row is written over"
    assert line(shop, version)["when"]["days_since_delivery"]["values"] == [45]


def test_what_is_published_and_what_is_not_there_has_no_form(shop: Shop, ana: Client, version: int) -> None:
    with inside(shop):
        public = published(shop, "home")
    for where in (
        address(public), address(version, "nowhere"), f"{LIST}{version}/lignes/none/{LINE['id']}/"
    ):  # fmt: skip
        assert ana.get(where).status_code == 404
        assert ana.post(where, {"revision": "1"}).status_code == 404
    assert stored(shop, version).revision == 1


def test_the_row_is_reached_from_its_table(shop: Shop, ana: Client, version: int) -> None:
    page = ana.get(f"{LIST}{version}/?table=remedies").content.decode()
    assert address(version) in page
