"""« Vos droits » at the portal: every legal basis on a bought thing, and the law's dates of a request."""

import gzip
import re
from collections.abc import Callable
from datetime import timedelta

import brotli
import pytest
import time_machine

from savoir.cases.operations import refuse_case
from savoir.cases.states import Reason
from savoir.kernel.tenancy import organization_block
from savoir.law.codes import Basis
from savoir.web.components.bundles import STATIC
from tests.doors.desks import late_return
from tests.doors.portals import Visitor, asks, sold, text_of
from tests.rules.components.test_weight import MOST
from tests.shop import NOON, Sale, Shop

Queries = Callable[..., object]
pytestmark = pytest.mark.usefixtures("clock")
BUDGET = 60_000  # bytes of a page of the portal and all it loads


def page_of(visitor: Visitor, sale: Sale) -> str:
    """The rights on the first thing of an order."""
    return visitor.read(f"vos-droits/{sale.line_ids[0]}/")


def test_every_basis_the_law_reads_is_on_the_page(visitor: Visitor, shop: Shop) -> None:
    sale = sold(shop)
    visitor.proves(sale)
    page = page_of(visitor, sale)
    assert [basis for basis in Basis if f'id="droit-{basis.value}"' not in page] == []
    assert "La loi vous protège jusqu’au 14 novembre 2028" in page
    assert "jusqu’au lundi 30 novembre inclus" in page
    assert "Si vous le dites aujourd’hui, l’article se renvoie jusqu’au lundi 7 décembre inclus." in page
    assert "Signalé aujourd’hui : réparation ou remplacement au plus tard le mercredi 23 décembre." in page
    assert "La réparation ou le remplacement. C’est vous qui choisissez." in page
    assert "Les frais d’envoi du retour sont à votre charge" in page
    assert "Retour gratuit : nous payons l’envoi." in page
    assert "l’emballage d’origine" in page
    assert "Vous avez 14 jours pour changer d’avis" in page


def test_what_is_not_known_is_asked_in_the_customers_words(visitor: Visitor, shop: Shop) -> None:
    sale = sold(shop)
    visitor.proves(sale)
    page = page_of(visitor, sale)
    assert "si le défaut était invisible à l’achat" in page
    assert "Une personne regarde avant toute réponse définitive." in page
    told = re.sub(r"<[^>]*>", " ", page)
    assert re.findall(r"\b[a-z]+_[a-z_]+\b", told) == []


def test_a_period_that_is_over_is_no_refusal(
    visitor: Visitor, shop: Shop, clock: time_machine.Traveller
) -> None:
    sale = sold(shop, delivered_at=NOON - timedelta(days=220))
    visitor.proves(sale)
    page = page_of(visitor, sale)
    assert "Ce qui ne semble pas s’appliquer" in page
    assert "Ce n’est pas un refus : seule une personne peut refuser" in page
    assert "Une demande faite à temps compte toujours" in page
    assert "Renoncer au contrat ici</" not in page.split("<footer")[0]


def test_before_delivery_nothing_has_begun_but_the_change_of_mind(visitor: Visitor, shop: Shop) -> None:
    sale = sold(shop, delivered_at=None, contract_at=NOON - timedelta(days=40))
    visitor.proves(sale)
    page = page_of(visitor, sale)
    assert "pas encore livré" in page
    assert "Fixez-nous un nouveau délai" in page
    assert "dès maintenant, et après la réception" in page


def test_a_right_begins_with_one_tap(visitor: Visitor, shop: Shop) -> None:
    sale = sold(shop)
    visitor.proves(sale)
    page = page_of(visitor, sale)
    way = f"/sav/{shop.brand_slug}/demande/?a={sale.line_ids[0]}"
    assert f'href="{way}&amp;suite=renoncer">Renoncer au contrat ici' in page
    assert f'href="{way}">Signaler une panne, un défaut' in page
    assert visitor.client.get(way).status_code == 200


def test_a_thing_with_an_open_request_leads_to_it_and_begins_nothing(visitor: Visitor, shop: Shop) -> None:
    sale = sold(shop)
    case = asks(visitor, sale)
    page = page_of(visitor, sale)
    assert f"dossiers/{case.reference}/vos-droits/" in page
    assert f"demande/?a={sale.line_ids[0]}" not in page


def test_a_request_has_its_legal_dates(visitor: Visitor, shop: Shop) -> None:
    case = asks(visitor, sold(shop))
    page = visitor.read(f"dossiers/{case.reference}/vos-droits/")
    assert "L’article revient" in page
    assert "au plus tard le lundi 7 décembre" in page
    assert "si le colis part le" in page
    assert "Le médiateur, sans accord" in page
    assert "samedi 23 janvier 2027 au mardi 23 novembre 2027 inclus" in page
    assert 'id="droit-withdrawal-1"' in page
    assert 'id="droit-conformity-1"' not in page
    assert "Si vous le dites aujourd’hui" not in page


