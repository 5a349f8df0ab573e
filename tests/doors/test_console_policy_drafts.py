"""A draft begins at the console, or gets other content; a document that is none is told by its faults."""

import json
import re
from html import unescape

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from savoir.kernel.access import Role
from savoir.organizations.models import Brand
from savoir.policies.models import Policy
from savoir.policies.queries import starter
from tests.doors.conftest import Login
from tests.doors.desks import inside
from tests.doors.rulebooks import LIST, NEW, at_life, count, person, row, words, written
from tests.policies.publishing import change, published
from tests.shop import Shop

pytestmark = pytest.mark.usefixtures("clock")
BENT = starter(name="home")
BENT["tables"][0]["rows"][0]["when"]["days_since_delivery"] = "<= trente"


@pytest.fixture
def ana(shop: Shop, login: Login) -> Client:
    """The supervisor, who writes."""
    return person(shop, login, Role.SUPERVISOR)


def test_a_draft_begins_with_a_version_a_starter_or_an_own_document(shop: Shop, ana: Client) -> None:
    page = ana.get(f"{NEW}?brand={shop.brand_id}").content.decode()
    assert "Vos versions" in page
    assert "Mode et accessoires" in page or "Mode" in page
    first = re.search(r'value="(version-\d+)"', page)
    assert first
    from_version = at_life(ana.post(NEW, {"brand": shop.brand_id, "source": first[1]}))
    own = json.dumps(starter(name="home") | {"name": "Collé"}, ensure_ascii=False)
    typed = at_life(ana.post(NEW, {"brand": shop.brand_id, "source": "document", "text": own}))
    file = SimpleUploadedFile("p.json", own.replace("Collé", "Déposé").encode())
    dropped = at_life(ana.post(NEW, {"brand": shop.brand_id, "source": "document", "file": file}))
    names = [row(shop, one).document["name"] for one in (from_version, typed, dropped)]
    assert names == ["Maison et meuble", "Collé", "Déposé"]
    told = ana.get(f"{LIST}{typed}/document.json")
    assert told["Content-Disposition"] == 'attachment; filename="regles-version-3.json"'
    assert json.loads(told.content) == row(shop, typed).document


def test_a_brand_without_rules_gets_them_with_its_first_draft(shop: Shop, ana: Client) -> None:
    with inside(shop):
        brand = Brand.objects.get(id=shop.brand_id)
        brand.pk, brand.slug, brand.name = None, "neuve", "Neuve"
        brand.save(force_insert=True)
    wrong = ana.post(NEW, {"brand": brand.pk, "source": "document", "text": "{}"})
    assert wrong.status_code == 422
    with inside(shop):
        assert not Policy.objects.filter(brand_id=brand.pk).exists()
    at_life(ana.post(NEW, {"brand": brand.pk, "source": "starter-home"}))
    with inside(shop):
        assert Policy.objects.get(brand_id=brand.pk).name == "Règles de Neuve"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "l’un des deux"),
        ("{", "attendu un document JSON"),
        ('{"a": 1, "a": 2}', "attendu chaque clé une seule fois"),
        ("[" * 100_000, "attendu moins de parenthèses"),
        ("[]", "lu [], attendu un objet avec format, name, tables"),
        (json.dumps(BENT), "colonne days_since_delivery : lu 'trente', attendu un nombre entier (jours)"),
        ("\ud83d", "lu"),
    ],
)
def test_a_document_that_is_none_is_named_by_its_faults_and_kept(
    shop: Shop, ana: Client, text: str, said: str
) -> None:
    before, content = count(shop), text.encode("utf-8", "replace").decode()
    version = written(shop)
    for address, more in (
        (NEW, {"brand": shop.brand_id, "source": "document"}), (f"{LIST}{version}/contenu/", {"revision": 1})
    ):  # fmt: skip
        refused = ana.post(address, {**more, "text": content})
        assert refused.status_code == 422
        assert said in words(refused).replace("\u00a0", " ")
    assert count(shop) == before + 1
    assert row(shop, version).revision == 1


def test_the_second_of_two_who_edit_one_draft_is_told_and_keeps_what_he_typed(
    shop: Shop, ana: Client
) -> None:
    version = written(shop)
    page = ana.get(f"{LIST}{version}/contenu/").content.decode()
    assert 'name="revision" value="1"' in page
    with inside(shop):
        change(shop, version, by=Role.ADMIN, name="Inès")
    mine = json.dumps(starter(name="home") | {"name": "Ana"}, ensure_ascii=False)
    refused = ana.post(f"{LIST}{version}/contenu/", {"revision": 1, "text": mine})
    kept = refused.content.decode()
    assert refused.status_code == 409
    assert "Cette version a changé entre-temps" in kept
    assert "Écrire par-dessus" in kept
    assert 'name="revision" value="2"' in kept
    assert '"name": "Ana"' in unescape(kept)
    assert row(shop, version).document["name"] == "Inès"
    at_life(ana.post(f"{LIST}{version}/contenu/", {"revision": 2, "text": mine}))
    assert row(shop, version).document["name"] == "Ana"


def test_what_is_published_takes_no_other_content(shop: Shop, ana: Client) -> None:
    with inside(shop):
        version = published(shop, "fashion")
    before = row(shop, version).document
    text = json.dumps(starter(name="home"))
    refused = ana.post(f"{LIST}{version}/contenu/", {"revision": 1, "text": text})
    assert (refused.status_code, "n’est plus un brouillon" in words(refused)) == (409, True)
    assert row(shop, version).document == before
