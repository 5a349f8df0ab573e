"""Money goes elsewhere while ours is leaving, and a letter arrives while the last batch is read."""

import threading
from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest

from savoir.connectors.payments.fake import FakeRail
from savoir.conversations.ports import MailChannel
from savoir.kernel import inbox
from savoir.kernel.inbox import Arrival
from savoir.kernel.ports import bind, bound
from savoir.kernel.tenancy import organization_block
from savoir.kernel.values.money import Money
from savoir.orders.models import Payment
from savoir.resolutions import jobs as money_jobs
from savoir.resolutions.models import ExternalReturnOfMoney, Refund
from savoir.resolutions.operations import count_money_returned_elsewhere, outside, settling
from savoir.resolutions.ports import HEAR, RailRefund, RailState, RefundRail, source_of
from tests.concurrency.races import (
    MEETING_SECONDS,
    at_once,
    goes_on_after,
    meet_after_reading,
    without_row_locks,
)
from tests.faults.worlds import DAY, Agreed, agree, broken, post
from tests.shop import NOON, Shop, make_shop
from tests.stories.conftest import KeptMails

pytestmark = pytest.mark.concurrency
POSTED = NOON + 2 * DAY
Leaving = tuple[Shop, Agreed, Refund]


@pytest.fixture
def rail() -> Iterator[FakeRail]:
    """A rail that knows every payment."""
    former, fake = bound(RefundRail), FakeRail(open_amount=10**9)
    former_mails = bound(MailChannel)
    bind(RefundRail, lambda **_: fake)
    bind(MailChannel, lambda **_: KeptMails())
    yield fake
    for port, factory in ((RefundRail, former), (MailChannel, former_mails)):
        if factory:
            bind(port, factory)


@pytest.fixture
def leaving(own_database: str, rail: FakeRail) -> Leaving:
    """A refund whose parcel was just posted."""
    shop = make_shop()
    with organization_block(shop.org_id):
        agreed = agree(shop)
        refund = Refund.objects.get(id=post(shop, agreed))
    return shop, agreed, refund


def settle(shop: Shop, refund: Refund) -> Callable[[], str]:
    def deed() -> str:
        money_jobs.settle_refund(org_id=shop.org_id, now=POSTED + timedelta(seconds=1), refund_id=refund.id)
        return "asked"

    return deed


def count(shop: Shop, agreed: Agreed, name: str = "re_shop") -> Callable[[], str]:
    seen = RailRefund(name, None, "pi", Money(5900, "EUR"), RailState.SUCCEEDED)

    def deed() -> str:
        with organization_block(shop.org_id):
            new = count_money_returned_elsewhere(
                actor=shop.system, payment_id=agreed.sale.payment_id, source="stripe", seen=seen, now=POSTED
            )
        return "counted" if new else "known"

    return deed


def moved(rail: FakeRail, refund: Refund) -> int:
    return rail.books.executions(refund.reference)


def test_a_refund_is_sent_or_paused_never_both(
    leaving: Leaving, rail: FakeRail, monkeypatch: pytest.MonkeyPatch
) -> None:
    shop, agreed, refund = leaving
    meet_after_reading(monkeypatch, (settling, "_locked"), (outside, "locked_refunds"))
    assert at_once(settle(shop, refund), count(shop, agreed)) == ["asked", "counted"]
    with organization_block(shop.org_id):
        state = Refund.objects.get(id=refund.id).state
    assert (state, rail.books.executions(refund.reference)) in {("paused", 0), ("settled", 1)}
    assert broken(shop, POSTED) == {}


def test_what_is_counted_first_pauses_before_anything_is_sent(
    leaving: Leaving, rail: FakeRail, monkeypatch: pytest.MonkeyPatch
) -> None:
    shop, agreed, refund = leaving
    sent_meanwhile = goes_on_after(monkeypatch, (outside, "locked_refunds"), settle(shop, refund))
    assert at_once(sent_meanwhile, count(shop, agreed)) == ["asked", "counted"]
    with organization_block(shop.org_id):
        assert Refund.objects.get(id=refund.id).state == "paused"
    assert rail.books.executions(refund.reference) == 0
    assert broken(shop, POSTED) == {}


