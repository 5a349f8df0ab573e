"""Two workers at one refund, one stream, one payment: once; and a reader of the ledger misses nobody."""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import timedelta

import pytest

from savoir.config.launcher.cluster import Cluster
from savoir.connectors.payments.fake import FakeRail
from savoir.connectors.payments.stubs.books import Books
from savoir.conversations.ports import MailChannel
from savoir.kernel import ledger
from savoir.kernel.jobs import drain
from savoir.kernel.ledger import writing
from savoir.kernel.models import LedgerEvent, Stream
from savoir.kernel.ports import bind, bound
from savoir.kernel.tenancy import organization_block
from savoir.kernel.values.money import Money
from savoir.orders import operations as orders
from savoir.orders.models import Payment
from savoir.orders.operations import payments as payment_operations
from savoir.resolutions import jobs as money_jobs
from savoir.resolutions.models import Refund
from savoir.resolutions.ports import RefundRail
from tests.concurrency.races import at_once, meet_in, without_row_locks
from tests.faults.worlds import DAY, Agreed, agree, broken, post
from tests.shop import NOON, Shop, make_shop
from tests.stories.conftest import KeptMails

pytestmark = pytest.mark.concurrency
POSTED = NOON + 2 * DAY


@pytest.fixture
def mails() -> Iterator[KeptMails]:
    """Every mail that leaves."""
    former, channel = bound(MailChannel), KeptMails()
    bind(MailChannel, lambda **_: channel)
    yield channel
    if former:
        bind(MailChannel, former)


@pytest.fixture
def rail() -> Iterator[FakeRail]:
    """One provider that both workers call."""
    former = bound(RefundRail)
    with Books() as books:
        fake = FakeRail(books, open_amount=10**6)
        bind(RefundRail, lambda **_: fake)
        yield fake
    if former:
        bind(RefundRail, former)


@pytest.fixture
def leaving(own_database: str, rail: FakeRail, mails: KeptMails) -> tuple[Shop, Agreed, Refund]:
    """A refund that wants to leave now."""
    shop = make_shop()
    with organization_block(shop.org_id):
        agreed = agree(shop)
        refund = Refund.objects.get(id=post(shop, agreed))
    return shop, agreed, refund


def settle(shop: Shop, refund: Refund) -> Callable[[], str]:
    def deed() -> str:
        money_jobs.settle_refund(org_id=shop.org_id, now=POSTED + timedelta(seconds=1), refund_id=refund.id)
        return "done"

    return deed


def test_two_workers_settle_one_refund_and_it_is_paid_once(
    leaving: tuple[Shop, Agreed, Refund], rail: FakeRail, monkeypatch: pytest.MonkeyPatch
) -> None:
    shop, _, refund = leaving
    meet_in(monkeypatch, money_jobs.operations, "begin_attempt")
    assert at_once(settle(shop, refund), settle(shop, refund)) == ["done", "done"]
    assert rail.books.executions(refund.reference) == 1
    drain(until=POSTED + DAY)
    with organization_block(shop.org_id):
        assert Refund.objects.get(id=refund.id).state == "settled"
        payment = Payment.objects.get(id=refund.payment_id)
        assert (payment.refunded_minor, payment.pending_minor) == (5900, 0)
    assert broken(shop, POSTED + DAY) == {}


