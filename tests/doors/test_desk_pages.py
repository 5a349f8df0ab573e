"""The other pages of the desk: search, a caller's case, cards, tasks, approvals, money, mailbox."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from savoir.cases.queries import cases_of_order
from savoir.cases.states import Entry, Remedy
from savoir.kernel import approvals, tasks
from savoir.kernel.access import Permission, Role
from savoir.kernel.tasks import open_task
from savoir.logistics.operations import ask_destruction
from savoir.logistics.queries import returns_of_case
from savoir.logistics.states import Finding, Grade
from savoir.orders.values import SaleMatches
from tests.doors.desks import Desk, SignIn, desk_of, inside, late_return
from tests.logistics.test_inspecting import inspected
from tests.shop import Shop, sell


@pytest.fixture
def desk(shop: Shop, login: SignIn) -> Desk:
    return desk_of(shop, login)


def test_a_case_is_found_by_everything_a_caller_has(desk: Desk) -> None:
    case, sale = late_return(desk.shop)
    other, _ = late_return(desk.shop, email="autre@exemple.fr")
    with inside(desk.shop):
        from savoir.orders.queries import order_card

        tracking = order_card(actor=desk.shop.agent, order_id=sale.order_id).tracking_numbers[0]
    spoken = case.reference.lower().replace("-", " ")
    for asked in (case.reference, spoken, sale.number, sale.email, tracking):
        page = desk.get(f"recherche/?q={asked}").content.decode()
        assert case.reference in page, asked
        assert other.reference not in page, asked
    by_name = desk.get("recherche/?q=claire martin").content.decode()
    assert case.reference in by_name
    assert other.reference in by_name


def test_a_whole_number_of_ours_is_searched_as_nothing_else(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Six letters without a digit look like a name; their sign of control says that they are a number."""
    case, _ = late_return(desk.shop)
    asked: list[str] = []

    def heard(*, text: str, **_: object) -> SaleMatches:
        asked.append(text)
        return SaleMatches((), ())

    monkeypatch.setattr("savoir.web.desk.search.views.sale_matches", heard)
    for number in (case.reference, case.reference.lower(), case.reference.removeprefix("SAV-")):
        assert case.reference in desk.get(f"recherche/?q={number}").content.decode()
    assert asked == [case.reference.removeprefix("SAV-")], "without its prefix it may be anything"
    desk.get("recherche/?q=SAV-AAAAAA")
    assert asked[-1] == "SAV-AAAAAA", "a number that cannot be ours"


def test_a_return_number_leads_to_its_case(desk: Desk) -> None:
    case, _ = late_return(desk.shop)
    desk.decides(case, Remedy.REPLACEMENT)
    with inside(desk.shop):
        ra = returns_of_case(actor=desk.shop.agent, case_id=case.id)[0].number

    assert case.reference in desk.get(f"recherche/?q={ra}").content.decode()


@pytest.mark.parametrize("asked", ["", "   ", "%00", "zz" * 200, "' OR 1=1 --", "<script>"])
def test_a_search_for_nothing_says_so(desk: Desk, asked: str) -> None:
    page = desk.get(f"recherche/?q={asked}")

    assert page.status_code == 200
    assert "<script>" not in page.content.decode().partition("<main")[2].replace("<script src", "")


def test_the_palette_asks_no_more_of_a_full_shop_than_of_an_empty_one(
    desk: Desk, django_assert_num_queries: Any
) -> None:
    case, sale = late_return(desk.shop)
    desk.get(f"recherche/palette/?q={sale.number}")
    with CaptureQueriesContext(connection) as alone:
        desk.get(f"recherche/palette/?q={sale.number}")
    for _ in range(20):
        late_return(desk.shop)

    with django_assert_num_queries(len(alone)):
        rows = desk.get(f"recherche/palette/?q={sale.number}").content.decode()

    assert 'role="option"' in rows
    assert case.reference in rows


def test_a_caller_gets_the_same_answer_and_a_case(desk: Desk) -> None:
    with inside(desk.shop):
        sale = sell(desk.shop, delivered_at=timezone.now() - timedelta(days=9))
    said = f"line={sale.line_ids[0]}&happened=defective&quantity=1"

    page = desk.get(f"nouveau/{sale.order_id}/?{said}").content.decode()
    assert "La réponse" in page
    assert "Remplacement à neuf" in page

    answer = desk.post(
        f"nouveau/{sale.order_id}/", line=sale.line_ids[0], happened="defective", quantity=1, unsealed="",
        words="Elle ne chauffe plus.", remedy="",
    )  # fmt: skip
    assert answer.status_code == 303
    with inside(desk.shop):
        (case,) = cases_of_order(actor=desk.shop.agent, order_id=sale.order_id)
    assert case.entry is Entry.DESK
    assert case.needs_person
    assert case.reference in desk.get().content.decode()


BENT = [{"quantity": "0"}, {"quantity": "x"}, {"quantity": "7"}, {"happened": "storm"}, {"line": "999999"}]


