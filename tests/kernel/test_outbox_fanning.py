"""From the ledger to what is owed: nothing stepped over, nothing twice, nothing in the deed itself."""

import threading
import time
from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from standardwebhooks import Webhook

from savoir.cases.events import CaseAssigned, CaseClosed, CaseReopened
from savoir.config.launcher.cluster import Cluster
from savoir.connectors.webhooks.channel import HttpWebhooks
from savoir.kernel import ledger
from savoir.kernel.jobs import drain
from savoir.kernel.jobs.queue import forget_waiting
from savoir.kernel.ledger import Event
from savoir.kernel.models import WebhookDelivery, WebhookEndpoint
from savoir.kernel.outbox import fanning, jobs
from savoir.kernel.outbox.endpoints import disable_endpoint, enable_endpoint, remove_endpoint
from savoir.kernel.outbox.repeating import repeat_failed
from savoir.kernel.telling import send_told
from savoir.kernel.tenancy import organization_block
from savoir.organizations.models import Brand
from tests.connectors.receivers import Receiver, receiver
from tests.doors.desks import late_return
from tests.kernel.lives import count_past_them, held_open, restored_elsewhere
from tests.kernel.webhooks import admin, answering, listen
from tests.settled import others_end
from tests.shop import NOON, Shop, make_shop

pytestmark = pytest.mark.settles

SOON = NOON + timedelta(seconds=1)


@pytest.fixture
def open_shop(own_database: str) -> Shop:
    """A shop whose facts are really committed."""
    return make_shop()


@pytest.fixture
def other() -> Iterator[Receiver]:
    with receiver() as found:
        channel = HttpWebhooks(to_loopback=True)
        with answering(channel):
            yield found
        channel.close()


def record(shop: Shop, *facts: Event, at: datetime = NOON) -> None:
    with organization_block(shop.org_id):
        for fact in facts:
            ledger.record(fact, actor=shop.system, now=at)


def pulse(shop: Shop, *, now: datetime = SOON) -> None:
    others_end()
    jobs.pulse(org_id=shop.org_id, now=now)
    forget_waiting()


def pulse_until(shop: Shop, count: int) -> None:
    """Facts settle when no older transaction of the whole server is open: other tests may hold one."""
    deadline = time.monotonic() + 120
    while len(owed(shop)) < count and time.monotonic() < deadline:
        pulse(shop)


def owed(shop: Shop) -> list[tuple[int, str, int]]:
    with organization_block(shop.org_id):
        rows = WebhookDelivery.objects.order_by("id")
        return list(rows.values_list("endpoint_id", "type", "subject_id"))


def hear(shop: Shop, **wish: object) -> int:
    others_end()
    with organization_block(shop.org_id):
        return listen(shop, **wish)[0]  # type: ignore[arg-type]  # the wish of the test


def test_each_address_is_owed_what_it_asked_for_once(open_shop: Shop) -> None:
    with organization_block(open_shop.org_id):
        case, _ = late_return(open_shop, now=NOON)
        elsewhere = Brand.objects.get()
        elsewhere.id, elsewhere.slug = None, "voisin"
        elsewhere.save()
    everything = hear(open_shop)
    closings = hear(open_shop, types=("case.closed",))
    ours, theirs = hear(open_shop, brand_id=open_shop.brand_id), hear(open_shop, brand_id=elsewhere.id)

    closed = CaseClosed(subject_id=case.id)
    inside = CaseAssigned(subject_id=case.id, member_id=None)
    record(open_shop, closed, inside, CaseReopened(subject_id=case.id))
    pulse_until(open_shop, 5)
    pulse(open_shop)

    found = owed(open_shop)
    assert [(kind, subject) for to, kind, subject in found if to == everything] == [
        ("case.closed", case.id), ("case.reopened", case.id)
    ]  # fmt: skip
    assert [kind for to, kind, _ in found if to == closings] == ["case.closed"]
    assert [kind for to, kind, _ in found if to == ours] == ["case.closed", "case.reopened"]
    assert [kind for to, kind, _ in found if to == theirs] == []


def test_what_happened_before_anybody_listened_is_nobodys_news(open_shop: Shop) -> None:
    record(open_shop, CaseClosed(subject_id=1))
    hear(open_shop)
    record(open_shop, CaseClosed(subject_id=2))
    record(open_shop, CaseClosed(subject_id=3), at=NOON - timedelta(days=40))  # brought in from elsewhere

    pulse_until(open_shop, 1)
    pulse(open_shop)

    assert [subject for _, _, subject in owed(open_shop)] == [2]


def test_a_transaction_that_commits_late_is_not_stepped_over(open_shop: Shop) -> None:
    """It took its number first and commits last: a reader of `id > last` would never see it."""
    hear(open_shop)
    recorded, may_commit = threading.Event(), threading.Event()

    def slow() -> None:
        try:
            with organization_block(open_shop.org_id):
                ledger.record(CaseClosed(subject_id=1), actor=open_shop.system, now=NOON)
                send_told()
                recorded.set()
                may_commit.wait(20)
        finally:
            connection.close()

    hand = threading.Thread(target=slow)
    hand.start()
    assert recorded.wait(20)
    record(open_shop, CaseClosed(subject_id=2))
    pulse(open_shop)
    assert owed(open_shop) == []  # the later number waits for the earlier one

    may_commit.set()
    hand.join(20)
    pulse(open_shop)

    assert [subject for _, _, subject in owed(open_shop)] == [1, 2]


