"""What every refund rail promises, tried on all three: fake, Stripe's SDK and the shop's API over HTTP."""

import json
import threading

import pytest

from savoir.connectors.payments.answers import RailAnswerMismatch
from savoir.connectors.payments.stubs.mischief import Fault, Rates
from savoir.kernel.values.money import Money
from savoir.resolutions.ports import RailRefund, RailRefused, RailState, RailUnavailable

from .rails import NAMES, PAID, PAYMENT, instruction, moved, scene, settled

DONE_IN_SILENCE = [Fault.ERROR_AFTER, Fault.LOST_ANSWER, Fault.SLOW_ANSWER, Fault.GARBAGE]
NOT_DONE = [Fault.ERROR_BEFORE, Fault.RESET]


@pytest.fixture(params=NAMES)
def stage(request):
    with scene(request.param) as ready:
        yield ready


def test_a_refund_moves_the_money_once_and_names_what_it_did(stage):
    answer = stage.rail.refund(instruction())
    assert answer.provider_reference
    assert answer == RailRefund(
        answer.provider_reference, "RF-1", PAYMENT, Money(2500, "EUR"), RailState.SUCCEEDED, ""
    )
    assert stage.books.executions("RF-1") == 1


def test_the_same_key_and_body_give_the_same_answer_and_move_nothing_more(stage):
    assert stage.rail.refund(instruction()) == stage.rail.refund(instruction())
    assert stage.books.executions("RF-1") == 1
    assert moved(stage) == 2500


@pytest.mark.parametrize("fault", DONE_IN_SILENCE)
def test_a_lost_answer_is_unknown_and_the_look_up_finds_the_money(stage, fault):
    stage.mischief.script(fault)
    with pytest.raises(RailUnavailable):
        stage.rail.refund(instruction())
    found = stage.rail.find(instruction())
    assert found is not None
    assert found.state is RailState.SUCCEEDED
    assert stage.books.executions("RF-1") == 1


@pytest.mark.parametrize("fault", DONE_IN_SILENCE)
def test_even_a_resend_with_the_same_key_never_pays_twice(stage, fault):
    stage.mischief.script(fault)
    with pytest.raises(RailUnavailable):
        stage.rail.refund(instruction())
    for _ in range(3):
        try:
            stage.rail.refund(instruction())
        except RailUnavailable:
            continue
    assert stage.books.executions("RF-1") == 1
    assert moved(stage) == 2500


@pytest.mark.parametrize("fault", NOT_DONE)
def test_a_call_that_never_arrived_is_unknown_then_absent_then_done(stage, fault):
    stage.mischief.script(fault)
    with pytest.raises(RailUnavailable):
        stage.rail.refund(instruction())
    assert stage.rail.find(instruction()) is None
    assert stage.books.executions("RF-1") == 0
    assert stage.rail.refund(instruction()).state is RailState.SUCCEEDED


def test_a_stored_500_stays_unknown_and_moves_nothing(stage):
    stage.mischief.script(Fault.ERROR_STORED)
    assert settled(stage.rail, instruction(), tries=4) is None
    assert stage.books.executions("RF-1") == 0


@pytest.mark.parametrize("fault", [f for f in Fault if f not in {Fault.NONE, Fault.WRONG_AMOUNT}])
def test_a_look_up_that_fails_says_unavailable_never_none(stage, fault):
    stage.rail.refund(instruction())
    stage.mischief.script(fault)
    with pytest.raises(RailUnavailable):
        stage.rail.find(instruction())
    assert stage.rail.find(instruction()) is not None


def test_an_answer_about_another_amount_is_unknown_and_loud(stage, caplog):
    stage.mischief.script(Fault.WRONG_AMOUNT)
    with pytest.raises(RailAnswerMismatch):
        stage.rail.refund(instruction())
    assert [record.levelname for record in caplog.records if record.name.startswith("savoir")] == ["ERROR"]
    found = stage.rail.find(instruction())
    assert found is not None
    assert found.amount == Money(2500, "EUR")


