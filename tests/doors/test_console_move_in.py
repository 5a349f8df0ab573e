"""The console's page of moving in: template, trial, report, deed."""

from datetime import timedelta

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from savoir.cases.models import Case
from savoir.kernel import jobs
from savoir.kernel.access import Role
from savoir.kernel.tenancy import organization_block
from savoir.resolutions.models import MoveIn
from savoir.resolutions.operations import forget_move_ins
from tests.doors.conftest import Login
from tests.doors.desks import inside
from tests.resolutions.sheets import row, rows_of
from tests.shop import NOON, Shop, sell

PAGE = "/console/demenagement/"


@pytest.fixture
def admin(shop: Shop, login: Login, clock: time_machine.Traveller) -> Client:
    """Nora, who sets the shop up."""
    client = Client()
    login(client, shop.actors[Role.ADMIN])
    return client


def _sheet(shop: Shop) -> bytes:
    with inside(shop):
        return rows_of(row(sell(shop), "T-1"), row(sell(shop), "T-2", order_number="FR-404"))


def _hand_in(admin: Client, shop: Shop, content: bytes) -> str:
    file = SimpleUploadedFile("dossiers.csv", content)
    answer = admin.post(PAGE, {"brand": shop.brand_id, "sheet": file})
    assert answer.status_code == 303
    jobs.drain(until=NOON + timedelta(days=1))
    return str(answer["Location"])


def _cases(shop: Shop) -> int:
    with inside(shop):
        return Case.objects.count()


def test_a_sheet_is_tried_read_and_moved(shop: Shop, admin: Client) -> None:
    address = _hand_in(admin, shop, _sheet(shop))
    page = admin.get(address).content.decode()
    assert "1 dossier peut entrer" in page
    assert "Commande inconnue de cette marque" in page
    assert _cases(shop) == 0
    with inside(shop):
        digest = MoveIn.objects.get().plan_digest
    assert admin.post(f"{address}reprise/", {"plan": "0" * 32}).status_code == 303
    jobs.drain(until=NOON + timedelta(days=1))
    assert _cases(shop) == 0
    assert admin.post(f"{address}reprise/", {"plan": digest}).status_code == 303
    jobs.drain(until=NOON + timedelta(days=1))
    assert _cases(shop) == 1
    page = admin.get(f"{address}?issue=moved").content.decode()
    assert "Terminé" in page
    assert "SAV-" in page
    with inside(shop):
        assert MoveIn.objects.get().rows == []


def test_an_order_that_changed_since_the_trial_is_refused_by_itself(shop: Shop, admin: Client) -> None:
    with inside(shop):
        sale = sell(shop)
        content = rows_of(row(sale, "T-1", refunded_amount="59", refund_reference="re_1"))
    address = _hand_in(admin, shop, content)
    with inside(shop):
        run = MoveIn.objects.get()
        from savoir.orders.models import Payment

        Payment.objects.filter(id=sale.payment_id).update(refunded_minor=100)
    admin.post(f"{address}reprise/", {"plan": run.plan_digest})
    jobs.drain(until=NOON + timedelta(days=1))
    assert _cases(shop) == 0
    assert "Refusé" in admin.get(address).content.decode()


def test_what_is_no_sheet_is_said_at_its_field(shop: Shop, admin: Client) -> None:
    answer = admin.post(PAGE, {"brand": shop.brand_id, "sheet": SimpleUploadedFile("a.xlsx", b"PK\x03\x04")})
    assert answer.status_code == 422
    assert "Ce n’est pas du CSV" in answer.content.decode()
    assert admin.post(PAGE, {}).status_code == 422
    with inside(shop):
        assert MoveIn.objects.count() == 0


def test_the_template_and_a_sheet_given_up(shop: Shop, admin: Client) -> None:
    template = admin.get(f"{PAGE}modele.csv").content
    assert template.startswith(b"\xef\xbb\xbf")
    address = _hand_in(admin, shop, template)
    admin.post(f"{address}abandon/")
    assert "Abandonné" in admin.get(address).content.decode()
    with inside(shop):
        assert MoveIn.objects.get().rows == []


def test_a_sheet_nobody_moved_is_forgotten_after_a_month(shop: Shop, admin: Client) -> None:
    _hand_in(admin, shop, _sheet(shop))
    with organization_block(shop.org_id):
        assert forget_move_ins(actor=shop.system, now=NOON + timedelta(days=29)) == 0
        assert forget_move_ins(actor=shop.system, now=NOON + timedelta(days=31)) == 1
        assert MoveIn.objects.get().rows == []


def test_the_report_asks_few_questions(
    shop: Shop, admin: Client, django_assert_max_num_queries: object
) -> None:
    address = _hand_in(admin, shop, _sheet(shop))
    with django_assert_max_num_queries(12):  # type: ignore[operator]  # pytest-django's own callable
        admin.get(address)


def test_the_trial_says_which_rows_give_less_than_the_law(shop: Shop, admin: Client) -> None:
    granted = {"state": "attend le colis", "authorized_on": "17/11/2026", "remedy": "échange"}
    with inside(shop):
        content = rows_of(row(sell(shop), "T-1", **granted))
    page = admin.get(_hand_in(admin, shop, content)).content.decode().replace("\u00a0", " ")
    assert "La décision d’avant donne moins que la loi" in page
    assert "ligne 2, L221-18" in page.replace('<span class="whole">', "").replace("</span>", "")
    assert _cases(shop) == 0
