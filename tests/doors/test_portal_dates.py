"""Each date the customer reads: whether it was, is promised or is expected, and on what it hangs."""

import re
from datetime import timedelta

import pytest
import time_machine

from savoir.conversations.operations import ask_customer
from savoir.kernel.tenancy import organization_block
from savoir.logistics.queries import returns_of_case
from savoir.resolutions.models import Resolution
from savoir.resolutions.queries import refunds_of_case
from tests.doors.portals import Visitor, asks
from tests.policies.publishing import published
from tests.shop import NOON, Sale, Shop, sell

DAY = timedelta(days=1)


pytestmark = pytest.mark.usefixtures("clock")


@pytest.fixture
def dress(shop: Shop) -> Sale:
    with organization_block(shop.org_id):
        return sell(shop)


def steps(visitor: Visitor, reference: str) -> dict[str, str]:
    """Title of each step -> its date in words."""
    page = visitor.read(f"dossiers/{reference}/")
    found = re.findall(
        r'timeline-title">([^<]+).*?</span>(?:<span class="timeline-when">([^<]*)</span>)?</div>', page
    )
    return {title.strip(): when for title, when in found}


def test_each_step_says_its_date_and_which_kind_it_is(visitor: Visitor, dress: Sale) -> None:
    assert steps(visitor, asks(visitor, dress).reference) == {
        "Demande reçue": "lundi 23 novembre, 12 h",
        "Accepté : remboursement": "lundi 23 novembre, 12 h",
        "Vous déposez le colis": "jusqu’au lundi 7 décembre inclus",
        "Nous recevons et contrôlons": "vers lundi 30 novembre",
        "Nous vous remboursons": "au plus tard mercredi 2 décembre",
        "Nous vérifions avec vous": "vers mercredi 9 décembre",
    }


def test_the_promise_says_what_it_hangs_on_and_what_the_law_would_allow(
    visitor: Visitor, dress: Sale
) -> None:
    page = visitor.read(f"dossiers/{asks(visitor, dress).reference}/")
    assert "Votre argent au plus tard mercredi 2 décembre</h1>" in page
    told = "Si vous déposez le colis au plus tard vendredi 27 novembre."
    assert f"{told}<br>La loi nous laisse jusqu’au lundi 7 décembre." in page


def test_what_we_fetch_ourselves_nobody_is_told_to_drop_off(visitor: Visitor, shop: Shop) -> None:
    """A battery may not travel by post: every sentence says who moves it."""
    began = NOON - 365 * DAY
    with organization_block(shop.org_id):
        published(shop, "electronics", begins_at=began, now=began)
        vacuum = sell(shop, product={"dangerous_goods": "UN3481"})
    visitor.proves(vacuum)
    visitor.says(vacuum, "avis")
    offered = visitor.read("reponse/")
    assert "n’envoyez rien par la poste" in offered
    assert "Si nous l’enlevons au plus tard vendredi 27 novembre." in offered
    assert "Le jour de l’enlèvement se convient avec vous." in offered
    assert "déposez" not in offered
    assert "à déposer" not in offered


@pytest.mark.parametrize(
    ("method", "condition", "turn"),
    [
        ("contact_us", "Si nous l’enlevons au plus tard", "Nous enlevons le colis"),
        ("store", "Si vous le rapportez au plus tard", "Vous rapportez l’article"),
        ("own_post", "Si vous déposez le colis au plus tard", "Vous déposez le colis"),
    ],
)
def test_the_way_of_a_case_says_who_moves_the_goods(
    visitor: Visitor, dress: Sale, shop: Shop, method: str, condition: str, turn: str
) -> None:
    reference = asks(visitor, dress).reference
    with organization_block(shop.org_id):
        agreed = Resolution.objects.get()
        agreed.plan["return_method"] = method
        agreed.save()
    assert condition in visitor.read(f"dossiers/{reference}/")
    assert turn in steps(visitor, reference)


def test_a_day_gone_by_is_never_assumed(visitor: Visitor, dress: Sale, clock: time_machine.Traveller) -> None:
    reference = asks(visitor, dress).reference
    clock.move_to(NOON + 6 * DAY)  # Sunday; the first promise assumed Friday
    visitor.proves(dress)
    page = visitor.read(f"dossiers/{reference}/")
    assert "Votre argent au plus tard vendredi 4 décembre</h1>" in page
    assert "Si vous déposez le colis au plus tard aujourd’hui." in page
    assert steps(visitor, reference)["Nous recevons et contrôlons"] == "vers mercredi 2 décembre"


@pytest.mark.parametrize(
    ("posted_on", "promised"), [("2026-11-24", "dimanche 29 novembre"), ("2026-11-23", "samedi 28 novembre")]
)
def test_the_posting_page_says_the_date_that_the_deed_then_writes(
    visitor: Visitor, dress: Sale, clock: time_machine.Traveller, posted_on: str, promised: str
) -> None:
    reference = asks(visitor, dress).reference
    clock.move_to(NOON + DAY)
    visitor.proves(dress)
    before = visitor.read(f"dossiers/{reference}/envoi/")
    assert "Votre argent part au plus tard dimanche 29 novembre" in before
    assert "Pour un colis déposé aujourd’hui" in before

    refused = visitor.post(f"dossiers/{reference}/envoi/", tracking_number="", posted_on=posted_on)
    said = re.sub(r"\s+", " ", refused.content.decode().replace("\u00a0", " "))
    assert f"Votre argent part au plus tard {promised}" in said

    visitor.post(f"dossiers/{reference}/envoi/", tracking_number="6A12345678901", posted_on=posted_on)
    assert promised.split(" ", 1)[1] in visitor.read(f"dossiers/{reference}/")
    with organization_block(visitor.shop.org_id):
        case_id = returns_of_case_id(visitor.shop, reference)
        (refund,) = refunds_of_case(actor=visitor.shop.system, case_id=case_id)
        assert f"{refund.promised_on:%d}" in promised


def returns_of_case_id(shop: Shop, reference: str) -> int:
    from savoir.cases.queries import case_card

    case = case_card(actor=shop.system, reference=reference)
    assert returns_of_case(actor=shop.system, case_id=case.id)
    return case.id


def test_a_question_says_until_when_and_what_happens_without_an_answer(visitor: Visitor, dress: Sale) -> None:
    reference = asks(visitor, dress, cause="autre", remedy="personne").reference
    with organization_block(visitor.shop.org_id):
        ask_customer(
            actor=visitor.shop.agent, case_reference=reference, what="photo", text="Une photo ?", now=NOON
        )
    told = steps(visitor, reference)
    assert told["Vous nous répondez"] == "jusqu’au lundi 30 novembre inclus"
    assert told["Nous vous répondons"].startswith("avant ")
    page = visitor.read(f"dossiers/{reference}/")
    assert "Nous vous le rappelons jeudi 26 novembre." in page
    assert (
        f"Sans elle, une personne vous répond {told['Nous vous répondons']} avec ce que nous savons." in page
    )
