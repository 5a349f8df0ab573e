"""Sending is fair: who asks for time gets it, who is slow holds nobody up, who listens to less hears less."""

import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import timedelta

import pytest
from django.db import connection

from savoir.kernel.errors import Invalid
from savoir.kernel.models import WebhookDelivery, WebhookEndpoint, WebhookReplay
from savoir.kernel.outbox import fanning, jobs, rules, sending
from savoir.kernel.outbox.endpoints import EndpointWish, change_endpoint, disable_endpoint, remove_endpoint
from savoir.kernel.outbox.repeating import repeat_failed
from savoir.kernel.ports import OutgoingWebhook, WebhookAnswer
from savoir.kernel.tenancy import organization_block
from savoir.organizations.models import Brand
from tests.doors.desks import late_return
from tests.kernel.webhooks import URL, Other, admin, answering, listen, of, owe, send
from tests.shop import NOON, Shop, make_shop


@pytest.fixture
def other() -> Iterator[Other]:
    found = Other()
    with answering(found):
        yield found


def test_an_address_that_asks_for_time_gets_it_for_all_its_events(in_shop: Shop, other: Other) -> None:
    endpoint_id, _ = listen(in_shop)
    owe(in_shop, endpoint_id, 1, 2)
    other.says = WebhookAnswer(503, "failed", 600)
    send(in_shop, endpoint_id)
    tried = len(other.got)
    assert WebhookEndpoint.objects.get().next_try_at == NOON + timedelta(seconds=600)

    send(in_shop, endpoint_id, now=NOON + timedelta(seconds=599))
    assert len(other.got) == tried
    send(in_shop, endpoint_id, now=NOON + timedelta(seconds=601))
    assert len(other.got) == tried + 1


def test_an_address_that_asks_for_less_time_than_we_give_is_left_alone_as_ever(
    in_shop: Shop, other: Other
) -> None:
    endpoint_id, _ = listen(in_shop)
    owe(in_shop, endpoint_id, 1)
    WebhookEndpoint.objects.update(failures=3)
    other.says = WebhookAnswer(503, "failed", 1)

    send(in_shop, endpoint_id)

    left_until = WebhookEndpoint.objects.get().next_try_at
    assert left_until is not None
    assert timedelta(minutes=10) <= left_until - NOON <= timedelta(minutes=11)
    assert rules.probe_after(1, draw=0.0, asked_seconds=10**6) == timedelta(days=1)


def test_an_address_that_answers_again_hastens_what_waited_for_it_not_what_it_refused(
    in_shop: Shop, other: Other
) -> None:
    endpoint_id, _ = listen(in_shop)
    owe(in_shop, endpoint_id, 1, 2, 3)
    first, second, _ = of(endpoint_id)[::2]
    later = NOON + timedelta(hours=4)
    rows = WebhookDelivery.objects
    rows.filter(id=first.id).update(due_at=later, attempts=5, last_code="refused")
    rows.filter(id=second.id).update(due_at=later, attempts=5, last_code="timeout")
    WebhookEndpoint.objects.update(failures=2)

    send(in_shop, endpoint_id)

    assert rows.filter(state="delivered").count() == 1
    assert rows.get(id=second.id).due_at == NOON
    assert (rows.get(id=first.id).due_at, rows.get(id=first.id).attempts) == (later, 5)


def test_a_round_of_a_slow_address_begins_no_letter_after_twenty_seconds(in_shop: Shop, other: Other) -> None:
    """Each answer takes fifteen seconds: eight letters, eight more, then the hands are free for others."""
    endpoint_id, _ = listen(in_shop)
    owe(in_shop, endpoint_id, *range(1, 31))
    passed = Passed(other)
    sheaf = sending.take(endpoint_id=endpoint_id, now=NOON)
    assert sheaf is not None
    assert len(sheaf.letters) == 30

    with answering(passed):
        outcomes = sending.send(sheaf, now=NOON, clock=lambda: passed.seconds)
    sending.settle(sheaf, outcomes, now=NOON)

    assert len(other.got) == len(outcomes) == 2
    rows = of(endpoint_id)
    assert [row.state for row in rows].count("delivered") == 2
    assert {row.attempts for row in rows if row.state == "waiting"} == {0}
    assert {row.claim for row in rows} == {None}


