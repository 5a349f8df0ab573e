"""Each night the shop's books are compared with all that its payment account gave back."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection

from savoir.connectors.payments.stubs.mischief import Fault, Rates
from savoir.kernel import jobs
from savoir.kernel.jobs.daily import daily_jobs
from savoir.kernel.models import HumanTask
from savoir.kernel.tenancy import organization_block
from savoir.resolutions.jobs import RECONCILE_ALL, reconcile, reconcile_all
from savoir.resolutions.models import Refund
from savoir.resolutions.operations import settle_by_hand
from tests.doors.providers import POSTED, Provider, leaving, provider_of, returning, state
from tests.faults.worlds import DAY, broken
from tests.shop import Shop
from tests.stories.conftest import KeptMails

HOUR = timedelta(hours=1)
NIGHT = POSTED + DAY


@pytest.fixture
def stage(shop: Shop, mails: KeptMails) -> Iterator[Provider]:
    """A shop and its Stripe."""
    with provider_of(shop) as made:
        yield made


def compare(stage: Provider, now: datetime = NIGHT) -> None:
    """The nightly comparison."""
    reconcile(org_id=stage.shop.org_id, now=now, account_id=stage.account_id)


def open_tasks(stage: Provider) -> list[str]:
    """Codes of what waits for a person."""
    with organization_block(stage.shop.org_id):
        return sorted(HumanTask.objects.filter(done_at=None).values_list("code", flat=True))


def planned(stage: Provider) -> list[tuple[str, datetime]]:
    """Daily jobs of the shop that wait, by name."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT args->>'name', scheduled_at FROM procrastinate_jobs WHERE status = 'todo'"
            " AND queueing_lock LIKE 'default:daily:%%' AND (args->>'org_id')::bigint = %s ORDER BY 1",
            [stage.shop.org_id],
        )
        return list(cursor.fetchall())


def test_money_no_webhook_told_of_counts_the_next_night(stage: Provider) -> None:
    quiet, _ = returning(stage)
    agreed, payment = returning(stage)
    disputed, other = returning(stage)
    stage.books.add_payment("pi_of_somebody_else", 5000, "EUR")
    stage.refund_in_dashboard(payment, 5900)
    stage.refund_in_dashboard("pi_of_somebody_else", 5000)
    stage.dispute(other, 5900)
    for _ in range(2):
        compare(stage)
        assert state(stage, agreed) == state(stage, disputed) == ("paused", 5900, 0)
        assert state(stage, quiet) == ("requested", 0, 5900)
    assert open_tasks(stage) == ["refund_paused", "refund_paused"]
    assert broken(stage.shop, NIGHT) == {}


def test_more_refunds_than_a_page_are_all_read(stage: Provider) -> None:
    agreed, payment = returning(stage, price=30_000)
    for _ in range(230):
        stage.refund_in_dashboard(payment, 1)
    compare(stage)
    assert state(stage, agreed) == ("paused", 230, 0)


def test_ours_without_an_end_is_asked_about_and_settled(stage: Provider) -> None:
    stage.mischief.rates = Rates(pending=1.0, pending_seconds=7200.0)
    agreed, _ = returning(stage)
    leaving(stage, agreed)
    jobs.drain(until=POSTED)
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM procrastinate_jobs WHERE args->>'name' = 'refunds.settle'")
    assert state(stage, agreed) == ("settling", 0, 5900)
    stage.clock.at = NIGHT.timestamp()
    compare(stage)
    jobs.drain(until=NIGHT)
    assert state(stage, agreed) == ("settled", 5900, 0)
    assert broken(stage.shop, NIGHT) == {}


def test_a_refund_the_bank_sent_back_after_it_had_succeeded_goes_to_a_person_once(stage: Provider) -> None:
    agreed, _ = returning(stage)
    leaving(stage, agreed)
    jobs.drain(until=POSTED)
    assert state(stage, agreed) == ("settled", 5900, 0)
    with stage.books.transaction() as db:
        db.execute("UPDATE refund SET state = 'failed', failure_code = 'expired_card'")
    compare(stage)
    assert open_tasks(stage) == ["refund_came_back"]
    with organization_block(stage.shop.org_id):
        HumanTask.objects.update(done_at=NIGHT)
    compare(stage, NIGHT + DAY)
    assert open_tasks(stage) == []


