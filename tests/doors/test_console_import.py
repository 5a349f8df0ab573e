"""The console's page of importing: a file is dropped, read, imported; what answers lack is said once."""

import gzip
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from savoir.cases.queries import law_of_sold_line
from savoir.kernel import jobs
from savoir.kernel.access import Role
from savoir.kernel.models import FileObject
from savoir.orders import operations
from savoir.orders.models import DroppedFile, Order, OrderLine
from savoir.organizations.models import Brand, BrandDeclaration
from tests.doors.conftest import Login
from tests.doors.desks import inside
from tests.shop import NOON, Shop

PAGE = "/console/import/"
EXAMPLE = Path(__file__).parents[2] / "examples" / "imports" / "shopify-orders.csv"


@pytest.fixture
def admin(shop: Shop, login: Login, clock: time_machine.Traveller, settings: Any, tmp_path: Path) -> Client:
    """Nora, who sets the shop up."""
    settings.MEDIA_ROOT = tmp_path
    client = Client()
    login(client, shop.actors[Role.ADMIN])
    return client


def _drop(admin: Client, shop: Shop, content: bytes, **given: str) -> Any:
    file = SimpleUploadedFile("orders_export.csv", content)
    return admin.post(PAGE, {"brand": shop.brand_id, "file": file, "mapping": "", "currency": "", **given})


def _dropped(admin: Client, shop: Shop, content: bytes, **given: str) -> str:
    answer = _drop(admin, shop, content, **given)
    assert answer.status_code == 303
    return str(answer["Location"])


def _work() -> None:
    jobs.drain(until=NOON + timedelta(minutes=5))


def _orders(shop: Shop) -> int:
    with inside(shop):
        return Order.objects.count()


def test_a_file_is_read_first_and_imported_by_a_persons_word(shop: Shop, admin: Client) -> None:
    assert "Aucun fichier pour l’instant" in admin.get(PAGE).content.decode()
    address = _dropped(admin, shop, gzip.compress(EXAMPLE.read_bytes()))
    assert "attend son tour" in admin.get(address).content.decode()
    _work()
    page = admin.get(address).content.decode()
    assert "Shopify" in page
    assert "Importer 5 commandes" in page
    assert _orders(shop) == 0
    assert admin.post(f"{address}import/").status_code == 303
    assert "Import en cours" in admin.get(address).content.decode()
    _work()
    page = admin.get(address).content.decode()
    assert _orders(shop) == 5
    assert f'href="/sav/{shop.brand_slug}/"' in page
    assert "ines.roche@exemple.fr" in page
    with inside(shop):
        assert not FileObject.objects.exists()
        assert DroppedFile.objects.get().file_id is None


def test_a_brand_without_rules_is_told_so_apart(shop: Shop, admin: Client) -> None:
    with inside(shop):
        brand = Brand.objects.get(id=shop.brand_id)
        brand.id, brand.slug, brand.name = None, f"{shop.brand_slug}-sud", "Lenoir Sud"
        brand.save(force_insert=True)
    address = _dropped(admin, shop, EXAMPLE.read_bytes(), brand=str(brand.id))
    _work()
    admin.post(f"{address}import/")
    _work()
    page = admin.get(address).content.decode()
    assert "Les règles de la marque\u00a0: sans elles, seule la loi répond" in page
    assert "le guide «\u00a0add-a-policy\u00a0»" in page
    assert "0,0\u00a0% sans fait manquant" in page


def test_what_answers_lack_is_said_and_declared_on_the_page(shop: Shop, admin: Client) -> None:
    address = _dropped(admin, shop, EXAMPLE.read_bytes())
    _work()
    admin.post(f"{address}import/")
    _work()
    page = admin.get(address).content.decode()
    assert "Le jour de livraison" in page
    assert "342,50" in page
    assert "sans fait manquant" in page
    declared = {"brand": shop.brand_id, "channel": "web", "begins_on": "2026-01-01", "proof": ""}
    for fact, value in (("buyer_kind", "consumer"), ("delivery_days", "4")):
        said = admin.post(f"{PAGE}declarations/", declared | {"fact": fact, "value": value})
        assert said.status_code == 303
    _work()
    with inside(shop):
        assert OrderLine.objects.get(order__number="#1005").delivered_qty == 1
    page = admin.get(PAGE).content.decode()
    assert "Le jour de livraison" not in page


