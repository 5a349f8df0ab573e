"""Which sale a return belongs to: a "C" line does not say. Pure: lines in, a plan out."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

from savoir.commands.uci.lines import ReturnLine
from savoir.kernel.values.money import Money
from savoir.orders.queries import SoldLine

AFTER_DELIVERY = timedelta(hours=20)


class Fate(StrEnum):
    """What the replay does with a return line."""

    MATCHED = "matched"
    PARTLY = "partly_matched"
    NO_CUSTOMER = "no_customer"
    NO_SALE = "no_earlier_sale"
    BEYOND_SOLD = "beyond_what_was_sold"
    NOT_GOODS = "not_goods"


@dataclass(frozen=True, slots=True)
class Part:
    """Units of one return line that go back against one sale line, asked for at `at`."""

    key: str
    sold: SoldLine
    quantity: int
    amount: Money
    at: datetime


@dataclass(slots=True)
class Matching:
    """Every return line with its fate, and the parts to play, in date order."""

    fates: dict[str, Fate] = field(default_factory=dict)
    refused: dict[Fate, list[tuple[ReturnLine, int]]] = field(default_factory=dict)
    parts: list[Part] = field(default_factory=list)


def match(returns: Iterable[ReturnLine], sold: Iterable[SoldLine]) -> Matching:
    """Match each return to earlier sales of the same customer and article.

    Rule: sales at the line's own price first, newest first; then sales at another price, newest first; units
    already given back are not given back again. What no sale covers is refused. The money is what was paid at
    the sale, never the price on the return line.
    """
    by_pair: dict[tuple[str, str], list[SoldLine]] = {}
    for sale in sold:
        by_pair.setdefault((sale.customer, sale.article), []).append(sale)
    left = {sale.line_id: sale.quantity for sales in by_pair.values() for sale in sales}
    matching = Matching()
    for line in sorted(returns, key=lambda r: r.at):
        _match_one(matching, line, by_pair.get((line.customer, line.article), []), left)
    matching.parts.sort(key=lambda part: (part.at, part.key))
    return matching


def _match_one(matching: Matching, line: ReturnLine, sold: list[SoldLine], left: dict[int, int]) -> None:
    earlier = [candidate for candidate in sold if candidate.contract_at <= line.at]
    if not line.is_goods or not line.customer or not earlier:
        fate = Fate.NO_SALE if line.is_goods and line.customer else Fate.NO_CUSTOMER
        return _refuse(matching, line, fate if line.is_goods else Fate.NOT_GOODS, line.quantity)
    parts = _take(line, earlier, left)
    missing = line.quantity - sum(part.quantity for part in parts)
    matching.parts.extend(parts)
    matching.fates[line.key] = Fate.PARTLY if missing and parts else Fate.MATCHED
    if missing:
        if not parts:
            matching.fates[line.key] = Fate.BEYOND_SOLD
        matching.refused.setdefault(Fate.BEYOND_SOLD, []).append((line, missing))
    return None


def _refuse(matching: Matching, line: ReturnLine, fate: Fate, quantity: int) -> None:
    matching.fates[line.key] = fate
    matching.refused.setdefault(fate, []).append((line, quantity))


def _take(line: ReturnLine, earlier: list[SoldLine], left: dict[int, int]) -> list[Part]:
    newest = sorted(
        earlier, key=lambda s: (s.unit_price == line.unit_price, s.contract_at, s.line_id), reverse=True
    )
    parts: list[Part] = []
    wanted = line.quantity
    for sold in newest:
        units = min(wanted, left[sold.line_id])
        if units > 0:
            before = sold.quantity - left[sold.line_id]
            left[sold.line_id] -= units
            wanted -= units
            key = f"{line.key}/{len(parts) + 1}"
            parts.append(Part(key, sold, units, _paid(sold, before, units), _asked_at(line, sold)))
    return parts


def _paid(sold: SoldLine, before: int, units: int) -> Money:
    """What was paid for these units: exact over any sequence, counted independently of the product's rule."""
    upto = sold.paid.minor * (before + units) // sold.quantity
    return Money(upto - sold.paid.minor * before // sold.quantity, sold.paid.currency)


def _asked_at(line: ReturnLine, sold: SoldLine) -> datetime:
    """The instant of the return, but never before the goods could be in the customer's hands."""
    return line.at if sold.delivered_at is None else max(line.at, sold.delivered_at + AFTER_DELIVERY)