def test_books_that_hold_our_reference_with_another_amount_are_loud_too(stage):
    stage.rail.refund(instruction(amount=Money(2000, "EUR")))
    with pytest.raises(RailAnswerMismatch):
        stage.rail.find(instruction())


def test_more_than_was_paid_is_refused_and_nothing_moves(stage):
    with pytest.raises(RailRefused) as refusal:
        stage.rail.refund(instruction(amount=Money(PAID + 1, "EUR")))
    assert refusal.value.code in {"invalid_amount", "amount_exceeds_refundable"}
    assert moved(stage) == 0
    assert stage.rail.find(instruction(amount=Money(PAID + 1, "EUR"))) is None


def test_what_somebody_refunded_elsewhere_counts(stage):
    stage.pay_elsewhere(PAID - 2499)
    with pytest.raises(RailRefused):
        stage.rail.refund(instruction())
    assert moved(stage) == PAID - 2499


def test_a_payment_given_back_in_full_is_refused_by_name(stage):
    stage.pay_elsewhere(PAID)
    with pytest.raises(RailRefused) as refusal:
        stage.rail.refund(instruction())
    assert refusal.value.code in {"charge_already_refunded", "order_already_refunded"}
    assert moved(stage) == PAID


@pytest.mark.parametrize(
    "other", [{"amount": Money(2600, "EUR")}, {"refund_reference": "RF-2"}], ids=["amount", "reference"]
)
def test_the_same_key_with_another_body_is_refused(stage, other):
    stage.rail.refund(instruction())
    with pytest.raises(RailRefused) as refusal:
        stage.rail.refund(instruction(**other))
    assert refusal.value.code in {"idempotency_error", "idempotency_mismatch"}
    assert moved(stage) == 2500


def test_an_unknown_payment_is_refused_and_has_no_refunds(stage):
    lost = instruction(payment_reference="pi_unknown")
    with pytest.raises(RailRefused) as refusal:
        stage.rail.refund(lost)
    assert refusal.value.code in {"resource_missing", "order_unknown"}
    assert stage.rail.find(lost) is None
    assert stage.rail.refunds_of_payment("pi_unknown") == ()


@pytest.mark.parametrize("minor", [0, -100])
def test_an_amount_that_is_no_amount_is_refused_and_its_key_stays_free(stage, minor):
    with pytest.raises(RailRefused):
        stage.rail.refund(instruction(amount=Money(minor, "EUR")))
    assert stage.rail.refund(instruction()).amount == Money(2500, "EUR")


def test_reconciliation_sees_ours_and_foreign_ones_oldest_first(stage):
    stage.rail.refund(instruction())
    stage.pay_elsewhere(300)
    stage.rail.refund(instruction(refund_reference="RF-2", idempotency_key="k2", amount=Money(100, "EUR")))
    seen = stage.rail.refunds_of_payment(PAYMENT)
    assert [(refund.refund_reference, refund.amount.minor) for refund in seen] == [
        ("RF-1", 2500), (None, 300), ("RF-2", 100),
    ]  # fmt: skip


def test_reconciliation_reads_past_the_first_page(stage):
    for _ in range(205):
        stage.pay_elsewhere(1)
    stage.rail.refund(instruction())
    assert len(stage.rail.refunds_of_payment(PAYMENT)) == 206
    assert stage.rail.find(instruction()) is not None


@pytest.mark.parametrize(("fails", "end"), [(0.0, RailState.SUCCEEDED), (1.0, RailState.FAILED)])
@pytest.mark.parametrize("name", NAMES)
def test_a_refund_that_waits_is_pending_then_ends(name, fails, end):
    with scene(name, rates=Rates(pending=1.0, failing=fails, pending_seconds=60)) as stage:
        assert stage.rail.refund(instruction()).state is RailState.PENDING
        assert stage.rail.find(instruction()).state is RailState.PENDING
        stage.hands.at += 61
        ended = stage.rail.find(instruction())
        assert ended.state is end
        assert bool(ended.failure_code) is (end is RailState.FAILED)
        assert stage.books.executions("RF-1") == (1 if end is RailState.SUCCEEDED else 0)


