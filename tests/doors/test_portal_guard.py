"""What the portal keeps to itself: guesses, other people's orders, other brands, broken input."""

import io
from collections.abc import Callable
from datetime import timedelta

import pytest
import time_machine
from django.test import Client

from savoir.cases.queries import attachments_of_case, case_card, cases_of_order
from savoir.kernel.tenancy import organization_block
from tests.doors.portals import Visitor, asks, photo, sold
from tests.shop import NOON, Shop, make_shop, sell

Queries = Callable[..., object]


pytestmark = pytest.mark.usefixtures("clock")


def test_an_unknown_order_and_a_wrong_address_read_the_same(visitor: Visitor, shop: Shop) -> None:
    sale = sold(shop, number="FR-55012")
    typed = {"email": "autre@exemple.fr"}

    known = visitor.post("", number=sale.number, **typed)
    unknown = visitor.post("", number="FR-55013", **typed)

    assert (known.status_code, unknown.status_code) == (422, 422)
    assert _without_token(known).replace("55012", "55013") == _without_token(unknown)
    assert visitor.get("articles/").status_code == 303


def _without_token(response: object) -> str:
    import re

    page = response.content.decode()
    return re.sub(r'(csrfmiddlewaretoken" value|csrf-token" content)="[^"]+"', "", page)


def test_an_unknown_order_costs_the_queries_of_a_known_one(
    visitor: Visitor, shop: Shop, django_assert_num_queries: Queries
) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    sale = sold(shop)
    counts = []
    for number in (sale.number, "FR-1"):
        with CaptureQueriesContext(connection) as seen:
            visitor.post("", number=number, email="autre@exemple.fr")
        counts.append(len(seen))
    assert counts[0] == counts[1]


def test_after_five_wrong_tries_even_the_right_one_waits(
    visitor: Visitor, shop: Shop, clock: time_machine.Traveller
) -> None:
    sale = sold(shop, number="FR-70001")
    spellings = ["FR-70001", "fr 70001", "FR70001", "ＦＲ70001", "fr-70001"]
    wrong = [visitor.post("", number=number, email="x@exemple.fr").status_code for number in spellings]
    assert wrong == [422] * 5

    assert visitor.proves(sale).status_code == 429
    assert visitor.get("articles/").status_code == 303

    clock.move_to(NOON + timedelta(hours=1))
    assert visitor.proves(sale).status_code == 303


def test_right_answers_do_not_count_as_wrong(visitor: Visitor, shop: Shop) -> None:
    sale = sold(shop)
    assert [visitor.proves(sale).status_code for _ in range(8)] == [303] * 8


def test_a_visitor_who_tries_many_orders_waits(visitor: Visitor) -> None:
    tried = [visitor.post("", number=f"FR-{n}", email="x@exemple.fr").status_code for n in range(22)]
    assert tried == [422] * 20 + [429] * 2


def test_postcode_and_name_prove_an_order_too(visitor: Visitor, shop: Shop) -> None:
    sale = sold(shop)
    assert visitor.post("", number=sale.number, postcode="59000", fact="M").status_code == 422
    assert visitor.post("", number=sale.number, postcode="59000", fact="Martin").status_code == 303


@pytest.mark.parametrize(
    "typed",
    [
        {},
        {"number": "FR-1"},
        {"number": "FR-1", "postcode": "59000"},
        {"number": "", "email": "a@b.fr"},
        {"number": "x" * 5000, "email": "a@b.fr"},
        {"number": "'; DROP TABLE--", "email": "a@b.fr"},
        {"number": "\x00", "email": "a@b.fr"},
    ],
)
def test_a_broken_search_is_answered_with_what_to_correct(visitor: Visitor, typed: dict[str, str]) -> None:
    refused = visitor.post("", **typed)
    assert refused.status_code == 422
    assert 'id="error-summary"' in refused.content.decode()


def test_pages_ask_for_the_order_first_and_come_back(visitor: Visitor, shop: Shop) -> None:
    sale = sold(shop)
    reference = asks(visitor, sale).reference
    stranger = Visitor(shop, Client())
    for path in ("articles/", "demande/", "reponse/", f"dossiers/{reference}/", f"dossiers/{reference}/bon/"):
        assert stranger.get(path)["Location"].startswith(stranger.at())

    asked = stranger.get(f"dossiers/{reference}/")
    back = stranger.post("", number=sale.number, email=sale.email, suite=asked["Location"].split("suite=")[1])
    assert back["Location"] == stranger.at(f"dossiers/{reference}/")


def test_the_way_back_never_leaves_the_portal(visitor: Visitor, shop: Shop) -> None:
    sale = sold(shop)
    for suite in ("https://ailleurs.example/", "//ailleurs.example", "dossier:../x"):
        answer = visitor.post("", number=sale.number, email=sale.email, suite=suite)
        assert answer["Location"] == visitor.at("articles/")


@pytest.mark.parametrize("rest", ["", "bon/", "qr.svg", "envoi/"])
def test_another_customers_case_does_not_exist(visitor: Visitor, shop: Shop, rest: str) -> None:
    reference = asks(Visitor(shop, Client()), sold(shop)).reference
    visitor.proves(sold(shop))
    assert visitor.get(f"dossiers/{reference}/{rest}").status_code == 404


