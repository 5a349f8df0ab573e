"""What was decided was taken back before the worker told it: nothing stands still, nothing false is told."""

from datetime import timedelta

from savoir.cases import operations as cases
from savoir.cases.values import CaseCard
from savoir.conversations.queries import messages_of_case
from savoir.kernel.jobs import drain
from savoir.kernel.tenancy import organization_block
from tests.cases.files import DAY, HOUR, chosen, opened
from tests.shop import NOON, Shop, sell


def told(shop: Shop, case: CaseCard) -> list[str]:
    """Steps of all that went to the customer, oldest first."""
    with organization_block(shop.org_id):
        return [m.step.value for m in messages_of_case(actor=shop.agent, case_id=case.id)]


def refuse(shop: Shop, case: CaseCard, *, hours: int, note: str) -> None:
    cases.refuse_case(
        actor=shop.agent, reference=case.reference, motive="excluded_product", note=note,
        ground="made_to_spec", now=NOON + hours * HOUR,
    )  # fmt: skip


def test_an_agreement_that_was_undone_is_not_told_and_what_follows_is(shop: Shop) -> None:
    with organization_block(shop.org_id):
        case = chosen(shop, sell(shop)).case
        cases.take_back_decision(actor=shop.agent, case_id=case.id, now=NOON + timedelta(seconds=5))
        cases.hand_to_person(actor=shop.system, case_id=case.id, now=NOON + timedelta(seconds=5))
        refuse(shop, case, hours=1, note="Portée.")

    drain(until=NOON + 2 * HOUR)

    assert "decision" not in told(shop, case)
    assert told(shop, case).count("refusal") == 1, "the stream went on"


def test_a_refusal_is_told_though_the_case_was_reopened_meanwhile(shop: Shop) -> None:
    with organization_block(shop.org_id):
        case = opened(shop, sell(shop, product={"made_to_order": True}))
        refuse(shop, case, hours=0, note="Portée.")
        cases.reopen_case(actor=shop.agent, reference=case.reference, now=NOON + HOUR)

    drain(until=NOON + 2 * HOUR)

    assert told(shop, case).count("refusal") == 1


def test_each_of_two_refusals_is_told_with_its_own_words(shop: Shop) -> None:
    with organization_block(shop.org_id):
        case = opened(shop, sell(shop, product={"made_to_order": True}))
        refuse(shop, case, hours=0, note="Portée.")
        cases.reopen_case(actor=shop.agent, reference=case.reference, now=NOON + HOUR)
        refuse(shop, case, hours=2, note="Lavée.")

    drain(until=NOON + DAY)

    with organization_block(shop.org_id):
        letters = [m.text for m in messages_of_case(actor=shop.agent, case_id=case.id) if m.step == "refusal"]
    assert ["Portée" in text for text in letters] == [True, False]
    assert ["Lavée" in text for text in letters] == [False, True]
