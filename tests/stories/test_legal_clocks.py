"""Days of the law on a case: they start, move and end with what happens; a person is told once of each."""

from datetime import date, datetime
from typing import Any
from uuid import uuid4

import pytest

from savoir.cases.operations import refuse_case
from savoir.cases.queries import answer_of_case, law_of_case
from savoir.cases.states import Intent, Reason, Remedy
from savoir.connectors.payments.fake import FakeRail
from savoir.kernel.access import Role
from savoir.kernel.jobs import drain
from savoir.kernel.models import HumanTask
from savoir.kernel.tenancy import organization_block
from savoir.logistics import operations as logistics
from savoir.logistics.queries import expected_lines, returns_of_case
from savoir.orders.models import Delivery
from savoir.resolutions import operations
from savoir.resolutions.jobs import catch_up_clocks
from savoir.resolutions.models import LegalClock, Refund
from savoir.resolutions.queries import legal_dates_of_case, preview_plan
from savoir.web.rights.used import mediator_of, remedy_due
from tests.cases.files import DAY, HOUR, Chosen, chosen, opened
from tests.shop import NOON, Sale, Shop, sell
from tests.stories.conftest import KeptMails

TODAY = NOON.date()
Row = tuple[str, date, str, str]


def clocks(shop: Shop) -> list[Row]:
    """Kind, day, article and state of each clock, oldest first."""
    with organization_block(shop.org_id):
        rows = LegalClock.objects.order_by("id").values_list("kind", "due_on", "article", "state")
        return list(rows)


def told(shop: Shop) -> list[tuple[str, str]]:
    """Open tasks about clocks: their code and the clock."""
    with organization_block(shop.org_id):
        open_ones = HumanTask.objects.filter(done_at=None, subject_kind="clock").order_by("id")
        return [(code, detail["clock"]) for code, detail in open_ones.values_list("code", "detail")]


def returns_a_dress(shop: Shop) -> tuple[Sale, Chosen]:
    """Claire changes her mind and takes the refund."""
    with organization_block(shop.org_id):
        sale = sell(shop)
        made = chosen(shop, sale)
        Refund.objects.filter(case_id=made.case.id).update(trigger="inspection")
        return sale, made


def posts(shop: Shop, sale: Sale, made: Chosen, on: datetime) -> None:
    with organization_block(shop.org_id):
        logistics.declare_posting(
            actor=shop.customer(sale.order_id), ra_number=made.accepted.ra_number, posted_on=on.date(),
            tracking_number="6A12345678901", now=on,
        )  # fmt: skip
    drain(until=on)


def arrives(shop: Shop, made: Chosen, at: datetime) -> None:
    with organization_block(shop.org_id):
        (line,) = expected_lines(actor=shop.dock, ra_number=made.accepted.ra_number)
        logistics.receive(actor=shop.dock, scan_id=uuid4(), ra_number=made.accepted.ra_number,
                          quantities={line.id: 1}, station="Quai 2", now=at)  # fmt: skip
    drain(until=at)


def claims(shop: Shop, reason: Reason = Reason.DEFECTIVE, **sold: Any) -> Any:
    """Something is broken; a person has to look."""
    with organization_block(shop.org_id):
        sale = sell(shop, **sold)
        return sale, opened(shop, sale, Intent.CLAIM, reason)


def grants(shop: Shop, case: Any, remedy: Remedy, now: datetime, motive: str = "") -> None:
    """The agent grants a remedy, with a motive where the answer does not name it."""
    with organization_block(shop.org_id):
        answer = answer_of_case(actor=shop.agent, case_id=case.id)
        digest = preview_plan(actor=shop.agent, answer=answer, remedy=remedy, now=now).digest
        operations.accept_offer(
            actor=shop.agent, case_reference=case.reference, remedy=remedy, plan_digest=digest, motive=motive,
            now=now,
        )  # fmt: skip
    drain(until=now)


