"""Forty days on she changes her mind and we are kind: a date that is told and kept, no day of the law."""

from datetime import date, datetime, timedelta
from uuid import uuid4

import pytest

from savoir.cases import operations as cases
from savoir.cases.queries import promises_of_case
from savoir.cases.states import Intent, Reason, Remedy
from savoir.cases.values import CaseCard
from savoir.connectors.payments.fake import FakeRail
from savoir.kernel.access import Role
from savoir.kernel.jobs import drain
from savoir.kernel.models import HumanTask, LedgerEvent
from savoir.kernel.tenancy import organization_block
from savoir.logistics import operations as logistics
from savoir.logistics.queries import expected_lines, returns_of_case
from savoir.resolutions import operations
from savoir.resolutions.models import LegalClock, Refund
from savoir.resolutions.queries import (
    Owed,
    journey_of_case,
    legal_dates_of_case,
    owed,
    owed_sums,
    refund_if_posted,
)
from tests.cases.files import asked, request_of
from tests.faults.worlds import broken
from tests.resolutions.beyond import give, long_ago, plan_of, too_late
from tests.resolutions.gestures import kind_shop
from tests.shop import NOON, Shop
from tests.stories.conftest import KeptMails

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
TODAY = NOON.date()
POSTED = NOON + 2 * DAY


@pytest.fixture
def shop(db: None, rail: FakeRail, mails: KeptMails) -> Shop:
    return kind_shop()


def kindness(shop: Shop, case: CaseCard | None = None) -> CaseCard:
    """A senior gives the money back once the thing was looked at; nothing obliges the house."""
    with organization_block(shop.org_id):
        case = case or too_late(shop)
        give(shop, case, shop.actors[Role.SENIOR])
        Refund.objects.filter(case_id=case.id).update(trigger="inspection")
    drain(until=NOON + HOUR)
    return case


def posts(shop: Shop, case: CaseCard, at: datetime = POSTED) -> None:
    with organization_block(shop.org_id):
        (parcel,) = returns_of_case(actor=shop.system, case_id=case.id)
        logistics.declare_posting(
            actor=shop.agent, ra_number=parcel.number, posted_on=at.date(), tracking_number="6A12345678901",
            now=at,
        )  # fmt: skip
    drain(until=at)


def arrives(shop: Shop, case: CaseCard, at: datetime) -> None:
    with organization_block(shop.org_id):
        (parcel,) = returns_of_case(actor=shop.system, case_id=case.id)
        lines = expected_lines(actor=shop.dock, ra_number=parcel.number)
        logistics.receive(
            actor=shop.dock, scan_id=uuid4(), ra_number=parcel.number, station="Quai 2", now=at,
            quantities={line.id: 1 for line in lines},
        )  # fmt: skip
    drain(until=at)


def promised(shop: Shop, case: CaseCard) -> list[date]:
    """The days of the money that were told and still hold."""
    with organization_block(shop.org_id):
        told = promises_of_case(actor=shop.agent, case_id=case.id)
        return [one.due_at.date() for one in told if (one.kind, one.state) == ("refund", "running")]


def test_she_and_the_agent_read_a_date_and_no_clock_of_the_law_starts(shop: Shop) -> None:
    case = kindness(shop)
    with organization_block(shop.org_id):
        said = refund_if_posted(actor=shop.agent, case_id=case.id, posted_on=POSTED.date(), now=POSTED)
        before = {step.code: step for step in journey_of_case(actor=shop.agent, case_id=case.id)}["refunded"]
    assert (before.fact("if_posted_by"), before.fact("law_until")) > ("", "")
    assert before.fact("law_until") == ""
    posts(shop, case)
    with organization_block(shop.org_id):
        refund = Refund.objects.get()
        assert (refund.owed_on, refund.legal_due_on) == ("", None)
        assert said is not None
        assert (said.promised_on, said.legal_due_on) == (refund.promised_on, None)
        assert not LegalClock.objects.exists()
        claire = shop.customer(case.order_id or 0)
        for reader in (claire, shop.agent):
            dates = legal_dates_of_case(actor=reader, case_id=case.id, today=TODAY + 60 * DAY)
            (due,) = dates.refunds
            assert (due.is_owed, due.due_on, due.surcharge, due.steps) == (False, None, None, ())
            assert dates.promised_on == refund.promised_on
            assert dates.refund_if_posted is None
        dated = LedgerEvent.objects.filter(kind="refund_dated").values_list("payload", flat=True)
        assert [fact["legal_due_on"] for fact in dated] == [None]
    assert promised(shop, case) == [refund.promised_on]
    assert broken(shop) == {}


