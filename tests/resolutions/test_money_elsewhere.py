"""Money that went back without us: it counts at once, what was promised waits, and a person decides."""

from datetime import datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from savoir.cases.models import Case
from savoir.cases.states import Intent, Reason, Remedy
from savoir.connectors.payments.fake import FakeRail
from savoir.kernel.access import Role
from savoir.kernel.errors import NotAllowed, NotFound
from savoir.kernel.jobs import drain
from savoir.kernel.models import HumanTask
from savoir.kernel.tenancy import organization_block
from savoir.kernel.values.money import Money
from savoir.logistics.operations import declare_posting
from savoir.orders.models import Payment
from savoir.orders.operations import RefundBeyondPaid
from savoir.resolutions import operations
from savoir.resolutions.models import ExternalReturnOfMoney, JournalLine, Refund
from savoir.resolutions.ports import RailRefund, RailState
from savoir.resolutions.queries import offers_of_case
from tests.cases.files import DAY, HOUR, Chosen, asked, chosen, plan_for, refused
from tests.doors.desks import late_return
from tests.faults.worlds import broken
from tests.shop import NOON, Sale, Shop, sell
from tests.stories.conftest import KeptMails, mails, rail

__all__ = ["mails", "rail"]
SECOND = timedelta(seconds=1)


def returned_elsewhere(
    shop: Shop, sale: Sale, minor: int, name: str = "re_shop", state: RailState = RailState.SUCCEEDED
) -> bool:
    """The shop sent money back by itself."""
    seen = RailRefund(provider_reference=name, refund_reference=None, payment_reference="pi",
                      amount=Money(minor, "EUR"), state=state)  # fmt: skip
    return operations.count_money_returned_elsewhere(
        actor=shop.system, payment_id=sale.payment_id, source="stripe", seen=seen, now=NOON
    )


def figures(sale: Sale) -> tuple[int, int]:
    """Returned and pending of a sale's payment."""
    row = Payment.objects.get(id=sale.payment_id)
    return row.refunded_minor, row.pending_minor


def refund_of(made: Chosen) -> Refund:
    """The only refund of a case."""
    return Refund.objects.get(case_id=made.case.id)


def tasks_about(kind: str, subject_id: int) -> list[str]:
    """Codes of the open tasks about something."""
    rows = HumanTask.objects.filter(subject_kind=kind, subject_id=subject_id, done_at=None)
    return sorted(rows.values_list("code", flat=True))


def post(shop: Shop, sale: Sale, made: Chosen, *, now: datetime = NOON + DAY) -> None:
    """The customer's parcel leaves on the 24th."""
    declare_posting(
        actor=shop.customer(sale.order_id), ra_number=made.accepted.ra_number, posted_on=now.date(),
        tracking_number="6A12345678901", photo_id=None, now=now,
    )  # fmt: skip


def test_money_returned_elsewhere_counts_once_and_lowers_the_offer(in_shop: Shop) -> None:
    sale = sell(in_shop)
    assert returned_elsewhere(in_shop, sale, 5000)
    with refused(NotAllowed):
        operations.count_money_returned_elsewhere(
            actor=in_shop.agent, payment_id=sale.payment_id, source="x", now=NOON,
            seen=RailRefund("re", None, "pi", Money(1, "EUR"), RailState.SUCCEEDED),
        )  # fmt: skip
    assert not returned_elsewhere(in_shop, sale, 5000)
    assert figures(sale) == (5000, 0)
    lines = (asked(sale, Intent.WITHDRAWAL, Reason.CHANGED_MIND),)
    assert plan_for(in_shop, sale, lines, Remedy.REFUND, NOON).amount == Money(900, "EUR")


def test_a_dispute_that_was_won_is_the_shops_again_and_may_be_lost_later(shop: Shop) -> None:
    with organization_block(shop.org_id):
        sale = sell(shop)
        assert not returned_elsewhere(shop, sale, 5900, "dp_1", RailState.FAILED)
        assert returned_elsewhere(shop, sale, 5900, "dp_1", RailState.PENDING)
        assert figures(sale) == (5900, 0)
        assert returned_elsewhere(shop, sale, 5900, "dp_1", RailState.FAILED)
        assert not returned_elsewhere(shop, sale, 5900, "dp_1", RailState.FAILED)
        assert figures(sale) == (0, 0)
        assert sum(JournalLine.objects.filter(account="rail").values_list("amount_minor", flat=True)) == 0
    assert broken(shop) == {}
    with organization_block(shop.org_id):
        assert returned_elsewhere(shop, sale, 5900, "dp_1")
        assert figures(sale) == (5900, 0)
    assert broken(shop) == {}


