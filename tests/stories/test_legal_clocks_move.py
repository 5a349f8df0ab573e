"""Days of the law that open late, move, come back or are lost for good."""

from datetime import date, timedelta

import pytest

from savoir.cases.operations import refuse_case, reopen_case
from savoir.cases.queries import law_of_case, timeline_of_case
from savoir.cases.states import Intent, Reason, Remedy
from savoir.connectors.payments.fake import FakeRail
from savoir.kernel.access import Role
from savoir.kernel.jobs import drain
from savoir.kernel.models import HumanTask
from savoir.kernel.tenancy import organization_block
from savoir.orders.models import Order
from savoir.organizations.operations import declare
from savoir.resolutions import operations
from savoir.resolutions.models import LegalClock, Refund
from savoir.resolutions.queries import legal_dates_of_case
from savoir.web.rights.used import mediator_of
from tests.cases.files import DAY, HOUR, opened
from tests.shop import NOON, Shop, sell
from tests.stories.conftest import KeptMails
from tests.stories.test_legal_clocks import claims, clocks, grants, posts, returns_a_dress, told


def test_a_claim_unsettled_for_two_months_opens_the_mediator_until_it_is_settled(
    shop: Shop, mails: KeptMails
) -> None:
    """L612-2: asked on 23 November, nothing done by 23 January; he has until a year from his word."""
    sale, case = claims(shop)
    drain(until=NOON + 60 * DAY)
    assert [row[0] for row in clocks(shop)] == ["remedy"], "22 January: one day is left to settle it"
    drain(until=NOON + 61 * DAY)
    remedy, mediator = clocks(shop)
    assert remedy[3] == "running"
    assert mediator == ("mediator", date(2027, 11, 23), "L612-2", "running")
    with organization_block(shop.org_id):
        row = LegalClock.objects.get(kind="mediator")
        assert (row.is_ours, row.first_on) == (False, date(2027, 1, 23))
        claire, at = shop.customer(sale.order_id), NOON + 61 * DAY
        dates = legal_dates_of_case(actor=claire, case_id=case.id, today=at.date())
        said = mediator_of(dates, law_of_case(actor=claire, case_id=case.id, now=at))
        assert said is not None
        assert (said.first_day, said.last_day) == (row.first_on, row.due_on), "the customer reads the same"
    grants(shop, case, Remedy.REPLACEMENT, NOON + 62 * DAY, motive="customer_asked")
    assert clocks(shop)[1][3] == "running", "agreed on, but nothing has left"
    with organization_block(shop.org_id):
        operations.fulfil_goods(
            actor=shop.agent, case_reference=case.reference, order_reference="CMD-77", now=NOON + 63 * DAY
        )
    drain(until=NOON + 63 * DAY)
    assert clocks(shop)[1][3] == "dropped"


def test_a_business_has_no_mediator_though_only_the_brand_says_that_it_is_one(
    shop: Shop, mails: KeptMails
) -> None:
    with organization_block(shop.org_id):
        sale = sell(shop)
        Order.objects.update(is_professional=None)
        declare(actor=shop.actors[Role.ADMIN], brand_id=shop.brand_id, fact="buyer_kind", now=NOON - 30 * DAY,
                value="professional", begins_on=date(2020, 1, 1))  # fmt: skip
        case = opened(shop, sale, Intent.CLAIM, Reason.DEFECTIVE)
        refuse_case(actor=shop.agent, reference=case.reference, motive="damage_by_use",
                    ground="fault_disproved", note="Une chute.", now=NOON + DAY)  # fmt: skip
    drain(until=NOON + DAY)
    assert "mediator" not in [row[0] for row in clocks(shop)]


