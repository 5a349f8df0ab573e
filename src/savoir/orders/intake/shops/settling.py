"""The money of one exported order: what each line was paid, what delivery cost, to the minor unit. Pure.

Shops write prices with or without tax, discounts on lines or on the order, rounding per line or per order.
What was paid in all is the truth: the reading of the other figures that adds up to it is taken, none is
guessed.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from savoir.kernel.values.money import Money, allocate


@dataclass(frozen=True, slots=True)
class PricedLine:
    """Minor units of a whole line: before discounts, its own discount, what was paid if the shop says so."""

    quantity: int
    before: int
    discount: int = 0
    paid: int | None = None


@dataclass(frozen=True, slots=True)
class Figures:
    """What the order says of its money, in minor units; None = it does not say."""

    currency: str
    total: int | None = None
    subtotal: int | None = None
    discount: int = 0
    shipping: int = 0
    taxes: int = 0
    extras: int | None = None


@dataclass(frozen=True, slots=True)
class Settled:
    """Per line (unit price, discount); what delivery cost; `beyond`: for neither (duties, tips, fees)."""

    lines: tuple[tuple[int, int], ...]
    delivery: int
    beyond: int


@dataclass(frozen=True, slots=True)
class _Reading:
    goods: int
    delivery: int
    tax: int = 0
    beyond: int = 0


def settle(lines: tuple[PricedLine, ...], figures: Figures) -> Settled | None:
    """The reading that adds up to the total, shared among the lines; None when none does."""
    reading = next((found for found in _readings(lines, figures) if _is_whole(found, lines, figures)), None)
    if reading is None:
        return None
    goods, delivery = _taxed(reading, figures)
    shares = _shares(lines, goods, figures.currency)
    return Settled(
        lines=tuple(_priced(line, paid) for line, paid in zip(lines, shares, strict=True)),
        delivery=delivery, beyond=reading.beyond,
    )  # fmt: skip


def _bases(lines: tuple[PricedLine, ...]) -> list[int]:
    return [max(0, line.before - line.discount) if line.paid is None else line.paid for line in lines]


def _readings(lines: tuple[PricedLine, ...], figures: Figures) -> Iterator[_Reading]:
    """Every way to read the figures, the likeliest first; a subtotal is what goods cost after discounts."""
    whole, stated = sum(_bases(lines)), figures.subtotal
    if figures.total is None:
        yield _Reading(whole - figures.discount if stated is None else stated, figures.shipping)
        return
    others = [whole - figures.discount, whole, *([] if stated is None else [stated - figures.discount])]
    for goods in dict.fromkeys([others[0] if stated is None else stated, *others]):
        yield from _of_goods(goods, figures, figures.total)
    goods = others[0] if stated is None else stated
    # a tip, a fee: paid, and for none of the goods
    if figures.extras is None and figures.total > goods + figures.shipping:
        yield _Reading(goods, figures.shipping, 0, figures.total - goods - figures.shipping)


def _of_goods(goods: int, figures: Figures, total: int) -> Iterator[_Reading]:
    """Tax within or on top, duties or none, the whole of delivery or a part that a discount left of it."""
    for tax in dict.fromkeys((0, figures.taxes)):
        for beyond in dict.fromkeys((figures.extras or 0, 0)):
            yield _Reading(goods, figures.shipping, tax, beyond)
    if figures.discount and 0 <= total - goods < figures.shipping:
        yield _Reading(goods, total - goods)


def _is_whole(reading: _Reading, lines: tuple[PricedLine, ...], figures: Figures) -> bool:
    """Whether it adds up, a minor unit of rounding per line aside, and gives no line more than its price."""
    if reading.goods < 0 or (reading.goods and not any(_bases(lines)) and not any(x.before for x in lines)):
        return False
    slack = len(lines) + 1
    above = sum(line.before for line in lines) if reading.tax == 0 else None
    most = None if above is None else max(above, sum(_bases(lines))) + slack
    exact = reading.goods if reading.tax else _taxed(reading, figures)[0]  # rounding counts once, not twice
    if most is not None and max(reading.goods, exact) > most:
        return False
    least = min(reading.goods, exact)
    if sum(_bases(lines)) - least > figures.discount + sum(x.discount for x in lines) + slack:
        return False  # lines that were taken out of the order again: nobody can tell which
    if figures.total is None:
        return True
    return abs(reading.goods + reading.delivery + reading.tax + reading.beyond - figures.total) <= slack


def _taxed(reading: _Reading, figures: Figures) -> tuple[int, int]:
    """(goods, delivery) tax included, exact to the total; tax on top is shared in proportion."""
    if figures.total is None:
        return reading.goods, reading.delivery
    due = figures.total - reading.beyond
    if not reading.tax:
        return max(0, due - reading.delivery), min(reading.delivery, due)
    weights = [reading.goods, reading.delivery]
    goods, delivery = allocate(Money(due, figures.currency), weights)
    return goods.minor, delivery.minor


def _shares(lines: tuple[PricedLine, ...], goods: int, currency: str) -> list[int]:
    bases = _bases(lines)
    if sum(bases) == goods:
        return bases
    weights = bases if any(bases) else [line.before for line in lines]
    return [share.minor for share in allocate(Money(goods, currency), weights)]


def _priced(line: PricedLine, paid: int) -> tuple[int, int]:
    """(unit price, discount of the line): the price before discounts, never below what was paid."""
    whole = max(line.before, paid)
    unit = -(-whole // line.quantity)
    return unit, unit * line.quantity - paid