def test_a_refund_that_waits_pauses_when_money_went_elsewhere(
    shop: Shop, rail: FakeRail, mails: KeptMails
) -> None:
    """Nothing leaves, not even at its trigger or on the law's day, until a person has looked."""
    with organization_block(shop.org_id):
        sale = sell(shop)
        made = chosen(shop, sale)
        assert returned_elsewhere(shop, sale, 5900)
        refund = refund_of(made)
        assert (refund.state, refund.leaves_at) == ("paused", None)
        assert figures(sale) == (5900, 0)
        assert tasks_about("refund", refund.id) == ["refund_paused"]
        post(shop, sale, made)
    drain(until=datetime.fromisoformat("2026-12-08T08:00:00+00:00"))
    assert broken(shop, datetime.fromisoformat("2026-12-08T08:00:00+00:00")) == {}
    with organization_block(shop.org_id):
        refund.refresh_from_db()
        assert (refund.state, refund.leaves_at) == ("paused", NOON + DAY)
        assert rail.books.all_refunds() == ()
        with refused(RefundBeyondPaid):
            operations.resume_refund(
                actor=shop.actors[Role.FINANCE], reference=refund.reference, now=NOON + 2 * DAY
            )


def test_a_paused_refund_that_is_owed_all_the_same_goes_on(
    shop: Shop, rail: FakeRail, mails: KeptMails
) -> None:
    finance = shop.actors[Role.FINANCE]
    with organization_block(shop.org_id):
        sale = sell(shop, quantity=2)
        made = chosen(shop, sale)
        returned_elsewhere(shop, sale, 5900)
        refund = refund_of(made)
        assert figures(sale) == (5900, 0)
        with refused(NotAllowed):
            operations.resume_refund(actor=shop.agent, reference=refund.reference, now=NOON)
        with refused(NotFound):
            operations.resume_refund(actor=finance, reference="REM-NOBODY", now=NOON)
        operations.resume_refund(actor=finance, reference=refund.reference, now=NOON + HOUR)
        refund.refresh_from_db()
        assert (refund.state, figures(sale)) == ("requested", (5900, 5900))
        assert tasks_about("refund", refund.id) == []
        with refused(operations.NotPaused):
            operations.resume_refund(actor=finance, reference=refund.reference, now=NOON + HOUR)
        post(shop, sale, made)
    drain(until=NOON + 2 * DAY)
    with organization_block(shop.org_id):
        refund.refresh_from_db()
        assert (refund.state, figures(sale)) == ("settled", (11800, 0))
    assert broken(shop, NOON + 2 * DAY) == {}


def test_one_that_was_about_to_leave_pauses_and_leaves_when_a_person_says_so(
    shop: Shop, rail: FakeRail, mails: KeptMails
) -> None:
    with organization_block(shop.org_id):
        sale = sell(shop, quantity=2)
        made = chosen(shop, sale)
        post(shop, sale, made)
        returned_elsewhere(shop, sale, 100)
        assert refund_of(made).state == "paused"
    drain(until=NOON + 2 * DAY)
    with organization_block(shop.org_id):
        assert rail.books.all_refunds() == ()
        operations.resume_refund(
            actor=shop.actors[Role.FINANCE], reference=refund_of(made).reference, now=NOON + 3 * DAY
        )
    drain(until=NOON + 3 * DAY)
    with organization_block(shop.org_id):
        assert refund_of(made).state == "settled"
        assert rail.books.executions(refund_of(made).reference) == 1
    assert broken(shop, NOON + 3 * DAY) == {}


def test_what_was_sent_already_does_not_pause_and_the_excess_goes_to_a_person(
    shop: Shop, rail: FakeRail, mails: KeptMails
) -> None:
    """Its outcome is not ours to stop any more: what does not fit is told, not dropped."""
    with organization_block(shop.org_id):
        sale = sell(shop)
        made = chosen(shop, sale)
        post(shop, sale, made)
        refund = refund_of(made)
        operations.begin_attempt(actor=shop.system, refund_id=refund.id, now=NOON + DAY)
        assert returned_elsewhere(shop, sale, 5900, "dp_1")
        assert not returned_elsewhere(shop, sale, 5900, "dp_1")
        refund.refresh_from_db()
        assert (refund.state, figures(sale)) == ("settling", (0, 5900))
        (task,) = HumanTask.objects.filter(code="refunded_twice_elsewhere")
        assert (task.subject_id, task.detail["minor"]) == (sale.payment_id, 5900)
        assert ExternalReturnOfMoney.objects.get().counted_minor == 0
    assert broken(shop, NOON + DAY) == {}