def test_of_a_day_that_moved_a_person_hears_anew(shop: Shop, rail: FakeRail, mails: KeptMails) -> None:
    sale, made = returns_a_dress(shop)
    posts(shop, sale, made, NOON + 2 * DAY)
    drain(until=NOON + 12 * DAY)
    assert told(shop) == [("legal_date_near", "refund")]
    with organization_block(shop.org_id):
        Refund.objects.update(legal_due_on=date(2026, 12, 21))
        operations.keep_clocks(actor=shop.system, case_id=made.case.id, now=NOON + 12 * DAY)
    assert told(shop) == [], "the task named the seventh"
    with organization_block(shop.org_id):
        Refund.objects.update(state="paused")
    drain(until=NOON + 26 * DAY)
    with organization_block(shop.org_id):
        task = HumanTask.objects.get(done_at=None, subject_kind="clock")
        assert (task.code, task.detail["due_on"]) == ("legal_date_near", "2026-12-21")


def test_an_undone_click_takes_its_days_back(shop: Shop, rail: FakeRail, mails: KeptMails) -> None:
    """Money given for a defect, thought better of within ten seconds: the thirty days run as before."""
    _, case = claims(shop, delivered_at=NOON - 9 * DAY)
    drain(until=NOON)
    before = [row[:3] for row in clocks(shop) if row[3] == "running"]
    grants(shop, case, Remedy.RETURNLESS_REFUND, NOON + HOUR, motive="kindness")
    assert ("remedy", date(2026, 12, 23), "L217-10", "dropped") in clocks(shop)
    with organization_block(shop.org_id):
        at = NOON + HOUR + timedelta(seconds=5)
        operations.undo_refund(actor=shop.agent, reference=Refund.objects.get().reference, now=at)
    drain(until=at)
    assert [row[:3] for row in clocks(shop) if row[3] == "running"] == before
    with organization_block(shop.org_id):
        operations.keep_clocks(actor=shop.system, case_id=case.id, now=at)
    assert [row[:3] for row in clocks(shop) if row[3] == "running"] == before, "asked twice, nothing more"


def test_a_protest_that_nobody_sent_is_lost_and_asked_of_nobody_any_more(
    shop: Shop, mails: KeptMails
) -> None:
    """C. com. L133-3: after the third day the carrier owes nothing, so there is nothing left to do."""
    _, case = claims(shop, Reason.DAMAGED_ON_ARRIVAL, delivered_at=NOON - DAY)
    drain(until=NOON + 2 * DAY)
    assert told(shop) == [("legal_date_near", "carrier_protest")], "Wednesday is the last day"
    drain(until=NOON + 3 * DAY)
    lost = ("carrier_protest", date(2026, 11, 25), "C. com. L133-3", "lost")
    assert lost in clocks(shop)
    assert told(shop) == []
    with organization_block(shop.org_id):
        events = timeline_of_case(actor=shop.agent, case_id=case.id)
        assert [e.payload["clock"] for e in events if e.kind == "legal_clock_lost"] == ["carrier_protest"]
        row = LegalClock.objects.get(kind="carrier_protest")
        with pytest.raises(operations.NotByHand):
            operations.note_clock_kept(actor=shop.agent, clock_id=row.id, now=NOON + 3 * DAY)
        operations.keep_clocks(actor=shop.system, case_id=case.id, now=NOON + 3 * DAY)
    assert [row[0] for row in clocks(shop)].count("carrier_protest") == 1


def test_a_refusal_looked_at_again_leaves_the_thirty_days_where_they_were(
    shop: Shop, mails: KeptMails
) -> None:
    _, case = claims(shop)
    drain(until=NOON)
    with organization_block(shop.org_id):
        refuse_case(actor=shop.agent, reference=case.reference, motive="damage_by_use",
                    ground="fault_disproved", note="Une chute.", now=NOON + DAY)  # fmt: skip
    drain(until=NOON + DAY)
    with organization_block(shop.org_id):
        reopen_case(actor=shop.agent, reference=case.reference, now=NOON + 2 * DAY)
    drain(until=NOON + 2 * DAY)
    running = [row[:2] for row in clocks(shop) if row[3] == "running"]
    assert running == [("remedy", date(2026, 12, 23))], "from the claim, not from the second look"