def test_the_money_of_a_withdrawal_runs_from_the_posting_and_ends_with_the_money(
    shop: Shop, rail: FakeRail, mails: KeptMails
) -> None:
    sale, made = returns_a_dress(shop)
    drain(until=NOON)
    ((kind, send_by, article, state),) = clocks(shop)
    assert (kind, article, state) == ("send_back", "L221-23", "running")
    assert send_by == made.plan.send_back_by

    posts(shop, sale, made, NOON + 2 * DAY)
    back, money = clocks(shop)
    assert back[3] == "kept"
    # fourteen days from the word of 23 November: 7 December, later than the proof of posting
    assert money == ("refund", date(2026, 12, 7), "L221-24", "running")
    with organization_block(shop.org_id):
        row = LegalClock.objects.get(kind="refund")
        assert (row.amount_minor, row.is_owed, row.scale) == (5900, True, "late_withdrawal_refund")
        assert row.due_on == Refund.objects.get().legal_due_on
        (dated,) = legal_dates_of_case(
            actor=shop.customer(sale.order_id), case_id=made.case.id, today=TODAY
        ).refunds
        assert dated.due_on == row.due_on, "the customer reads the agent's day"

    arrives(shop, made, NOON + 4 * DAY)
    assert clocks(shop)[1] == money
    drain(until=NOON + 12 * DAY)
    assert told(shop) == [("legal_date_near", "refund")], "somebody still has time to look at the dress"
    drain(until=NOON + 14 * DAY)
    assert clocks(shop)[1][3] == "kept", "on its morning the money leaves by itself"
    assert told(shop) == []


def test_a_claim_has_thirty_days_even_over_christmas_and_ends_when_the_new_one_leaves(
    shop: Shop, mails: KeptMails
) -> None:
    sale, case = claims(shop)
    drain(until=NOON)
    assert clocks(shop) == [("remedy", date(2026, 12, 23), "L217-10", "running")]
    with organization_block(shop.org_id):
        lines = law_of_case(actor=shop.customer(sale.order_id), case_id=case.id, now=NOON)
        assert remedy_due(lines) == date(2026, 12, 23), "the customer reads the same day"
    grants(shop, case, Remedy.REPLACEMENT, NOON + DAY)
    assert [row[:2] for row in clocks(shop) if row[3] == "running" and row[0] == "remedy"] == [
        ("remedy", date(2026, 12, 23))
    ]
    with organization_block(shop.org_id):
        operations.fulfil_goods(
            actor=shop.agent, case_reference=case.reference, order_reference="CMD-77", now=NOON + 2 * DAY
        )
    drain(until=NOON + 2 * DAY)
    assert clocks(shop)[0][3] == "kept"


def test_a_claim_that_nobody_mends_is_announced_once_then_missed_once(shop: Shop, mails: KeptMails) -> None:
    claims(shop)
    due = date(2026, 12, 23)
    drain(until=NOON + 26 * DAY)
    assert told(shop) == []
    drain(until=NOON + 28 * DAY)
    assert told(shop) == [("legal_date_near", "remedy")]
    with organization_block(shop.org_id):
        clock = LegalClock.objects.get()
        assert clock.alerted_at is not None
        assert clock.alerted_at.date() == due - 3 * DAY
        for _ in range(2):
            assert operations.watch_clock(actor=shop.system, clock_id=clock.id, now=NOON + 28 * DAY) == ""
    drain(until=NOON + 32 * DAY)
    assert told(shop) == [("legal_date_missed", "remedy")]
    with organization_block(shop.org_id):
        assert HumanTask.objects.filter(subject_kind="clock").count() == 2
        assert operations.watch_clock(actor=shop.system, clock_id=clock.id, now=NOON + 40 * DAY) == ""


def test_money_for_a_defect_has_the_days_of_its_own_chapter_and_the_postage_too(
    shop: Shop, rail: FakeRail, mails: KeptMails
) -> None:
    sale, case = claims(shop)
    drain(until=NOON)
    grants(shop, case, Remedy.REFUND, NOON + DAY)
    assert clocks(shop)[0] == ("remedy", date(2026, 12, 23), "L217-10", "dropped"), "money took its place"
    with organization_block(shop.org_id):
        (card,) = returns_of_case(actor=shop.system, case_id=case.id)
        Refund.objects.update(trigger="inspection")
        logistics.declare_posting(
            actor=shop.customer(sale.order_id), ra_number=card.number, posted_on=date(2026, 11, 26),
            tracking_number="6A12345678901", now=NOON + 3 * DAY,
        )  # fmt: skip
    drain(until=NOON + 3 * DAY)
    running = {row[0]: row[1:3] for row in clocks(shop) if row[3] == "running"}
    # told on 24 November that it is covered; posted on 26 November
    assert running["postage"] == (date(2026, 12, 8), "L241-6")
    with organization_block(shop.org_id):
        postage = LegalClock.objects.get(kind="postage")
        refund = LegalClock.objects.get(kind="refund")
        assert (refund.article, refund.scale) == ("L217-17", "late_conformity_refund")
        assert refund.due_on == date(2026, 12, 10)
        assert (
            operations.note_clock_kept(actor=shop.agent, clock_id=postage.id, now=NOON + 4 * DAY) == case.id
        )
        with pytest.raises(operations.NotByHand):
            operations.note_clock_kept(actor=shop.agent, clock_id=postage.id, now=NOON + 4 * DAY)
        operations.keep_clocks(actor=shop.system, case_id=case.id, now=NOON + 5 * DAY)
        assert LegalClock.objects.filter(kind="postage").count() == 1, "what was repaid is not asked again"


