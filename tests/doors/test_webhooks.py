"""The address a payment provider calls: signed or nothing, stored once, looked up rather than believed."""

import json
from datetime import UTC, datetime, timedelta
from itertools import permutations

import pytest
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from savoir.connectors.payments.stubs.mischief import Fault
from savoir.kernel import inbox
from savoir.kernel.access import Role
from savoir.kernel.jobs import drain
from savoir.kernel.models import HumanTask, WebhookInbox
from savoir.kernel.tenancy import organization_block
from savoir.organizations.operations import disable_account
from savoir.resolutions.models import Refund
from tests.doors.providers import (
    NEXT_SECRET,
    Provider,
    deliver,
    event,
    leaving,
    provider_of,
    returning,
    state,
)
from tests.effort import examples
from tests.faults.worlds import DAY, broken
from tests.shop import NOON, Shop, make_shop
from tests.stories.conftest import KeptMails, mails

__all__ = ["mails"]
POSTED = NOON + 2 * DAY
REFUND = {"id": "re_1", "payment_intent": "pi_1", "amount": 100, "currency": "eur", "status": "succeeded"}
pytestmark = pytest.mark.django_db


@pytest.fixture
def stage(shop: Shop, mails: KeptMails) -> Provider:
    """A shop and its Stripe."""
    with provider_of(shop) as made:
        yield made


def stored(stage: Provider) -> int:
    """Letters in the inbox."""
    with organization_block(stage.shop.org_id):
        return WebhookInbox.objects.count()


@pytest.fixture(autouse=True)
def its_time(clock: object) -> None:
    """Letters arrive when the story plays, not today: work they promise is due within it."""


def hear(at: datetime = POSTED + DAY) -> None:
    """Every job due by then."""
    drain(until=at)


def open_tasks(stage: Provider) -> list[str]:
    """Codes of what waits for a person."""
    with organization_block(stage.shop.org_id):
        return sorted(HumanTask.objects.filter(done_at=None).values_list("code", flat=True))


def test_a_signed_event_is_stored_once_and_thanked_for_each_time(client: Client, stage: Provider) -> None:
    body = event("refund.updated", REFUND)
    assert [deliver(client, stage, body) for _ in range(3)] == [204, 204, 204]
    with organization_block(stage.shop.org_id):
        (row,) = WebhookInbox.objects.all()
        assert (row.event_id, row.kind, row.subject, bytes(row.body)) == (
            "evt_1", "refund.updated", "pi_1", body.encode(),
        )  # fmt: skip


def test_the_secret_of_tomorrow_is_good_today(client: Client, stage: Provider) -> None:
    assert deliver(client, stage, event("refund.updated", REFUND), secret=NEXT_SECRET) == 204
    assert stored(stage) == 1


@pytest.mark.parametrize("bad", [
    {"secret": "whsec_other"}, {"header": "t=1,v1=abc"}, {"header": "garbage"}, {"sent": "{}"},
    {"late": -6}, {"late": 6},
])  # fmt: skip
def test_what_is_not_signed_is_refused_and_not_kept(client: Client, stage: Provider, bad: dict) -> None:
    assert deliver(client, stage, event("refund.updated", REFUND), **bad) == 400
    assert stored(stage) == 0


def test_no_browser_form_no_session_and_no_csrf_stand_before_it(stage: Provider) -> None:
    strict = Client(enforce_csrf_checks=True)
    assert deliver(strict, stage, event("refund.updated", REFUND)) == 204
    assert strict.get(stage.url).status_code == 405
    assert strict.cookies == {}


def test_too_long_a_body_is_refused_before_it_is_read(client: Client, stage: Provider) -> None:
    assert deliver(client, stage, "x" * 1_000_001) == 413
    assert stored(stage) == 0


