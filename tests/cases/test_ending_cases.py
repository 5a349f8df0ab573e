"""What was promised ends with the case."""

from datetime import timedelta

from savoir.cases import operations as cases
from savoir.cases.queries import promises_of_case
from savoir.cases.states import CaseState, EndMotive
from savoir.cases.values import CaseCard
from savoir.conversations.queries import messages_of_case
from savoir.kernel.jobs import drain
from savoir.kernel.tenancy import organization_block
from savoir.resolutions import operations as resolutions
from tests.cases.files import DAY, HOUR, card, opened
from tests.shop import NOON, Shop, sell


def refused_and_reopened(shop: Shop) -> CaseCard:
    """A refusal that is looked at again: the customer has had an answer."""
    case = opened(shop, sell(shop, product={"made_to_order": True}))
    resolutions.answer_with_refusal(
        actor=shop.agent, case_reference=case.reference, motive="used", instead="", reason="Portée.", now=NOON
    )
    cases.reopen_case(actor=shop.agent, reference=case.reference, now=NOON + HOUR)
    return case


def letters(shop: Shop, case: CaseCard) -> list[str]:
    with organization_block(shop.org_id):
        return [m.step.value for m in messages_of_case(actor=shop.agent, case_id=case.id)]


def test_a_case_ended_while_it_waits_for_the_customer_promises_nothing_more(shop: Shop) -> None:
    with organization_block(shop.org_id):
        case = refused_and_reopened(shop)
        resolutions.answer_with_question(
            actor=shop.agent, case_reference=case.reference, what="photo", text="", now=NOON + 2 * HOUR
        )
        resolutions.close_without_action(
            actor=shop.agent, case_reference=case.reference, motive=EndMotive.CUSTOMER_GAVE_UP, note="",
            now=NOON + 3 * HOUR,
        )  # fmt: skip
        alive = [p for p in promises_of_case(actor=shop.agent, case_id=case.id)
                 if p.state in ("running", "paused")]  # fmt: skip
        assert [p.kind for p in alive] == ["closing_check"]
    drain(until=NOON + 3 * HOUR + timedelta(minutes=1))
    before = letters(shop, case)

    drain(until=NOON + 30 * DAY)

    assert [step for step in letters(shop, case) if step not in before] == ["closing"], "thanks, nothing else"
    assert letters(shop, case).count("delay") == 0
    with organization_block(shop.org_id):
        assert card(shop, case).state is CaseState.CLOSED
