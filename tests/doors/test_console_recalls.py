"""The head of after-sales calls a drill back at the console; its buyer reads it, answers, and is served."""

import re
from datetime import date, timedelta

import pytest
import time_machine
from django.test import Client

from savoir.cases.states import Intent, Reason, Remedy
from savoir.kernel.access import Role
from savoir.orders.models import Customer, OrderLine, Product, Recall
from savoir.orders.states import RecallEnd, WayBack
from tests.cases.files import opened
from tests.doors.conftest import Login
from tests.doors.desks import inside
from tests.doors.portals import Visitor, case_at, sold, text_of
from tests.shop import NOON, Sale, Shop

pytestmark = pytest.mark.usefixtures("clock")
OLD = NOON - timedelta(days=900)  # the guarantee is long over
NEW = "/console/rappels/nouveau/"


@pytest.fixture
def boss(shop: Shop, login: Login) -> Client:
    client = Client()
    login(client, shop.actors[Role.SUPERVISOR])
    return client


def drill(shop: Shop, *serials: str, delivered_at: object = OLD, **flags: object) -> Sale:
    """A drill, bought long ago."""
    product = {"name": "Perceuse 18 V", **flags}
    sale = sold(shop, product=product, delivered_at=delivered_at, price=8900)
    with inside(shop):
        OrderLine.objects.filter(id=sale.line_ids[0]).update(serials=list(serials))
        Product.objects.filter(id=sale.product_id).update(sku=f"PX-{sale.product_id}")
    return sale


def typed(shop: Shop, sale: Sale, **given: object) -> dict[str, object]:
    """The notice as it is typed."""
    return {
        "brand": str(shop.brand_id), "products": f" PX-{sale.product_id} \n", "serials": "",
        "sold_first_on": "", "sold_last_on": "", "began_on": "2026-11-20",
        "hazard": "La batterie peut prendre feu.", "instructions": "Débranchez-la et posez-la dehors.",
        "notice_url": "https://rappel.exemple.fr/17", "repair": "impossible", "replacement": "possible",
        "refund": "possible", "way_back": "post", **given,
    }  # fmt: skip


def call_back(boss: Client, shop: Shop, sale: Sale, **given: object) -> None:
    """Declare it at the console."""
    assert boss.post(NEW, typed(shop, sale, **given))["Location"] == "/console/rappels/"


def rights_page(visitor: Visitor, sale: Sale) -> str:
    visitor.proves(sale)
    return visitor.read(f"vos-droits/{sale.line_ids[0]}/")


def right_of(page: str) -> str:
    """What the card of the recall says."""
    found = re.search(r'<details class="card right" id="droit-recall".*?</details>\s*</div></details>', page)
    assert found is not None
    return found[0]


def test_a_declared_recall_is_in_the_list(boss: Client, shop: Shop) -> None:
    sale = drill(shop)
    assert "Aucun rappel" in text_of(boss.get("/console/rappels/"))
    call_back(boss, shop, sale, serials="LX-22*\nQT-9\n", sold_last_on="2026-03-01")
    page = text_of(boss.get("/console/rappels/"))
    for words in ("La batterie peut prendre feu.", "Perceuse 18 V", "LX-22*, QT-9", "en cours",
                  "Remplacement, remboursement", "https://rappel.exemple.fr/17", "jusqu’au"):  # fmt: skip
        assert words in page
    assert "1 rappel en cours" in text_of(boss.get("/console/"))


def test_whoever_bought_it_reads_his_right_years_later(boss: Client, visitor: Visitor, shop: Shop) -> None:
    sale = drill(shop)
    before = rights_page(visitor, sale)
    assert "La batterie peut prendre feu" not in before
    assert "à vérifier" in right_of(before)

    call_back(boss, shop, sale)

    page = rights_page(visitor, sale)
    right = right_of(page)
    assert "ouvert" in right
    assert "Le remplacement ou le remboursement. C’est vous qui choisissez." in right
    assert "Retour gratuit : nous payons l’envoi." in right
    assert "Débranchez-la et posez-la dehors." in right
    assert "une garantie encore en cours" in right  # what nobody may demand
    assert "la preuve de l’origine du défaut" in right
    assert "Rappel de sécurité depuis le 20 novembre 2026" in page
    assert 'href="https://rappel.exemple.fr/17"' in page
    assert "Rappel de sécurité" in visitor.read("articles/")


