"""What was promised ends with the case."""

from datetime import timedelta

from savoir.cases import operations as cases
from savoir.cases.queries import answer_of_case, promises_of_case
from savoir.cases.states import CaseState, EndMotive, Remedy
from savoir.cases.values import CaseCard
from savoir.conversations.queries import messages_of_case
from savoir.kernel.jobs import drain
from savoir.kernel.tenancy import organization_block
from savoir.resolutions import operations as resolutions
from savoir.resolutions.queries import preview_plan, refunds_of_case
from tests.cases.files import DAY, HOUR, card, opened, refused
from tests.shop import NOON, Shop, sell


def refused_and_reopened(shop: Shop) -> CaseCard:
    """A refusal that is looked at again: the customer has had an answer."""
    case = opened(shop, sell(shop, product={"made_to_order": True}))
    resolutions.answer_with_refusal(
        actor=shop.agent, case_reference=case.reference, motive="excluded_product", instead="",
        reason="Gravée.", ground="made_to_spec", now=NOON,
    )  # fmt: skip
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


def granted_and_undone(shop: Shop, case: CaseCard) -> None:
    """Money is granted with its letter, and held back five seconds later: the letter does not leave."""
    answer = answer_of_case(actor=shop.agent, case_id=case.id)
    plan = preview_plan(actor=shop.agent, answer=answer, remedy=Remedy.RETURNLESS_REFUND, now=NOON)
    accepted = resolutions.answer_with_remedy(
        actor=shop.agent, case_reference=case.reference, remedy=plan.remedy, plan_digest=plan.digest, text="",
        motive="kindness", now=NOON,
    )  # fmt: skip
    resolutions.undo_refund(
        actor=shop.agent, reference=accepted.refund_references[0], now=NOON + timedelta(seconds=5)
    )


def ended(shop: Shop, case: CaseCard) -> None:
    resolutions.close_without_action(
        actor=shop.agent, case_reference=case.reference, motive=EndMotive.OTHER, note="", now=NOON + 2 * HOUR
    )


def test_a_letter_that_was_held_back_is_no_answer(in_shop: Shop) -> None:
    case = opened(in_shop, sell(in_shop))
    granted_and_undone(in_shop, case)
    assert [refund.state for refund in refunds_of_case(actor=in_shop.agent, case_id=case.id)] == ["canceled"]

    with refused(cases.NeverAnswered):
        ended(in_shop, case)
    assert card(in_shop, case).state is CaseState.OPEN


def test_who_was_answered_before_was_answered(in_shop: Shop) -> None:
    case = refused_and_reopened(in_shop)
    ended(in_shop, case)
    assert card(in_shop, case).state is CaseState.RESOLVED