def test_without_the_lock_it_is_paused_and_sent_all_the_same(
    leaving: Leaving, rail: FakeRail, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The twin that must go wrong."""
    shop, agreed, refund = leaving
    without_row_locks(monkeypatch)
    counted_meanwhile = goes_on_after(monkeypatch, (settling, "_locked"), count(shop, agreed))
    assert at_once(settle(shop, refund), counted_meanwhile) == ["asked", "counted"]
    assert rail.books.executions(refund.reference) == 1
    with organization_block(shop.org_id):
        assert Refund.objects.get(id=refund.id).state == "paused"


def test_two_batches_count_one_return_once(leaving: Leaving, monkeypatch: pytest.MonkeyPatch) -> None:
    shop, agreed, _ = leaving
    meet_after_reading(monkeypatch, (outside, "locked_refunds"), (outside, "locked_refunds"))
    assert at_once(count(shop, agreed), count(shop, agreed)) == ["counted", "known"]
    with organization_block(shop.org_id):
        assert Payment.objects.get(id=agreed.sale.payment_id).refunded_minor == 5900
        assert ExternalReturnOfMoney.objects.count() == 1
    assert broken(shop, POSTED) == {}


def put_slowly(shop: Shop, has_put: threading.Event, may_commit: threading.Event) -> Callable[[], str]:
    arrival = Arrival(source_of(1), "evt_1", "refund.updated", "pi_1", b"{}")

    def deed() -> str:
        with organization_block(shop.org_id):
            inbox.put(arrival=arrival, drain=HEAR, account_id=1, now=NOON)
            has_put.set()
            assert may_commit.wait(timeout=30)
        return "put"

    return deed


def taken_while_a_letter_is_stored(shop: Shop) -> tuple[bool, int]:
    """Whether a batch waits for somebody who has stored a letter and not committed, and what it then sees."""
    has_put, may_commit, batch = threading.Event(), threading.Event(), list[int]()

    def take() -> None:
        at_once(lambda: str(batch.append(_take(shop))))

    storing = threading.Thread(target=at_once, args=(put_slowly(shop, has_put, may_commit),))
    storing.start()
    assert has_put.wait(timeout=30)
    taking = threading.Thread(target=take)
    taking.start()
    taking.join(timeout=MEETING_SECONDS)
    waits = taking.is_alive()
    may_commit.set()
    taking.join(timeout=30)
    storing.join(timeout=30)
    return waits, batch[0]


def _take(shop: Shop) -> int:
    with organization_block(shop.org_id):
        return len(inbox.take(source=source_of(1), now=NOON))


def test_a_batch_waits_for_the_letter_that_is_being_stored(own_database: str) -> None:
    assert taken_while_a_letter_is_stored(make_shop()) == (True, 1)


def test_without_the_lock_the_letter_is_left_lying(
    own_database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The twin: its own job was dropped, because the one that just missed it was still waiting."""
    monkeypatch.setattr(inbox, "_lock", lambda source, function: None)
    assert taken_while_a_letter_is_stored(make_shop()) == (False, 0)


def test_a_hundred_letters_at_once_are_all_kept(own_database: str) -> None:
    shop = make_shop()

    def letter(number: int) -> Callable[[], str]:
        def deed() -> str:
            arrival = Arrival(source_of(1), f"evt_{number % 25}", "refund.updated", "pi_1", b"{}")
            with organization_block(shop.org_id):
                is_new = inbox.put(arrival=arrival, drain=HEAR, account_id=1, now=NOON)
            return "new" if is_new else "known"

        return deed

    outcomes = [word for start in range(0, 100, 10)
                for word in at_once(*(letter(start + step) for step in range(10)))]  # fmt: skip
    assert (outcomes.count("new"), outcomes.count("known")) == (25, 75)
    assert _take(shop) == 25