def test_another_customers_line_does_not_exist(visitor: Visitor, shop: Shop) -> None:
    other, own = sold(shop), sold(shop)
    visitor.proves(own)
    for path in (f"demande/?a={other.line_ids[0]}", f"demande/?a={own.line_ids[0]}&a={other.line_ids[0]}",
                 f"vos-droits/{other.line_ids[0]}/"):  # fmt: skip
        assert visitor.get(path).status_code == 404
    assert visitor.says(other, "avis").status_code == 404


@pytest.mark.parametrize("a", ["0", "-1", "x", "9" * 30, ""])
def test_a_line_that_is_none_leads_nowhere(visitor: Visitor, shop: Shop, a: str) -> None:
    visitor.proves(sold(shop))
    assert visitor.get(f"demande/?a={a}").status_code in (303, 404)


def test_a_proof_at_one_organization_opens_nothing_at_another(visitor: Visitor, shop: Shop) -> None:
    sale = sold(shop)
    reference = asks(visitor, sale).reference
    there = Visitor(make_shop("voisin"), visitor.client)

    assert there.get("articles/").status_code == 303
    assert there.get(f"dossiers/{reference}/").status_code == 303
    assert there.proves(sale).status_code == 422
    there.proves(sold(there.shop))
    assert there.get(f"dossiers/{reference}/").status_code == 404


def test_a_link_of_another_organization_opens_nothing(visitor: Visitor, shop: Shop) -> None:
    from savoir.organizations.operations import issue_link

    neighbor = make_shop("voisin")
    with organization_block(neighbor.org_id):
        there = sell(neighbor)
        secret = issue_link(actor=neighbor.system, order_id=there.order_id, case_id=None, now=NOON)

    assert visitor.post(f"acces/{secret}/").status_code == 410
    assert visitor.get("articles/").status_code == 303
    assert Visitor(neighbor, Client()).post(f"acces/{secret}/").status_code == 303


@pytest.mark.parametrize(
    "typed",
    [
        {"cause": ""},
        {"cause": "inconnue"},
        {"cause": "retard"},
        {"cause": "pareil"},
        {"cause": "avis", "quantity": "0"},
        {"cause": "avis", "quantity": "3"},
        {"cause": "avis", "quantity": "-1"},
        {"cause": "avis", "quantity": "deux"},
        {"cause": "avis", "quantity": "9" * 40},
        {"cause": "avis", "words": "x" * 2001},
    ],
)
def test_an_impossible_story_is_corrected_and_its_text_kept(
    visitor: Visitor, shop: Shop, typed: dict[str, str]
) -> None:
    sale = sold(shop, quantity=2)
    visitor.proves(sale)
    fields = {**typed, "words": typed.get("words", "Mon histoire")}
    if "quantity" in fields:
        fields[f"quantity-{sale.line_ids[0]}"] = fields.pop("quantity")

    refused = visitor.says(sale, **fields)

    assert refused.status_code == 422
    assert fields["words"] in refused.content.decode()
    assert visitor.get("reponse/")["Location"] == visitor.at("articles/")


def test_a_seal_is_asked_about_only_when_it_matters(visitor: Visitor, shop: Shop) -> None:
    sale = sold(shop, product={"hygiene_sealed": True})
    visitor.proves(sale)
    assert visitor.says(sale, "avis").status_code == 422
    assert visitor.says(sale, "panne").status_code == 303


def test_photos_go_with_the_case_and_bad_files_are_named(visitor: Visitor, shop: Shop) -> None:
    sale = sold(shop, price=1200)
    visitor.proves(sale)
    name = f"photos-{sale.line_ids[0]}"
    fake = io.BytesIO(b"#!/bin/sh\nrm -rf /")
    fake.name = "photo.jpg"
    refused = visitor.says(sale, "abime", **{name: fake})
    assert refused.status_code == 422
    assert "photo.jpg" in refused.content.decode()

    assert visitor.says(sale, "abime", **{name: photo()}).status_code == 303
    reference = visitor.chooses("returnless_refund")["Location"].split("/")[-2]

    with organization_block(shop.org_id):
        case = case_card(actor=shop.system, reference=reference)
        assert len(attachments_of_case(actor=shop.system, case_id=case.id)) == 1


def test_the_same_answer_sent_twice_opens_one_case(visitor: Visitor, shop: Shop) -> None:
    sale = sold(shop)
    visitor.proves(sale)
    visitor.says(sale, "avis")
    visitor.chooses("refund")

    again = visitor.post("reponse/", remedy="refund", plan__refund="whatever")

    assert again["Location"] == visitor.at("articles/")
    with organization_block(shop.org_id):
        assert len(cases_of_order(actor=shop.system, order_id=sale.order_id)) == 1


def test_a_remedy_nobody_offered_is_not_given(visitor: Visitor, shop: Shop) -> None:
    sale = sold(shop)
    visitor.proves(sale)
    visitor.says(sale, "avis")

    assert visitor.post("reponse/", remedy="repair", plan__repair="x").status_code == 422

    with organization_block(shop.org_id):
        assert cases_of_order(actor=shop.system, order_id=sale.order_id) == ()