def test_the_money_leaves_on_the_promised_day_and_not_before_it(shop: Shop, rail: FakeRail) -> None:
    """The dock never looks at it: the fourteenth day of the law is nothing, our own day is kept."""
    case = kindness(shop)
    with organization_block(shop.org_id):
        refund = Refund.objects.get()
        refund.resolution.plan["promised_days"] = 20
        refund.resolution.save(update_fields=["plan"])
    posts(shop, case)
    (day,) = promised(shop, case)
    assert day == POSTED.date() + 23 * DAY
    morning = NOON + (day - TODAY)
    drain(until=morning - DAY)
    with organization_block(shop.org_id):
        assert Refund.objects.get().state == "requested"
    drain(until=morning)
    with organization_block(shop.org_id):
        assert (Refund.objects.get().state, rail.books.executions(refund.reference)) == ("settled", 1)
        assert not HumanTask.objects.filter(subject_kind="clock").exists()
        told = promises_of_case(actor=shop.agent, case_id=case.id)
        assert [one.state for one in told if one.kind == "refund"] == ["kept"]
        assert not operations.leave_on_last_day(actor=shop.system, refund_id=refund.id, now=morning + DAY)
    assert broken(shop, morning) == {}


def test_the_day_told_when_it_was_posted_stays_when_it_arrives(shop: Shop) -> None:
    case = kindness(shop)
    posts(shop, case)
    told = promised(shop, case)
    arrives(shop, case, POSTED + DAY)
    assert promised(shop, case) == told


def test_a_parcel_that_comes_unannounced_gives_it_a_day(shop: Shop) -> None:
    case = kindness(shop)
    assert promised(shop, case) == []
    arrives(shop, case, POSTED)
    with organization_block(shop.org_id):
        refund = Refund.objects.get()
        assert refund.legal_due_on is None
    assert promised(shop, case) == [refund.promised_on]


def test_money_at_once_leaves_at_once_without_a_day_of_the_law(shop: Shop, rail: FakeRail) -> None:
    with organization_block(shop.org_id):
        case = too_late(shop)
        late = NOON + 30 * DAY
        plan = plan_of(shop, case, Remedy.RETURNLESS_REFUND, late)
        assert (plan.legal_latest_on, plan.law_over_on) == (None, None)
        give(shop, case, shop.actors[Role.SENIOR], remedy=Remedy.RETURNLESS_REFUND, now=late)
        assert Refund.objects.get().legal_due_on is None
    drain(until=late + HOUR)
    with organization_block(shop.org_id):
        assert Refund.objects.get().state == "settled"
        assert not LegalClock.objects.filter(kind="refund").exists()


def test_of_two_things_only_the_broken_one_has_a_day_of_the_law_and_both_one_promise(shop: Shop) -> None:
    with organization_block(shop.org_id):
        sale = long_ago(shop, lines=2)
        wish = request_of(
            sale, asked(sale, Intent.CLAIM, Reason.DEFECTIVE),
            asked(sale, Intent.RETURN, Reason.CHANGED_MIND, line=1),
        )  # fmt: skip
        case = cases.open_case(actor=shop.customer(sale.order_id), request=wish, now=NOON)[0]
    kindness(shop, case)
    posts(shop, case)
    with organization_block(shop.org_id):
        rows = list(Refund.objects.order_by("id").values_list("owed_on", "legal_due_on", "promised_on"))
        (clock,) = LegalClock.objects.filter(kind="refund")
    by_law = POSTED.date() + 14 * DAY
    assert [row[:2] for row in rows] == [("conformity", by_law), ("", None)], "L217-17"
    assert rows[0][2] == rows[1][2] <= by_law
    assert (clock.due_on, clock.article, clock.amount_minor) == (by_law, "L217-17", 5900)
    assert promised(shop, case) == [rows[0][2]]


def test_finance_finds_it_by_its_promise_and_never_among_what_the_law_wants(shop: Shop) -> None:
    case = kindness(shop)
    posts(shop, case)
    finance, late = shop.actors[Role.FINANCE], TODAY + 60 * DAY
    with organization_block(shop.org_id):
        sums = owed_sums(actor=finance, today=late, soon=late)
        assert [(one.kind, one.count) for one in sums] == [(Owed.PROMISED, 1)]
        assert owed(actor=finance, limit=9) == ()
        (card,) = owed(actor=finance, kind=Owed.PROMISED, today=late, soon=late, limit=9)
        assert (card.is_owed, card.case_id) == (False, case.id)
        after = (card.promised_on or date.min, card.id)
        assert owed(actor=finance, kind=Owed.PROMISED, today=late, soon=late, limit=9, after=after) == ()


def test_what_was_agreed_on_before_we_kept_it_has_the_day_its_decision_gives(shop: Shop) -> None:
    case = kindness(shop)
    with organization_block(shop.org_id):
        Refund.objects.update(owed_on=None)
    posts(shop, case)
    with organization_block(shop.org_id):
        assert Refund.objects.get().legal_due_on == TODAY + 14 * DAY