def test_an_address_nobody_has_leads_nowhere(client: Client, stage: Provider) -> None:
    body = event("refund.updated", REFUND)
    assert deliver(client, stage, body, url="/webhooks/stripe/nobody/") == 404
    with organization_block(stage.shop.org_id):
        disable_account(actor=stage.shop.actors[Role.ADMIN], account_id=stage.account_id, now=NOON)
    assert deliver(client, stage, body) == 404
    assert stored(stage) == 0


def test_what_is_not_about_money_going_back_is_thanked_for_and_not_kept(
    client: Client, stage: Provider
) -> None:
    assert deliver(client, stage, event("customer.created", {"email": "claire@exemple.fr"})) == 204
    assert stored(stage) == 0


def test_a_signed_body_nobody_can_read_goes_to_a_person(client: Client, stage: Provider) -> None:
    assert deliver(client, stage, event("refund.updated", {"id": "re_1", "status": "new word"})) == 204
    assert deliver(client, stage, "no json") == 204
    assert stored(stage) == 2
    hear(datetime.now(UTC) + timedelta(minutes=1))
    assert open_tasks(stage) == ["letter_unreadable"]


def test_another_organization_hears_nothing(client: Client, stage: Provider) -> None:
    other = make_shop("other")
    deliver(client, stage, event("refund.updated", REFUND))
    with organization_block(other.org_id):
        assert WebhookInbox.objects.count() == 0


def test_a_refund_made_in_the_dashboard_is_heard_and_pauses_ours(client: Client, stage: Provider) -> None:
    agreed, payment = returning(stage)
    stage.refund_in_dashboard(payment, 5900)
    assert {deliver(client, stage, body) for body in stage.told} == {204}
    hear()
    assert state(stage, agreed) == ("paused", 5900, 0)
    assert open_tasks(stage) == ["refund_paused"]
    assert broken(stage.shop, POSTED + DAY) == {}


def test_ours_that_waited_at_the_bank_is_settled_by_the_letter(client: Client, stage: Provider) -> None:
    stage.mischief.rates = stage.mischief.rates.__class__(pending=1.0, pending_seconds=7200.0)
    agreed, _ = returning(stage)
    leaving(stage, agreed)
    hear(POSTED)
    assert state(stage, agreed) == ("settling", 0, 5900)
    stage.clock.at += 7201
    stage.site.settle_due()
    for body in stage.told:
        deliver(client, stage, body)
    hear(POSTED)
    assert state(stage, agreed) == ("settled", 5900, 0)
    assert broken(stage.shop, POSTED + DAY) == {}


def test_ours_that_the_bank_sent_back_at_last_goes_to_a_person(client: Client, stage: Provider) -> None:
    rates = stage.mischief.rates.__class__
    stage.mischief.rates = rates(pending=1.0, failing=1.0, pending_seconds=7200.0)
    agreed, _ = returning(stage)
    leaving(stage, agreed)
    hear(POSTED)
    stage.clock.at += 7201
    stage.site.settle_due()
    for body in reversed(stage.told):
        deliver(client, stage, body)
    hear(POSTED)
    assert state(stage, agreed) == ("failed", 0, 5900)
    assert open_tasks(stage) == ["refund_failed"]
    assert broken(stage.shop, POSTED + DAY) == {}


def test_a_silent_provider_is_asked_again_later_and_nothing_is_lost(client: Client, stage: Provider) -> None:
    agreed, payment = returning(stage)
    stage.refund_in_dashboard(payment, 5900)
    deliver(client, stage, stage.told[0])
    stage.mischief.script(Fault.ERROR_BEFORE)
    now = datetime.now(UTC)
    with organization_block(stage.shop.org_id):
        (row,) = WebhookInbox.objects.all()
    drain(until=now + timedelta(seconds=1))
    with organization_block(stage.shop.org_id):
        row.refresh_from_db()
    assert (row.applied_at, row.attempts) == (None, 1)
    assert state(stage, agreed) == ("requested", 0, 5900)
    drain(until=now + timedelta(minutes=5))
    with organization_block(stage.shop.org_id):
        row.refresh_from_db()
    assert row.applied_at is not None
    assert state(stage, agreed) == ("paused", 5900, 0)


