"""The refund rail: the way money goes back for a sale."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final, Protocol

from savoir.kernel.values.money import Money

HEAR: Final = "refunds.hear"  # the job that works off what the rail of an account told us


def source_of(account_id: int) -> str:
    """The name under which the inbox keeps what the rail of a connected account tells us."""
    return f"account:{account_id}"


class ReturnKind(StrEnum):
    """Who sent the money back: the merchant, or the customer's bank."""

    REFUND = "refund"
    DISPUTE = "dispute"


class RailState(StrEnum):
    """What the rail says of one refund."""

    SUCCEEDED = "succeeded"
    PENDING = "pending"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class RefundInstruction:
    """One refund to move. `idempotency_key` was made once and stored before the first call."""

    refund_reference: str
    payment_reference: str
    amount: Money
    idempotency_key: str


@dataclass(frozen=True, slots=True)
class RailRefund:
    """Money that went back, as the rail knows it. `refund_reference` is None when it was made outside Savoir.

    A dispute counts from the day the bank takes the money; one that was won is FAILED: the money came back.
    """

    provider_reference: str
    refund_reference: str | None
    payment_reference: str
    amount: Money
    state: RailState
    failure_code: str = ""
    kind: ReturnKind = ReturnKind.REFUND


class RailUnavailable(Exception):  # noqa: N818 - errors name the refused fact (house rule 7)
    """No answer that can be trusted: time-out, reset, 5xx, garbage. The outcome is UNKNOWN."""


class RailRefused(Exception):  # noqa: N818 - errors name the refused fact (house rule 7)
    """The rail said a definite no; nothing moved. `code` is the provider's word, safe to show an agent."""

    def __init__(self, code: str, text: str = "") -> None:
        super().__init__(code)
        self.code = code
        self.text = text


class RefundRail(Protocol):
    """Moves one refund to the original means; never waits longer than its time-out (10 s)."""

    def refund(self, instruction: RefundInstruction) -> RailRefund:
        """Ask for the refund. Raises RailUnavailable (unknown) or RailRefused (nothing moved)."""

    def find(self, instruction: RefundInstruction) -> RailRefund | None:
        """Look the refund up by our reference; None only when the rail surely does not have it.

        Raises RailUnavailable when the rail can't be asked.
        """

    def refunds_of_payment(self, payment_reference: str) -> tuple[RailRefund, ...]:
        """All money of one payment that went back, ours or not, disputes too, refunds first and oldest first.

        Raises RailUnavailable.
        """

    def returned_since(self, since: datetime) -> Iterator[RailRefund]:
        """All money of the account that went back since an instant, in no order: the daily reconciliation.

        Raises RailUnavailable while it is read.
        """
