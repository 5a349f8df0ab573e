"""Sending to an address: the same event under the same id until it arrives, three days long, in order."""

import json
import random
from collections.abc import Iterator
from datetime import timedelta

import pytest

from savoir.kernel import tasks
from savoir.kernel.errors import NotFound
from savoir.kernel.ledger import events_of
from savoir.kernel.models import WebhookDelivery, WebhookEndpoint
from savoir.kernel.outbox import rules, sending
from savoir.kernel.outbox.endpoints import (
    enable_endpoint,
    rotate_secret,
)
from savoir.kernel.outbox.repeating import repeat_delivery
from savoir.kernel.ports import WebhookAnswer
from tests.kernel.webhooks import OK, Other, admin, answering, listen, of, owe, send
from tests.shop import NOON, Shop

DOWN = WebhookAnswer(503, "failed")
POISON = WebhookAnswer(400, "refused")


@pytest.fixture
def other() -> Iterator[Other]:
    found = Other()
    with answering(found):
        yield found


def test_events_of_one_case_arrive_in_order_though_many_leave_at_once(in_shop: Shop, other: Other) -> None:
    endpoint_id, secret = listen(in_shop)
    ids = owe(in_shop, endpoint_id, 1, 2, 3)

    send(in_shop, endpoint_id)
    assert sorted(other.ids) == sorted(ids[::2])
    send(in_shop, endpoint_id)

    assert sorted(other.ids[3:]) == sorted(ids[1::2])
    assert {row.state for row in of(endpoint_id)} == {"delivered"}
    assert {one.secrets for one in other.got} == {(secret,)}
    told = json.loads(other.got[0].body)
    assert (told["type"], set(told)) == ("case.closed", {"type", "timestamp", "data"})


def test_a_failed_event_is_tried_again_under_its_own_id_and_heals_the_address(
    in_shop: Shop, other: Other
) -> None:
    endpoint_id, _ = listen(in_shop)
    (first, second) = owe(in_shop, endpoint_id, 1)
    other.script = [DOWN]

    send(in_shop, endpoint_id)
    row = WebhookEndpoint.objects.get()
    assert (row.failures, row.failing_since, row.last_code) == (1, NOON, "failed")
    send(in_shop, endpoint_id, now=NOON + timedelta(seconds=1))  # left alone
    assert other.ids == [first]

    later = NOON + timedelta(seconds=8)
    send(in_shop, endpoint_id, now=later)
    send(in_shop, endpoint_id, now=later)

    assert other.ids == [first, first, second]
    row.refresh_from_db()
    assert (row.failures, row.failing_since, row.last_code, row.last_success_at) == (0, None, "", later)
    assert [delivery.attempts for delivery in of(endpoint_id)] == [2, 1]


def test_an_address_that_is_down_gets_one_knock_not_a_storm(in_shop: Shop, other: Other) -> None:
    endpoint_id, _ = listen(in_shop)
    owe(in_shop, endpoint_id, *range(1, 41))
    other.says = DOWN

    send(in_shop, endpoint_id)
    storm = len(other.got)
    send(in_shop, endpoint_id, now=NOON + timedelta(minutes=1))
    assert storm <= 8
    assert len(other.got) == storm + 1

    other.says = OK
    at = NOON + timedelta(hours=2)
    for _ in range(10):
        send(in_shop, endpoint_id, now=at)
    assert {row.state for row in of(endpoint_id)} == {"delivered"}


def test_one_event_the_other_side_refuses_holds_only_its_case_and_not_for_long(
    in_shop: Shop, other: Other
) -> None:
    endpoint_id, _ = listen(in_shop)
    refused, after, *others = owe(in_shop, endpoint_id, 1, 2)
    poisoned = WebhookDelivery.objects.order_by("id").first()
    assert poisoned is not None

    def answer(webhook: object) -> WebhookAnswer:
        other.got.append(webhook)  # type: ignore[arg-type]  # a webhook
        return POISON if webhook.id == refused else OK  # type: ignore[attr-defined]  # a webhook

    other.send = answer  # type: ignore[method-assign,assignment]  # this other side looks at what it gets
    at = NOON
    for wait in (0, 8, 40, 200, 800, 900):
        at += timedelta(seconds=wait)
        send(in_shop, endpoint_id, now=at)

    assert set(others) <= set(other.ids[:4])
    assert other.ids.count(after) == 1
    assert other.ids.index(after) > other.ids.index(refused)
    assert other.ids.count(refused) >= rules.HELD_TRIES
    poisoned.refresh_from_db()
    assert (poisoned.state, poisoned.last_code, poisoned.last_status) == ("waiting", "refused", 400)
    assert WebhookEndpoint.objects.get().failures == 0


