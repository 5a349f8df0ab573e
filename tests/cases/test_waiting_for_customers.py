"""The customer has the ball: he replies, is reminded, or stays silent; what he writes is never lost."""

from datetime import datetime, timedelta

import pytest

from savoir.cases import operations as cases
from savoir.cases.queries import Bounds, QueueView, awaited_reply, has_open_question, queue
from savoir.cases.states import CaseState
from savoir.cases.values import CaseCard
from savoir.conversations import operations as conversations
from savoir.conversations.queries import messages_of_case
from savoir.kernel.errors import NotAllowed
from savoir.kernel.jobs import drain
from savoir.kernel.tenancy import organization_block
from savoir.resolutions import operations as resolutions
from savoir.resolutions.queries import journey_of_case
from tests.cases.files import DAY, HOUR, card, chosen, everything, kinds, opened, promises, refused
from tests.shop import NOON, Shop, sell

REMIND_AT = NOON + 3 * DAY
GOES_ON_AT = datetime.fromisoformat("2026-12-01T09:00:00+01:00")
ANSWER_BY = GOES_ON_AT + 48 * HOUR


@pytest.fixture
def asked(shop: Shop) -> CaseCard:
    """A case whose customer was asked for a photo on Monday at noon."""
    with organization_block(shop.org_id):
        case = opened(shop, sell(shop, product={"made_to_order": True}))
        resolutions.answer_with_question(
            actor=shop.agent, case_reference=case.reference, what="photo", text="", now=NOON
        )
        return case


def to_do(shop: Shop, now: datetime) -> list[str]:
    bounds = Bounds(now=now, evening=now + 9 * HOUR, week_end=now + 6 * DAY, week_ago=now - 7 * DAY)
    return [row.reference for row in queue(actor=shop.agent, view=QueueView.TO_DO, bounds=bounds).rows]


def steps_told(shop: Shop, case: CaseCard) -> list[str]:
    return [message.step.value for message in messages_of_case(actor=shop.agent, case_id=case.id)]


def writes(shop: Shop, case: CaseCard, now: datetime, text: str = "Voici la photo.") -> None:
    claire = shop.customer(case.order_id or 0, verified=True)
    conversations.receive_from_customer(actor=claire, case_reference=case.reference, text=text, now=now)


def test_customer_and_agent_read_the_same_dates(shop: Shop, asked: CaseCard) -> None:
    with organization_block(shop.org_id):
        dates = awaited_reply(actor=shop.agent, case_id=asked.id)
        assert dates is not None
        assert (dates.remind_at, dates.goes_on_at, dates.answer_by) == (REMIND_AT, GOES_ON_AT, ANSWER_BY)
        assert dates.reply_by.isoformat() == "2026-11-30"
        assert card(shop, asked).next_due_at == GOES_ON_AT
        claire = shop.customer(asked.order_id or 0)
        steps = {step.code: step for step in journey_of_case(actor=claire, case_id=asked.id)}
        assert steps["information"].on == dates.reply_by
        assert steps["answered"].by == ANSWER_BY


def test_silence_brings_a_reminder_then_a_person_and_never_a_refusal(shop: Shop, asked: CaseCard) -> None:
    drain(until=REMIND_AT - timedelta(seconds=1))
    with organization_block(shop.org_id):
        assert "reminder" not in steps_told(shop, asked)
    drain(until=REMIND_AT)
    with organization_block(shop.org_id):
        assert steps_told(shop, asked).count("reminder") == 1
        assert card(shop, asked).state is CaseState.WAITING_ON_CUSTOMER
        assert to_do(shop, REMIND_AT) == []
    drain(until=GOES_ON_AT)
    with organization_block(shop.org_id):
        again = card(shop, asked)
        assert (again.state, again.needs_person, again.next_due_at) == (CaseState.OPEN, True, ANSWER_BY)
        assert to_do(shop, GOES_ON_AT) == [asked.reference]
        assert "customer_silent" in kinds(shop, asked)
        assert {"case_refused", "case_closed", "case_resolved"}.isdisjoint(kinds(shop, asked))
        states = dict(promises(shop, asked))
        assert (states["follow_up"], states["answer"]) == ("kept", "running")
        assert awaited_reply(actor=shop.agent, case_id=asked.id) is None