def test_what_came_broken_is_protested_in_three_days_whatever_the_customer_gets(
    shop: Shop, mails: KeptMails
) -> None:
    claims(shop, Reason.DAMAGED_ON_ARRIVAL, delivered_at=NOON - DAY)
    drain(until=NOON)
    protest = next(row for row in clocks(shop) if row[0] == "carrier_protest")
    # delivered on Sunday 22 November: Monday, Tuesday, Wednesday
    assert protest == ("carrier_protest", date(2026, 11, 25), "C. com. L133-3", "running")
    assert told(shop) == [("legal_date_near", "carrier_protest")]
    with organization_block(shop.org_id):
        clock = LegalClock.objects.get(kind="carrier_protest")
        assert not clock.is_owed
        operations.note_clock_kept(actor=shop.agent, clock_id=clock.id, now=NOON + HOUR)
    assert told(shop) == []
    drain(until=NOON + 10 * DAY)
    assert told(shop) == []


def test_what_was_fetched_in_the_shop_has_no_carrier(shop: Shop, mails: KeptMails) -> None:
    with organization_block(shop.org_id):
        sale = sell(shop, delivered_at=NOON - DAY)
        Delivery.objects.filter(order_id=sale.order_id).update(mode="store")
        opened(shop, sale, Intent.CLAIM, Reason.DAMAGED_ON_ARRIVAL)
    drain(until=NOON)
    assert [row[0] for row in clocks(shop)] == ["remedy"]


def test_a_refusal_ends_our_days_and_opens_the_mediator_for_a_year(shop: Shop, mails: KeptMails) -> None:
    sale, case = claims(shop)
    drain(until=NOON)
    with organization_block(shop.org_id):
        refuse_case(actor=shop.agent, reference=case.reference, motive="damage_by_use",
                    ground="fault_disproved", note="Une chute.", now=NOON + DAY)  # fmt: skip
    drain(until=NOON + DAY)
    remedy, mediator = clocks(shop)
    assert remedy[3] == "dropped"
    # a year from 23 November 2026: a Tuesday
    assert mediator == ("mediator", date(2027, 11, 23), "L612-2", "running")
    with organization_block(shop.org_id):
        row = LegalClock.objects.get(kind="mediator")
        assert (row.is_ours, row.first_on) == (False, date(2026, 11, 24))
        claire, at = shop.customer(sale.order_id), NOON + DAY
        dates = legal_dates_of_case(actor=claire, case_id=case.id, today=at.date())
        said = mediator_of(dates, law_of_case(actor=claire, case_id=case.id, now=at))
        assert said is not None
        assert (said.first_day, said.last_day) == (row.first_on, row.due_on), (
            "the customer reads the same days"
        )
    drain(until=NOON + 60 * DAY)
    assert told(shop) == [], "the customer's own day calls nobody"


def test_money_given_up_is_owed_by_no_day(shop: Shop, rail: FakeRail, mails: KeptMails) -> None:
    sale, made = returns_a_dress(shop)
    posts(shop, sale, made, NOON + 2 * DAY)
    with organization_block(shop.org_id):
        operations.cancel_refund(
            actor=shop.actors[Role.SUPERVISOR], reference=Refund.objects.get().reference, now=NOON + 3 * DAY
        )
    assert ("refund", date(2026, 12, 7), "L221-24", "dropped") in clocks(shop)


def test_a_refund_from_before_there_were_clocks_gets_its_own_at_night(
    shop: Shop, rail: FakeRail, mails: KeptMails
) -> None:
    sale, made = returns_a_dress(shop)
    posts(shop, sale, made, NOON + 2 * DAY)
    with organization_block(shop.org_id):
        Refund.objects.update(state="paused")
        LegalClock.objects.all().delete()
    catch_up_clocks(org_id=shop.org_id, now=NOON + 3 * DAY)
    assert ("refund", date(2026, 12, 7), "L221-24", "running") in clocks(shop)
