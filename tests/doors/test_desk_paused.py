"""Money went elsewhere: the desk shows what waits, and each way out of it is one button."""

import pytest
from django.utils import timezone

from savoir.cases.operations import reopen_case
from savoir.cases.queries import case_card
from savoir.cases.states import CaseState
from savoir.kernel.access import Role
from savoir.kernel.values.money import Money
from savoir.resolutions.operations import count_money_returned_elsewhere
from savoir.resolutions.ports import RailRefund, RailState
from savoir.resolutions.queries import refunds_of_case
from savoir.resolutions.values import RefundCard
from tests.doors.desks import Desk, SignIn, desk_of, inside, late_return
from tests.faults.worlds import Agreed, agree
from tests.shop import Shop

NB = "\u00a0"


@pytest.fixture
def desk(shop: Shop, login: SignIn) -> Desk:
    """A supervisor: she repairs money and decides cases."""
    return desk_of(shop, login, Role.SUPERVISOR)


def paused(desk: Desk, *, minor: int = 5900) -> Agreed:
    """A return whose money went back in the provider's own screen."""
    with inside(desk.shop):
        agreed = agree(desk.shop, at=timezone.now(), delivered_at=timezone.now(), quantity=2)
        seen = RailRefund(f"re_{agreed.reference}", None, "pi", Money(minor, "EUR"), RailState.SUCCEEDED)
        count_money_returned_elsewhere(
            actor=desk.shop.system, payment_id=agreed.sale.payment_id, source="stripe", seen=seen,
            now=timezone.now(),
        )  # fmt: skip
    return agreed


def refund_of(desk: Desk, agreed: Agreed) -> RefundCard:
    """Its refund, now."""
    with inside(desk.shop):
        return refunds_of_case(actor=desk.shop.agent, case_id=agreed.case_id)[0]


def test_the_task_says_what_happened_and_shows_three_ways_out(desk: Desk) -> None:
    agreed = paused(desk)
    page = desk.get("taches/").content.decode()
    assert "Un remboursement attend votre décision" in page
    reference = refund_of(desk, agreed).reference
    for noun in ("rapprochement", "reprise", "abandon"):
        assert f"/desk/remboursements/{reference}/{noun}/" in page
    assert "/essai/" not in page
    assert "C’est fait" not in page  # ticking it off would decide nothing
    case = desk.get(f"dossiers/{agreed.reference}/").content.decode()
    assert "en pause, une personne décide" in case
    assert "Remboursement mis en pause" in case


@pytest.mark.parametrize(
    ("noun", "state"), [("rapprochement", "settled"), ("reprise", "requested"), ("abandon", "canceled")]
)
def test_each_button_does_its_deed_once(desk: Desk, noun: str, state: str) -> None:
    agreed = paused(desk)
    reference = refund_of(desk, agreed).reference
    assert desk.post(f"remboursements/{reference}/{noun}/").status_code == 303
    assert refund_of(desk, agreed).state == state
    assert "Un remboursement attend votre décision" not in desk.get("taches/").content.decode()
    assert desk.post(f"remboursements/{reference}/{noun}/").status_code == 409
    assert refund_of(desk, agreed).state == state


def test_another_amount_is_not_this_refund(desk: Desk) -> None:
    agreed = paused(desk, minor=100)
    answer = desk.post(f"remboursements/{refund_of(desk, agreed).reference}/rapprochement/")
    assert answer.status_code == 409
    assert "Aucun argent de ce montant" in answer.content.decode()
    assert refund_of(desk, agreed).state == "paused"


def test_an_agent_sees_the_task_and_moves_no_money(shop: Shop, login: SignIn) -> None:
    desk = desk_of(shop, login)
    agreed = paused(desk)
    reference = refund_of(desk, agreed).reference
    page = desk.get("taches/").content.decode()
    assert "Un remboursement attend votre décision" in page
    assert "/reprise/" not in page
    for noun in ("rapprochement", "reprise", "abandon"):
        assert desk.post(f"remboursements/{reference}/{noun}/").status_code == 403
    assert refund_of(desk, agreed).state == "paused"


def state_of(desk: Desk, reference: str) -> CaseState:
    """Where the case stands."""
    with inside(desk.shop):
        return case_card(actor=desk.shop.agent, reference=reference).state


def test_a_case_settled_by_other_means_is_ended_with_a_motive(desk: Desk) -> None:
    agreed = paused(desk)
    address = f"dossiers/{agreed.reference}/fin/"
    kept = desk.post(address, motive="returned_elsewhere")
    assert kept.status_code == 409
    assert "Une promesse au client reste à tenir" in kept.content.decode()
    desk.post(f"remboursements/{refund_of(desk, agreed).reference}/abandon/")
    assert 'data-dialog="end"' in desk.get(f"dossiers/{agreed.reference}/").content.decode()
    unsaid = desk.post(address, motive="", note="Vu avec Claire.")
    assert unsaid.status_code == 422
    assert "Vu avec Claire." in unsaid.content.decode()
    assert desk.post(address, motive="no such motive").status_code == 422
    assert state_of(desk, agreed.reference) is CaseState.OPEN
    assert desk.post(address, motive="returned_elsewhere", note="Vu avec Claire.").status_code == 303
    assert state_of(desk, agreed.reference) is CaseState.RESOLVED
    page = desk.get(f"dossiers/{agreed.reference}/").content.decode()
    assert "Clos sans suite" in page
    assert "Vu avec Claire." in page


def test_an_accepted_case_opened_again_is_ended_again(desk: Desk) -> None:
    agreed = paused(desk)
    desk.post(f"remboursements/{refund_of(desk, agreed).reference}/rapprochement/")
    with inside(desk.shop):
        if case_card(actor=desk.shop.agent, reference=agreed.reference).state is not CaseState.OPEN:
            reopen_case(actor=desk.shop.agent, reference=agreed.reference, now=timezone.now())
    assert desk.post(f"dossiers/{agreed.reference}/fin/", motive="already_settled").status_code == 303
    assert state_of(desk, agreed.reference) is CaseState.RESOLVED


def test_a_case_without_an_answer_has_no_such_button_and_no_such_verb(desk: Desk) -> None:
    case, _ = late_return(desk.shop)
    assert 'data-dialog="end"' not in desk.get(f"dossiers/{case.reference}/").content.decode()
    answer = desk.post(f"dossiers/{case.reference}/fin/", motive="other")
    assert answer.status_code == 409
    assert "n’a pas encore eu de réponse" in answer.content.decode()
    assert state_of(desk, case.reference) is CaseState.OPEN
