"""A customer at the portal: from the order to the promised date, without JavaScript."""

from datetime import timedelta

import pytest
import time_machine
from django.test import Client

from savoir.cases.queries import case_lines, cases_of_order
from savoir.cases.values import CaseCard
from savoir.kernel.tenancy import organization_block
from savoir.logistics.queries import returns_of_case
from savoir.organizations.operations import issue_link
from savoir.resolutions.queries import refunds_of_case
from tests.doors.portals import Visitor, asks, case_at, text_of
from tests.shop import NOON, Sale, Shop, sell

pytestmark = pytest.mark.usefixtures("clock")


@pytest.fixture
def dress(shop: Shop) -> Sale:
    with organization_block(shop.org_id):
        return sell(shop, product={"variant": "Taille 38", "picture": "dress", "colorway": "rose"})


def verified(visitor: Visitor, sale: Sale, case: CaseCard) -> None:
    with organization_block(visitor.shop.org_id):
        secret = issue_link(actor=visitor.shop.system, order_id=sale.order_id, case_id=case.id, now=NOON)
    assert visitor.post(f"acces/{secret}/")["Location"] == visitor.at(f"dossiers/{case.reference}/")


def test_a_change_of_mind_ends_with_a_number_a_date_and_a_slip(visitor: Visitor, dress: Sale) -> None:
    assert visitor.proves(dress)["Location"] == visitor.at("articles/")
    assert "lun. 14 déc." in text_of(visitor.get("articles/"))  # thirty days of the house, not fourteen
    assert visitor.says(dress, "avis")["Location"] == visitor.at("reponse/")

    case = case_at(visitor, visitor.chooses("refund"))

    page = text_of(visitor.get(f"dossiers/{case.reference}/"))
    assert case.reference in page
    assert "Votre argent au plus tard mercredi 2 décembre" in page
    assert "C’est à vous" in page
    slip = visitor.get(f"dossiers/{case.reference}/bon/")
    assert slip.content.startswith(b"%PDF")
    assert slip["Content-Disposition"].startswith("inline")
    assert slip["X-Content-Type-Options"] == "nosniff"
    assert visitor.get(f"dossiers/{case.reference}/qr.svg")["Content-Type"] == "image/svg+xml"


def test_no_remedy_is_chosen_beforehand(visitor: Visitor, dress: Sale) -> None:
    visitor.proves(dress)
    visitor.says(dress, "avis")

    page = visitor.get("reponse/").content.decode()
    assert page.count('type="radio"') >= 2
    assert "checked" not in page

    assert visitor.post("reponse/", remedy="").status_code == 422
    with organization_block(visitor.shop.org_id):
        assert cases_of_order(actor=visitor.shop.system, order_id=dress.order_id) == ()


def test_money_and_messages_are_for_the_address_on_file(visitor: Visitor, dress: Sale) -> None:
    case = asks(visitor, dress)
    before = text_of(visitor.get(f"dossiers/{case.reference}/"))
    assert "59,00" not in before
    assert "4821" not in before
    assert "Recevoir un lien" in before
    assert visitor.post(f"dossiers/{case.reference}/message/", text="Bonjour").status_code == 404

    verified(visitor, dress, case)

    after = text_of(visitor.get(f"dossiers/{case.reference}/"))
    assert "59,00 €" in after
    assert "4821" in after


def test_a_link_opens_on_a_click_only_and_once(visitor: Visitor, dress: Sale) -> None:
    case = asks(visitor, dress)
    with organization_block(visitor.shop.org_id):
        secret = issue_link(actor=visitor.shop.system, order_id=dress.order_id, case_id=case.id, now=NOON)
    stranger = Visitor(visitor.shop, Client())

    assert stranger.get(f"acces/{secret}/").status_code == 200
    assert stranger.get(f"dossiers/{case.reference}/").status_code == 303
    assert stranger.post(f"acces/{secret}/").status_code == 303
    assert "59,00" in text_of(stranger.get(f"dossiers/{case.reference}/"))

    late = Visitor(visitor.shop, Client())
    assert late.post(f"acces/{secret}/").status_code == 410
    assert late.get(f"dossiers/{case.reference}/").status_code == 303