def test_a_brand_of_services_says_so_once(shop: Shop, admin: Client) -> None:
    address = _dropped(admin, shop, EXAMPLE.read_bytes())
    _work()
    admin.post(f"{address}import/")
    _work()
    assert "La marque ne vend pas que des objets" in admin.get(PAGE).content.decode()
    declared = {"brand": shop.brand_id, "channel": "web", "begins_on": "2026-01-01", "fact": "contract_kind"}
    for value in ("magic", "service"):
        assert admin.post(f"{PAGE}declarations/", declared | {"value": value}).status_code == 303
    with inside(shop):
        assert [row.value for row in BrandDeclaration.objects.filter(fact="contract_kind")] == ["service"]
        line = OrderLine.objects.get(order__number="#1005")
        found = law_of_sold_line(actor=shop.agent, line_id=line.id, now=NOON)
        assert not found.sale.is_thing


@pytest.mark.parametrize("bent", [
    {"value": "many"}, {"value": "61"}, {"begins_on": "demain"}, {"fact": "shoe_size"}, {"channel": "pigeon"},
    {"brand": "x"},
])  # fmt: skip
def test_a_bent_declaration_is_refused_and_nothing_is_declared(
    shop: Shop, admin: Client, bent: dict[str, str]
) -> None:
    given = {"brand": str(shop.brand_id), "channel": "web", "begins_on": "2026-01-01"}
    given |= {"fact": "delivery_days", "value": "4"}
    assert admin.post(f"{PAGE}declarations/", given | bent).status_code == 303
    with inside(shop):
        assert not BrandDeclaration.objects.filter(fact="delivery_days").exists()


def test_rejected_rows_are_named_and_the_file_of_them_is_there(shop: Shop, admin: Client) -> None:
    content = EXAMPLE.read_bytes().replace(b"128.00,4.90,22.15,132.90", b"900.00,4.90,22.15,999.00")
    address = _dropped(admin, shop, content)
    _work()
    assert "n’est pas la somme" in admin.get(address).content.decode()
    rejects = admin.get(f"{address}rejets.csv")
    assert rejects["Content-Type"].startswith("text/csv")
    assert "total_mismatch" in rejects.content.decode("utf-8-sig")


@pytest.mark.parametrize(("content", "said"), [
    (b"a,b\n1,2\n", "Export non reconnu"), (b"\x00\x01\x02", "Export non reconnu"),
    (b"ID;Reference;New client;Payment\n1;A;0;CB\n", "n’a pas d’articles"),
])  # fmt: skip
def test_a_file_that_can_not_serve_says_why_and_is_gone(
    shop: Shop, admin: Client, content: bytes, said: str
) -> None:
    address = _dropped(admin, shop, content)
    _work()
    page = admin.get(address).content.decode()
    assert said in page
    assert "Rien n’a été importé" in page
    assert admin.post(f"{address}import/").status_code == 303
    _work()
    assert _orders(shop) == 0
    with inside(shop):
        assert not FileObject.objects.exists()


@pytest.mark.parametrize(("bent", "status"), [
    ({"currency": "euros"}, 422), ({"mapping": "magento"}, 422), ({"brand": "0"}, 422),
])  # fmt: skip
def test_a_bent_form_is_shown_again(shop: Shop, admin: Client, bent: dict[str, str], status: int) -> None:
    assert _drop(admin, shop, b"a,b\n1,2\n", **bent).status_code == status
    with inside(shop):
        assert not DroppedFile.objects.exists()


def test_an_empty_or_too_large_file_is_refused(
    shop: Shop, admin: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert _drop(admin, shop, b"").status_code == 422
    monkeypatch.setattr("savoir.orders.operations.dropping.MOST_DROPPED_BYTES", 10)
    assert _drop(admin, shop, b"x" * 11).status_code == 422
    with inside(shop):
        assert not DroppedFile.objects.exists()
        assert not FileObject.objects.exists()


def test_files_of_before_are_paged_and_forgotten(
    shop: Shop, admin: Client, django_assert_max_num_queries: Any
) -> None:
    for number in range(21):
        _dropped(admin, shop, f"a,b\n1,{number}\n".encode())
    with django_assert_max_num_queries(14):
        page = admin.get(PAGE).content.decode()
    assert page.count("orders_export.csv") == 20
    assert "?avant=" in page
    with inside(shop):
        later = NOON + timedelta(days=8)
        assert operations.forget_drops(actor=shop.system, now=later) == 21
        assert not FileObject.objects.exists()
