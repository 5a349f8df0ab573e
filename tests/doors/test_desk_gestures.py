"""A gesture at the desk: proposed with its row, granted or asked for, answered by a second person."""

import re
from typing import Any

import pytest
from django.utils import timezone

from savoir.cases.values import CaseCard
from savoir.kernel.access import Role
from savoir.resolutions.models import Gesture, Refund
from tests.doors.desks import Desk, SignIn, desk_of, inside, late_return
from tests.resolutions.gestures import again, kind_shop, replaced
from tests.shop import Sale, Shop, make_shop, sell

# One more than the same pages without gestures: what the customer bought in twelve months and how often he
# claimed, which only the facts of a gesture need. A case without tables of gestures does not ask it.
QUERIES_UNDECIDED, QUERIES_REPLACED = 32, 35


@pytest.fixture
def shop(db: None) -> Shop:
    return kind_shop()


@pytest.fixture
def desk(shop: Shop, login: SignIn) -> Desk:
    return desk_of(shop, login)


@pytest.fixture
def case(shop: Shop) -> CaseCard:
    with inside(shop):
        sale: Sale = sell(shop)
        found = replaced(shop, sale)
        again(sale)
    return found


def text(answer: Any) -> str:
    return str(answer.content.decode()).replace("\u00a0", " ").replace("\u202f", " ")


def hidden(page: str) -> dict[str, str]:
    """What the form of the page carries, as a browser would send it."""
    return dict(
        re.findall(r'<input type="hidden" name="(severity|kind|amount|digest)" value="([^"]*)"', page)
    )


def states(shop: Shop) -> list[str]:
    with inside(shop):
        return list(Gesture.objects.order_by("id").values_list("state", flat=True))


def test_the_case_page_shows_what_the_policy_gives_and_the_row_that_says_so(
    desk: Desk, case: CaseCard
) -> None:
    page = text(desk.get(f"dossiers/{case.reference}/"))
    for words in ("Geste commercial", "Remise sur le prix, 11,80 €", "Règle 1 : Grave, et ce n’est pas la",
                  "Bon d’achat, 30,00 €", "Des excuses suffisent"):  # fmt: skip
        assert words in page
    assert f"dossiers/{case.reference}/geste/?gravite=grave" in page


def test_the_page_with_gestures_costs_one_query_more(
    desk: Desk, case: CaseCard, django_assert_num_queries: Any
) -> None:
    undecided, _sale = late_return(desk.shop)
    for one, queries in ((undecided, QUERIES_UNDECIDED), (case, QUERIES_REPLACED)):
        desk.get(f"dossiers/{one.reference}/")
        with django_assert_num_queries(queries):
            desk.get(f"dossiers/{one.reference}/")


def test_she_grants_what_the_policy_gives_and_may_take_it_back(desk: Desk, case: CaseCard) -> None:
    place = f"dossiers/{case.reference}/geste/"
    page = text(desk.get(f"{place}?gravite=grave"))
    assert "vous : c’est la réponse de la règle" in page
    assert "Pourquoi ce geste" not in page
    assert states(desk.shop) == []

    done = desk.post(place, **hidden(page))

    assert (done.status_code, states(desk.shop)) == (303, ["granted"])
    after = text(desk.get(f"dossiers/{case.reference}/"))
    assert "Geste de 11,80 € accordé" in after
    with inside(desk.shop):
        reference = Refund.objects.get().reference
    desk.post(f"remboursements/{reference}/annulation/")
    assert states(desk.shop) == ["canceled"]
    assert "Le geste n’est pas parti." in text(desk.get(f"dossiers/{case.reference}/"))