def test_a_written_message_reaches_the_case(visitor: Visitor, dress: Sale) -> None:
    case = asks(visitor, dress)
    verified(visitor, dress, case)

    assert visitor.post(f"dossiers/{case.reference}/message/", text="  ").status_code == 422
    assert (
        visitor.post(f"dossiers/{case.reference}/message/", text="Le colis part demain.").status_code == 303
    )

    assert "Le colis part demain." in text_of(visitor.get(f"dossiers/{case.reference}/"))


def test_the_link_is_sent_three_times_an_hour_and_always_promised(visitor: Visitor, dress: Sale) -> None:
    from savoir.conversations.queries import messages_of_case
    from savoir.conversations.states import Step

    case = asks(visitor, dress)
    answers = [visitor.post(f"dossiers/{case.reference}/lien/").status_code for _ in range(5)]

    assert answers == [303] * 5
    with organization_block(visitor.shop.org_id):
        sent = messages_of_case(actor=visitor.shop.system, case_id=case.id)
    assert len([one for one in sent if one.step is Step.ACCESS_LINK]) <= 3


def test_posting_starts_the_date_of_the_refund(
    visitor: Visitor, dress: Sale, clock: time_machine.Traveller
) -> None:
    case = asks(visitor, dress)
    clock.move_to(NOON + timedelta(hours=2))

    done = visitor.post(
        f"dossiers/{case.reference}/envoi/", tracking_number="6A 1234 5678 9", posted_on="2026-11-23"
    )

    assert done.status_code == 303
    page = text_of(visitor.get(f"dossiers/{case.reference}/"))
    assert "Colis expédié" in page
    assert "C’est à vous" not in page
    with organization_block(visitor.shop.org_id):
        actor = visitor.shop.system
        assert returns_of_case(actor=actor, case_id=case.id)[0].posted_on is not None
        assert all(one.leaves_at for one in refunds_of_case(actor=actor, case_id=case.id))


@pytest.mark.parametrize(
    "typed",
    [
        {"tracking_number": "", "posted_on": "2026-11-23"},
        {"tracking_number": "6A123", "posted_on": "2026-11-30"},
        {"tracking_number": "6A123", "posted_on": "2026-11-02"},
        {"tracking_number": "6A123", "posted_on": "pas une date"},
        {"tracking_number": "<script>", "posted_on": "2026-11-23"},
        {"tracking_number": "x" * 200, "posted_on": "2026-11-23"},
    ],
)
def test_a_posting_that_proves_nothing_is_not_taken(
    visitor: Visitor, dress: Sale, typed: dict[str, str]
) -> None:
    case = asks(visitor, dress)

    refused = visitor.post(f"dossiers/{case.reference}/envoi/", **typed)

    assert refused.status_code == 422
    assert 'id="error-summary"' in refused.content.decode()
    assert typed["tracking_number"].replace("<", "&lt;").replace(">", "&gt;") in refused.content.decode()
    with organization_block(visitor.shop.org_id):
        assert returns_of_case(actor=visitor.shop.system, case_id=case.id)[0].posted_on is None


def test_a_line_with_an_open_case_opens_that_case(visitor: Visitor, dress: Sale) -> None:
    case = asks(visitor, dress)

    assert case.reference in visitor.get("articles/").content.decode()
    opened = visitor.get(f"demande/?a={dress.line_ids[0]}")
    assert opened["Location"] == visitor.at(f"dossiers/{case.reference}/")


def test_somebody_who_likes_nothing_gets_a_person(visitor: Visitor, dress: Sale) -> None:
    case = asks(visitor, dress, remedy="personne")

    assert case.needs_person
    page = text_of(visitor.get(f"dossiers/{case.reference}/"))
    assert "Une réponse avant" in page
    with organization_block(visitor.shop.org_id):
        assert returns_of_case(actor=visitor.shop.system, case_id=case.id) == ()


