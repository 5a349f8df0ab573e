"""The rights of a customer at the desk: articles, missing facts by name, and what a late refund costs."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import time_machine

from savoir.kernel.access import Role
from savoir.resolutions.models import Refund
from tests.doors.desks import Desk, SignIn, desk_of, inside, late_return
from tests.doors.portals import text_of
from tests.faults.worlds import agree, post
from tests.shop import NOON, Shop, make_shop, sell

Queries = Callable[..., Any]
pytestmark = pytest.mark.usefixtures("clock")


@pytest.fixture
def desk(shop: Shop, login: SignIn) -> Desk:
    return desk_of(shop, login)


def owed(shop: Shop) -> str:
    """A case whose refund is promised, its parcel posted: the reference."""
    with inside(shop):
        agreed = agree(shop, price=8900)
        post(shop, agreed)
        Refund.objects.filter(case_id=agreed.case_id).update(state="failed")
    return agreed.reference


def test_the_deciding_article_stands_beside_the_proposal(desk: Desk) -> None:
    case, _ = late_return(desk.shop, now=NOON)
    page = text_of(desk.get(f"dossiers/{case.reference}/"))
    assert "<b>Article L217-3.</b> Le vendeur répond pendant deux ans des défauts du bien." in page
    assert "Aussi : L217-7, L217-9" in page
    assert f'href="/desk/dossiers/{case.reference}/droits/"' in page


def test_and_beside_what_was_decided(desk: Desk) -> None:
    reference = owed(desk.shop)
    page = text_of(desk.get(f"dossiers/{reference}/"))
    assert "<b>Article L221-18.</b> Vous avez 14 jours" in page


def test_and_beside_the_answer_read_to_a_caller(desk: Desk) -> None:
    with inside(desk.shop):
        sale = sell(desk.shop)
    said = f"line={sale.line_ids[0]}&happened=defective&quantity=1"
    page = text_of(desk.get(f"nouveau/{sale.order_id}/?{said}"))
    assert f'href="/desk/lignes/{sale.line_ids[0]}/droits/"' in page
    assert "<b>Article L217-3.</b>" in page


def test_the_right_that_the_case_uses_comes_first(desk: Desk) -> None:
    case, sale = late_return(desk.shop, now=NOON)
    page = text_of(desk.get(f"dossiers/{case.reference}/droits/"))
    assert page.index("droit-conformity-1") < page.index("droit-withdrawal-1")
    assert "au plus tard le mercredi 23 décembre" in page
    assert "<b>Article L217-10" in page or "Articles L217-10, L217-14" in page
    assert f"/desk/lignes/{sale.line_ids[0]}/droits/" in page


def test_an_order_leads_to_the_rights_on_each_thing(desk: Desk) -> None:
    with inside(desk.shop):
        sale = sell(desk.shop, lines=2)
    page = text_of(desk.get(f"commandes/{sale.order_id}/"))
    for line_id in sale.line_ids:
        assert f'href="/desk/lignes/{line_id}/droits/"' in page
        assert "Garantie légale" in text_of(desk.get(f"lignes/{line_id}/droits/"))


def test_missing_facts_are_named_and_lead_to_who_may_declare_them(shop: Shop, login: SignIn) -> None:
    from savoir.organizations.models import BrandDeclaration

    with inside(shop):
        BrandDeclaration.objects.all().delete()
        sale = sell(shop, delivered_at=NOON - timedelta(days=40))
    agent = text_of(desk_of(shop, login).get(f"lignes/{sale.line_ids[0]}/droits/"))
    assert '<span class="right-fact">info_given</span>' in agent
    assert "si l’information sur ce droit a été donnée à l’achat" in agent
    assert "/console/import/" not in agent
    admin = text_of(desk_of(shop, login, Role.ADMIN).get(f"lignes/{sale.line_ids[0]}/droits/"))
    assert 'href="/console/import/">Déclarer ce fait pour la marque' in admin


def test_a_refund_in_time_shows_what_late_would_cost(desk: Desk) -> None:
    reference = owed(desk.shop)
    page = text_of(desk.get(f"dossiers/{reference}/droits/"))
    assert "89,00 € à rendre au plus tard le lundi 7 décembre" in page
    assert "À temps." in page
    assert "intérêt légal, 6,67 % par an" in page
    assert "8,90 €" in page  # 10 %, from the 21st day
    assert "Article L242-4" in page


def test_a_late_one_shows_what_it_costs_today(
    shop: Shop, login: SignIn, clock: time_machine.Traveller
) -> None:
    reference = owed(shop)
    clock.move_to(NOON + timedelta(days=14 + 25))
    page = text_of(desk_of(shop, login).get(f"dossiers/{reference}/droits/"))
    assert "25 jours de retard : 8,90 € en plus aujourd’hui" in page


def test_who_reads_no_refunds_sees_none(shop: Shop, login: SignIn) -> None:
    reference = owed(shop)
    page = text_of(desk_of(shop, login, Role.STORE).get(f"dossiers/{reference}/droits/"))
    assert "Majorations" not in page
    assert "à rendre au plus tard" not in page
    assert "Majorations" in text_of(desk_of(shop, login).get(f"dossiers/{reference}/droits/"))


def test_the_neighbors_things_do_not_exist(desk: Desk) -> None:
    neighbor = make_shop("voisin")
    case, sale = late_return(neighbor, now=NOON)
    assert desk.get(f"dossiers/{case.reference}/droits/").status_code == 404
    assert desk.get(f"lignes/{sale.line_ids[0]}/droits/").status_code == 404


def test_a_thing_of_no_order_has_no_rights_yet(desk: Desk) -> None:
    from savoir.cases.models import CaseLine

    case, _ = late_return(desk.shop, now=NOON)
    with inside(desk.shop):
        CaseLine.objects.filter(case_id=case.id).update(order_line_id=None)
    page = text_of(desk.get(f"dossiers/{case.reference}/droits/"))
    assert "Aucun article d’une commande dans ce dossier." in page


@pytest.mark.parametrize("lines", [1, 4])
def test_the_pages_ask_a_fixed_number_of_questions(
    desk: Desk, django_assert_num_queries: Queries, lines: int
) -> None:
    case, sale = late_return(desk.shop, now=NOON, lines=lines)
    desk.get()
    with django_assert_num_queries(13):
        assert desk.get(f"lignes/{sale.line_ids[0]}/droits/").status_code == 200
    with django_assert_num_queries(19):
        assert desk.get(f"dossiers/{case.reference}/droits/").status_code == 200
