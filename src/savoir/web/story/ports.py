"""What the story asks of the demo behind it. `config/wiring.py` binds it for a demo only."""

from datetime import datetime
from typing import NamedTuple, Protocol


class PreparedOrder(NamedTuple):
    """An order made for one visitor, and the address of the brand that sold it."""

    order_id: int
    brand: str


class SilentRefund(NamedTuple):
    """A refund whose provider pays and does not answer; `payment` is the provider's name of the payment."""

    reference: str
    payment: str


class HeardCall(NamedTuple):
    """A call the provider heard: `refund` or `look`; `silent` when it did not answer."""

    kind: str
    at: datetime
    silent: bool


class StoryProps(Protocol):
    """The demo's stagehand, for one organization."""

    def example(self, *, now: datetime) -> int | None:
        """The order whose open case is shown until a visitor has one of his own; None when it is gone."""

    def order(self, *, language: str, now: datetime) -> PreparedOrder:
        """Sell a vacuum cleaner, delivered seven months ago, to somebody invented just now."""

    def refund(self, *, language: str, now: datetime) -> SilentRefund:
        """Cancel an order just placed; its provider will pay back and fall silent."""

    def heard(self, refund: SilentRefund) -> tuple[HeardCall, ...]:
        """What the provider heard about it so far, in order."""

    def keeps_all(self) -> bool:
        """Whether neither money nor mail of this organization can leave this machine. Inside its block."""

    def executions(self, refund: SilentRefund) -> int:
        """How often the money moved, by the provider's own books."""
