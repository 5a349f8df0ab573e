"""What the shop tells of a sale counts before the law: the day agreed, the doorstep, services."""

from datetime import date, timedelta
from typing import Any

import pytest

from savoir.cases.operations import BelowTheLaw, refuse_case
from savoir.cases.queries import law_of_sold_line, offers_for
from savoir.cases.states import Intent, Reason, Remedy
from savoir.kernel.access import Role
from savoir.kernel.tenancy import organization_block
from savoir.kernel.values.answers import NEEDS_FACTS, NO, YES, Answer
from savoir.law.values import Basis, Contract, Rights
from savoir.orders import operations as orders
from savoir.orders.models import OrderLine
from savoir.orders.states import ContractKind
from savoir.organizations import operations as organizations
from savoir.resolutions.queries import offers_of_case
from tests.cases.files import DAY, opened, refused
from tests.orders.test_pushing import order
from tests.shop import NOON, Shop, sell

TODAY = NOON.date()


def law(shop: Shop, line_id: int, now: Any = NOON) -> Rights:
    return law_of_sold_line(actor=shop.agent, line_id=line_id, now=now).rights


def told(shop: Shop, **said: Any) -> int:
    """The shop pushes one order concluded on 2 November; its line here."""
    orders.push_orders(actor=shop.system, brand_id=shop.brand_id, records=[order("A", **said)], now=NOON)
    return OrderLine.objects.get(external_id="A-1").id


def test_without_a_day_agreed_it_may_take_thirty_days(shop: Shop) -> None:
    with organization_block(shop.org_id):
        line = told(shop, is_professional=False)
        assert law(shop, line).answer(Basis.DELIVERY) is NEEDS_FACTS
        assert law(shop, line, NOON + 10 * DAY).answer(Basis.DELIVERY) is YES, "2 December was the last day"


def test_the_day_agreed_comes_before_the_thirty_days_and_one_that_mattered_ends_the_sale(shop: Shop) -> None:
    with organization_block(shop.org_id):
        line = told(shop, is_professional=False, agreed_delivery_on="2026-11-20")
        rights = law(shop, line)
        assert rights.answer(Basis.DELIVERY) is YES
        assert rights.of(Basis.DELIVERY).last_day == date(2026, 11, 20)
        assert rights.of(Basis.DELIVERY).remedies == (), "first he gives more time (L216-6)"

        told(shop, is_professional=False, agreed_delivery_on="2026-11-20", date_is_essential=True)
        assert [one.value for one in law(shop, line).of(Basis.DELIVERY).remedies] == ["refund"]


def test_late_for_the_wedding_is_refunded_and_an_agent_can_not_ask_for_patience(shop: Shop) -> None:
    agreed = {"agreed_delivery_on": TODAY - timedelta(days=2), "date_is_essential": True}
    with organization_block(shop.org_id):
        sale = sell(shop, delivered_at=None, order=agreed)
        case = opened(shop, sale, Intent.CLAIM, Reason.LATE)
        assert Remedy.REFUND in offers_of_case(actor=shop.agent, case_id=case.id, now=NOON).answer.remedies
        with refused(BelowTheLaw):
            refuse_case(
                actor=shop.agent, reference=case.reference, motive="other", note="Patience.", now=NOON
            )


@pytest.mark.parametrize(
    ("employees", "outside", "channel", "answer"),
    [(5, True, "off_premises", YES), (6, True, "off_premises", NO), (5, False, "off_premises", NO),
     (None, True, "off_premises", NEEDS_FACTS), (5, None, "off_premises", NEEDS_FACTS),
     (5, True, "web", NO)],
)  # fmt: skip
def test_a_professional_at_his_door_withdraws_when_he_is_small_and_it_is_not_his_trade(
    shop: Shop, employees: int | None, outside: bool | None, channel: str, answer: Answer
) -> None:
    with organization_block(shop.org_id):
        bought = {"is_professional": True, "buyer_employees": employees, "outside_main_activity": outside}
        sale = sell(shop, channel=channel, order=bought)
        rights = law(shop, sale.line_ids[0])
        assert rights.answer(Basis.WITHDRAWAL) is answer
        assert rights.answer(Basis.CONFORMITY) is NO, "the guarantee of conformity is the consumer's alone"


def test_the_larger_firm_is_refused_on_its_ground(shop: Shop) -> None:
    bought = {"is_professional": True, "buyer_employees": 40, "outside_main_activity": True}
    with organization_block(shop.org_id):
        sale = sell(shop, channel="off_premises", order=bought)
        case = opened(shop, sale)
        refuse_case(
            actor=shop.actors[Role.SENIOR], reference=case.reference, motive="other", note="Achat pro.",
            ground="professional_buyer", now=NOON,
        )  # fmt: skip


def test_a_service_counts_from_its_contract_and_nothing_is_sent_back(shop: Shop) -> None:
    with organization_block(shop.org_id):
        sale = sell(
            shop, delivered_at=NOON - 3 * DAY, contract_at=NOON - 10 * DAY,
            product={"contract_kind": "service"},
        )  # fmt: skip
        rights = law(shop, sale.line_ids[0])
        assert rights.facts.contract is Contract.SERVICE
        assert rights.of(Basis.WITHDRAWAL).last_day == date(2026, 11, 27), "13 November and fourteen days"
        assert rights.answer(Basis.CONFORMITY) is NO
        case = opened(shop, sale)
        plan = next(
            one for one in offers_of_case(actor=shop.agent, case_id=case.id, now=NOON).plans
            if one.remedy is Remedy.REFUND
        )  # fmt: skip
        assert (plan.return_needed, plan.send_back_by) == (False, None)


def test_digital_content_has_a_guarantee_a_person_reads(shop: Shop) -> None:
    line = {"line_id": "A-1", "product": {"id": "GAME", "contract_kind": "digital_content"}, "quantity": 1,
            "unit_price": "25.00"}  # fmt: skip
    with organization_block(shop.org_id):
        rights = law(shop, told(shop, is_professional=False, lines=[line]))
        assert rights.facts.contract is Contract.DIGITAL_CONTENT
        assert rights.of(Basis.CONFORMITY).articles[0] == "L224-25-12"


def test_the_brand_says_once_that_it_sells_services(shop: Shop) -> None:
    with organization_block(shop.org_id):
        sale, goods = sell(shop), sell(shop, product={"contract_kind": "goods"})
        organizations.declare(
            actor=shop.actors[Role.ADMIN], brand_id=shop.brand_id, fact="contract_kind", value="service",
            channel="web", begins_on=date(2026, 1, 1), proof="", now=NOON,
        )  # fmt: skip
        assert law(shop, sale.line_ids[0]).facts.contract is Contract.SERVICE
        assert law(shop, goods.line_ids[0]).facts.contract is Contract.GOODS, "its product says so itself"
        answer = offers_for(
            actor=shop.agent, line_id=sale.line_ids[0], intent=Intent.RETURN, reason=Reason.CHANGED_MIND,
            quantity=1, answers={}, now=NOON,
        )  # fmt: skip
        assert not answer.sale.is_thing


def test_kinds_are_the_laws_own_words() -> None:
    assert {kind.value for kind in ContractKind} <= {kind.value for kind in Contract}