@pytest.mark.parametrize(
    ("product", "cause", "typed"),
    [
        ({"made_to_order": True}, "avis", {}),
        ({"perishable": True}, "avis", {}),
        ({"hygiene_sealed": True}, "avis", {"seal": "oui"}),
        ({}, "autre", {}),
    ],
)
def test_a_machine_never_refuses(
    visitor: Visitor, shop: Shop, product: dict[str, object], cause: str, typed: dict[str, str]
) -> None:
    with organization_block(shop.org_id):
        sale = sell(shop, product=product)
    visitor.proves(sale)
    seal = {f"seal__{sale.line_ids[0]}": typed["seal"]} if typed else {}
    assert visitor.says(sale, cause, **seal).status_code == 303

    assert "Une personne" in text_of(visitor.get("reponse/"))
    case = case_at(visitor, visitor.chooses("personne"))

    assert case.needs_person
    with organization_block(shop.org_id):
        lines = case_lines(actor=shop.system, case_id=case.id)
    assert [line.acceptance for line in lines] == ["pending"]


def test_an_answer_that_moved_is_shown_again_and_nothing_happened(visitor: Visitor, dress: Sale) -> None:
    visitor.proves(dress)
    visitor.says(dress, "avis", words="Trop longue")

    moved = visitor.post("reponse/", remedy="refund", plan__refund="another")

    assert moved.status_code == 409
    assert "La réponse a changé" in text_of(moved)
    with organization_block(visitor.shop.org_id):
        assert cases_of_order(actor=visitor.shop.system, order_id=dress.order_id) == ()


def test_a_draft_waits_for_the_same_browser(visitor: Visitor, dress: Sale) -> None:
    visitor.proves(dress)
    kept = visitor.says(dress, "panne", words="Ne charge plus").cookies["savoir_draft"]
    assert kept["httponly"]
    del visitor.client.cookies["sessionid"]
    assert visitor.get("reponse/").status_code == 303

    visitor.proves(dress)

    assert "Reprendre votre demande" in text_of(visitor.get("articles/"))
    assert "Ne charge plus" in text_of(visitor.get(f"demande/?a={dress.line_ids[0]}"))


def test_several_items_go_together_each_with_its_reason(visitor: Visitor, shop: Shop) -> None:
    with organization_block(shop.org_id):
        sale = sell(shop, lines=2, quantity=3)
    first, second = sale.line_ids
    visitor.proves(sale)
    typed = {f"quantity-{first}": "2", f"quantity-{second}": "1", f"cause-{second}": "panne", "cause": "avis"}
    asked = visitor.client.post(visitor.at(f"demande/?a={first}&a={second}"), typed)
    assert asked.status_code == 303

    case = case_at(visitor, visitor.chooses("refund"))

    with organization_block(shop.org_id):
        lines = case_lines(actor=shop.system, case_id=case.id)
    assert [(line.quantity, line.reason.value) for line in lines] == [(2, "changed_mind"), (1, "defective")]


def test_what_never_came_can_be_canceled_or_missed(visitor: Visitor, shop: Shop) -> None:
    with organization_block(shop.org_id):
        sale = sell(shop, delivered_at=None)
    visitor.proves(sale)

    page = text_of(visitor.get(f"demande/?a={sale.line_ids[0]}"))
    assert "Je n’ai rien reçu" in page
    assert "Il est en panne" not in page


def test_english_is_spoken_where_it_is_asked(visitor: Visitor, dress: Sale) -> None:
    visitor.proves(dress)
    visitor.says(dress, "avis")
    page = visitor.client.get(visitor.at("reponse/"), headers={"Accept-Language": "en"})

    assert '<html lang="en"' in page.content.decode()
    assert "You may change your mind" in page.content.decode()
