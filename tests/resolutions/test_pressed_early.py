"""Somebody presses "try again" while a refund still waits out the time in which it may be undone."""

from datetime import datetime, timedelta

from django.db import connection

from savoir.cases.states import Remedy
from savoir.connectors.payments.fake import FakeRail
from savoir.kernel.access import Role
from savoir.kernel.jobs import drain
from savoir.kernel.tenancy import organization_block
from savoir.resolutions import operations
from savoir.resolutions.models import Refund
from tests.cases.files import DAY, Chosen, opened
from tests.resolutions.test_decided_anew import accepted_again, settling_jobs
from tests.shop import NOON, Shop, sell
from tests.stories.conftest import KeptMails, mails, rail

__all__ = ["mails", "rail"]
THEN = NOON + 3 * DAY
SECOND = timedelta(seconds=1)


def clicked(shop: Shop) -> Refund:
    """An agent gives the money back at once: ten seconds are left to undo it."""
    made = Chosen(opened(shop, sell(shop)), None, None)  # type: ignore[arg-type]  # nobody chose yet
    accepted_again(shop, made, Remedy.RETURNLESS_REFUND)
    return Refund.objects.get()


def retry(shop: Shop, refund: Refund, now: datetime) -> None:
    operations.retry_refund(actor=shop.actors[Role.FINANCE], reference=refund.reference, now=now)


def states(shop: Shop) -> str:
    with organization_block(shop.org_id):
        return Refund.objects.get().state


def test_its_job_keeps_its_time(shop: Shop, rail: FakeRail, mails: KeptMails) -> None:
    with organization_block(shop.org_id):
        refund = clicked(shop)
    with organization_block(shop.org_id):
        retry(shop, refund, THEN + 2 * SECOND)
    assert settling_jobs() == [(THEN + 10 * SECOND, f"refund:{shop.org_id}:{refund.id}")]
    drain(until=THEN + 9 * SECOND)
    assert states(shop) == "settling"
    drain(until=THEN + 10 * SECOND)
    assert states(shop) == "settled"


def test_a_turn_of_its_own_comes_no_earlier(shop: Shop, rail: FakeRail, mails: KeptMails) -> None:
    with organization_block(shop.org_id):
        refund = clicked(shop)
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM procrastinate_jobs WHERE args->>'name' = 'refunds.settle'")
    with organization_block(shop.org_id):
        retry(shop, refund, THEN + 2 * SECOND)
    assert settling_jobs() == [(THEN + 10 * SECOND, f"refund:{shop.org_id}:{refund.id}:again")]
    drain(until=THEN + 10 * SECOND)
    assert states(shop) == "settled"


def test_one_that_was_never_sent_is_asked_about_at_night(
    shop: Shop, rail: FakeRail, mails: KeptMails
) -> None:
    """Its job is gone, for whatever reason: the night finds it, but not one whose hour has just come."""
    with organization_block(shop.org_id):
        clicked(shop)
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM procrastinate_jobs WHERE args->>'name' = 'refunds.settle'")
    with organization_block(shop.org_id):
        for after, asked in ((30 * SECOND, 0), (2 * 3600 * SECOND, 1)):
            assert operations.ask_about_pending(
                actor=shop.system, rail="provider", now=THEN + after
            ) == asked  # fmt: skip
    drain(until=THEN + DAY)
    assert states(shop) == "settled"
