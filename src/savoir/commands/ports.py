"""What the commands ask of the outside world; bound in `config/wiring.py`."""

from collections.abc import Callable, Iterable
from contextlib import AbstractContextManager
from datetime import datetime
from typing import NamedTuple, Protocol

from savoir.conversations.ports import MailChannel

Clock = Callable[[], datetime]


class PaidAtProvider(NamedTuple):
    """A payment as the provider knows it: its reference, minor units, currency."""

    reference: str
    minor: int
    currency: str


class HeardCall(NamedTuple):
    """A call the provider heard about one payment: `refund` or `look`; `silent` when it did not answer."""

    kind: str
    at: datetime
    silent: bool


class DemoOutside(Protocol):
    """The outside world of the demo shop: a payment provider of ours and a mailbox, both on its own clock."""

    def forget(self) -> None:
        """Empty the provider's books and the mailbox: a new shop begins."""

    def enter_payments(self, payments: Iterable[PaidAtProvider]) -> None:
        """Let the provider know payments; the same ones again change nothing."""

    def fall_silent(self, payment: str) -> None:
        """Let the provider move the next refund of a payment without answering, and note every call."""

    def heard(self, payment: str) -> tuple[HeardCall, ...]:
        """What the provider heard about such a payment, in order."""

    def executions(self, refund: str) -> int:
        """How often money moved for a refund of ours, by the provider's own books."""

    def provider(self) -> AbstractContextManager[str]:
        """Serve the provider inside the block; yields its address."""

    def mailbox(self, org_id: int) -> MailChannel:
        """The channel that keeps mails under the date of the shop's clock."""
