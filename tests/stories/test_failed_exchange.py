"""An exchange that falls through is a withdrawal of the day of its wish; its days run from the failure."""

from datetime import date, datetime

from savoir.cases.operations import BelowTheLaw, refuse_case
from savoir.cases.queries import answer_of_case, law_of_sold_line
from savoir.cases.states import Intent, Reason, Remedy
from savoir.cases.values import CaseCard
from savoir.kernel.access import Role
from savoir.kernel.models import HumanTask
from savoir.kernel.tenancy import organization_block
from savoir.kernel.values.answers import NO, YES
from savoir.law.values import Basis
from savoir.logistics import operations as logistics
from savoir.logistics.queries import returns_of_case
from savoir.resolutions import operations
from savoir.resolutions.models import Refund
from savoir.resolutions.queries import preview_plan, refund_if_posted
from savoir.resolutions.states import CallOff
from tests.cases.files import DAY, card, kinds, opened, promises, refused
from tests.cases.mending import grants
from tests.shop import NOON, Sale, Shop, sell
from tests.stories.conftest import KeptMails


def wishes(shop: Shop, sale: Sale, now: datetime) -> CaseCard:
    """Another size, please; a person says yes."""
    case = opened(shop, sale, Intent.EXCHANGE, Reason.TOO_SMALL, now=now, wanted=Remedy.EXCHANGE)
    grants(shop, case, Remedy.EXCHANGE, now, motive="customer_asked")
    return case


def test_an_exchange_that_can_not_be_sent_is_a_withdrawal_of_its_first_day(
    shop: Shop, mails: KeptMails
) -> None:
    with organization_block(shop.org_id):
        sale = sell(shop)  # received nine days ago: five days are left
        case = wishes(shop, sale, NOON)
        (task,) = HumanTask.objects.filter(done_at=None)
        operations.call_off_goods(
            actor=shop.agent, case_reference=case.reference, why=CallOff.OUT_OF_STOCK, now=NOON + 20 * DAY
        )
        task.refresh_from_db()
        assert (task.code, task.done_at) == ("prepare_exchange", NOON + 20 * DAY)
        assert card(shop, case).needs_person
        assert ("replacement", "canceled") in promises(shop, case)
        assert ("answer", "running") in promises(shop, case)
        facts = kinds(shop, case)
        assert facts.index("replacement_called_off") < facts.index("decision_undone")

        (line,) = answer_of_case(actor=shop.agent, case_id=case.id).lines
        assert (line.rights.facts.wish_failed, line.rights.facts.wish_on) == (True, NOON.date())
        assert line.law_answer == YES.value
        assert Remedy.REFUND in line.remedies
        with refused(BelowTheLaw):
            refuse_case(
                actor=shop.actors[Role.SENIOR], reference=case.reference, motive="out_of_time",
                note="Trop tard.", now=NOON + 21 * DAY,
            )  # fmt: skip
        grants(shop, case, Remedy.REFUND, NOON + 21 * DAY)


def test_the_days_of_an_exchange_that_failed_run_from_its_failure(shop: Shop, mails: KeptMails) -> None:
    with organization_block(shop.org_id):
        sale = sell(shop)
        case = wishes(shop, sale, NOON)
        failed = NOON + 20 * DAY  # a Sunday
        operations.call_off_goods(
            actor=shop.agent, case_reference=case.reference, why=CallOff.OUT_OF_STOCK, now=failed
        )
        answer = answer_of_case(actor=shop.agent, case_id=case.id)
        plan = preview_plan(actor=shop.agent, answer=answer, remedy=Remedy.REFUND, now=failed + DAY)
        assert plan.send_back_by == date(2026, 12, 28), "a fortnight on is a Sunday"
        assert plan.if_posted_by is not None
        assert plan.if_posted_by > failed.date()
        grants(shop, case, Remedy.REFUND, failed + DAY)

        customer = shop.customer(sale.order_id)
        (slip,) = [one for one in returns_of_case(actor=shop.dock, case_id=case.id) if not one.canceled_at]
        posted_on = (failed + 2 * DAY).date()
        shown = refund_if_posted(actor=customer, case_id=case.id, posted_on=posted_on, now=failed + 2 * DAY)
        logistics.declare_posting(
            actor=customer, ra_number=slip.number, posted_on=posted_on, tracking_number="6A12345678901",
            now=failed + 2 * DAY,
        )  # fmt: skip
        refund = Refund.objects.get()
        assert refund.legal_due_on == date(2026, 12, 27), "fourteen days from the day it failed"
        assert shown is not None
        assert shown.legal_due_on == refund.legal_due_on


def test_a_wish_after_the_period_leaves_nothing_to_fall_back_to(shop: Shop, mails: KeptMails) -> None:
    with organization_block(shop.org_id):
        sale = sell(shop, delivered_at=NOON - 30 * DAY)
        case = wishes(shop, sale, NOON)
        operations.call_off_goods(
            actor=shop.agent, case_reference=case.reference, why=CallOff.OUT_OF_STOCK, now=NOON + 2 * DAY
        )
        (line,) = answer_of_case(actor=shop.agent, case_id=case.id).lines
        assert line.rights.answer(Basis.WITHDRAWAL) is NO


def test_an_exchange_agreed_anew_has_not_failed(shop: Shop, mails: KeptMails) -> None:
    with organization_block(shop.org_id):
        sale = sell(shop)
        case = wishes(shop, sale, NOON)
        operations.call_off_goods(
            actor=shop.agent, case_reference=case.reference, why=CallOff.OUT_OF_STOCK, now=NOON + 2 * DAY
        )
        grants(shop, case, Remedy.EXCHANGE, NOON + 3 * DAY, motive="customer_asked")
        operations.fulfil_goods(
            actor=shop.agent, case_reference=case.reference, order_reference="CMD-9", now=NOON + 4 * DAY
        )
        found = law_of_sold_line(
            actor=shop.customer(sale.order_id), line_id=sale.line_ids[0], now=NOON + 60 * DAY
        ).rights
        assert found.facts.wish_failed is None
        assert found.answer(Basis.WITHDRAWAL) is NO
