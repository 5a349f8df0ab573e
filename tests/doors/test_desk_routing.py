"""Who has a case, on the desk: lists of a team, the case page, the form that gives it to others."""

from typing import Any

import pytest
from django.utils import timezone

from savoir.cases.models import Case
from savoir.cases.queries import case_card, routed_case, timeline_of_case
from savoir.cases.states import Handler, Reason
from savoir.cases.values import CaseCard, RoutedCase
from savoir.kernel.access import Role
from savoir.kernel.tenancy import organization_block
from savoir.logistics.states import Grade
from tests.cases import found
from tests.cases.routes import LOOKS, TEAMS, decide_by, rows, team
from tests.doors.desks import Desk, SignIn, desk_of, late_return
from tests.logistics.parcels import examine
from tests.shop import Shop, make_shop

QUERIES_OF_THE_QUEUE, QUERIES_OF_THE_CASE, QUERIES_OF_THE_FORM = 9, 31, 9
QUERIES_OF_AN_INSPECTED_CASE = 32
BATTERY = {"name": "Casque BT 700", "dangerous_goods": "UN3481"}


@pytest.fixture
def house(clock: object, shop: Shop) -> Shop:
    """Its policy says who takes a case; there is a team for safety, none for transport."""
    decide_by(shop, TEAMS, LOOKS)
    team(shop, "Sécurité")
    return shop


@pytest.fixture
def desk(house: Shop, login: SignIn) -> Desk:
    return desk_of(house, login)


def battery(shop: Shop) -> CaseCard:
    return late_return(shop, product=BATTERY)[0]


def broken(shop: Shop) -> CaseCard:
    return late_return(shop, reason=Reason.DAMAGED_ON_ARRIVAL, product={"name": "Vase bleu"})[0]


def routed(desk: Desk, case: CaseCard) -> RoutedCase:
    with organization_block(desk.shop.org_id):
        return routed_case(actor=desk.shop.system, case_id=case.id)


def page(desk: Desk, path: str) -> str:
    return desk.get(path).content.decode()


def test_the_queue_marks_what_is_urgent_and_names_the_team(desk: Desk) -> None:
    battery(desk.shop)
    late_return(desk.shop)

    shown = page(desk, "")

    assert shown.count("urgent</span>") == 1
    assert "<span>Sécurité</span>" in shown
    assert shown.count("<span>personne</span>") == 1


def test_a_list_of_one_team_stays_so_from_page_to_case_and_back(desk: Desk) -> None:
    safe, plain = battery(desk.shop), late_return(desk.shop)[0]

    narrowed = page(desk, "?vue=a-traiter&equipe=securite")

    assert safe.reference in narrowed
    assert plain.reference not in narrowed
    assert "vue=a-traiter~securite" in narrowed
    assert '<option value="securite" selected>Sécurité</option>' in narrowed
    assert "Tout voir" in narrowed
    beside = page(desk, f"dossiers/{safe.reference}/?vue=a-traiter~securite")
    assert plain.reference not in beside
    whole = page(desk, f"dossiers/{safe.reference}/?vue=a-traiter")
    assert plain.reference in whole


def test_a_list_of_who_handles_its_cases(desk: Desk) -> None:
    shopped, plain = late_return(desk.shop, channel="store")[0], late_return(desk.shop)[0]

    for asked in ("?vue=a-traiter&par=store", "?vue=a-traiter~~store"):
        narrowed = page(desk, asked)
        assert shopped.reference in narrowed
        assert plain.reference not in narrowed


@pytest.mark.parametrize("asked", [
    "equipe=none-such", "equipe=%00", "equipe=%F0%9F%92%A5", f"equipe={'x' * 999}", "par=nobody",
    "vue=a-traiter~%2525~~~", "vue=a-traiter~%2500", "vue=~~", "equipe=a%26b~c",
])  # fmt: skip
def test_a_bent_filter_never_breaks_the_page(desk: Desk, asked: str) -> None:
    battery(desk.shop)
    assert desk.get(f"?{asked}").status_code == 200


def test_where_there_are_no_teams_nothing_is_narrowed(shop: Shop, login: SignIn, clock: object) -> None:
    late_return(shop)
    assert "Filtrer" not in desk_of(shop, login).get().content.decode()


def test_another_houses_teams_are_never_listed(desk: Desk) -> None:
    team(make_shop("dupont"), "Équipe secrète")
    assert "Équipe secrète" not in page(desk, "")


def test_teams_cost_the_pages_no_question_more(desk: Desk, django_assert_num_queries: Any) -> None:
    case = battery(desk.shop)
    desk.get()
    with django_assert_num_queries(QUERIES_OF_THE_QUEUE):
        desk.get()
    with django_assert_num_queries(QUERIES_OF_THE_QUEUE):
        desk.get("?vue=a-traiter~securite")
    with django_assert_num_queries(QUERIES_OF_THE_CASE):
        desk.get(f"dossiers/{case.reference}/")


def test_the_case_page_says_who_has_it_and_by_which_row(desk: Desk) -> None:
    shown = page(desk, f"dossiers/{battery(desk.shop).reference}/")

    for words in ("Qui traite", "Sécurité", "nos conseillers", "Batterie : équipe sécurité", "urgent"):
        assert words in shown