def test_the_buyer_answers_the_recall_and_pays_nothing(boss: Client, visitor: Visitor, shop: Shop) -> None:
    sale = drill(shop)
    call_back(boss, shop, sale)
    page = rights_page(visitor, sale)
    way = f"demande/?a={sale.line_ids[0]}&amp;suite=rappel"
    assert way in page
    question = visitor.read(way.replace("&amp;", "&"))
    assert "Je réponds au rappel de sécurité" in question
    assert re.search(r'value="rappel"[^>]* checked', question)
    visitor.says(sale, "rappel")
    answer = visitor.read("reponse/")
    assert "Couvert, rien à payer" in answer
    assert "Retour gratuit : nous payons l’envoi." in answer
    assert "à votre charge" not in answer
    assert "Règlement (UE) 2023/988, article 37" in answer
    assert "Réparation" not in re.sub(r'<p class="aside-quote">.*?</p>', "", answer)  # declared impossible
    case = case_at(visitor, visitor.chooses("refund"))
    assert not case.needs_person
    assert (case.intent, case.reason, case.proposal) == (Intent.CLAIM, Reason.RECALLED, Remedy.REFUND)


def test_what_may_not_be_posted_waits_for_a_person(boss: Client, visitor: Visitor, shop: Shop) -> None:
    sale = drill(shop)
    call_back(boss, shop, sale, way_back=WayBack.COLLECT.value)
    assert "nous venons le chercher" in right_of(rights_page(visitor, sale))
    visitor.says(sale, "rappel")
    case = case_at(visitor, visitor.chooses("replacement"))
    assert case.needs_person


def test_of_some_numbers_the_customer_is_asked_to_look(boss: Client, visitor: Visitor, shop: Shop) -> None:
    unknown, named, other = drill(shop), drill(shop, "LX-2207"), drill(shop, "LX-31")
    skus = "\n".join(f"PX-{sale.product_id}" for sale in (unknown, named, other))
    call_back(boss, shop, unknown, products=skus, serials="LX-22*")
    page = rights_page(visitor, unknown)
    assert "à vérifier" in right_of(page)
    assert "Numéros à chercher sur l’article : LX-22*." in page
    assert "ouvert" in right_of(rights_page(visitor, named))
    page = rights_page(visitor, other)
    assert "La batterie peut prendre feu" not in page
    assert "Je réponds au rappel" not in visitor.read(f"demande/?a={other.line_ids[0]}")


def test_nobody_answers_a_recall_that_is_not_there(visitor: Visitor, shop: Shop) -> None:
    sale = drill(shop)
    visitor.proves(sale)
    answer = visitor.says(sale, "rappel")
    assert answer.status_code == 422
    assert "choisissez une réponse" in text_of(answer)


def test_the_desk_shows_it_beside_the_proposal(boss: Client, shop: Shop, login: Login) -> None:
    sale = drill(shop, delivered_at=NOON - timedelta(days=9))
    with inside(shop):
        case = opened(shop, sale, Intent.CLAIM, Reason.DEFECTIVE, now=NOON)
    lea = Client()
    login(lea, shop.agent)
    assert "Rappel de sécurité depuis" not in text_of(lea.get(f"/desk/dossiers/{case.reference}/"))
    call_back(boss, shop, sale)
    for address in (f"/desk/dossiers/{case.reference}/", f"/desk/dossiers/{case.reference}/droits/",
                    f"/desk/lignes/{sale.line_ids[0]}/droits/"):  # fmt: skip
        page = text_of(lea.get(address))
        assert "Rappel de sécurité depuis le 20 novembre 2026" in page, address
        assert "La batterie peut prendre feu." in page
    assert "rappel de sécurité" in text_of(lea.get(f"/desk/commandes/{sale.order_id}/"))


def test_a_recall_that_is_over_keeps_the_rights_of_its_buyers(
    boss: Client, visitor: Visitor, shop: Shop
) -> None:
    sale = drill(shop)
    call_back(boss, shop, sale)
    with inside(shop):
        recall = Recall.objects.get()
    page = text_of(boss.get(f"/console/rappels/{recall.id}/fin/"))
    assert "Ce qui a été acheté jusqu’ici reste rappelé." in page
    assert boss.post(f"/console/rappels/{recall.id}/fin/", {"end": "over"}).status_code == 303
    assert "terminé" in text_of(boss.get("/console/rappels/"))
    assert "ouvert" in right_of(rights_page(visitor, sale))


def test_a_mistake_is_taken_back(boss: Client, visitor: Visitor, shop: Shop) -> None:
    sale = drill(shop)
    call_back(boss, shop, sale)
    with inside(shop):
        recall = Recall.objects.get()
    address = f"/console/rappels/{recall.id}/fin/"
    assert boss.post(address, {}).status_code == 422
    assert boss.post(address, {"end": "forgotten"}).status_code == 422
    with inside(shop):
        assert Recall.objects.get().end == ""
    boss.post(address, {"end": "mistake"})
    assert "La batterie peut prendre feu" not in rights_page(visitor, sale)
    again = boss.post(address, {"end": "over"})
    assert again.status_code == 409
    assert "déjà terminé" in text_of(again)
    with inside(shop):
        assert Recall.objects.get().end == RecallEnd.MISTAKE.value


