"""The stagehand of the story page: what `web` asks for, done by the demo's own commands."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from django.utils import timezone

from savoir.commands.demo import visits
from savoir.commands.ports import DemoOutside
from savoir.config.connections import mail_channel
from savoir.connectors.mail.mailbox import DemoChannel
from savoir.kernel.access import system_actor
from savoir.kernel.ports import port
from savoir.organizations.operations import SealBroken, account_settings
from savoir.organizations.queries.accounts import accounts
from savoir.web.story.ports import HeardCall, PreparedOrder, SilentRefund

_NOWHERE = frozenset({"mailbox", "null"})  # vendors that hand nothing on
_HERE = frozenset({"127.0.0.1", "localhost", "::1"})


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

    def keeps_all(self) -> bool:
        """By the accounts in use, and by the mailbox that takes what no account takes."""
        system = system_actor(self._org_id)
        used = (
            account_settings(actor=system, port=one.port, brand_id=one.brand_id)
            for one in accounts(actor=system)
            if one.is_active
        )
        try:
            stays = all(one is None or _stays(one.vendor, one.settings) for one in used)
        except SealBroken:  # nobody knows where it leads
            return False
        return stays and isinstance(mail_channel(org_id=self._org_id), DemoChannel)

    def executions(self, refund: SilentRefund) -> int:
        """From the provider's own books."""
        return _outside().executions(refund.reference)


def _stays(vendor: str, given: Mapping[str, Any]) -> bool:
    return vendor in _NOWHERE or urlsplit(str(given.get("base_url", ""))).hostname in _HERE


def _outside() -> DemoOutside:
    return port(DemoOutside, clock=timezone.now)


def story_props(*, org_id: int) -> Stagehand:
    """The stagehand of a demo organization."""
    return Stagehand(org_id)
