"""Sales of the demo shop as rows of an import file, mirrored by the same import that real shops use."""

import json
import tempfile
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from random import Random

from savoir.commands.demo.catalog import ATELIER, ELECTRO, MAISON
from savoir.commands.demo.founding import Shop
from savoir.commands.demo.goods import Thing
from savoir.commands.demo.people import Buyer
from savoir.commands.ports import PaidAtProvider
from savoir.orders.operations import ImportReport, Mapping, import_orders

PREFIX = {MAISON: "ML", ELECTRO: "LE", ATELIER: "AL"}
STORES = ("lille", "arras", "amiens")
DELIVERY_CENTS, FREE_FROM_CENTS = 490, 10_000


class SalesRefused(RuntimeError):  # noqa: N818 - names the refused fact (house rule 7)
    """The import did not take the demo's own rows: a programming fault."""


@dataclass(frozen=True, slots=True)
class Sold:
    """One line: a thing, how many, and what was taken off the line in cents."""

    thing: Thing
    quantity: int = 1
    off: int = 0


@dataclass(frozen=True, slots=True)
class Sale:
    """One order of the demo. `delivered_at` None: still on its way. `is_banked`: the provider knows it."""

    number: str
    brand: str
    buyer: Buyer
    lines: tuple[Sold, ...]
    contract_at: datetime
    delivered_at: datetime | None
    channel: str = "web"
    store: str = ""
    last4: str = "4821"
    is_banked: bool = True
    extra: dict[str, object] = field(default_factory=dict)

    @property
    def delivery_cents(self) -> int:
        """Delivery is free in a shop and from 100 euros on."""
        is_free = self.goods_cents >= FREE_FROM_CENTS or self.channel in ("store", "click_collect")
        return 0 if is_free else DELIVERY_CENTS

    @property
    def goods_cents(self) -> int:
        """What the goods cost, discounts taken off."""
        return sum(line.thing.price * line.quantity - line.off for line in self.lines)

    @property
    def payment(self) -> PaidAtProvider:
        """The payment as the provider knows it."""
        return PaidAtProvider(self.reference, self.goods_cents + self.delivery_cents, "EUR")

    @property
    def reference(self) -> str:
        """The provider's name of the payment."""
        return f"pi_{self.number.replace('-', '').lower()}"

    def row(self) -> dict[str, object]:
        """The order as one line of a JSON Lines file."""
        total = _euros(self.goods_cents + self.delivery_cents)
        paid = {
            "payment_id": f"PAY-{self.number}", "payment_tender": "card", "payment_amount": total,
            "payment_provider": "stripe", "payment_reference": self.reference, "payment_last4": self.last4,
            "payment_at": self.contract_at.isoformat(),
        }  # fmt: skip
        return {
            "order_id": self.number, "order_number": self.number, "currency": "EUR", "channel": self.channel,
            "contract_at": self.contract_at.isoformat(), "site_code": self.store, "total": total,
            "is_professional": False, "is_gift": False, "delivery_paid": _euros(self.delivery_cents),
            "delivery_standard": _euros(self.delivery_cents), **self.buyer.row(), **self.extra,
            "lines": [self._line(place) for place in range(len(self.lines))], "payments": [paid],
            "deliveries": self._deliveries(),
        }  # fmt: skip

    def _line(self, place: int) -> dict[str, object]:
        line = self.lines[place]
        serials = [f"SN{self.number[3:]}{place}{unit}" for unit in range(line.quantity)]
        is_tracked = "serial_tracked" in line.thing.flags
        return {
            **line.thing.row(), "line_id": f"{self.number}-{place + 1}", "quantity": str(line.quantity),
            "unit_price": _euros(line.thing.price), "discount": _euros(line.off), "tax_rate": "20",
            "serials": serials if is_tracked else None,
        }  # fmt: skip

    def _deliveries(self) -> list[dict[str, object]]:
        mode = {"store": "store", "click_collect": "click_collect"}.get(self.channel, "parcel")
        shipped_at = min(self.contract_at + timedelta(hours=20), self.delivered_at or datetime.max.replace(
            tzinfo=self.contract_at.tzinfo))  # fmt: skip
        if self.delivered_at is None:
            return []
        return [{
            "delivery_id": f"DEL-{self.number}", "delivery_mode": mode,
            "delivery_carrier": "Colissimo" if mode == "parcel" else "",
            "delivery_tracking": f"6A{int(self.number[3:]):011d}" if mode == "parcel" else "",
            "shipped_at": shipped_at.isoformat(), "delivered_at": self.delivered_at.isoformat(),
            "lines": [{"line_id": f"{self.number}-{place + 1}", "quantity": str(line.quantity)}
                      for place, line in enumerate(self.lines)],
        }]  # fmt: skip


def _euros(cents: int) -> str:
    return f"{cents // 100}.{cents % 100:02d}"


def drawn_sale(
    draw: Random, number: int, lines: tuple[Sold, ...], buyer: Buyer, contract_at: datetime,
    delivered_at: datetime | None, **given: object,
) -> Sale:  # fmt: skip
    """A sale with a channel and a card that fit. `given`: `channel`, `is_banked`."""
    brand = lines[0].thing.brand
    channel = str(given.get("channel") or draw.choices(
        ("web", "click_collect", "store", "marketplace"), (78, 10, 7, 5))[0])  # fmt: skip
    extra: dict[str, object] = {"marketplace": "Place du Nord"} if channel == "marketplace" else {}
    return Sale(
        number=f"{PREFIX[brand]}-{number}", brand=brand, buyer=buyer, lines=lines, contract_at=contract_at,
        delivered_at=delivered_at, channel=channel, last4=f"{draw.randrange(1000, 9999)}", extra=extra,
        store=draw.choice(STORES) if channel in ("store", "click_collect") else "",
        is_banked=bool(given.get("is_banked", True)),
    )  # fmt: skip


def mirror(shop: Shop, sales: Iterable[Sale], *, now: datetime) -> int:
    """Import the sales of every brand from files; return how many orders. Raises SalesRefused."""
    kept = tuple(sales)
    with tempfile.TemporaryDirectory() as folder:
        for slug, brand_id in shop.brand_ids.items():
            rows = [sale.row() for sale in kept if sale.brand == slug]
            if not rows:
                continue
            file = Path(folder) / f"{slug}.jsonl"
            file.write_text("\n".join(json.dumps(row) for row in rows) + "\n", encoding="utf-8")
            report = import_orders(
                actor=shop.system, brand_id=brand_id, source=file, mapping=Mapping(), now=now
            )
            _check(report)
    return len(kept)


def _check(report: ImportReport) -> None:
    if report.orders_rejected:
        first = report.rejected[0]
        where = f"{first.order}: {first.field} {first.code}"
        raise SalesRefused(f"{report.orders_rejected} orders, first {where}")