@pytest.mark.parametrize("bad", BENT)
def test_a_bent_call_opens_nothing(desk: Desk, bad: dict[str, str]) -> None:
    with inside(desk.shop):
        sale = sell(desk.shop, delivered_at=timezone.now() - timedelta(days=9))
    typed = {"line": str(sale.line_ids[0]), "happened": "defective", "quantity": "1", "remedy": ""} | bad

    answer = desk.post(f"nouveau/{sale.order_id}/", **typed)

    assert answer.status_code == 422
    with inside(desk.shop):
        assert cases_of_order(actor=desk.shop.agent, order_id=sale.order_id) == ()


def test_cards_of_a_customer_and_of_an_order(desk: Desk) -> None:
    case, sale = late_return(desk.shop)

    assert case.reference in desk.get(f"clients/{sale.customer_id}/").content.decode()
    assert case.reference in desk.get(f"commandes/{sale.order_id}/").content.decode()
    assert desk.get("clients/999999/").status_code == 404
    assert desk.get("commandes/999999/").status_code == 404


def _task(desk: Desk, code: str = "something_new") -> int:
    with inside(desk.shop):
        open_task(
            code=code, subject_kind="refund", subject_id=4, due_at=timezone.now(), now=timezone.now(),
            detail={"reference": "REM-22K7QX", "minor": 5900, "currency": "EUR"},
        )  # fmt: skip
        return tasks.open_tasks(actor=desk.shop.agent, limit=5)[-1].id


def test_a_task_says_what_to_do_and_is_finished(desk: Desk) -> None:
    task_id = _task(desk, "refund_failed")

    page = desk.get("taches/").content.decode()
    assert "Un remboursement a été refusé par la banque" in page
    assert "59,00\u00a0€" in page
    assert "Réessayer" not in page  # an agent does not repair money

    assert desk.post(f"taches/{task_id}/fin/").status_code == 303
    assert "Aucune tâche" in desk.get("taches/").content.decode()
    assert desk.post(f"taches/{task_id}/fin/").status_code == 404


def test_an_unknown_code_still_has_a_sentence(desk: Desk) -> None:
    _task(desk)

    assert "Un travail automatique s’est arrêté" in desk.get("taches/").content.decode()


def test_an_agent_neither_retries_nor_settles_money(desk: Desk) -> None:
    assert desk.post("remboursements/REM-22K7QX/essai/").status_code == 403
    assert desk.post("remboursements/REM-22K7QX/paiement/", provider_reference="re_1").status_code == 403
    assert desk.post("remboursements/REM-22K7QX/paiement/", provider_reference=" ").status_code == 422


BENT = [("re_\x001", "un caractère invisible"), ("x" * 121, "120 caractères au plus"), ("  ", "à remplir")]


@pytest.mark.parametrize(("typed", "told"), BENT)
def test_a_bent_reference_of_the_provider_is_named_and_kept(
    shop: Shop, login: SignIn, typed: str, told: str
) -> None:
    desk = desk_of(shop, login, Role.SUPERVISOR)
    _task(desk, "refund_doubtful")

    answer = desk.post("remboursements/REM-22K7QX/paiement/", provider_reference=typed)

    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Référence chez le prestataire" in page
    assert told in page
    assert 'id="error-summary"' in page
    assert page.count('name="provider_reference"') == 1
    assert f'value="{typed}"' in page


def test_a_second_person_grants_and_the_asker_does_not(shop: Shop, login: SignIn) -> None:
    with inside(shop):
        found = inspected(shop, grade=Grade.D, finding=Finding.CONFORM)
        asker = shop.actors[Role.SENIOR]
        may_ask = replace(asker, permissions=asker.permissions | {Permission.DISPOSITION_CONFIRM})
        approval_id = ask_destruction(actor=may_ask, inspection_id=found, now=timezone.now())
        plan = approvals.open_approvals(actor=asker, limit=1)[0].request.plan_digest
    senior, supervisor = desk_of(shop, login, Role.SENIOR), desk_of(shop, login, Role.SUPERVISOR)

    page = senior.get("accords/").content.decode()
    assert "une autre personne décide" in page
    assert "Détruire un article revenu" in page
    assert "Trouvé au quai" in page, "whoever says yes reads what the dock found"
    assert "Hors d’usage" in page
    assert "logistics.destroy" not in page, "codes are not for people"
    assert senior.post(f"accords/{approval_id}/", answer="yes", plan=plan).status_code == 403
    assert supervisor.post(f"accords/{approval_id}/", answer="yes", plan="old").status_code == 409
    assert supervisor.post(f"accords/{approval_id}/", answer="yes", plan=plan).status_code == 303
    assert "Aucun accord demandé" in supervisor.get("accords/").content.decode()


def test_agents_do_not_see_approvals(desk: Desk) -> None:
    assert desk.get("accords/").status_code == 403


def test_what_is_owed(desk: Desk) -> None:
    assert "Rien n’est dû" in desk.get("argent/").content.decode()


def test_what_is_owed_by_how_near_the_law_is(desk: Desk) -> None:
    page = desk.get("argent/?echeance=passee")
    assert page.status_code == 200
    assert "Rien n’est dû" in page.content.decode()
    for bent in ("~", "x~1", "2026-13-01~2", "~9999999999999999999", "%00"):
        assert desk.get(f"argent/?echeance=colis&apres={bent}").status_code == 200
