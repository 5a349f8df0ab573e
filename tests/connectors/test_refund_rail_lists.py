"""What every rail lists for the daily comparison, and what the customer's bank took."""

from datetime import UTC, datetime

import pytest

from savoir.connectors.payments.stubs.mischief import Fate, Fault
from savoir.kernel.values.money import Money
from savoir.resolutions.ports import RailState, RailUnavailable, ReturnKind

from .rails import NAMES, PAYMENT, instruction, scene


@pytest.fixture(params=NAMES)
def stage(request):
    with scene(request.param) as ready:
        yield ready


def test_the_daily_list_has_all_that_went_back_since_then_and_nothing_older(stage):
    stage.rail.refund(instruction())
    stage.hands.hours(48)
    since = datetime.fromtimestamp(stage.hands.at - 3600, tz=UTC)
    for _ in range(205):
        stage.pay_elsewhere(1)
    stage.rail.refund(instruction(refund_reference="RF-2", idempotency_key="k2", amount=Money(100, "EUR")))
    seen = list(stage.rail.returned_since(since))
    assert len(seen) == 206
    assert {entry.refund_reference for entry in seen} == {None, "RF-2"}
    assert {entry.payment_reference for entry in seen} == {PAYMENT}
    assert len(list(stage.rail.returned_since(datetime.fromtimestamp(0, tz=UTC)))) == 207


@pytest.mark.parametrize("fault", [f for f in Fault if f not in {Fault.NONE, Fault.WRONG_AMOUNT}])
def test_a_daily_list_that_breaks_says_unavailable_never_less(stage, fault):
    stage.rail.refund(instruction())
    stage.mischief.script(fault)
    with pytest.raises(RailUnavailable):
        list(stage.rail.returned_since(datetime.fromtimestamp(0, tz=UTC)))
    assert len(list(stage.rail.returned_since(datetime.fromtimestamp(0, tz=UTC)))) == 1


@pytest.mark.parametrize("name", ["fake", "stripe"])
def test_what_the_customers_bank_took_counts_until_the_dispute_is_won(name):
    with scene(name) as stage:
        dispute = stage.books.open_dispute(PAYMENT, 4000)
        (seen,) = stage.rail.refunds_of_payment(PAYMENT)
        assert (seen.kind, seen.state, seen.amount) == (
            ReturnKind.DISPUTE, RailState.SUCCEEDED, Money(4000, "EUR"),
        )  # fmt: skip
        assert seen.refund_reference is None
        assert stage.rail.find(instruction()) is None
        stage.books.end_dispute(dispute.number, "won")
        assert stage.rail.refunds_of_payment(PAYMENT)[0].state is RailState.FAILED
        stage.books.end_dispute(dispute.number, "lost")
        assert list(stage.rail.returned_since(datetime.fromtimestamp(0, tz=UTC))) == [seen]
        stage.books.end_dispute(dispute.number, "warning_closed")
        assert name == "fake" or stage.rail.refunds_of_payment(PAYMENT) == ()


def test_what_names_no_payment_is_left_out_of_the_daily_list():
    """Stripe's refunds and disputes of a bare charge have no payment intent: they are not ours."""
    with scene("stripe") as stage:
        stage.rail.refund(instruction())
        stage.books.add_payment("ch_bare", 5000, "EUR")
        stage.books.execute_refund(
            payment_reference="ch_bare", amount=700, reference=None, idempotency_key="",
            fate=Fate(None, False),
        )  # fmt: skip
        stage.books.open_dispute("ch_bare", 4300)
        seen = list(stage.rail.returned_since(datetime.fromtimestamp(0, tz=UTC)))
        assert [entry.payment_reference for entry in seen] == [PAYMENT]
