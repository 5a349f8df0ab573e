"""Addresses that nobody typed: a sign the database refuses, a next case that is none."""

import pytest
from django.test import Client

from savoir.cases.queries import case_card
from savoir.cases.states import CaseState
from savoir.kernel.access import customer_actor
from savoir.kernel.errors import NotFound
from savoir.kernel.tenancy import organization_block
from savoir.orders.models import Order
from savoir.orders.queries import address_on_file
from tests.doors.desks import Desk, SignIn, desk_of, late_return
from tests.shop import Shop, sell


@pytest.fixture
def desk(shop: Shop, login: SignIn) -> Desk:
    return desk_of(shop, login)


@pytest.mark.parametrize("path", ["dossiers/a%00b/", "remboursements/a%00/reprise/", "clients/%00/"])
def test_a_sign_that_no_text_holds_leads_nowhere(desk: Desk, path: str) -> None:
    assert desk.get(path).status_code == 404
    assert desk.post(path).status_code == 404


def test_at_the_portal_too(client: Client, shop: Shop) -> None:
    assert client.get(f"/sav/{shop.brand_slug}/dossiers/a%00b/").status_code == 404


@pytest.mark.parametrize("following", ["a/b", "../x", "é", "x" * 40])
def test_a_bent_next_case_leads_to_the_queue_and_the_deed_is_kept(desk: Desk, following: str) -> None:
    case, _ = late_return(desk.shop)
    answer = desk.post(f"dossiers/{case.reference}/question/", what="photo", text="Merci.", suivant=following)
    assert (answer.status_code, answer.headers["Location"].split("?")[0]) == (303, "/desk/")
    with organization_block(desk.shop.org_id):
        asked = case_card(actor=desk.shop.system, reference=case.reference)
    assert asked.state is CaseState.WAITING_ON_CUSTOMER


def test_what_a_verified_visitor_was_told_in_a_block_an_unverified_one_is_not(in_shop: Shop) -> None:
    order_id = sell(in_shop, price=5900).order_id
    customer_id = Order.objects.values_list("customer_id", flat=True).get(id=order_id)
    proved, guessed = (
        customer_actor(org_id=in_shop.org_id, order_ids=frozenset({order_id}), verified=verified)
        for verified in (True, False)
    )
    assert customer_id is not None
    assert "@" in address_on_file(actor=proved, customer_id=customer_id)[1]
    with pytest.raises(NotFound):
        address_on_file(actor=guessed, customer_id=customer_id)
