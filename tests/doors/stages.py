"""What a demo's story needs behind it."""

from datetime import timedelta
from typing import Any

from django.utils import timezone

from savoir.kernel.tenancy import organization_block
from savoir.web.story.ports import HeardCall, PreparedOrder, SilentRefund
from tests.shop import Sale, Shop, sell


class Props:
    """A stagehand whose provider heard a refund, fell silent, and was looked at."""

    def __init__(self, shop: Shop, sale: Sale) -> None:
        self.shop, self.sale, self.asked = shop, sale, 0
        self.refund_reference = ""

    def example(self, *, now: Any) -> int | None:
        return self.sale.order_id

    def order(self, *, language: str, now: Any) -> PreparedOrder:
        self.asked += 1
        with organization_block(self.shop.org_id):
            sold = sell(self.shop, product={"name": "Aspirateur balai Zéphyr 3"})
        return PreparedOrder(sold.order_id, self.shop.brand_slug)

    def refund(self, *, language: str, now: Any) -> SilentRefund:
        self.asked += 1
        return SilentRefund(self.refund_reference, "pi_1")

    def heard(self, refund: SilentRefund) -> tuple[HeardCall, ...]:
        now = timezone.now()
        return (HeardCall("refund", now, True), HeardCall("look", now + timedelta(seconds=12), False))

    def keeps_all(self) -> bool:
        return True

    def executions(self, refund: SilentRefund) -> int:
        return 1
