"""Whatever the seed of the misbehavior: at most one execution a refund, and the loop ends with the truth."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from savoir.connectors.payments.stubs.mischief import Rates
from savoir.kernel.values.money import Money
from savoir.resolutions.ports import RailRefund, RailRefused
from tests.effort import examples

from .rails import PAID, PAYMENT, TIMEOUT, instruction, moved, scene, settled

ROUGH = Rates(
    error_before=0.1, error_stored=0.04, error_after=0.1, lost_answer=0.12, slow_answer=0.0, garbage=0.1,
    reset=0.1, wrong_amount=0.06, pending=0.2, failing=0.3, pending_seconds=5, slow_seconds=TIMEOUT * 1.6,
)  # fmt: skip


def play(name: str, seed: int, rates: Rates, count: int) -> None:
    """Refund `count` times under one seed; what the loop ends with must be what the books say."""
    with scene(name, seed=seed, rates=rates) as stage:
        for number in range(count):
            asked = instruction(
                refund_reference=f"RF-{number}",
                idempotency_key=f"k-{number}",
                amount=Money(1500 + number, "EUR"),
            )
            end = settled(stage.rail, asked)
            executions = stage.books.executions(asked.refund_reference)
            assert executions <= 1
            if isinstance(end, RailRefused):
                assert executions == 0
            elif isinstance(end, RailRefund):
                assert end.amount == asked.amount
                kept = [r for r in stage.books.refunds_of(PAYMENT) if r.reference == asked.refund_reference]
                assert len(kept) == 1
                assert end.state.value == kept[0].state
        assert moved(stage) <= PAID


@pytest.mark.thorough
@settings(max_examples=examples(50, 300), deadline=None)
@given(seed=st.integers(0, 2**32))
def test_whatever_the_seed_the_fake_ends_with_at_most_one_execution_and_the_truth(seed):
    play("fake", seed, ROUGH, 8)


@pytest.mark.parametrize("name", ["stripe", "shop"])
@settings(max_examples=8, deadline=None)
@given(seed=st.integers(0, 2**32))
def test_whatever_the_seed_over_http_at_most_one_execution_and_the_truth(name, seed):
    play(name, seed, ROUGH, 5)


@pytest.mark.parametrize("name", ["stripe", "shop"])
def test_a_rail_that_is_only_slow_ends_with_the_truth(name):
    play(name, 7, Rates(slow_answer=0.5, slow_seconds=TIMEOUT * 1.6), 3)