def failed(shop: Shop, sale: Sale, made: Chosen) -> Refund:
    """The rail refused it."""
    post(shop, sale, made)
    refund = refund_of(made)
    operations.begin_attempt(actor=shop.system, refund_id=refund.id, now=NOON + DAY)
    operations.fail_refund(actor=shop.system, refund_id=refund.id, code="expired_card", now=NOON + DAY)
    return refund


def test_a_person_says_that_the_money_elsewhere_was_this_very_refund(
    shop: Shop, rail: FakeRail, mails: KeptMails
) -> None:
    """The usual story: it failed here, and somebody made it in the provider's own screen."""
    finance = shop.actors[Role.FINANCE]
    with organization_block(shop.org_id):
        sale = sell(shop)
        made = chosen(shop, sale)
        refund = failed(shop, sale, made)
        returned_elsewhere(shop, sale, 5900, "re_by_hand")
        assert tasks_about("refund", refund.id) == ["refund_paused"]
        with refused(NotAllowed):
            operations.settle_by_return_elsewhere(actor=shop.agent, reference=refund.reference, now=NOON)
        operations.settle_by_return_elsewhere(actor=finance, reference=refund.reference, now=NOON + 2 * DAY)
        refund.refresh_from_db()
        assert (refund.state, refund.provider_reference) == ("settled", "re_by_hand")
        assert figures(sale) == (5900, 0)
        assert tasks_about("refund", refund.id) == []
        assert not returned_elsewhere(shop, sale, 5900, "re_by_hand")
        assert figures(sale) == (5900, 0)
    assert broken(shop, NOON + 2 * DAY) == {}
    with organization_block(shop.org_id):
        assert returned_elsewhere(shop, sale, 5900, "re_by_hand", RailState.FAILED)
        assert tasks_about("refund", refund.id) == ["refund_came_back"]


def test_only_a_return_of_its_very_amount_is_the_refund(in_shop: Shop) -> None:
    sale = sell(in_shop)
    made = chosen(in_shop, sale)
    returned_elsewhere(in_shop, sale, 5800)
    with refused(operations.NoSuchReturn):
        operations.settle_by_return_elsewhere(
            actor=in_shop.actors[Role.FINANCE], reference=refund_of(made).reference, now=NOON
        )


@pytest.mark.parametrize("minor", [5900, 100])
def test_a_paused_refund_given_up_frees_nothing_twice(shop: Shop, mails: KeptMails, minor: int) -> None:
    with organization_block(shop.org_id):
        sale = sell(shop)
        made = chosen(shop, sale)
        returned_elsewhere(shop, sale, minor)
        refund = refund_of(made)
        operations.cancel_refund(actor=shop.actors[Role.FINANCE], reference=refund.reference, now=NOON + HOUR)
        refund.refresh_from_db()
        assert (refund.state, figures(sale)) == ("canceled", (minor, 0))
        assert tasks_about("refund", refund.id) == []
        assert Case.objects.get(id=made.case.id).needs_person
    assert broken(shop, NOON + HOUR) == {}


def test_what_went_back_for_a_line_is_asked_once_for_all_that_is_offered(in_shop: Shop) -> None:
    case, sale = late_return(in_shop, now=NOON)
    assert returned_elsewhere(in_shop, sale, 1000)
    assert _asked_about_returns(in_shop, case.id) == [
        1,
        0,
    ]  # for all three; then remembered
    assert returned_elsewhere(in_shop, sale, 500, "re_2")
    assert _asked_about_returns(in_shop, case.id) == [1, 0]


def _asked_about_returns(shop: Shop, case_id: int) -> list[int]:
    """How often the offers of a case, asked for twice, ask what went back elsewhere."""
    counted = []
    for _ in range(2):
        with CaptureQueriesContext(connection) as told:
            assert len(offers_of_case(actor=shop.agent, case_id=case_id, now=NOON).plans) > 1
        counted.append(sum('FROM "resolutions_externalreturnofmoney"' in one["sql"] for one in told))
    return counted
