"""The shop's administrator says what no export tells: of all goods, of a category, of one product."""

from datetime import date, timedelta

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from savoir.cases.operations import measure_decidability
from savoir.kernel.access import Role
from savoir.organizations.models import BrandDeclaration
from savoir.organizations.operations import declare
from tests.doors.conftest import Login
from tests.doors.desks import inside
from tests.doors.portals import text_of
from tests.shop import NOON, Shop, sell

PINNED = 6
PAGE, NEW = "/console/declarations/", "/console/declarations/faits/"


@pytest.fixture
def admin(shop: Shop, login: Login, clock: time_machine.Traveller) -> Client:
    client = Client()
    login(client, shop.actors[Role.ADMIN])
    return client


def typed(shop: Shop, **given: str) -> dict[str, str]:
    return {
        "brand": str(shop.brand_id), "value": "yes", "category": "", "sku": "", "channel": "",
        "begins_on": "2026-01-01", "ends_on": "", "proof": "", **given,
    }  # fmt: skip


def said(shop: Shop) -> list[tuple[str, object, str, str]]:
    with inside(shop):
        rows = BrandDeclaration.objects.exclude(category="", sku="").order_by("id")
        return [(row.fact, row.value, row.category, row.sku) for row in rows]


def test_a_category_and_a_product_are_declared_and_listed(admin: Client, shop: Shop) -> None:
    assert "Scellé pour l’hygiène" in text_of(admin.get(NEW))
    page = text_of(admin.get(f"{NEW}hygiene_sealed/"))
    assert "l’article n’est plus repris (L221-28, 5°)" in page
    done = admin.post(f"{NEW}hygiene_sealed/", typed(shop, category="mode/lingerie", proof="fiches"))
    assert done["Location"] == PAGE
    admin.post(f"{NEW}warranty_months/", typed(shop, value="36", sku="PX-7", ends_on="2027-01-01"))
    assert said(shop) == [("hygiene_sealed", True, "mode/lingerie", ""), ("warranty_months", 36, "", "PX-7")]
    page = text_of(admin.get(PAGE))
    for words in ("Scellé pour l’hygiène : oui", "mode/lingerie", "fiches",
                  "Garantie commerciale : 36 mois", "PX-7", "à la veille du"):  # fmt: skip
        assert words in page


@pytest.mark.parametrize(
    ("fact", "given", "words"),
    [
        ("hygiene_sealed", {"category": "mode", "sku": "A"}, "Nommez une catégorie ou un article"),
        ("hygiene_sealed", {"category": "mode/"}, "sans barre au bout"),
        ("hygiene_sealed", {"ends_on": "2025-01-01"}, "La fin vient après le début"),
        ("hygiene_sealed", {"value": "peut-être"}, "Réponse"),
        ("warranty_months", {"value": "601"}, "600"),
        ("hygiene_sealed", {"begins_on": "jamais"}, "Pour les ventes à partir du"),
    ],
)
def test_what_cannot_be_declared_is_said_at_its_field_and_nothing_is_written(
    admin: Client, shop: Shop, fact: str, given: dict[str, str], words: str
) -> None:
    answer = admin.post(f"{NEW}{fact}/", typed(shop, **given))
    assert answer.status_code == 422
    assert words in text_of(answer)
    assert said(shop) == []


def test_the_same_word_twice_is_refused_with_its_way_out(admin: Client, shop: Shop) -> None:
    admin.post(f"{NEW}perishable/", typed(shop, category="fleurs"))
    again = admin.post(f"{NEW}perishable/", typed(shop, category="fleurs", value="no"))
    assert again.status_code == 409
    assert "Choisissez une autre date de début" in text_of(again)
    assert said(shop) == [("perishable", True, "fleurs", "")]


def test_what_nobody_may_declare_has_no_form(admin: Client) -> None:
    assert admin.get(f"{NEW}customer_value/").status_code == 404


def test_a_declaration_is_ended_and_keeps_what_it_answered(admin: Client, shop: Shop) -> None:
    admin.post(f"{NEW}perishable/", typed(shop, category="fleurs"))
    with inside(shop):
        one = BrandDeclaration.objects.get(category="fleurs")
    end = f"{PAGE}{one.id}/fin/"
    assert "Périssable : oui" in text_of(admin.get(end))
    assert "La fin vient après le début" in text_of(admin.post(end, {"ends_on": "2026-01-01"}))
    assert admin.post(end, {"ends_on": "2026-06-01"})["Location"] == PAGE
    with inside(shop):
        assert BrandDeclaration.objects.get(id=one.id).ends_on == date(2026, 6, 1)
    assert admin.get(f"{PAGE}999999/fin/").status_code == 404


def test_a_period_without_a_declaration_leads_to_its_form(admin: Client, shop: Shop) -> None:
    with inside(shop):
        for _ in range(3):
            sell(shop, price=1000, contract_at=NOON - timedelta(days=90), delivered_at=None)
        measure_decidability(actor=shop.system, brand_id=shop.brand_id, now=NOON)
    answer = admin.get(PAGE)
    page = text_of(answer)
    assert "Sans déclaration" in page
    assert "3 commandes" in page
    assert "30,00" in page
    address = f"{NEW}delivery_days/?marque={shop.brand_id}&canal=web&depuis=2026-08-25"
    assert address.replace("&", "&amp;") in answer.content.decode()
    form = admin.get(address).content.decode()
    assert 'value="2026-08-25"' in form
    assert "Seulement une catégorie" not in form


def test_the_page_asks_a_pinned_number_of_questions_however_much_was_said(admin: Client, shop: Shop) -> None:
    def counted() -> int:
        with CaptureQueriesContext(connection) as asked:
            assert admin.get(PAGE).status_code == 200
        return len(
            [one for one in asked if one["sql"].startswith("SELECT") and "set_config" not in one["sql"]]
        )

    counted()
    few = counted()
    with inside(shop):
        for n in range(60):
            declare(
                actor=shop.system, brand_id=shop.brand_id, fact="perishable", value=True, sku=f"A{n}",
                begins_on=date(2026, 1, 1), now=NOON,
            )  # fmt: skip
    assert counted() == few == PINNED
    assert "avant=" in admin.get(PAGE).content.decode()