def test_three_days_without_an_answer_disable_the_address_and_a_person_hears_of_it(
    in_shop: Shop, other: Other
) -> None:
    endpoint_id, _ = listen(in_shop)
    owe(in_shop, endpoint_id, 1)
    other.says, at, tries = DOWN, NOON, 0
    while WebhookEndpoint.objects.get().state == "active":
        send(in_shop, endpoint_id, now=at)
        at += timedelta(minutes=30)
        tries += 1
        assert tries < 300

    assert timedelta(days=3) <= at - NOON < timedelta(days=4)
    first = of(endpoint_id)[0]
    assert 9 <= first.attempts <= rules.TRIES
    assert {row.state for row in of(endpoint_id)} == {"failed"}
    (task,) = tasks.open_tasks(actor=in_shop.agent, limit=5)
    assert (task.code, task.subject_id) == ("webhook_disabled", endpoint_id)
    kinds = [entry.kind for entry in events_of("webhook_endpoint", endpoint_id)]
    assert kinds == ["webhook_endpoint_added", "webhook_endpoint_disabled"]

    said = len(other.got)
    send(in_shop, endpoint_id, now=at)
    assert len(other.got) == said

    enable_endpoint(actor=admin(in_shop), endpoint_id=endpoint_id, now=at)
    assert tasks.open_tasks(actor=in_shop.agent, limit=5) == ()


def test_gone_means_gone_at_once(in_shop: Shop, other: Other) -> None:
    endpoint_id, _ = listen(in_shop)
    owe(in_shop, endpoint_id, 1, 2)
    other.says = WebhookAnswer(410, "gone")

    send(in_shop, endpoint_id)

    row = WebhookEndpoint.objects.get()
    assert (row.state, row.disabled_code) == ("disabled", "gone")
    assert {delivery.state for delivery in of(endpoint_id)} == {"failed"}
    assert len(other.got) <= 2


def test_the_other_side_may_ask_for_time(in_shop: Shop, other: Other) -> None:
    endpoint_id, _ = listen(in_shop)
    owe(in_shop, endpoint_id, 1)
    other.says = WebhookAnswer(429, "busy", 600)

    send(in_shop, endpoint_id)

    assert of(endpoint_id)[0].due_at == NOON + timedelta(seconds=600)


def test_a_rotated_secret_signs_beside_the_former_one_for_a_day(in_shop: Shop, other: Other) -> None:
    endpoint_id, old = listen(in_shop)
    new = rotate_secret(actor=admin(in_shop), endpoint_id=endpoint_id, now=NOON).secret
    owe(in_shop, endpoint_id, 1)
    send(in_shop, endpoint_id)
    owe(in_shop, endpoint_id, 2)
    send(in_shop, endpoint_id, now=NOON + timedelta(hours=25))

    assert other.got[0].secrets == (new, old)
    assert other.got[-1].secrets == (new,)
    assert new not in repr(other.got)


def test_who_slept_past_his_claim_writes_nothing(in_shop: Shop, other: Other) -> None:
    """Fencing: a worker stopped for four minutes comes back after another one delivered."""
    endpoint_id, _ = listen(in_shop)
    owe(in_shop, endpoint_id, 1)
    asleep = sending.take(endpoint_id=endpoint_id, now=NOON)
    assert asleep is not None
    assert sending.take(endpoint_id=endpoint_id, now=NOON + timedelta(seconds=179)) is None

    send(in_shop, endpoint_id, now=NOON + timedelta(seconds=181))
    late = sending.settle(asleep, [(asleep.letters[0], DOWN)], now=NOON + timedelta(seconds=240))

    assert late == 0
    assert of(endpoint_id)[0].state == "delivered"
    assert WebhookEndpoint.objects.get().failures == 0


def test_what_a_dead_worker_claimed_can_be_sent_again_by_hand(in_shop: Shop, other: Other) -> None:
    endpoint_id, _ = listen(in_shop)
    owe(in_shop, endpoint_id, 1)
    dead = sending.take(endpoint_id=endpoint_id, now=NOON)
    assert dead is not None
    first = of(endpoint_id)[0].id

    def again(seconds: int) -> None:
        repeat_delivery(
            actor=admin(in_shop), endpoint_id=endpoint_id, delivery_id=first,
            now=NOON + timedelta(seconds=seconds),
        )  # fmt: skip

    with pytest.raises(NotFound):
        again(179)  # it may be on its way
    again(181)
    assert sending.settle(dead, [(dead.letters[0], DOWN)], now=NOON + timedelta(seconds=181)) == 0
    send(in_shop, endpoint_id, now=NOON + timedelta(seconds=181))
    assert of(endpoint_id)[0].state == "delivered"


def test_the_schedule_of_tries_covers_three_days() -> None:
    waits = [rules.wait_after(attempt, draw=0.0) for attempt in range(1, rules.TRIES)]

    assert timedelta(days=3) <= sum((wait for wait in waits if wait), timedelta()) < timedelta(days=3.1)
    assert 10 <= rules.TRIES <= 12
    assert rules.wait_after(rules.TRIES, draw=0.0) is None
    for attempt in range(1, rules.TRIES):
        spread = rules.wait_after(attempt, draw=random.random())
        assert waits[attempt - 1] <= spread <= waits[attempt - 1] * 1.1  # type: ignore[operator]  # none is None
    assert all(rules.probe_after(count, draw=0.99) <= timedelta(minutes=66) for count in range(1, 50))