def test_a_reply_ends_the_waiting_and_nothing_of_it_comes_later(shop: Shop, asked: CaseCard) -> None:
    with organization_block(shop.org_id):
        writes(shop, asked, NOON + DAY)
        assert card(shop, asked).state is CaseState.OPEN
        assert dict(promises(shop, asked))["follow_up"] == "canceled"
    drain(until=NOON + 2 * DAY)
    with organization_block(shop.org_id):
        before = [kind for kind in kinds(shop, asked) if kind.startswith("customer_")]
    drain(until=GOES_ON_AT + DAY)
    with organization_block(shop.org_id):
        assert [kind for kind in kinds(shop, asked) if kind.startswith("customer_")] == before
        assert "reminder" not in steps_told(shop, asked)


def test_asking_again_starts_the_week_again(shop: Shop, asked: CaseCard) -> None:
    with organization_block(shop.org_id):
        later = NOON + 2 * DAY
        cases.ask_customer(actor=shop.agent, reference=asked.reference, what="serial", now=later)
    drain(until=REMIND_AT + HOUR)
    with organization_block(shop.org_id):
        assert "customer_reminded" not in kinds(shop, asked)
    drain(until=GOES_ON_AT + HOUR)
    with organization_block(shop.org_id):
        assert "customer_reminded" in kinds(shop, asked)
        assert card(shop, asked).state is CaseState.WAITING_ON_CUSTOMER


def test_a_question_about_a_decided_case_stands_before_a_person_until_it_is_answered(shop: Shop) -> None:
    with organization_block(shop.org_id):
        agreed = chosen(shop, sell(shop)).case
        assert to_do(shop, NOON) == []
        writes(shop, agreed, NOON + HOUR, "Puis-je le rapporter en magasin ?")
        assert to_do(shop, NOON + HOUR) == [agreed.reference]
        assert card(shop, agreed).next_due_at == NOON + 49 * HOUR
        assert has_open_question(actor=shop.agent, case_id=agreed.id)
        conversations.write_to_customer(
            actor=shop.agent, case_reference=agreed.reference, text="Bien sûr.", now=NOON + 2 * HOUR
        )
        assert to_do(shop, NOON + 2 * HOUR) == []
        assert dict(promises(shop, agreed))["answer"] == "kept"
        assert kinds(shop, agreed)[-1] == "question_settled"


@pytest.mark.parametrize("is_closed", [False, True])
def test_a_case_that_was_over_opens_again_and_ends_again(shop: Shop, is_closed: bool) -> None:
    with organization_block(shop.org_id):
        over = chosen(shop, sell(shop)).case
        assert cases.resolve_case(actor=shop.system, case_id=over.id, now=NOON)
        if is_closed:
            assert cases.close_case(actor=shop.agent, case_id=over.id, now=NOON + HOUR)
        writes(shop, over, NOON + DAY, "La banque ne montre rien.")
        assert card(shop, over).state is CaseState.OPEN
        assert to_do(shop, NOON + DAY) == [over.reference]


def test_money_that_leaves_does_not_bury_a_question(shop: Shop) -> None:
    with organization_block(shop.org_id):
        agreed = chosen(shop, sell(shop)).case
        writes(shop, agreed, NOON + HOUR, "Où est mon colis ?")
        resolutions.finish_case(actor=shop.system, case_id=agreed.id, now=NOON + 2 * HOUR)
        assert card(shop, agreed).state is CaseState.OPEN
        assert to_do(shop, NOON + 2 * HOUR) == [agreed.reference]


def test_only_we_say_that_a_question_is_answered(shop: Shop) -> None:
    with organization_block(shop.org_id):
        agreed = chosen(shop, sell(shop)).case
        writes(shop, agreed, NOON + HOUR)
        with refused(NotAllowed):
            cases.settle_question(
                actor=shop.customer(agreed.order_id or 0, verified=True), reference=agreed.reference, now=NOON
            )
        waiting = opened(shop, sell(shop, product={"made_to_order": True}))
        before = everything()
        assert not cases.settle_question(actor=shop.agent, reference=waiting.reference, now=NOON)
        assert everything() == before