def test_more_needs_words_and_a_second_person_who_says_yes(
    desk: Desk, case: CaseCard, shop: Shop, login: SignIn
) -> None:
    place = f"dossiers/{case.reference}/geste/"
    page = text(desk.get(f"{place}?gravite=leger&somme=45,00"))
    assert "Voir ce que dit la règle" in page, "no known severity, no plan"
    page = text(desk.get(f"{place}?gravite=slight&somme=45,00"))
    assert "Demander l’accord pour 45,00 €" in page
    assert "Jusqu’à 120 € : un conseiller confirmé accorde" in page
    without = desk.post(place, **hidden(page))
    assert (without.status_code, states(shop)) == (422, [])

    desk.post(place, motive="Deuxième panne.", **hidden(page))

    assert states(shop) == ["asked"]
    waits = text(desk.get(f"dossiers/{case.reference}/"))
    assert "attend un accord" in waits
    assert "Un geste attend l’accord" in text(desk.get("taches/"))
    senior = desk_of(shop, login, Role.SENIOR)
    asked = text(senior.get("accords/"))
    for words in ("Accorder un geste commercial", "45,00 €", "Deuxième panne.", "Marges : Conseil client"):
        assert words in asked
    form = re.search(r'action="/desk/(accords/\d+/)".*?name="plan" value="([^"]+)"', asked, re.S)
    assert form is not None
    done = senior.post(form[1], plan=form[2], answer="yes")
    assert (done.status_code, states(shop)) == (303, ["granted"])


def test_a_no_says_why_to_who_asked(desk: Desk, case: CaseCard, shop: Shop, login: SignIn) -> None:
    place = f"dossiers/{case.reference}/geste/"
    page = text(desk.get(f"{place}?gravite=slight&somme=45,00"))
    desk.post(place, motive="Deuxième panne.", **hidden(page))
    senior = desk_of(shop, login, Role.SENIOR)
    asked = text(senior.get("accords/"))
    form = re.search(r'action="/desk/(accords/\d+/)".*?name="plan" value="([^"]+)"', asked, re.S)
    assert form is not None
    assert senior.post(form[1], plan=form[2], answer="no").status_code == 422
    assert states(shop) == ["asked"]
    senior.post(form[1], plan=form[2], answer="no", motive="Un bon suffit.")
    assert states(shop) == ["refused"]
    assert "Réponse : Un bon suffit." in text(desk.get(f"dossiers/{case.reference}/"))


def test_what_savoir_does_not_carry_says_the_way_out(desk: Desk, case: CaseCard) -> None:
    place = f"dossiers/{case.reference}/geste/"
    page = text(desk.get(f"{place}?gravite=serious"))
    assert "Savoir ne porte pas ce geste (bon d’achat)" in page
    assert "Rendre 30,00 € sur le prix" in page
    assert "?gravite=serious&amp;somme=30.00" in page
    assert hidden(page) == {}


def test_wrong_sums_and_too_much_are_said(desk: Desk, case: CaseCard) -> None:
    place = f"dossiers/{case.reference}/geste/"
    assert "Écrivez une somme" in text(desk.get(f"{place}?gravite=grave&somme=beaucoup"))
    assert "plus que ce qui reste du prix" in text(desk.get(f"{place}?gravite=grave&somme=59,01"))
    assert desk.post(place, severity="grave").status_code == 422


def test_a_gesture_that_moved_is_said_and_nothing_leaves(desk: Desk, case: CaseCard) -> None:
    place = f"dossiers/{case.reference}/geste/"
    shown = hidden(text(desk.get(f"{place}?gravite=grave")))
    desk.post(place, **shown)
    again_ = desk.post(place, motive="Encore.", **shown)
    assert again_.status_code == 409
    assert "n’est plus celui qui était affiché" in text(again_)
    assert states(desk.shop) == ["granted"]


def test_a_shop_without_tables_of_gestures_sees_no_panel(db: None, login: SignIn) -> None:
    shop = make_shop()
    case, _sale = late_return(shop, now=timezone.now())
    assert 'id="gesture-title"' not in text(desk_of(shop, login).get(f"dossiers/{case.reference}/"))


def test_the_warehouse_has_no_such_page(case: CaseCard, shop: Shop, login: SignIn) -> None:
    dock = desk_of(shop, login, Role.WAREHOUSE)
    assert dock.get(f"dossiers/{case.reference}/geste/").status_code in (302, 403, 404)