@pytest.mark.parametrize(
    ("bad", "said"),
    [
        ({"products": "PX-0"}, "Aucun de vos produits ne porte cette référence : PX-0."),
        ({"products": ""}, "Produits rappelés"), ({"began_on": "2027-01-01"}, "Ce jour n’est pas encore là."),
        ({"began_on": "hier"}, "Jour du rappel"), ({"hazard": ""}, "Danger"),
        ({"notice_url": "http://a.example"}, "commence par https://"), ({"repair": "peut-être"}, "Réparer"),
        ({"refund": "impossible"}, "Rembourser"), ({"brand": "999999"}, "Marque"),
        ({"serials": "*"}, "Une étoile seule"),
        ({"sold_first_on": "2026-02-02", "sold_last_on": "2026-02-01"}, "avant leur début"),
    ],
)  # fmt: skip
def test_a_bent_notice_calls_nothing_back_and_the_form_keeps_what_was_typed(
    boss: Client, shop: Shop, bad: dict[str, object], said: str
) -> None:
    sale = drill(shop)
    answer = boss.post(NEW, typed(shop, sale, **bad))
    assert answer.status_code == 422
    page = text_of(answer)
    assert said in page
    assert "Débranchez-la et posez-la dehors." in page
    with inside(shop):
        assert not Recall.objects.exists()


def test_the_form_opens_with_today_as_a_browser_reads_it(boss: Client) -> None:
    assert 'value="2026-11-23"' in text_of(boss.get(NEW))


def test_the_buyers_to_be_told_are_a_sheet(boss: Client, shop: Shop) -> None:
    sure, open_, other = drill(shop, "LX-2207"), drill(shop), drill(shop, "LX-31")
    with inside(shop):
        Customer.objects.filter(id=sure.customer_id).update(name="=cmd()", phone="+33612345678")
    skus = "\n".join(f"PX-{sale.product_id}" for sale in (sure, open_, other))
    call_back(boss, shop, sure, products=skus, serials="LX-22*", sold_last_on="2026-11-01")
    with inside(shop):
        recall = Recall.objects.get()
    assert f"/console/rappels/{recall.id}/acheteurs.csv" in text_of(boss.get("/console/rappels/"))
    sheet = boss.get(f"/console/rappels/{recall.id}/acheteurs.csv")
    assert sheet["Content-Type"] == "text/csv; charset=utf-8"
    rows = [line.split(";") for line in sheet.content.decode("utf-8-sig").splitlines()]
    assert [(row[0], row[5], row[6], row[8], row[10]) for row in rows[1:]] == [
        (sure.number, "LX-2207", "'=cmd()", "'+33612345678", "oui"),
        (open_.number, "", "Claire Martin", "", "numéro à vérifier"),
    ]  # fmt: skip
    assert boss.get("/console/rappels/999999/acheteurs.csv").status_code == 404


def test_whoever_bought_after_the_days_of_the_notice_is_not_told(boss: Client, shop: Shop) -> None:
    sale = drill(shop)
    call_back(boss, shop, sale, sold_last_on="2020-01-01")
    with inside(shop):
        recall = Recall.objects.get()
    assert len(boss.get(f"/console/rappels/{recall.id}/acheteurs.csv").content.splitlines()) == 1


def test_a_second_click_says_that_it_is_there(boss: Client, shop: Shop) -> None:
    sale = drill(shop)
    call_back(boss, shop, sale)
    again = boss.post(NEW, typed(shop, sale))
    assert again.status_code == 409
    assert "Ce rappel est déjà déclaré" in text_of(again)
    with inside(shop):
        assert Recall.objects.count() == 1


def test_before_its_day_nothing_is_called_back(
    boss: Client, visitor: Visitor, shop: Shop, clock: time_machine.Traveller
) -> None:
    sale = drill(shop)
    with inside(shop):
        case = opened(shop, sale, Intent.CLAIM, Reason.DEFECTIVE, now=NOON - timedelta(days=30))
    call_back(boss, shop, sale)
    with inside(shop):
        assert Recall.objects.get().began_on == date(2026, 11, 20)
    visitor.proves(sale)
    page = visitor.read(f"dossiers/{case.reference}/vos-droits/")  # an older request is told of it too
    assert "Rappel de sécurité depuis le 20 novembre 2026" in page