def test_a_restored_database_goes_on_where_it_was(
    open_shop: Shop, own_database: str, template: tuple[Cluster, str]
) -> None:
    """Its transactions are counted anew, below those of the facts that came back; one of them is open."""
    hear(open_shop)
    record(open_shop, CaseClosed(subject_id=1))
    pulse_until(open_shop, 1)
    record(open_shop, CaseClosed(subject_id=2))
    restored_elsewhere(template[0], own_database)
    record(open_shop, CaseClosed(subject_id=3))

    def slow() -> None:
        ledger.record(CaseClosed(subject_id=4), actor=open_shop.system, now=NOON)

    with held_open(open_shop.org_id, slow):
        record(open_shop, CaseClosed(subject_id=5))
        pulse_until(open_shop, 3)
        assert [subject for _, _, subject in owed(open_shop)] == [1, 2, 3]
    pulse_until(open_shop, 5)
    count_past_them()
    others_end()
    with organization_block(open_shop.org_id):
        again = fanning.hand_out(org_id=open_shop.org_id, now=SOON)

    assert [subject for _, _, subject in owed(open_shop)] == [1, 2, 3, 4, 5]
    assert again.read == 0  # what came back is not read again when the count has passed it


def test_an_address_added_after_a_restore_hears_what_comes(
    open_shop: Shop, own_database: str, template: tuple[Cluster, str]
) -> None:
    record(open_shop, CaseClosed(subject_id=1))
    restored_elsewhere(template[0], own_database)
    hear(open_shop)
    record(open_shop, CaseClosed(subject_id=2))

    pulse_until(open_shop, 1)

    assert [subject for _, _, subject in owed(open_shop)] == [2]


def test_a_deed_costs_the_same_whether_anybody_listens_or_not(open_shop: Shop) -> None:
    counts = []
    for _ in range(2):
        with organization_block(open_shop.org_id), CaptureQueriesContext(connection) as asked:
            ledger.record(CaseClosed(subject_id=1), actor=open_shop.system, now=NOON)
        counts.append(len(asked))
        for _ in range(3):
            hear(open_shop)

    assert counts[0] == counts[1]


def test_the_pulse_beats_while_anybody_listens(open_shop: Shop) -> None:
    endpoint_id = hear(open_shop)
    assert drain(until=NOON + timedelta(seconds=60)) in range(6, 12)
    with organization_block(open_shop.org_id):
        hear(open_shop)  # a second address starts no second pulse
    assert drain(until=NOON + timedelta(seconds=120)) in range(5, 9)

    with organization_block(open_shop.org_id):
        for row in WebhookEndpoint.objects.all():
            remove_endpoint(actor=admin(open_shop), endpoint_id=row.id, now=NOON)
    drain(until=NOON + timedelta(seconds=140))
    assert drain(until=NOON + timedelta(hours=1)) == 0
    with organization_block(open_shop.org_id):
        assert bytes(WebhookEndpoint.objects.get(id=endpoint_id).sealed) == b""


def test_from_the_deed_to_the_other_side(open_shop: Shop, other: Receiver, settings: object) -> None:
    """A case is closed; the other side, which was away for a moment, gets it once it is back, signed."""
    settings.WEBHOOKS_TO_LOOPBACK = True  # type: ignore[attr-defined]  # pytest-django's settings
    with organization_block(open_shop.org_id):
        case, _ = late_return(open_shop, now=NOON)
        _endpoint_id, secret = listen(open_shop, url=other.url, types=("case.closed",))
    other.script = [500, "reset"]

    record(open_shop, CaseClosed(subject_id=case.id))
    others_end()
    drain(until=NOON + timedelta(minutes=3))

    assert len(other.got) == 3
    assert len(set(other.ids)) == 1
    headers, body = other.got[-1]
    assert case.reference.encode() in body
    signature = Webhook(secret).sign(headers["webhook-id"], stamp(headers), body.decode())
    assert headers["webhook-signature"] == signature
    with organization_block(open_shop.org_id):
        assert [row.state for row in WebhookDelivery.objects.all()] == ["delivered"]
        assert WebhookEndpoint.objects.get().failing_since is None


def stamp(headers: dict[str, str]) -> datetime:
    return datetime.fromtimestamp(int(headers["webhook-timestamp"]), tz=NOON.tzinfo)


def test_what_a_resting_address_missed_is_sent_again_on_demand(
    open_shop: Shop, other: Receiver, settings: object
) -> None:
    settings.WEBHOOKS_TO_LOOPBACK = True  # type: ignore[attr-defined]  # pytest-django's settings
    boss = admin(open_shop)
    with organization_block(open_shop.org_id):
        endpoint_id, _ = listen(open_shop, url=other.url)
        disable_endpoint(actor=boss, endpoint_id=endpoint_id, now=NOON)
    record(open_shop, *(CaseClosed(subject_id=number) for number in range(1, 6)))
    others_end()
    drain(until=NOON + timedelta(seconds=5))
    assert other.got == []

    back = NOON + timedelta(minutes=1)
    with organization_block(open_shop.org_id):
        enable_endpoint(actor=boss, endpoint_id=endpoint_id, now=back)
        repeat_failed(actor=boss, endpoint_id=endpoint_id, since=NOON, now=back)
    drain(until=back + timedelta(seconds=30))

    assert len(set(other.ids)) == len(other.got) == 5
