"""A case that went up is decided by the rank it went to."""

import pytest

from savoir.cases import operations as cases
from savoir.cases.queries import case_card, timeline_of_case
from savoir.cases.states import Rank
from savoir.cases.values import CaseCard
from savoir.kernel.access import Role
from savoir.kernel.tenancy import organization_block
from savoir.resolutions.operations import accept_offer
from savoir.resolutions.queries import offers_of_case
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


def refuse(shop: Shop, case: CaseCard, role: Role) -> None:
    cases.refuse_case(
        actor=shop.actors[role], reference=case.reference, motive="used", note="Portée.", now=NOON
    )


def accept(shop: Shop, case: CaseCard, role: Role) -> None:
    plan = offers_of_case(actor=shop.agent, case_id=case.id).plans[0]
    accept_offer(
        actor=shop.actors[role], case_reference=case.reference, remedy=plan.remedy, plan_digest=plan.digest,
        motive="goodwill", now=NOON,
    )  # fmt: skip
