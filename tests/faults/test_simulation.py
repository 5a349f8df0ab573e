"""A life by a seed: after each step, every invariant holds and the money is where the books say."""

import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from savoir.connectors.payments.fake import FakeRail
from savoir.connectors.payments.stubs.books import Books
from savoir.connectors.payments.stubs.mischief import Fate, Mischief, Rates
from savoir.kernel.ports import bind, bound
from savoir.resolutions.ports import RefundRail
from tests.faults.simulation import MoodyRail, Simulation
from tests.faults.worlds import DAY
from tests.shop import NOON, Shop, make_shop
from tests.stories.conftest import KeptMails

RATES = Rates(error_before=0.08, error_after=0.08, lost_answer=0.08, reset=0.04, garbage=0.03)
SEED = int(os.environ.get("SIMULATION_SEED", "2026"))
STEPS = int(os.environ.get("SIMULATION_STEPS", "220"))


@pytest.fixture
def life(shop: Shop, mails: KeptMails) -> Iterator[Simulation]:
    """A life in one transaction that is undone: quick while it is short."""
    with beginning(shop) as begun:
        yield begun


@pytest.fixture
def long_life(own_database: str, mails: KeptMails) -> Iterator[Simulation]:
    """A life whose days are really committed: rows that are over don't stand in the way of every search."""
    with beginning(make_shop()) as begun:
        yield begun


@contextmanager
def beginning(shop: Shop) -> Iterator[Simulation]:
    """A shop, a moody provider, one clock for both."""
    former, clock = bound(RefundRail), [NOON.timestamp()]
    with Books(clock=lambda: clock[0]) as books:
        rail = MoodyRail(FakeRail(books, mischief=Mischief(seed=SEED, rates=RATES)))
        bind(RefundRail, lambda **_: rail)
        yield Simulation(shop, rail, SEED, lambda at: clock.__setitem__(0, at))
    if former:
        bind(RefundRail, former)


def told(life: Simulation, steps: int, seconds: float) -> str:
    """For the report, and to live it again."""
    done = ", ".join(f"{name} {times}" for name, times in life.steps.most_common())
    return (
        f"\nsimulation, seed {life.seed}: {steps} steps in {seconds:.0f} s; done {life.steps.total()}, "
        f"refused {life.refused.total()}\n  {done}\n"
    )


def test_sixty_steps(life: Simulation) -> None:
    """The short life."""
    life.live(60)
    assert life.steps.total() > 30


@pytest.mark.long
@pytest.mark.concurrency
def test_a_long_life_and_two_quiet_months(long_life: Simulation, capsys: pytest.CaptureFixture[str]) -> None:
    """SIMULATION_SEED and SIMULATION_STEPS live another one: `bin/bench simulation SEED STEPS`."""
    began = time.monotonic()
    long_life.live(STEPS)
    long_life.ends()
    with capsys.disabled():
        sys.stdout.write(told(long_life, STEPS, time.monotonic() - began))
    assert len(long_life.steps) >= len(long_life.deeds)  # a click is seldom there to be taken back


def test_the_oracle_sees_a_payment_that_left_twice(life: Simulation) -> None:
    """The twin: were the books to hold one refund twice, the next step would fail."""
    life.customer_agrees()
    life.customer_posts()
    life.passes(DAY)
    assert life.money_off() == []
    books = life.rail.inner.books
    first = next(refund for refund in books.all_refunds() if refund.reference)
    books.add_payment("pi_of_another", 5000, "EUR")
    books.execute_refund(
        payment_reference="pi_of_another", amount=1, currency="EUR", reference=first.reference,
        idempotency_key="a second key", fate=Fate(None, False),
    )  # fmt: skip
    assert life.money_off() == [
        f"{first.reference} executed 2 times",
        f"{first.reference}: settled {first.amount}, moved {first.amount + 1}",
    ]