def test_a_claim_has_thirty_days(visitor: Visitor, shop: Shop) -> None:
    case = asks(visitor, sold(shop), "panne", "repair")
    page = visitor.read(f"dossiers/{case.reference}/vos-droits/")
    assert "Réparation ou remplacement" in page
    assert "au plus tard le mercredi 23 décembre" in page
    assert "Articles L217-10, L217-14" in page


def test_a_refusal_opens_the_mediator_at_once(visitor: Visitor, shop: Shop) -> None:
    case, sale = late_return(shop, reason=Reason.NOT_AS_DESCRIBED, now=NOON)
    with organization_block(shop.org_id):
        refuse_case(
            actor=shop.agent, reference=case.reference, motive="no_defect", ground="fault_disproved",
            note="Conforme à l’annonce.",
            now=NOON + timedelta(hours=1),
        )  # fmt: skip
    visitor.proves(sale)
    page = visitor.read(f"dossiers/{case.reference}/vos-droits/")
    assert "Nous refusons" in page
    assert "du lundi 23 novembre au mardi 23 novembre 2027 inclus" in page
    assert "Réparation ou remplacement</" not in page
    assert "jamais obligatoire" in page
    assert "Plus tôt si nous refusons" not in page


def test_the_brands_own_wider_promise_is_told_beside_the_law(visitor: Visitor, shop: Shop) -> None:
    sale = sold(shop, channel="store")
    visitor.proves(sale)
    page = page_of(visitor, sale)
    assert "En plus de la loi, Maison Lenoir reprend cet article jusqu’au lundi 14 décembre inclus" in page


def test_in_english_all_of_it_is_english(visitor: Visitor, shop: Shop) -> None:
    sale = sold(shop)
    visitor.proves(sale)
    visitor.client.cookies["savoir_language"] = "en"
    answer = visitor.client.get(
        visitor.at(f"vos-droits/{sale.line_ids[0]}/"), headers={"accept-language": "en"}
    )
    page = text_of(answer).split("<main")[1].split("<footer")[0]
    assert "The law protects you until 14 November 2028" in page
    assert "Repair or replacement. The choice is yours." in page
    assert not re.search(r"jusqu|aujourd|inclus|garantie", page)


def test_names_are_escaped(visitor: Visitor, shop: Shop) -> None:
    sale = sold(shop, product={"name": "<b>Robe</b> & <script>alert(1)</script>"})
    visitor.proves(sale)
    case = asks(visitor, sale)
    for path in (f"vos-droits/{sale.line_ids[0]}/", f"dossiers/{case.reference}/vos-droits/"):
        page = visitor.get(path).content.decode()
        assert "<script>alert" not in page
        assert "<b>Robe" not in page
        assert "&lt;script&gt;alert(1)" in page


def asks_for_all(visitor: Visitor, sale: Sale) -> str:
    """A change of mind about every line at once: the reference."""
    visitor.proves(sale)
    named = "&".join(f"a={line_id}" for line_id in sale.line_ids)
    visitor.post(f"demande/?{named}", cause="avis", **{f"cause-{i}": "pareil" for i in sale.line_ids[1:]})
    return visitor.chooses("refund")["Location"].split("/")[-2]


@pytest.mark.parametrize("lines", [1, 4])
def test_the_pages_ask_a_fixed_number_of_questions(
    visitor: Visitor, shop: Shop, django_assert_num_queries: Queries, lines: int
) -> None:
    sale = sold(shop, lines=lines)
    reference = asks_for_all(visitor, sale)
    with django_assert_num_queries(14):
        assert visitor.get(f"vos-droits/{sale.line_ids[0]}/").status_code == 200
    with django_assert_num_queries(21):
        page = visitor.read(f"dossiers/{reference}/vos-droits/")
    assert page.count('id="droit-withdrawal-') == lines


def test_the_page_fits_a_slow_phone(visitor: Visitor, shop: Shop) -> None:
    sale = sold(shop, product={"warranty_months": 36})
    visitor.proves(sale)
    address = visitor.at(f"vos-droits/{sale.line_ids[0]}/")
    answer = visitor.client.get(address, headers={"Accept-Encoding": "gzip"})
    sent = len(answer.content) + len(brotli.compress(STATIC.joinpath("law.css").read_bytes()))
    assert MOST + sent + 3_000 <= BUDGET, sent  # the brand's sheet and headers
    assert gzip.decompress(answer.content).decode().count('id="droit-') == len(Basis)


def test_another_customers_thing_and_request_do_not_exist(visitor: Visitor, shop: Shop) -> None:
    case, sale = late_return(shop, now=NOON)
    visitor.proves(sold(shop))
    assert visitor.get(f"vos-droits/{sale.line_ids[0]}/").status_code == 404
    assert visitor.get(f"dossiers/{case.reference}/vos-droits/").status_code == 404