@dataclass
class Passed:
    """Another side, one letter at a time, whose every answer takes fifteen seconds."""

    other: Other
    seconds: float = 0.0
    one: threading.Lock = field(default_factory=threading.Lock)

    def send(self, webhook: OutgoingWebhook) -> WebhookAnswer:
        with self.one:
            self.seconds += 15.0
            return self.other.send(webhook)


def test_an_address_that_listens_to_less_gets_nothing_of_the_rest(in_shop: Shop, other: Other) -> None:
    """What waits for it, what failed and is sent again: neither another brand's nor another type."""
    case, _ = late_return(in_shop, now=NOON)
    elsewhere = Brand.objects.get(id=in_shop.brand_id)
    elsewhere.id, elsewhere.slug = None, "voisin"
    elsewhere.save()
    by_type, _ = listen(in_shop)
    by_brand, _ = listen(in_shop)
    closed, resolved = owe(in_shop, by_type, case.id)
    owe(in_shop, by_brand, case.id)
    WebhookDelivery.objects.filter(endpoint_id=by_type, type="case.closed").update(attempts=4)

    boss = admin(in_shop)
    for endpoint_id, wish in (
        (by_type, EndpointWish(URL, types=("case.resolved",))),
        (by_brand, EndpointWish(URL, brand_id=elsewhere.id)),
    ):
        change_endpoint(actor=boss, endpoint_id=endpoint_id, wish=wish, now=NOON)
        send(in_shop, endpoint_id)
        send(in_shop, endpoint_id)

    assert closed not in other.ids
    assert other.ids == [resolved]
    assert {(row.state, row.last_code, row.attempts) for row in of(by_brand)} == {("failed", "narrowed", 1)}
    assert WebhookEndpoint.objects.get(id=by_brand).failing_since is None
    repeat_failed(actor=boss, endpoint_id=by_brand, since=NOON, now=NOON)
    jobs.replay(org_id=in_shop.org_id, now=NOON, webhook_replay_id=WebhookReplay.objects.get().id)
    send(in_shop, by_brand)
    assert other.ids == [resolved]


def test_a_brand_that_does_not_exist_is_refused_by_its_field(in_shop: Shop) -> None:
    with pytest.raises(Invalid) as refused:
        listen(in_shop, brand_id=999_999)
    assert refused.value.field == "brand"
    assert not WebhookEndpoint.objects.exists()


@pytest.mark.parametrize("ends", [disable_endpoint, remove_endpoint])
def test_a_replay_ends_when_its_address_is_stopped(
    in_shop: Shop, other: Other, ends: Callable[..., None]
) -> None:
    endpoint_id, _ = listen(in_shop)
    owe(in_shop, endpoint_id, 1, 2)
    WebhookDelivery.objects.update(state="failed", ended_at=NOON)
    boss = admin(in_shop)
    repeat_failed(actor=boss, endpoint_id=endpoint_id, since=NOON, now=NOON)
    ends(actor=boss, endpoint_id=endpoint_id, now=NOON)

    replay = WebhookReplay.objects.get()
    jobs.replay(org_id=in_shop.org_id, now=NOON, webhook_replay_id=replay.id)

    replay.refresh_from_db()
    assert (replay.finished_at, replay.done) == (NOON, 0)
    assert {row.state for row in of(endpoint_id)} == {"failed"}


def test_rounds_hold_two_hands_of_the_workers_and_no_more(own_database: str) -> None:
    """Five addresses of two organizations have something due: two rounds begin, then other work goes on."""
    for shop, count in ((make_shop(), 3), (make_shop("voisin"), 2)):
        with organization_block(shop.org_id):
            for _ in range(count):
                endpoint_id, _ = listen(shop)
                fanning.promise_send(org_id=shop.org_id, endpoint_id=endpoint_id, now=NOON)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE procrastinate_jobs SET scheduled_at = NULL")  # all are due
    found = [fetched() for _ in range(6)]

    assert found.count(fanning.SEND) == 2
    assert found.count(fanning.PULSE) == 2
    assert found[-2:] == [None, None]


def fetched() -> str | None:
    """What the queue gives a free hand."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT args->>'name' FROM procrastinate_fetch_job_v2(ARRAY['default'], NULL)")
        (name,) = cursor.fetchone()
    return None if name is None else str(name)
