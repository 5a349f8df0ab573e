"""What the customer reads when people answer, and the way in of « Renoncer au contrat »."""

import re
from datetime import timedelta

import pytest

from savoir.cases.operations import refuse_case
from savoir.conversations.operations import ask_customer
from savoir.kernel.tenancy import organization_block
from tests.doors.portals import Visitor
from tests.shop import NOON, sell

pytestmark = pytest.mark.usefixtures("clock")
DAY = timedelta(days=1)


def waiting_case(visitor: Visitor) -> str:
    """A case that a person has to answer."""
    with organization_block(visitor.shop.org_id):
        sale = sell(visitor.shop)
    visitor.proves(sale)
    visitor.says(sale, "autre", words="La fermeture accroche")
    return str(visitor.chooses("personne")["Location"].split("/")[-2])


def test_a_refusal_by_a_person_says_that_it_can_be_discussed(visitor: Visitor) -> None:
    reference = waiting_case(visitor)
    with organization_block(visitor.shop.org_id):
        refuse_case(
            actor=visitor.shop.agent,
            reference=reference,
            motive="damage_by_use",
            ground="fault_disproved",
            note="Usure normale.",
            now=NOON,
        )

    page = visitor.read(f"dossiers/{reference}/")
    assert "Votre réponse est prête" in page
    assert "Usure normale" not in page  # personal words go to the address on file


def test_a_question_of_ours_puts_the_ball_with_the_customer(visitor: Visitor) -> None:
    reference = waiting_case(visitor)
    with organization_block(visitor.shop.org_id):
        ask_customer(
            actor=visitor.shop.agent, case_reference=reference, what="photo", text="Une photo ?", now=NOON
        )

    page = visitor.read(f"dossiers/{reference}/")
    assert "Il nous manque une réponse de votre part" in page
    assert "C’est à vous" in page
    assert "Une photo ?" not in page

    session = visitor.client.session
    key = f"portal_orders:{visitor.shop.org_id}"
    session[key] = dict.fromkeys(session[key], True)  # came through the address on file
    session.save()
    assert "Une photo ?" in visitor.read(f"dossiers/{reference}/")


def test_renouncing_is_two_taps_from_any_page(visitor: Visitor) -> None:
    with organization_block(visitor.shop.org_id):
        sale = sell(visitor.shop)
    way_in = re.search(r'href="([^"]+)">Renoncer au contrat ici', visitor.get("vos-droits/").content.decode())
    assert way_in is not None
    assert visitor.client.get(way_in[1]).status_code == 200
    found = visitor.post("", number=sale.number, email=sale.email, suite="renoncer")
    assert found["Location"] == visitor.at("articles/?suite=renoncer")

    link = re.search(r'href="([^"]*demande[^"]*)"', visitor.client.get(found["Location"]).content.decode())
    assert link is not None
    page = visitor.client.get(link[1].replace("&amp;", "&")).content.decode()

    assert re.search(r'value="avis" checked', page)
    assert visitor.client.get(way_in[1])["Location"] == visitor.at("articles/?suite=renoncer")


def test_the_policy_page_says_the_rows_that_decide(visitor: Visitor) -> None:
    page = visitor.read("politique/")
    assert "Changement d’avis accepté pendant 30 jours" in page
    assert "Conseiller" not in page  # who grants what is no business of customers
    assert "Version 1" in page


def test_a_parcel_announced_for_later_has_not_come(visitor: Visitor) -> None:
    """The shop exports the day it expects, or a case is read as of a day before its delivery."""
    with organization_block(visitor.shop.org_id):
        sale = sell(visitor.shop, contract_at=NOON - 2 * DAY, delivered_at=NOON + 4 * DAY)
    visitor.proves(sale)
    assert "pas encore livrée" in visitor.read("articles/")
    form = visitor.read(f"demande/?a={sale.line_ids[0]}")
    assert 'value="annuler"' in form
    assert 'value="panne"' not in form
    assert visitor.says(sale, "annuler").status_code == 303
    assert visitor.get("reponse/").status_code == 200
    assert visitor.chooses("refund").status_code == 303
