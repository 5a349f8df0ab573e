"""A case that went up is decided by the rank it went to."""

from collections.abc import Callable

import pytest

from savoir.cases import operations as cases
from savoir.cases.queries import case_card, timeline_of_case
from savoir.cases.states import EndMotive, Rank, SnoozeReason
from savoir.cases.values import CaseCard
from savoir.kernel.access import Actor, Role
from savoir.kernel.tenancy import organization_block
from savoir.resolutions.operations import accept_offer
from savoir.resolutions.queries import offers_of_case
from tests.cases.files import HOUR, refused
from tests.doors.desks import late_return
from tests.shop import NOON, Shop

pytestmark = pytest.mark.django_db


def kinds(shop: Shop, case: CaseCard) -> list[str]:
    with organization_block(shop.org_id):
        return [fact.kind for fact in timeline_of_case(actor=shop.system, case_id=case.id)]


def test_what_went_up_is_decided_up_there(shop: Shop) -> None:
    case, _ = late_return(shop, now=NOON)
    with organization_block(shop.org_id):
        cases.escalate_case(actor=shop.agent, reference=case.reference, to=Rank.SENIOR, now=NOON)
    before = kinds(shop, case)

    with organization_block(shop.org_id), pytest.raises(cases.GoneUp):
        refuse(shop, case, Role.AGENT)
    with organization_block(shop.org_id), pytest.raises(cases.GoneUp):
        accept(shop, case, Role.AGENT)
    assert kinds(shop, case) == before

    with organization_block(shop.org_id):
        accept(shop, case, Role.SENIOR)
    assert "offer_accepted" in kinds(shop, case)


def test_who_is_below_can_t_bring_it_down(shop: Shop) -> None:
    case, _ = late_return(shop, now=NOON)
    with organization_block(shop.org_id):
        cases.escalate_case(actor=shop.agent, reference=case.reference, to=Rank.SENIOR, now=NOON)
        mine = {"reference": case.reference, "member_id": shop.agent.id, "now": NOON}
        with pytest.raises(cases.GoneUp):
            cases.assign_case(actor=shop.agent, **mine)
        assert case_card(actor=shop.system, reference=case.reference).escalated_to == Rank.SENIOR

        given = cases.assign_case(actor=shop.actors[Role.SENIOR], **mine)

    assert given.owner_id == shop.agent.id
    assert not given.escalated_to


BELOW: list[Callable[[Actor, str], object]] = [
    lambda actor, ref: cases.escalate_case(actor=actor, reference=ref, to=Rank.SENIOR, now=NOON),
    lambda actor, ref: cases.snooze_case(
        actor=actor, reference=ref, until=NOON + HOUR, reason=SnoozeReason.OTHER, now=NOON
    ),
    lambda actor, ref: cases.ask_customer(actor=actor, reference=ref, what="photo", now=NOON),
]


@pytest.mark.parametrize("verb", BELOW, ids=["escalate", "snooze", "ask"])
def test_who_is_below_neither_moves_nor_asks(in_shop: Shop, verb: Callable[[Actor, str], object]) -> None:
    case, _ = late_return(in_shop, now=NOON)
    cases.escalate_case(actor=in_shop.agent, reference=case.reference, to=Rank.SUPERVISOR, now=NOON)

    for role in (Role.AGENT, Role.SENIOR):
        with refused(cases.GoneUp):
            verb(in_shop.actors[role], case.reference)
    assert case_card(actor=in_shop.system, reference=case.reference).escalated_to == Rank.SUPERVISOR


def test_who_is_below_neither_settles_nor_ends_what_was_decided(in_shop: Shop) -> None:
    case, _ = late_return(in_shop, now=NOON)
    accept(in_shop, case, Role.AGENT)
    cases.customer_answered(actor=in_shop.system, case_id=case.id, now=NOON + HOUR)
    cases.escalate_case(actor=in_shop.agent, reference=case.reference, to=Rank.SUPERVISOR, now=NOON + HOUR)
    given = {"motive": EndMotive.OTHER, "now": NOON + 2 * HOUR}

    with refused(cases.GoneUp):
        cases.settle_question(actor=in_shop.agent, reference=case.reference, now=NOON + 2 * HOUR)
    with refused(cases.GoneUp):
        cases.end_without_action(actor=in_shop.agent, case_id=case.id, **given)

    boss = in_shop.actors[Role.SUPERVISOR]
    assert cases.settle_question(actor=boss, reference=case.reference, now=NOON + 2 * HOUR)


def refuse(shop: Shop, case: CaseCard, role: Role) -> None:
    cases.refuse_case(
        actor=shop.actors[role], reference=case.reference, motive="excluded_product",
        ground="made_to_spec", note="Gravée.", now=NOON,
    )  # fmt: skip


def accept(shop: Shop, case: CaseCard, role: Role) -> None:
    plan = offers_of_case(actor=shop.agent, case_id=case.id, now=NOON).plans[0]
    accept_offer(
        actor=shop.actors[role], case_reference=case.reference, remedy=plan.remedy, plan_digest=plan.digest,
        motive="goodwill", now=NOON,
    )  # fmt: skip
