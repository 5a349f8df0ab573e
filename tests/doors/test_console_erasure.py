"""The administrator answers a request for erasure at the console: looks, confirms, and it is done."""

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from savoir.connectors.payments.fake import FakeRail
from savoir.kernel.access import Role
from savoir.kernel.jobs import drain
from savoir.orders.models import Customer, Order
from tests.doors.conftest import Login
from tests.doors.desks import inside, late_return
from tests.doors.portals import sold, text_of
from tests.faults.worlds import DAY, agree, arrive, post
from tests.shop import NOON, Sale, Shop
from tests.stories.conftest import KeptMails, mails, rail

__all__ = ["mails", "rail"]

PINNED = 17
PAGE = "/console/effacement/"


@pytest.fixture
def admin(shop: Shop, login: Login, clock: time_machine.Traveller) -> Client:
    client = Client()
    login(client, shop.actors[Role.ADMIN])
    return client


def _name(shop: Shop, sale: Sale) -> str:
    with inside(shop):
        return Customer.objects.get(id=sale.customer_id).name


def test_what_goes_and_what_stays_is_read_before_it_is_confirmed(admin: Client, shop: Shop) -> None:
    sale = sold(shop)
    again = sold(shop, email=sale.email)  # the same address on file twice: one person
    found = admin.post(PAGE, {"who": sale.email.upper()})
    address = f"{PAGE}{sale.customer_id}/"
    assert found["Location"] == address
    page = text_of(admin.get(address))
    for words in ("Claire Martin", "Ce qui part", "Nom, e-mail, téléphone, adresse", "31 décembre 2036",
                  "C. com. L123-22", "23 décembre"):  # fmt: skip
        assert words in page, words
    unsure = admin.post(address)
    assert (unsure.status_code, "rien n’a été effacé" in text_of(unsure)) == (422, True)
    assert _name(shop, sale) == "Claire Martin"
    assert admin.post(address, {"sure": "yes"})["Location"] == address
    assert (_name(shop, sale), _name(shop, again)) == ("", "")
    page = text_of(admin.get(address))
    assert "Client n° " in page.replace("\u00a0", " ")
    assert "Claire" not in page
    assert "Il ne reste rien à effacer" in page
    assert sale.email not in page


def test_a_case_that_lasts_is_named_and_the_button_is_not_there(admin: Client, shop: Shop) -> None:
    with inside(shop):
        case, _ = late_return(shop, now=NOON)
        customer_id = Customer.objects.get().id
    page = text_of(admin.get(f"{PAGE}{customer_id}/"))
    assert case.reference in page
    assert "RGPD 17(3) e" in page
    assert "Ne répondez pas non" in page
    assert 'name="sure"' not in admin.get(f"{PAGE}{customer_id}/").content.decode()
    refused = admin.post(f"{PAGE}{customer_id}/", {"sure": "yes"})
    assert (refused.status_code, case.reference in text_of(refused)) == (409, True)
    with inside(shop):
        assert Customer.objects.get().name == "Claire Martin"


@pytest.mark.parametrize("who", ["", "personne@exemple.fr", "FR-0"])
def test_whom_nobody_knows_is_said_at_the_field(admin: Client, shop: Shop, who: str) -> None:
    answer = admin.post(PAGE, {"who": who})
    assert answer.status_code == 422
    assert 'aria-invalid="true"' in answer.content.decode()
    assert admin.get(f"{PAGE}999999/").status_code == 404


def test_the_page_asks_a_pinned_number_of_questions_however_much_he_bought(admin: Client, shop: Shop) -> None:
    sale = sold(shop)

    def counted() -> int:
        with CaptureQueriesContext(connection) as asked:
            assert admin.get(f"{PAGE}{sale.customer_id}/").status_code == 200
        return len(
            [one for one in asked if one["sql"].startswith("SELECT") and "set_config" not in one["sql"]]
        )

    counted()
    few = counted()
    with inside(shop):
        for _ in range(5):
            other = sold(shop, delivered_at=None)
            Order.objects.filter(id=other.order_id).update(customer_id=sale.customer_id)
    assert counted() == few == PINNED


def test_the_desk_still_reads_his_closed_case_without_him(
    admin: Client, shop: Shop, login: Login, rail: FakeRail, mails: KeptMails, clock: time_machine.Traveller
) -> None:
    with inside(shop):
        done = agree(shop)
        post(shop, done)
    drain(until=NOON + 3 * DAY)
    with inside(shop):
        arrive(shop, done)
    drain(until=NOON + 20 * DAY)
    clock.move_to(NOON + 20 * DAY)
    login(admin, shop.actors[Role.ADMIN])
    pages = [reverse("desk:case", args=[done.reference]), reverse("desk:case_rights", args=[done.reference])]
    assert "Claire" in text_of(admin.get(pages[0]))
    assert admin.post(f"{PAGE}{done.sale.customer_id}/", {"sure": "yes"}).status_code == 303
    for name in pages:
        answer = admin.get(name)
        assert answer.status_code == 200, name
        assert "Claire" not in answer.content.decode(), name
        assert done.sale.email not in answer.content.decode(), name
