"""The stagehand of the story page: what `web` asks for, done by the demo's own commands."""

from datetime import datetime

from django.utils import timezone

from savoir.commands.demo import visits
from savoir.commands.ports import DemoOutside
from savoir.kernel.ports import port
from savoir.web.story.ports import HeardCall, PreparedOrder, SilentRefund


class Stagehand:
    """Implements `web.story.ports.StoryProps` for the demo organization."""

    def __init__(self, org_id: int) -> None:
        self._org_id = org_id

    def example(self, *, now: datetime) -> int | None:
        """The order of the open case that the demo was built with."""
        return visits.example_order(org_id=self._org_id, now=now)

    def order(self, *, language: str, now: datetime) -> PreparedOrder:
        """A sale of one visitor."""
        sold = visits.sell_broken_thing(org_id=self._org_id, language=language, now=now)
        return PreparedOrder(sold.order_id, sold.brand)

    def refund(self, *, language: str, now: datetime) -> SilentRefund:
        """A refund of one visitor."""
        sold, reference = visits.refund_in_silence(org_id=self._org_id, language=language, now=now)
        return SilentRefund(reference, sold.payment)

    def heard(self, refund: SilentRefund) -> tuple[HeardCall, ...]:
        """From the provider's own notes."""
        return tuple(HeardCall(*call) for call in _outside().heard(refund.payment))

    def executions(self, refund: SilentRefund) -> int:
        """From the provider's own books."""
        return _outside().executions(refund.reference)


def _outside() -> DemoOutside:
    return port(DemoOutside, clock=timezone.now)


def story_props(*, org_id: int) -> Stagehand:
    """The stagehand of a demo organization."""
    return Stagehand(org_id)
