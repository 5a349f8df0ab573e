"""What a payment provider can do to a refund, through the very jobs: it is paid once, or a person has it."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import pytest

from savoir.connectors.payments.fake import FakeRail
from savoir.connectors.payments.stubs.books import Books
from savoir.connectors.payments.stubs.mischief import Fate, Fault, Mischief, Rates
from savoir.kernel.access import Role
from savoir.kernel.jobs import drain
from savoir.kernel.models import HumanTask
from savoir.kernel.ports import bind, bound
from savoir.kernel.tenancy import organization_block
from savoir.resolutions.models import Refund
from savoir.resolutions.operations import retry_refund
from savoir.resolutions.ports import RailRefund, RailUnavailable, RefundInstruction, RefundRail
from tests.faults.worlds import DAY, agree, broken, post
from tests.shop import NOON, Shop
from tests.stories.conftest import KeptMails

POSTED = NOON + 2 * DAY
HOUR = timedelta(hours=1)


@dataclass
class Watched:
    """A rail whose every call is kept; silent while `is_dead`."""

    mischief: Mischief
    at: float = POSTED.timestamp()
    is_dead: bool = False
    calls: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.books = Books(clock=lambda: self.at)
        self.inner = FakeRail(self.books, mischief=self.mischief, open_amount=10**6)

    def refund(self, instruction: RefundInstruction) -> RailRefund:
        self._heard("refund")
        return self.inner.refund(instruction)

    def find(self, instruction: RefundInstruction) -> RailRefund | None:
        self._heard("find")
        return self.inner.find(instruction)

    def refunds_of_payment(self, payment_reference: str) -> tuple[RailRefund, ...]:
        return self.inner.refunds_of_payment(payment_reference)

    def _heard(self, call: str) -> None:
        self.calls.append(call)
        if self.is_dead:
            raise RailUnavailable("connection refused")


@pytest.fixture
def watched() -> Iterator[Watched]:
    """The provider of the story."""
    former, rail = bound(RefundRail), Watched(Mischief(seed=0, rates=Rates(pending_seconds=600.0)))
    bind(RefundRail, lambda **_: rail)
    with rail.books:
        yield rail
    if former:
        bind(RefundRail, former)


def leaving(shop: Shop) -> Refund:
    """A refund whose parcel was just posted."""
    with organization_block(shop.org_id):
        return Refund.objects.select_related("payment").get(id=post(shop, agree(shop)))


def pass_time(rail: Watched, until: datetime) -> None:
    """Let shop and provider live on the same clock, a quarter of an hour at a time."""
    at = datetime.fromtimestamp(rail.at, tz=until.tzinfo)
    while at < until:
        at = min(until, at + timedelta(minutes=15))
        rail.at = at.timestamp()
        drain(until=at)


def now_is(shop: Shop, refund: Refund) -> tuple[str, list[str]]:
    """The refund's state, and the codes of the tasks people have about it."""
    with organization_block(shop.org_id):
        tasks = HumanTask.objects.filter(subject_kind="refund", subject_id=refund.id, done_at=None)
        return Refund.objects.get(id=refund.id).state, sorted(tasks.values_list("code", flat=True))


@pytest.mark.parametrize("fault", [fault for fault in Fault if fault is not Fault.WRONG_AMOUNT])
def test_one_fault_on_the_first_call_and_the_money_still_moves_once(
    fault: Fault, shop: Shop, watched: Watched, mails: KeptMails
) -> None:
    refund = leaving(shop)
    watched.mischief.script(fault)
    pass_time(watched, POSTED + 26 * HOUR)
    assert watched.books.executions(refund.reference) <= 1
    if fault is Fault.ERROR_STORED:
        # The provider replays its stored 500 for a day: nothing moved, and a person is told.
        assert now_is(shop, refund) == ("failed", ["refund_failed"])
        assert watched.books.executions(refund.reference) == 0
    else:
        assert now_is(shop, refund) == ("settled", [])
        assert watched.books.executions(refund.reference) == 1
    assert broken(shop, POSTED + 26 * HOUR) == {}