def test_a_team_nobody_made_is_said_on_the_case(desk: Desk) -> None:
    shown = page(desk, f"dossiers/{broken(desk.shop).reference}/")

    assert "Équipe «\u00a0transport\u00a0» inconnue de la maison" in shown
    assert "Cassé en route : transport" in shown


def test_who_must_look_and_by_when(clock: object, shop: Shop, login: SignIn) -> None:
    decide_by(shop, rows("risk_look", ("Le web est regardé", {"channel": "= web"},
                                       {"look": True, "look_within_days": 1})))  # fmt: skip
    desk, (case, _) = desk_of(shop, login), late_return(shop)

    shown = page(desk, f"dossiers/{case.reference}/")

    assert "À regarder avant la fin du" in shown
    assert "Le web est regardé" in shown
    assert "Le droit du client et ses dates ne bougent pas." in shown
    assert "À regarder" in page(desk, "")


# The form


def test_an_agent_gives_a_case_to_others(desk: Desk, django_assert_num_queries: Any) -> None:
    case, transport = battery(desk.shop), team(desk.shop, "Transport")
    address = f"dossiers/{case.reference}/equipe/"
    desk.get(address)
    with django_assert_num_queries(QUERIES_OF_THE_FORM):
        form = page(desk, address)
    assert "Batterie : équipe sécurité" in form

    answer = desk.post(address, team=str(transport), handled_by="supplier", vue="a-traiter~securite")

    assert answer.status_code == 303
    assert "vue=a-traiter~securite" in answer["Location"] or "vue=a-traiter%7Esecurite" in answer["Location"]
    found = routed(desk, case)
    assert (found.team_name, found.handled_by) == ("Transport", Handler.SUPPLIER)
    shown = page(desk, f"dossiers/{case.reference}/")
    assert "Confié à d’autres" in shown
    assert "le fournisseur" in shown


@pytest.mark.parametrize(("typed", "told"), [
    ({"team": "999999", "handled_by": "agents"}, "Cette équipe n’existe pas, ou plus."),
    ({"team": "x", "handled_by": "agents"}, "Cette équipe n’existe pas, ou plus."),
    ({"team": "", "handled_by": "nobody"}, "Choisissez qui traite le dossier."),
    ({"team": ""}, "Choisissez qui traite le dossier."),
])  # fmt: skip
def test_a_wrong_form_says_what_is_wrong_and_nothing_happens(
    desk: Desk, typed: dict[str, str], told: str
) -> None:
    case = battery(desk.shop)
    before = routed(desk, case)

    answer = desk.post(f"dossiers/{case.reference}/equipe/", **typed)

    assert answer.status_code == 422
    assert told in answer.content.decode()
    assert routed(desk, case) == before


def test_a_case_that_is_over_is_not_given_away(desk: Desk) -> None:
    case = battery(desk.shop)
    with organization_block(desk.shop.org_id):
        Case.objects.filter(id=case.id).update(state="closed", resolved_at=timezone.now())

    answer = desk.post(f"dossiers/{case.reference}/equipe/", team="", handled_by="store")

    assert answer.status_code == 409
    with organization_block(desk.shop.org_id):
        kinds = {fact.kind for fact in timeline_of_case(actor=desk.shop.system, case_id=case.id)}
    assert "case_routed" not in kinds


def test_who_assigns_nothing_sees_who_has_it_but_no_form(house: Shop, login: SignIn) -> None:
    case, clerk = battery(house), desk_of(house, login, Role.FINANCE)

    assert "Sécurité" in clerk.get(f"dossiers/{case.reference}/").content.decode()
    assert clerk.get(f"dossiers/{case.reference}/equipe/").status_code == 403
    assert clerk.post(f"dossiers/{case.reference}/equipe/", team="", handled_by="store").status_code == 403
    with organization_block(house.org_id):
        assert case_card(actor=house.system, reference=case.reference).handled_by is Handler.AGENTS


# After the dock


def test_what_the_dock_found_sends_it_elsewhere_and_history_says_which_row(
    clock: object, shop: Shop, login: SignIn, django_assert_num_queries: Any
) -> None:
    decide_by(shop, found.ROUTES, found.LOOKS)
    team(shop, "Contrôle")
    desk = desk_of(shop, login)
    with organization_block(shop.org_id):
        case, receipt = found.back(shop, serials=("7F-20931",))
        examine(shop, receipt, **{**found.STRANGE, "grade": Grade.C})
    address = f"dossiers/{case.reference}/"
    desk.get(address)

    with django_assert_num_queries(QUERIES_OF_AN_INSPECTED_CASE):
        shown = page(desk, address).replace("\N{NO-BREAK SPACE}", " ")

    assert "Dossier réorienté" in shown
    assert "après le contrôle : ligne 1 « Autre numéro : équipe contrôle »" in shown
    assert "À regarder avant la fin du 28 nov." in shown
    assert "après le contrôle : ligne 1 « Usé : une personne regarde »" in shown
    assert case.reference in page(desk, "?vue=a-traiter&equipe=controle")
