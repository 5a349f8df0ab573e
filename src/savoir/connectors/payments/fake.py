"""`FakeRail`: a rail inside the process, for fast tests and the replay; same contract as the others."""

import hashlib
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime

from savoir.connectors.payments.answers import KeyedRefund, checked, ours_among
from savoir.connectors.payments.stubs.books import BookedDispute, BookedRefund, Books, Declined
from savoir.connectors.payments.stubs.keys import Answer, KeyBook, KeyInUse, KeyReused
from savoir.connectors.payments.stubs.mischief import Fault, Mischief
from savoir.kernel.values.money import Money
from savoir.resolutions.ports import (
    RailRefund,
    RailRefused,
    RailState,
    RailUnavailable,
    RefundInstruction,
    ReturnKind,
)

_BEFORE = frozenset({Fault.ERROR_BEFORE, Fault.RESET})
_WORDS = {"unknown_payment": "resource_missing", "already_refunded": "charge_already_refunded",
          "too_much": "invalid_amount", "other_currency": "invalid_currency"}  # fmt: skip


class FakeRail:
    """Implements `resolutions.ports.RefundRail` over books of its own.

    With `open_amount`, a refund of an unknown payment first enters one of so many minor units in
    the instruction's currency: the replay of foreign sales has no provider to ask.
    """

    def __init__(
        self, books: Books | None = None, *, mischief: Mischief | None = None, open_amount: int | None = None
    ) -> None:
        self.books = books or Books()
        self.mischief = mischief or Mischief()
        self._keys = KeyBook(self.books)
        self._open_amount = open_amount

    def refund(self, instruction: RefundInstruction) -> RailRefund:
        """Move the money once. Raises RailRefused or RailUnavailable, like a real rail."""
        fault = self.mischief.fault()
        if fault in _BEFORE:
            raise RailUnavailable(fault.value)
        if instruction.amount.minor <= 0:
            raise RailRefused("parameter_invalid_integer")
        self._open(instruction)
        try:
            answer = self._keys.run(
                instruction.idempotency_key, _fingerprint(instruction), lambda: self._move(instruction, fault)
            )
        except KeyReused:
            raise RailRefused("idempotency_error") from None
        except KeyInUse:
            raise RailUnavailable("the key is in use") from None
        return self._heard(answer, instruction, fault)

    def find(self, instruction: RefundInstruction) -> RailRefund | None:
        """Look among the refunds of the payment for ours. Raises RailUnavailable."""
        return ours_among(self._kept(instruction.payment_reference), instruction)

    def refunds_of_payment(self, payment_reference: str) -> tuple[RailRefund, ...]:
        """Every refund of one payment, oldest first, then its disputes. Raises RailUnavailable."""
        refunds = [entry.refund for entry in self._kept(payment_reference)]
        disputes = self.books.disputes("payment = ?", payment_reference)
        return (*refunds, *(_as_dispute(dispute) for dispute in disputes))

    def returned_since(self, since: datetime) -> Iterator[RailRefund]:
        """Every refund and dispute made since then. Raises RailUnavailable."""
        self._break()
        for refund in self.books.all_refunds():
            if refund.created >= since.timestamp():
                yield _as_rail_refund(refund)
        for dispute in self.books.disputes():
            if dispute.created >= since.timestamp():
                yield _as_dispute(dispute)

    def _open(self, instruction: RefundInstruction) -> None:
        if self._open_amount is not None and self.books.payment(instruction.payment_reference) is None:
            amount = max(self._open_amount, instruction.amount.minor)
            self.books.add_payment(instruction.payment_reference, amount, instruction.amount.currency)

    def _move(self, instruction: RefundInstruction, fault: Fault) -> Answer:
        if fault is Fault.ERROR_STORED:
            return Answer(500, {})
        try:
            made = self.books.execute_refund(
                payment_reference=instruction.payment_reference, amount=instruction.amount.minor,
                currency=instruction.amount.currency, reference=instruction.refund_reference,
                idempotency_key=instruction.idempotency_key, fate=self.mischief.fate(),
            )  # fmt: skip
        except Declined as refused:
            return Answer(400, {"code": _WORDS[refused.code]})
        return Answer(500 if fault is Fault.ERROR_AFTER else 200, {"number": made.number})

    def _heard(self, answer: Answer, instruction: RefundInstruction, fault: Fault) -> RailRefund:
        if answer.status == 500 or fault in {Fault.LOST_ANSWER, Fault.SLOW_ANSWER, Fault.GARBAGE}:
            raise RailUnavailable(fault.value)
        if answer.status == 400:
            raise RailRefused(str(answer.body["code"]))
        kept = self.books.refund(int(answer.body["number"]))
        if kept is None:
            raise RailUnavailable("the books lost a refund")
        told = _as_rail_refund(kept)
        if fault is Fault.WRONG_AMOUNT:
            told = replace(told, amount=Money(told.amount.minor + 1000, told.amount.currency))
        return checked(told, instruction)

    def _break(self) -> None:
        """Fail as a look-up fails; else let time pass."""
        fault = self.mischief.fault()
        if fault not in {Fault.NONE, Fault.WRONG_AMOUNT}:
            raise RailUnavailable(fault.value)
        self.books.settle_due()

    def _kept(self, payment_reference: str) -> list[KeyedRefund]:
        self._break()
        kept = self.books.refunds_of(payment_reference)
        return [KeyedRefund(_as_rail_refund(refund), refund.idempotency_key) for refund in kept]


def _as_rail_refund(refund: BookedRefund) -> RailRefund:
    return RailRefund(
        provider_reference=f"fake_{refund.number}",
        refund_reference=refund.reference,
        payment_reference=refund.payment,
        amount=Money(refund.amount, refund.currency),
        state=RailState(refund.state),
        failure_code=refund.failure_code,
    )


def _as_dispute(dispute: BookedDispute) -> RailRefund:
    return RailRefund(
        provider_reference=f"fake_dispute_{dispute.number}", refund_reference=None,
        payment_reference=dispute.payment, amount=Money(dispute.amount, dispute.currency),
        state=RailState.FAILED if dispute.state == "won" else RailState.SUCCEEDED, kind=ReturnKind.DISPUTE,
    )  # fmt: skip


def _fingerprint(instruction: RefundInstruction) -> str:
    asked = (instruction.payment_reference, str(instruction.amount.minor), instruction.amount.currency,
             instruction.refund_reference)  # fmt: skip
    return hashlib.sha256("\0".join(asked).encode()).hexdigest()