@pytest.mark.long
def test_a_thousand_letters_are_worked_off_in_batches_of_five_hundred(
    client: Client, stage: Provider
) -> None:
    agreed, payment = returning(stage)
    stage.refund_in_dashboard(payment, 100)
    drain(until=datetime.now(UTC) + timedelta(minutes=1))  # what the return itself promised
    shape = json.loads(stage.told[0])["data"]["object"]
    for number in range(1000):
        assert deliver(client, stage, event("refund.updated", shape, f"evt_{number}")) == 204
    ran = drain(until=datetime.now(UTC) + timedelta(minutes=1))
    assert ran <= 3
    with organization_block(stage.shop.org_id):
        assert WebhookInbox.objects.filter(applied_at=None).count() == 0
    assert state(stage, agreed) == ("paused", 100, 0)


def test_letters_are_forgotten_after_90_days(client: Client, stage: Provider) -> None:
    deliver(client, stage, event("refund.updated", REFUND))
    with organization_block(stage.shop.org_id):
        assert inbox.forget_old(now=datetime.now(UTC) + timedelta(days=89)) == 0
        assert inbox.forget_old(now=datetime.now(UTC) + timedelta(days=91)) == 1


def story(stage: Provider) -> tuple[list[str], tuple[str, int, int], int]:
    """Two refunds in the dashboard (one fails later), a dispute won, ours asked: events, end, case."""
    agreed, payment = returning(stage, price=10_000)
    stage.refund_in_dashboard(payment, 1000)
    stage.refund_in_dashboard(payment, 700, seconds=60)
    dispute = stage.dispute(payment, 2000)
    stage.clock.at += 61
    stage.site.settle_due()
    stage.win(dispute)
    return list(stage.told), ("paused", 1000, 0), agreed.case_id


@pytest.mark.thorough
@settings(
    max_examples=examples(6, 30), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(data=st.data())
def test_in_any_order_doubled_and_late_the_end_is_the_same(
    db: None, mails: KeptMails, data: st.DataObject
) -> None:
    """R5: each event up to three times, shuffled, with batches worked off in between."""
    with provider_of(make_shop()) as stage:
        bodies, end, case_id = story(stage)
        copies = data.draw(st.lists(st.sampled_from(bodies), max_size=2 * len(bodies)))
        arriving = data.draw(st.permutations([*bodies, *copies]))
        pauses = data.draw(st.sets(st.integers(0, len(arriving) - 1)))
        client = Client()
        for number, body in enumerate(arriving):
            assert deliver(client, stage, body) == 204
            if number in pauses:
                drain(until=datetime.now(UTC) + timedelta(minutes=1))
        drain(until=datetime.now(UTC) + timedelta(minutes=1))
        with organization_block(stage.shop.org_id):
            refund = Refund.objects.select_related("payment").get(case_id=case_id)
            assert (refund.state, refund.payment.refunded_minor, refund.payment.pending_minor) == end
        assert broken(stage.shop, datetime.now(UTC)) == {}


@pytest.mark.parametrize("order", [list(p) for p in permutations(range(3))])
def test_a_dispute_lost_and_won_heard_while_it_happens_ends_as_it_ended(
    client: Client, stage: Provider, order: list[int]
) -> None:
    """Each letter is read when it comes: what counted is uncounted, whatever came first."""
    agreed, payment = returning(stage)
    dispute = stage.dispute(payment, 5900)
    deliver(client, stage, stage.told[0])
    hear(datetime.now(UTC) + timedelta(minutes=1))
    assert state(stage, agreed) == ("paused", 5900, 0)
    stage.win(dispute)
    late = [stage.told[0], stage.told[1], stage.told[1].replace("evt_stub", "evt_again")]
    for number in order:
        deliver(client, stage, late[number])
    hear(datetime.now(UTC) + timedelta(minutes=1))
    assert state(stage, agreed) == ("paused", 0, 0)
    assert broken(stage.shop, datetime.now(UTC)) == {}
