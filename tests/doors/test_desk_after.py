"""After the decision: money held back, things sent, photos looked at, cases closed and opened again."""

from datetime import timedelta

import pytest
from django.http import HttpResponse
from django.utils import timezone

from savoir.cases.operations import attach_file
from savoir.cases.queries import answer_of_case, case_card
from savoir.cases.states import CaseState, Intent, Reason, Remedy
from savoir.cases.values import CaseCard
from savoir.conversations.queries import messages_of_case
from savoir.kernel.files import store_made
from savoir.resolutions.queries import preview_plan, refunds_of_case
from tests.doors.desks import Desk, SignIn, desk_of, inside, late_return
from tests.shop import Sale, Shop


@pytest.fixture
def desk(shop: Shop, login: SignIn) -> Desk:
    return desk_of(shop, login)


def never_arrived(desk: Desk) -> tuple[CaseCard, Sale]:
    return late_return(desk.shop, reason=Reason.NEVER_ARRIVED, delivered_at=None, contract_at=timezone.now())


def refunds(desk: Desk, case: CaseCard) -> HttpResponse:
    """The agent gives the money back."""
    return desk.post(
        f"dossiers/{case.reference}/decision/", remedy="refund", motive="customer_asked",
        plan__refund=plan_of(desk, case.id, Remedy.REFUND),
    )  # fmt: skip


def test_ten_seconds_to_hold_the_money_back(desk: Desk) -> None:
    case, _ = never_arrived(desk)

    answer = refunds(desk, case)
    assert answer.status_code == 303
    page = desk.client.get(answer["Location"]).content.decode()
    assert "data-undo" in page
    with inside(desk.shop):
        refund = refunds_of_case(actor=desk.shop.agent, case_id=case.id)[0]
    assert refund.state == "settling"

    undone = desk.post(f"remboursements/{refund.reference}/annulation/")

    assert undone.status_code == 303
    with inside(desk.shop):
        assert refunds_of_case(actor=desk.shop.agent, case_id=case.id)[0].state == "canceled"
        messages = messages_of_case(actor=desk.shop.agent, case_id=case.id)
        assert [letter.state for letter in messages if letter.step == "decision"] == ["kept"]
    assert "Clore sans suite" not in desk.get(f"dossiers/{case.reference}/").content.decode()

    again = refunds(desk, case)
    assert again.status_code == 303
    with inside(desk.shop):
        states = {card.state.value for card in refunds_of_case(actor=desk.shop.agent, case_id=case.id)}
    assert states == {"canceled", "settling"}


def plan_of(desk: Desk, case_id: int, remedy: Remedy) -> str:
    """The digest of any remedy's plan, granted or not."""
    with inside(desk.shop):
        answer = answer_of_case(actor=desk.shop.agent, case_id=case_id)
        return preview_plan(actor=desk.shop.agent, answer=answer, remedy=remedy, now=timezone.now()).digest


def test_a_replacement_that_left_ends_the_case_and_it_may_be_opened_again(desk: Desk) -> None:
    case, _ = never_arrived(desk)
    desk.post(
        f"dossiers/{case.reference}/decision/", remedy="replacement", motive="customer_asked",
        plan__replacement=plan_of(desk, case.id, Remedy.REPLACEMENT),
    )  # fmt: skip

    assert desk.post(f"dossiers/{case.reference}/envoi/", order_reference="").status_code == 422
    assert desk.post(f"dossiers/{case.reference}/envoi/", order_reference="FR-99001").status_code == 303
    with inside(desk.shop):
        assert case_card(actor=desk.shop.agent, reference=case.reference).state is CaseState.RESOLVED
    assert desk.post(f"dossiers/{case.reference}/cloture/").status_code == 303
    assert desk.post(f"dossiers/{case.reference}/reouverture/").status_code == 303
    assert desk.post(f"dossiers/{case.reference}/reouverture/").status_code == 303  # twice says nothing new
    with inside(desk.shop):
        assert case_card(actor=desk.shop.agent, reference=case.reference).state is CaseState.OPEN


def test_a_photo_is_shown_inert_and_only_through_its_case(
    desk: Desk, settings: object, tmp_path: object
) -> None:
    settings.MEDIA_ROOT = tmp_path  # type: ignore[attr-defined]  # pytest-django's fixture
    case, _ = late_return(desk.shop)
    other, _ = late_return(desk.shop)
    with inside(desk.shop):
        actor, now = desk.shop.system, timezone.now()
        file = store_made(actor=actor, content=b"\xff\xd8\xff photo", media_type="image/jpeg", now=now)
        attach_file(actor=actor, reference=case.reference, file_id=file.id, kind="photo", now=now)

    answer = desk.get(f"dossiers/{case.reference}/fichiers/{file.id}/")

    assert answer.status_code == 200
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in answer["Content-Security-Policy"]
    assert answer["Content-Disposition"].startswith("inline")
    assert desk.get(f"dossiers/{other.reference}/fichiers/{file.id}/").status_code == 404


def test_every_state_has_a_page(desk: Desk) -> None:
    case, _ = late_return(desk.shop, reason=Reason.CHANGED_MIND, intent=Intent.RETURN,
                          now=timezone.now() - timedelta(days=1))  # fmt: skip
    desk.decides(case, Remedy.REFUND)

    page = desk.get(f"dossiers/{case.reference}/").content.decode()

    assert "Remboursement" in page
    assert "RA-" in page
    assert "visible par le client" in page