def test_an_answer_with_another_amount_is_looked_up_and_settled_once(
    shop: Shop, watched: Watched, mails: KeptMails
) -> None:
    refund = leaving(shop)
    watched.mischief.script(Fault.WRONG_AMOUNT)
    pass_time(watched, POSTED + HOUR)
    assert watched.calls == ["refund", "find"]
    assert now_is(shop, refund) == ("settled", [])
    assert watched.books.executions(refund.reference) == 1


def test_books_that_say_another_amount_are_never_believed(
    shop: Shop, watched: Watched, mails: KeptMails
) -> None:
    refund = leaving(shop)
    watched.books.add_payment(refund.payment.provider_reference, 10**6, "EUR")
    watched.books.execute_refund(
        payment_reference=refund.payment.provider_reference, amount=1, currency="EUR",
        reference=refund.reference, idempotency_key="somebody else", fate=Fate(None, False),
    )  # fmt: skip
    watched.mischief.script(Fault.ERROR_BEFORE)
    pass_time(watched, POSTED + 26 * HOUR)
    assert watched.calls.count("refund") == 1
    assert now_is(shop, refund) == ("settling", ["refund_doubtful"])
    assert watched.books.executions(refund.reference) == 1


def test_pending_is_asked_after_until_it_has_succeeded(
    shop: Shop, watched: Watched, mails: KeptMails
) -> None:
    watched.mischief.rates = Rates(pending=1.0, pending_seconds=7200.0)
    refund = leaving(shop)
    pass_time(watched, POSTED + HOUR)
    assert now_is(shop, refund) == ("settling", [])
    pass_time(watched, POSTED + 4 * HOUR)
    assert now_is(shop, refund) == ("settled", [])
    assert watched.calls.count("refund") == 1
    assert watched.books.executions(refund.reference) == 1


@pytest.mark.parametrize("was_done", [True, False])
def test_a_provider_dead_for_26_hours_is_never_asked_again_without_a_look(
    was_done: bool, shop: Shop, watched: Watched, mails: KeptMails
) -> None:
    """It forgets its keys after a day: the same key again would be a second refund."""
    refund = leaving(shop)
    watched.mischief.script(Fault.LOST_ANSWER if was_done else Fault.RESET)
    drain(until=POSTED)
    assert watched.calls == ["refund"]
    watched.is_dead = True
    pass_time(watched, POSTED + 26 * HOUR)
    assert set(watched.calls[1:]) == {"find"}
    assert now_is(shop, refund) == ("settling", ["refund_doubtful"])
    assert broken(shop, POSTED + 26 * HOUR) == {}
    watched.is_dead = False
    with organization_block(shop.org_id):
        retry_refund(actor=shop.actors[Role.FINANCE], reference=refund.reference, now=POSTED + 27 * HOUR)
    pass_time(watched, POSTED + 28 * HOUR)
    asked = watched.calls[watched.calls.index("find") :]
    assert asked.count("refund") == (0 if was_done else 1)
    assert now_is(shop, refund) == ("settled", [])
    assert watched.books.executions(refund.reference) == 1


def test_without_the_look_a_second_attempt_after_a_day_pays_twice(
    shop: Shop, watched: Watched, mails: KeptMails, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The twin that must go wrong: were the look-up blind, the forgotten key would pay again."""
    refund = leaving(shop)
    watched.mischief.script(Fault.LOST_ANSWER)
    drain(until=POSTED)
    watched.is_dead = True
    pass_time(watched, POSTED + 26 * HOUR)
    watched.is_dead = False
    monkeypatch.setattr(Watched, "find", lambda rail, instruction: None)
    with organization_block(shop.org_id):
        retry_refund(actor=shop.actors[Role.FINANCE], reference=refund.reference, now=POSTED + 27 * HOUR)
    pass_time(watched, POSTED + 28 * HOUR)
    assert watched.books.executions(refund.reference) == 2
