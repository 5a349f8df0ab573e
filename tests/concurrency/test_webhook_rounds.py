"""Two workers send to one address in the same moment: each event leaves once. Without the claim, twice."""

from collections import Counter
from collections.abc import Iterator

import pytest

from savoir.kernel.models import WebhookDelivery
from savoir.kernel.outbox import jobs, sending
from savoir.kernel.outbox.repeating import send_test
from savoir.kernel.tenancy import organization_block
from tests.concurrency.races import at_once, meet_in, without_row_locks
from tests.kernel.webhooks import Other, admin, answering, listen
from tests.shop import NOON, Shop, make_shop

pytestmark = pytest.mark.concurrency
EVENTS = 12
# What the claim would be without its guard: whoever looks takes what is due.
UNGUARDED = """UPDATE kernel_webhookdelivery SET claim = %(claim)s, claimed_until = %(until)s
WHERE endpoint_id = %(endpoint)s AND due_at <= %(now)s
  AND %(held)s > 0 AND %(most)s > 0 RETURNING id"""


@pytest.fixture
def other() -> Iterator[Other]:
    found = Other()
    with answering(found):
        yield found


@pytest.fixture
def waiting(own_database: str) -> tuple[Shop, int]:
    """An address and twelve events for it."""
    shop = make_shop()
    with organization_block(shop.org_id):
        endpoint_id, _ = listen(shop)
        for _ in range(EVENTS):
            send_test(actor=admin(shop), endpoint_id=endpoint_id, now=NOON)
    return shop, endpoint_id


def two_rounds(shop: Shop, endpoint_id: int) -> None:
    def round_of_one() -> str:
        jobs.send(org_id=shop.org_id, now=NOON, webhook_endpoint_id=endpoint_id)
        return "done"

    assert at_once(round_of_one, round_of_one) == ["done", "done"]


def test_two_workers_send_each_event_once(
    waiting: tuple[Shop, int], other: Other, monkeypatch: pytest.MonkeyPatch
) -> None:
    meet_in(monkeypatch, sending, "take")

    two_rounds(*waiting)

    assert Counter(other.ids).most_common(1)[0][1] == 1
    assert len(other.ids) == EVENTS
    with organization_block(waiting[0].org_id):
        assert {row.state for row in WebhookDelivery.objects.all()} == {"delivered"}


def test_without_the_claim_they_send_twice(
    waiting: tuple[Shop, int], other: Other, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The twin: it shows that the test above can fail."""
    without_row_locks(monkeypatch, meets=False)
    monkeypatch.setattr(sending, "CLAIM", UNGUARDED)
    monkeypatch.setattr(sending, "is_taken", lambda endpoint_id, now: False)
    meet_in(monkeypatch, sending, "take")

    two_rounds(*waiting)

    assert Counter(other.ids).most_common(1)[0][1] == 2
