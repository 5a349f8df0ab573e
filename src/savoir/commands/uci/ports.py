"""What the replay asks of the outside: a payment provider that is not one."""

from typing import Protocol

from savoir.kernel.values.money import Money


class PaymentStub(Protocol):
    """A stub provider in this process, speaking its protocol over HTTP on loopback."""

    def forget(self) -> None:
        """Begin with empty books; before `start`."""

    def start(self) -> str:
        """Serve in the background; return the base URL."""

    def add_payment(self, reference: str, amount: Money) -> None:
        """Enter a payment that refunds may draw on; entering it twice changes nothing."""

    def refunded_minor(self, references: tuple[str, ...]) -> int:
        """Sum of what was executed for these refunds, in minor units."""

    def stop(self) -> None:
        """Stop serving and keep the books."""
