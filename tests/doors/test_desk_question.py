"""A customer writes about a case that was decided: it stands before an agent until somebody answers."""

import pytest
from django.utils import timezone

from savoir.cases import operations as cases
from savoir.cases.queries import case_card, promises_of_case
from savoir.cases.states import Rank, Reason, Remedy
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


def _promises(desk: Desk, case: CaseCard) -> list[tuple[str, str]]:
    with organization_block(desk.shop.org_id):
        return [(p.kind, p.state) for p in promises_of_case(actor=desk.shop.system, case_id=case.id)]


def _stands_before_a_person(desk: Desk, case: CaseCard) -> None:
    """Something else than the customer brought the decided case back: a refund the bank refused, a parcel."""
    with organization_block(desk.shop.org_id):
        cases.hand_to_person(actor=desk.shop.system, case_id=case.id, now=case.opened_at)


def test_a_letter_to_the_customer_does_not_bury_what_else_waits(desk: Desk, decided: CaseCard) -> None:
    _stands_before_a_person(desk, decided)

    desk.post(f"dossiers/{decided.reference}/messages/", text="Nous regardons.")

    assert _waits(desk, decided)
    assert "question_settled" not in _facts(desk, decided)


def test_a_decided_case_nobody_asked_about_has_a_way_out_too(desk: Desk, decided: CaseCard) -> None:
    _stands_before_a_person(desk, decided)
    page = desk.get(f"dossiers/{decided.reference}/").content.decode()
    assert NOTHING in page
    assert "Le client a écrit après la décision" not in page

    desk.post(f"dossiers/{decided.reference}/question/reglement/")

    assert not _waits(desk, decided)
    assert _facts(desk, decided)[-1] == "nothing_to_answer"
    assert "question_settled" not in _facts(desk, decided)
    assert ("answer", "canceled") in _promises(desk, decided)
    assert "Rien à répondre au client" in desk.get(f"dossiers/{decided.reference}/").content.decode()


def test_what_was_opened_again_for_nothing_ends_again(desk: Desk) -> None:
    case, _ = late_return(
        desk.shop, reason=Reason.NEVER_ARRIVED, delivered_at=None, contract_at=timezone.now()
    )
    desk.decides(case, Remedy.REPLACEMENT, motive="customer_asked")
    desk.post(f"dossiers/{case.reference}/envoi/", order_reference="FR-99001")
    desk.post(f"dossiers/{case.reference}/reouverture/")
    assert _waits(desk, case)

    desk.post(f"dossiers/{case.reference}/question/reglement/")

    with organization_block(desk.shop.org_id):
        card = case_card(actor=desk.shop.system, reference=case.reference)
    assert (card.state, card.needs_person) == ("resolved", False), "not forgotten outside every list"


def test_a_question_that_went_up_is_answered_up_there_and_the_words_are_kept(
    desk: Desk, decided: CaseCard
) -> None:
    _writes(desk, decided)
    with organization_block(desk.shop.org_id):
        cases.escalate_case(
            actor=desk.shop.agent, reference=decided.reference, to=Rank.SENIOR, now=decided.opened_at
        )
    before = _facts(desk, decided)

    answer = desk.post(f"dossiers/{decided.reference}/messages/", text="Oui, dès demain.")

    assert answer.status_code == 403
    assert "Ce dossier est monté" in answer.content.decode()
    assert "Oui, dès demain." in answer.content.decode()
    assert _facts(desk, decided) == before
    assert _waits(desk, decided)