def test_with_a_fresh_key_for_each_attempt_it_would_be_paid_twice(
    leaving: tuple[Shop, Agreed, Refund], rail: FakeRail, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The twin that must go wrong: the key made with the refund is what holds."""
    shop, _, refund = leaving
    numbers, both_asked = iter(range(100)), threading.Barrier(2)
    asked = FakeRail.refund

    def with_fresh_key(rail: FakeRail, instruction):
        both_asked.wait(timeout=30)
        return asked(rail, replace(instruction, idempotency_key=f"attempt {next(numbers)}"))

    monkeypatch.setattr(FakeRail, "refund", with_fresh_key)
    monkeypatch.setattr(FakeRail, "find", lambda rail, instruction: None)
    at_once(settle(shop, refund), settle(shop, refund))
    assert rail.books.executions(refund.reference) == 2


def reserve(shop: Shop, agreed: Agreed) -> Callable[[], str]:
    def deed() -> str:
        with organization_block(shop.org_id):
            orders.reserve_refund(
                actor=shop.system, payment_id=agreed.sale.payment_id, amount=Money(4000, "EUR"), now=NOON
            )
        return "reserved"

    return deed


@pytest.fixture
def paid(own_database: str) -> tuple[Shop, Agreed]:
    """A payment of 100 EUR of which 20 are promised already."""
    shop = make_shop()
    with organization_block(shop.org_id):
        agreed = agree(shop, price=2000)
        Payment.objects.filter(id=agreed.sale.payment_id).update(amount_minor=7000)
    return shop, agreed


def test_two_refunds_of_one_payment_never_pass_what_was_paid(
    paid: tuple[Shop, Agreed], monkeypatch: pytest.MonkeyPatch
) -> None:
    shop, agreed = paid
    meet_in(monkeypatch, payment_operations, "_check_left")
    assert at_once(reserve(shop, agreed), reserve(shop, agreed)) == ["RefundBeyondPaid", "reserved"]
    with organization_block(shop.org_id):
        assert Payment.objects.get(id=agreed.sale.payment_id).pending_minor == 6000


def test_without_the_payment_s_lock_one_reservation_is_forgotten(
    paid: tuple[Shop, Agreed], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The twin: both are told yes, and the payment counts one of them."""
    shop, agreed = paid
    without_row_locks(monkeypatch)
    meet_in(monkeypatch, payment_operations, "_check_left")
    assert at_once(reserve(shop, agreed), reserve(shop, agreed)) == ["reserved", "reserved"]
    with organization_block(shop.org_id):
        assert Payment.objects.get(id=agreed.sale.payment_id).pending_minor == 6000


def test_the_constraint_holds_where_a_lock_was_forgotten(
    paid: tuple[Shop, Agreed], own_database: str, template: tuple[Cluster, str]
) -> None:
    shop, agreed = paid
    with pytest.raises(Exception, match="payment_not_overdrawn"), organization_block(shop.org_id):
        Payment.objects.filter(id=agreed.sale.payment_id).update(pending_minor=7001)


def deliver(shop: Shop, agreed: Agreed) -> Callable[[], str]:
    def deed() -> str:
        writing.deliver(org_id=shop.org_id, now=NOON, subject_kind="case", subject_id=agreed.case_id)
        return "delivered"

    return deed


def delivered(shop: Shop, agreed: Agreed, monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Numbers of the events that two delivery jobs at once hand to a reaction."""
    seen: list[int] = []
    monkeypatch.setattr(
        writing.reactions, "reactions_later", lambda kind: [lambda fact, at: seen.append(at.seq)]
    )
    meet_in(monkeypatch, writing, "_react")
    assert at_once(deliver(shop, agreed), deliver(shop, agreed)) == ["delivered", "delivered"]
    return sorted(seen)


def test_two_workers_deliver_each_event_of_a_stream_once(
    leaving: tuple[Shop, Agreed, Refund], monkeypatch: pytest.MonkeyPatch
) -> None:
    shop, agreed, _ = leaving
    with organization_block(shop.org_id):
        Stream.objects.update(delivered_seq=0)
        last = Stream.objects.get(subject_kind="case", subject_id=agreed.case_id).last_seq
    assert last > 5
    assert delivered(shop, agreed, monkeypatch) == list(range(1, last + 1))


def test_without_the_stream_s_lock_events_are_delivered_twice(
    leaving: tuple[Shop, Agreed, Refund], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The twin that must go wrong."""
    shop, agreed, _ = leaving
    without_row_locks(monkeypatch)
    seen = delivered(shop, agreed, monkeypatch)
    assert len(seen) > len(set(seen))


def naive_events(after_id: int) -> list[int]:
    """The reader everybody writes first."""
    return list(LedgerEvent.objects.filter(id__gt=after_id).order_by("id").values_list("id", flat=True))


@dataclass
class Reader:
    """Walks the whole ledger with a cursor, as the face offers it."""

    place: ledger.Place = field(default_factory=ledger.Place)
    seen: list[int] = field(default_factory=list)

    def walk(self) -> int:
        before = len(self.seen)
        for place, entry in ledger.settled_events(after=self.place, limit=1000):
            self.seen.append(entry.id)
            self.place = place
        return len(self.seen) - before


@contextmanager
def open_agreement(shop: Shop) -> Iterator[None]:
    """Somebody has written an agreement and has not committed; he does at the end of the block."""
    has_written, may_commit = threading.Event(), threading.Event()

    def slow() -> str:
        with organization_block(shop.org_id):
            agree(shop)
            has_written.set()
            may_commit.wait(timeout=30)
        return "late"

    late = threading.Thread(target=at_once, args=(slow,))
    late.start()
    assert has_written.wait(timeout=30)
    try:
        yield
    finally:
        may_commit.set()
        late.join(timeout=30)


def test_a_reader_of_the_ledger_waits_for_whoever_commits_late(own_database: str) -> None:
    shop, reader = make_shop(), Reader()
    with organization_block(shop.org_id):
        before = naive_events(0)
    with open_agreement(shop):
        with organization_block(shop.org_id):
            agree(shop)
        with organization_block(shop.org_id):
            naive = naive_events(0)
            reader.walk()
            assert not ({*naive} - {*before}) & {*reader.seen}, "they follow somebody who has not committed"
    with organization_block(shop.org_id):
        everything = naive_events(0)
        stepped_over = set(everything) - {*naive, *naive_events(naive[-1])}
    deadline = time.monotonic() + 60  # long transactions of other databases hold a reader back too
    while len(reader.seen) < len(everything) and time.monotonic() < deadline:
        with organization_block(shop.org_id):
            reader.walk()
    if not reader.seen:
        pytest.skip("another database of this cluster has been writing for a minute: readers wait for it too")
    assert sorted(reader.seen) == everything
    assert stepped_over, "the naive reader must step over the late transaction, or this proves nothing"