def test_what_we_hold_to_be_paid_and_the_provider_does_not_know_goes_to_a_person_once(
    stage: Provider,
) -> None:
    stage.mischief.script(Fault.ERROR_STORED)
    agreed, _ = returning(stage)
    leaving(stage, agreed)
    jobs.drain(until=POSTED)
    with organization_block(stage.shop.org_id):
        refund = Refund.objects.get(case_id=agreed.case_id)
        settle_by_hand(
            actor=stage.shop.system, reference=refund.reference, provider_reference="re_typo", now=POSTED
        )
    compare(stage)
    compare(stage, NIGHT + DAY)
    assert open_tasks(stage) == ["refund_not_at_provider"]


def test_what_a_person_typed_from_the_dashboard_is_recognized(stage: Provider) -> None:
    """Settled by hand with the dashboard's own reference: the same money is not counted again."""
    agreed, payment = returning(stage)
    leaving(stage, agreed)
    stage.mischief.script(Fault.ERROR_STORED)
    jobs.drain(until=POSTED)
    stage.refund_in_dashboard(payment, 5900)
    with organization_block(stage.shop.org_id):
        refund = Refund.objects.get(case_id=agreed.case_id)
        settle_by_hand(
            actor=stage.shop.system, reference=refund.reference,
            provider_reference="re_stub000000000000000001", now=POSTED,
        )  # fmt: skip
    compare(stage)
    assert state(stage, agreed) == ("settled", 5900, 0)
    assert open_tasks(stage) == []
    assert broken(stage.shop, NIGHT) == {}


def test_a_provider_that_misbehaves_is_asked_again_and_the_end_is_right(stage: Provider) -> None:
    agreed, payment = returning(stage)
    stage.refund_in_dashboard(payment, 5900)
    with organization_block(stage.shop.org_id):
        jobs.enqueue(RECONCILE_ALL, org_id=stage.shop.org_id, run_at=NIGHT)
    stage.mischief.script(Fault.RESET, Fault.GARBAGE, Fault.LOST_ANSWER, Fault.ERROR_BEFORE)
    jobs.drain(until=NIGHT + HOUR)
    assert state(stage, agreed) == ("paused", 5900, 0)
    assert open_tasks(stage) == ["refund_paused"]


def test_a_provider_that_stays_dead_goes_to_a_person_until_the_next_good_night(stage: Provider) -> None:
    with organization_block(stage.shop.org_id):
        jobs.enqueue(RECONCILE_ALL, org_id=stage.shop.org_id, run_at=NIGHT)
    stage.mischief.script(*[Fault.ERROR_BEFORE] * 8)
    jobs.drain(until=NIGHT + 5 * HOUR)
    assert open_tasks(stage) == ["reconciliation_failed"]
    compare(stage, NIGHT + DAY)
    assert open_tasks(stage) == []


def test_a_pause_whose_task_was_only_ticked_off_is_on_the_list_again(stage: Provider) -> None:
    """Nobody decided: a refund never waits in silence."""
    agreed, payment = returning(stage)
    stage.refund_in_dashboard(payment, 5900)
    compare(stage)
    with organization_block(stage.shop.org_id):
        HumanTask.objects.update(done_at=NIGHT)
    reconcile_all(org_id=stage.shop.org_id, now=NIGHT + DAY)
    assert open_tasks(stage) == ["refund_paused"]
    assert state(stage, agreed) == ("paused", 5900, 0)


def test_every_organization_has_its_nights_planned_once(stage: Provider) -> None:
    """As the worker does each hour; what is planned stays, what has run is planned anew."""
    assert {"kernel.forget", RECONCILE_ALL} <= {*daily_jobs()}
    evening = datetime(2026, 12, 1, 20, 0, tzinfo=UTC)
    org_id = stage.shop.org_id
    for hour in range(3):
        jobs.plan_daily(org_ids=[org_id], now=evening + hour * HOUR)
    first = planned(stage)
    hourly = {"invariants.check", "ledger.seal"}
    assert {name for name, _ in first} == {*daily_jobs()} | hourly
    first = [(name, at) for name, at in first if name not in hourly]
    assert all(0 < (at - evening) / HOUR <= 24 for _, at in first)
    jobs.drain(until=evening + 24 * HOUR)
    jobs.plan_daily(org_ids=[org_id], now=evening + 24 * HOUR)
    nightly = [(name, at) for name, at in planned(stage) if name not in hourly]
    assert nightly == [(name, at + DAY) for name, at in first]