@pytest.mark.parametrize("name", NAMES)
def test_after_a_failure_a_new_attempt_does_not_mistake_the_old_refund_for_its_own(name):
    with scene(name, rates=Rates(pending=1.0, failing=1.0, pending_seconds=60)) as stage:
        stage.rail.refund(instruction())
        stage.hands.at += 61
        assert stage.rail.find(instruction()).state is RailState.FAILED
        second = instruction(idempotency_key="refund:RF-1:2")
        assert stage.rail.find(second) is None


def test_a_new_attempt_finds_what_an_older_one_already_paid(stage):
    stage.rail.refund(instruction())
    found = stage.rail.find(instruction(idempotency_key="refund:RF-1:2"))
    assert found is not None
    assert found.state is RailState.SUCCEEDED


def test_a_rail_dead_for_26_hours_is_asked_before_anything_is_sent_again(stage):
    stage.mischief.script(Fault.LOST_ANSWER)
    with pytest.raises(RailUnavailable):
        stage.rail.refund(instruction())
    stage.hands.hours(26)
    assert stage.rail.find(instruction()) is not None
    assert stage.books.executions("RF-1") == 1


def test_without_the_look_up_a_forgotten_key_pays_twice(stage):
    """The negative control: what the look-up saves us from really happens here."""
    stage.mischief.script(Fault.LOST_ANSWER)
    with pytest.raises(RailUnavailable):
        stage.rail.refund(instruction())
    stage.hands.hours(26)
    stage.rail.refund(instruction())
    assert stage.books.executions("RF-1") == 2


def test_without_a_key_of_its_own_a_retry_pays_twice(stage):
    """The negative control of the key: a fresh one at each try defeats the rail's memory."""
    stage.mischief.script(Fault.LOST_ANSWER)
    with pytest.raises(RailUnavailable):
        stage.rail.refund(instruction(idempotency_key="random-1"))
    stage.rail.refund(instruction(idempotency_key="random-2"))
    assert stage.books.executions("RF-1") == 2


def test_ten_threads_with_one_key_move_the_money_once(stage):
    ends: list[object] = []

    def ask() -> None:
        try:
            ends.append(stage.rail.refund(instruction()).state)
        except RailUnavailable:
            ends.append("unknown")

    threads = [threading.Thread(target=ask) for _ in range(10)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=20)
    assert len(ends) == 10
    assert RailState.SUCCEEDED in ends
    assert stage.books.executions("RF-1") == 1


@pytest.mark.parametrize("name", ["stripe", "shop"])
def test_a_rail_that_nobody_serves_is_unavailable(name):
    with scene(name) as stage:
        stage.server.stop()
        with pytest.raises(RailUnavailable):
            stage.rail.refund(instruction())
        with pytest.raises(RailUnavailable):
            stage.rail.find(instruction())


@pytest.mark.parametrize("name", ["stripe", "shop"])
def test_the_stub_remembers_over_a_restart(name, tmp_path):
    state = str(tmp_path / "books.sqlite3")
    with scene(name, path=state) as stage:
        stage.mischief.script(Fault.LOST_ANSWER)
        with pytest.raises(RailUnavailable):
            stage.rail.refund(instruction())
    with scene(name, path=state) as stage:
        assert stage.rail.find(instruction()) is not None
        assert stage.rail.refund(instruction()).refund_reference == "RF-1"
        assert stage.books.executions("RF-1") == 1


def test_no_exception_of_a_rail_carries_its_secret(stage):
    for fault in Fault:
        stage.mischief.script(fault)
        said = ""
        try:
            stage.rail.refund(instruction(refund_reference=f"RF-{fault}", idempotency_key=fault.value))
        except (RailUnavailable, RailRefused) as spoken:
            said = json.dumps([str(spoken), repr(spoken)])
        assert "sk_test" not in said
        assert bool(said) is (fault is not Fault.NONE)
