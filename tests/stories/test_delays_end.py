"""Who is not given his date is told so twice; then the machine is silent and a person has it before him."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from savoir.cases import operations as cases
from savoir.cases.models import Promise
from savoir.cases.states import PromiseKind
from savoir.config.reactions import conversations as reactions
from savoir.kernel.jobs import drain
from savoir.kernel.models import HumanTask
from savoir.kernel.tasks import finish_task
from savoir.kernel.tenancy import organization_block
from tests.cases.files import DAY, card, opened
from tests.faults.worlds import broken
from tests.shop import NOON, Shop, sell
from tests.stories.conftest import KeptMails

TAKEN_OVER = "Une personne de l’équipe reprend votre dossier"


@pytest.fixture
def case(shop: Shop, mails: KeptMails) -> Any:
    """A claim on Monday noon that nobody answers."""
    with organization_block(shop.org_id):
        return opened(shop, sell(shop, product={"made_to_order": True, "name": "Mug gravé"}))


def running(shop: Shop) -> datetime:
    """The date that is told now."""
    with organization_block(shop.org_id):
        return Promise.objects.get(state="running").due_at


def until_missed(shop: Shop, times: int) -> datetime:
    """So many dates pass, nobody does anything; the last of them."""
    due = NOON
    for _ in range(times):
        due = running(shop)
        drain(until=due)
    return due


def waiting(shop: Shop) -> list[tuple[str, datetime | None]]:
    with organization_block(shop.org_id):
        open_ones = HumanTask.objects.filter(done_at=None).order_by("id")
        return list(open_ones.values_list("code", "due_at"))


def test_two_letters_each_with_a_date_then_a_person_and_silence(
    shop: Shop, mails: KeptMails, case: Any
) -> None:
    until_missed(shop, 1)
    assert len(mails.sent) == 2
    assert TAKEN_OVER not in mails.sent[1].text
    assert waiting(shop) == []

    last = until_missed(shop, 1)
    new_due = running(shop)
    assert len(mails.sent) == 3
    assert TAKEN_OVER in mails.sent[2].text
    assert "Nouvelle date" in mails.sent[2].text
    assert waiting(shop) == [("promise_late_again", new_due)]

    at = until_missed(shop, 4)
    assert at > last + 3 * DAY
    assert len(mails.sent) == 3
    assert waiting(shop) == [("promise_late_again", new_due)]
    assert broken(shop, at) == {}
    with organization_block(shop.org_id):
        assert card(shop, case).next_due_at == running(shop) > at


def test_the_answer_of_a_person_ends_it(shop: Shop, mails: KeptMails, case: Any) -> None:
    at = until_missed(shop, 3)
    with organization_block(shop.org_id):
        cases.refuse_case(
            actor=shop.agent, reference=case.reference, motive="made_to_order", note="Gravé.", now=at
        )

    assert waiting(shop) == []
    drain(until=at + timedelta(days=1))
    assert [TAKEN_OVER in mail.text for mail in mails.sent] == [False, False, True, False]


def test_marked_done_without_a_word_to_the_customer_it_is_there_again_with_the_next_date(
    shop: Shop, mails: KeptMails, case: Any
) -> None:
    at = until_missed(shop, 2)
    with organization_block(shop.org_id):
        task = HumanTask.objects.get(done_at=None)
        finish_task(actor=shop.agent, task_id=task.id, outcome="by_hand", now=at)
    assert waiting(shop) == []

    until_missed(shop, 1)

    assert waiting(shop) == [("promise_late_again", running(shop))]
    assert len(mails.sent) == 3


def test_a_question_to_the_customer_begins_anew(shop: Shop, mails: KeptMails, case: Any) -> None:
    """A person asked, the customer answered: the next missed date is a first one, with its letter."""
    at = until_missed(shop, 2)
    with organization_block(shop.org_id):
        cases.keep_promise(
            actor=shop.agent, case_id=case.id, kind=PromiseKind.ANSWER, now=at + timedelta(minutes=1)
        )
        assert waiting(shop) == []
        cases.make_promise(
            actor=shop.agent, case_id=case.id, kind=PromiseKind.ANSWER, due_at=at + DAY, now=at + DAY / 2
        )
    until_missed(shop, 1)
    assert len(mails.sent) == 4
    assert TAKEN_OVER not in mails.sent[3].text
    assert waiting(shop) == []


def test_a_first_answer_that_is_missed_takes_the_place_of_a_later_date(
    shop: Shop, mails: KeptMails, case: Any
) -> None:
    """An answer was promised for later while the first one still ran: one date is left, not two nor none."""
    with organization_block(shop.org_id):
        first = Promise.objects.get(state="running", kind=PromiseKind.FIRST_ANSWER.value)
        later = first.due_at + 5 * DAY
        cases.make_promise(actor=shop.agent, case_id=case.id, kind=PromiseKind.ANSWER, due_at=later, now=NOON)

    drain(until=first.due_at)

    with organization_block(shop.org_id):
        assert Promise.objects.get(id=first.id).state == "broken"
    assert first.due_at < running(shop) < later
    assert broken(shop, first.due_at) == {}


def test_twin_without_an_end_every_date_is_a_letter(
    shop: Shop, mails: KeptMails, case: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reactions, "DELAYS_TOLD", 1_000)
    until_missed(shop, 6)
    assert len(mails.sent) == 7
