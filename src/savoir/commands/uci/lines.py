"""Return lines of the UCI Online Retail file (Chen 2015, CC BY 4.0)."""

import csv
import gzip
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from savoir.kernel.values.money import Money

NOT_GOODS = re.compile(r"^(POST|DOT|M|m|D|S|C2|BANK CHARGES|CRUK|AMAZONFEE|B|PADS|gift_.*)$")


@dataclass(frozen=True, slots=True)
class ReturnLine:
    """One line of a cancellation invoice ("C..."): units given back, at the price on the line."""

    key: str
    customer: str
    article: str
    quantity: int
    unit_price: Money
    at: datetime
    is_goods: bool

    @property
    def amount(self) -> Money:
        """What the line credits."""
        return self.unit_price * self.quantity


def return_lines(path: Path, *, zone: str, currency: str, month: str = "") -> Iterator[ReturnLine]:
    """Every line of a cancellation, in the order of the file; `month` ("2010-12") keeps one month.

    The key is the invoice and a running number inside it (38 invoices have two timestamps). Naive times are
    read in `zone`, prices in `currency`.
    """
    numbers: dict[str, int] = {}
    for row in _rows(path):
        invoice = row["InvoiceNo"]
        if not invoice.startswith("C"):
            continue
        numbers[invoice] = numbers.get(invoice, 0) + 1
        if row["InvoiceDate"].startswith(month):
            yield _line(row, f"{invoice}-{numbers[invoice]}", ZoneInfo(zone), currency)


def _rows(path: Path) -> Iterator[dict[str, str]]:
    with path.open("rb") as raw:
        is_packed = raw.read(2) == b"\x1f\x8b"
    with gzip.open(path, "rt", encoding="utf-8", newline="") if is_packed else path.open(newline="") as text:
        yield from csv.DictReader(text)


def _line(row: dict[str, str], key: str, zone: ZoneInfo, currency: str) -> ReturnLine:
    at = datetime.strptime(row["InvoiceDate"], "%Y-%m-%d %H:%M:%S").replace(tzinfo=zone)
    return ReturnLine(
        key=key, customer=row["CustomerID"], article=row["StockCode"], quantity=-int(row["Quantity"]),
        unit_price=_price(row["UnitPrice"], currency), at=at,
        is_goods=NOT_GOODS.match(row["StockCode"]) is None,
    )  # fmt: skip


def _price(text: str, currency: str) -> Money:
    """Minor units; the file has a few prices with three decimals, rounded half up."""
    whole, _, decimals = text.partition(".")
    digits = (decimals + "000")[:3]
    return Money((int(whole) * 1000 + int(digits) + 5) // 10, currency)
