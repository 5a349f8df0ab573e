"""A customer writes about a case that was decided: it stands before an agent until somebody answers."""

import pytest

from savoir.cases import operations as cases
from savoir.cases.queries import case_card
from savoir.cases.states import Remedy
from savoir.cases.values import CaseCard
from savoir.kernel.ledger import events_of
from savoir.kernel.tenancy import organization_block
from tests.doors.desks import Desk, SignIn, desk_of, late_return
from tests.shop import Shop

ANSWER, NOTHING = "Répondre", "Rien à répondre"


@pytest.fixture
def desk(shop: Shop, login: SignIn) -> Desk:
    return desk_of(shop, login)


@pytest.fixture
def decided(desk: Desk) -> CaseCard:
    case, _ = late_return(desk.shop, product={"name": "Aspirateur balai X30"})
    assert desk.decides(case, Remedy.REPLACEMENT).status_code == 303
    return case


def _writes(desk: Desk, case: CaseCard) -> None:
    with organization_block(desk.shop.org_id):
        cases.customer_answered(actor=desk.shop.system, case_id=case.id, now=case.opened_at)


def _waits(desk: Desk, case: CaseCard) -> bool:
    with organization_block(desk.shop.org_id):
        return case_card(actor=desk.shop.system, reference=case.reference).needs_person


def _facts(desk: Desk, case: CaseCard) -> list[str]:
    with organization_block(desk.shop.org_id):
        return [fact.kind for fact in events_of("case", case.id)]


def test_the_page_says_that_the_customer_wrote_and_what_can_be_done(desk: Desk, decided: CaseCard) -> None:
    assert NOTHING not in desk.get(f"dossiers/{decided.reference}/").content.decode()

    _writes(desk, decided)

    page = desk.get(f"dossiers/{decided.reference}/").content.decode()
    assert "À répondre" in page
    assert ANSWER in page
    assert NOTHING in page


def test_what_needs_no_answer_leaves_the_queue_with_one_click(desk: Desk, decided: CaseCard) -> None:
    _writes(desk, decided)
    assert _waits(desk, decided)

    assert desk.post(f"dossiers/{decided.reference}/question/reglement/").status_code == 303

    assert not _waits(desk, decided)
    assert _facts(desk, decided)[-1] == "question_settled"
    assert NOTHING not in desk.get(f"dossiers/{decided.reference}/").content.decode()


def test_without_a_question_nothing_is_settled(desk: Desk, decided: CaseCard) -> None:
    before = _facts(desk, decided)
    desk.post(f"dossiers/{decided.reference}/question/reglement/")
    answer = desk.get(f"dossiers/{decided.reference}/")
    assert "aucune question n’attendait" in answer.content.decode()
    assert _facts(desk, decided) == before


def test_an_undecided_case_can_t_leave_by_this_way(desk: Desk) -> None:
    case, _ = late_return(desk.shop, product={"name": "Aspirateur balai X30"})
    desk.post(f"dossiers/{case.reference}/question/reglement/")
    assert _waits(desk, case)
