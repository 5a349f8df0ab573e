"""One exported order, its words already found -> an order document of ours, like a line of JSON Lines."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from hashlib import sha256
from typing import Any

from savoir.kernel.values.money import minor_digits
from savoir.orders.intake.faults import Bad
from savoir.orders.intake.shape import Shape
from savoir.orders.intake.shops.cells import amount, instant, one_line, whole
from savoir.orders.intake.shops.settling import Figures, PricedLine, Settled, settle

Cells = Mapping[str, str]
Document = dict[str, Any]


class Left(Exception):  # noqa: N818 - says what the order is, not what broke
    """The order is no sale (draft, failed, canceled and never paid): it is counted and left out."""


class BadWord(Bad):
    """A word of the order can't be read."""

    def __init__(self, code: str, word: str) -> None:
        super().__init__(code)
        self.word = word


@dataclass(frozen=True, slots=True)
class Exported:
    """One order of an export: its own words and those of each line, plain texts."""

    order: Cells
    lines: tuple[Cells, ...]


def document_of(exported: Exported, shape: Shape, constants: Cells) -> Document:
    """The whole order. Raises Left for what is no sale, BadWord for what can't be read."""
    order = {**constants, **{word: text for word, text in exported.order.items() if text}}
    if _is_no_sale(order, shape):
        raise Left
    lines = [line for line in exported.lines if _is_sold(line)]
    currency = order.get("currency", "").upper()
    figures = _figures(order, currency, exported)
    priced = tuple(_priced_line(line, currency) for line in lines)
    settled = settle(priced, figures) if priced else None
    key = order.get("id", "") or order.get("number", "")
    key = f"{shape.prefix}{key}" if key else ""
    if priced and settled is None and figures.total is None:
        raise BadWord("missing", "total")  # nothing to hold its figures against: it would come in unpaid
    document = _head(order, shape, key, currency)
    document["lines"] = _lines(lines, priced, settled, key, currency, shape)
    if settled is None:  # nothing adds up: the check of totals says so, with its line
        return document | {"total": _text(figures.total, currency), "delivery_paid": "0"}
    document["delivery_paid"] = _text(settled.delivery, currency)
    document["payments"] = _payments(order, shape, key, currency, settled, figures)
    document["deliveries"] = _deliveries(order, lines, document["lines"], shape, key)
    return document


def _is_no_sale(order: Cells, shape: Shape) -> bool:
    """Canceled or never made, and no money came: what was paid stays a sale, with what went back."""
    out = {
        word for word, values in shape.skips.items()
        if (text := order.get(word, "")) and ("*" in values or text.casefold() in values)
    }  # fmt: skip
    return bool(out) and not _has_been_paid(order, shape, says_unpaid="paid_status" in out)


def _has_been_paid(order: Cells, shape: Shape, *, says_unpaid: bool) -> bool:
    """Whether the order tells of money: sent back, come in, or a day it came unless its state denies it."""
    currency = order.get("currency", "").upper()
    if _cents(order, "refunded", currency) or _cents(order, "paid_amount", currency):
        return True
    return not (says_unpaid or _is_said(order, shape.unpaid)) and bool(
        _moment(order, "paid_at") or _is_said(order, shape.refunded)
    )


def _is_said(order: Cells, sets: Mapping[str, frozenset[str]]) -> bool:
    return any(order.get(word, "").casefold() in values for word, values in sets.items())


def _is_sold(line: Cells) -> bool:
    return bool(_read(line, "line_quantity", whole) != 0)


def _read(cells: Cells, word: str, reader: Any) -> Any:
    try:
        return reader(cells.get(word, ""))
    except Bad as bad:
        raise BadWord(bad.code, word) from bad


def _minor(cells: Cells, word: str, currency: str) -> int | None:
    """An amount of the shop in minor units, half up: shops keep more decimals than coins have."""
    found: Decimal | None = _read(cells, word, amount)
    if found is None:
        return None
    scaled = found.scaleb(minor_digits(currency))
    return int(scaled.quantize(Decimal(1), ROUND_HALF_UP))


def _cents(cells: Cells, word: str, currency: str) -> int:
    return abs(_minor(cells, word, currency) or 0)


def _text(minor: int | None, currency: str) -> str | None:
    return None if minor is None else str(Decimal(minor).scaleb(-minor_digits(currency)))


def _figures(order: Cells, currency: str, exported: Exported) -> Figures:
    taxes = _cents(order, "taxes", currency)
    shipping = _cents(order, "shipping", currency) + _cents(order, "shipping_tax", currency)
    extras = _minor(order, "extras", currency)
    is_paid_said = any(line.get("line_total") for line in exported.lines)
    return Figures(
        currency=currency, total=_minor(order, "total", currency),
        subtotal=None if is_paid_said else _minor(order, "subtotal", currency),
        discount=0 if is_paid_said else _cents(order, "discount", currency), shipping=shipping,
        taxes=0 if is_paid_said else taxes, extras=extras,
    )  # fmt: skip


def _priced_line(line: Cells, currency: str) -> PricedLine:
    quantity = _read(line, "line_quantity", whole)
    if quantity is None:
        raise BadWord("missing", "line_quantity")
    price: Decimal | None = _read(line, "line_price", amount)
    before = _with_tax(line, "line_subtotal", currency)
    paid = _with_tax(line, "line_total", currency)
    if before is None and price is not None:
        scaled = (price * quantity).scaleb(minor_digits(currency))
        before = int(scaled.quantize(Decimal(1), ROUND_HALF_UP))
    before = paid if before is None else before
    if before is None:
        raise BadWord("missing", "line_price")
    if before < 0 or (paid or 0) < 0:
        raise BadWord("negative", "line_price")
    return PricedLine(quantity, before, _cents(line, "line_discount", currency), paid)


def _with_tax(line: Cells, word: str, currency: str) -> int | None:
    """A line's amount and the tax that stands beside it."""
    found = _minor(line, word, currency)
    if found is None:
        return None
    return found + (_minor(line, f"{word}_tax", currency) or 0)


def _head(order: Cells, shape: Shape, key: str, currency: str) -> Document:
    name = order.get("full_name") or f"{order.get('first_name', '')} {order.get('last_name', '')}"
    street = ", ".join(filter(None, (order.get("street", ""), order.get("street_2", ""))))
    country, customer_id = order.get("country", "").upper(), order.get("customer_id", "")
    return {
        "order_id": key, "order_number": order.get("number", "") or order.get("id", ""), "currency": currency,
        "contract_at": _moment(order, "ordered_at"), "updated_at": _moment(order, "updated_at"),
        "channel": shape.meaning("source", order.get("source", ""), "web"),
        "is_professional": "true" if order.get("professional_id") else "",
        "country": country if len(country) == 2 and country.isalpha() else "",
        "customer": {
            "id": f"{shape.prefix}{customer_id}" if customer_id else "", "name": one_line(name)[:200],
            "email": order.get("email", ""), "phone": order.get("phone", "")[:40],
            "postcode": order.get("postcode", "")[:12], "city": one_line(order.get("city", ""))[:100],
            "street": one_line(street)[:200],
        },
    }  # fmt: skip


def _moment(order: Cells, word: str) -> str:
    """Where the export gives world time too, that one."""
    world: str = _read(order, f"{word}_utc", instant)
    if world:
        return world if world[19:] else f"{world}+00:00"
    local: str = _read(order, word, instant)
    return local


def _lines(
    lines: list[Cells], priced: tuple[PricedLine, ...], settled: Settled | None, key: str, currency: str,
    shape: Shape,
) -> list[Document]:  # fmt: skip
    prices = settled.lines if settled else tuple((-(-p.before // p.quantity), p.discount) for p in priced)
    return [
        _line(line, p.quantity, price, f"{key}-{line.get('line_id') or number}", currency, shape=shape)
        | {"delivered_qty": None, "returned_qty": _read(line, "line_returned", _pieces)}
        for number, (line, p, price) in enumerate(zip(lines, priced, prices, strict=True), 1)
    ]


def _pieces(text: str) -> str | None:
    found = whole(text.lstrip("-"))
    return None if found is None else str(found)


def _line(
    line: Cells, quantity: int, price: tuple[int, int], line_id: str, currency: str, *, shape: Shape
) -> Document:
    unit, discount = price
    name = one_line(line.get("line_name", ""))[:200]
    return {
        "line_id": line_id, "quantity": str(quantity), "unit_price": _text(unit, currency),
        "discount": _text(discount, currency), "product": {
            "id": f"{shape.prefix}{_product_id(line, name)}"[:80], "name": name,
            "sku": line.get("line_sku", "")[:80], "gtin": line.get("line_gtin", "")[:14],
            "supplier": line.get("line_vendor", "")[:120],
        },
    }  # fmt: skip


def _product_id(line: Cells, name: str) -> str:
    """What the shop calls it: variant, else product, else stock number, else a digest of its name."""
    product, variant = line.get("line_product_id", ""), line.get("line_variant_id", "")
    parts = [part for part in (product, variant) if part not in ("", "0")]
    found = "-".join(parts) or line.get("line_sku", "")
    if found:
        return found[:80]
    return f"name-{sha256(name.casefold().encode()).hexdigest()[:20]}" if name else ""


def _payments(
    order: Cells, shape: Shape, key: str, currency: str, settled: Settled, figures: Figures
) -> list[Document]:
    """What came in, as one payment: an export names several means together, without their parts."""
    refunded = _cents(order, "refunded", currency)
    due = figures.total
    if due is None:
        due = sum(u for u, _ in settled.lines) + settled.delivery
    paid = _minor(order, "paid_amount", currency)
    paid = due - _cents(order, "outstanding", currency) if paid is None else paid
    amount_in = max(0 if _is_said(order, shape.unpaid) else paid, refunded)
    if not refunded and _is_said(order, shape.refunded):
        refunded = amount_in  # "refunded" without an amount is all of it
    if amount_in <= 0:
        return []
    means = order.get("tender_code", "") or order.get("tender", "")
    return [{
        "id": f"{key}-P", "tender": shape.meaning("tender", means, "unknown"),
        "provider": shape.meaning("provider", means), "reference": order.get("reference", "")[:120],
        "amount": _text(amount_in, currency), "refunded": _text(refunded, currency),
        "at": _moment(order, "paid_at") or None,
    }]  # fmt: skip


def _deliveries(
    order: Cells, lines: list[Cells], documents: list[Document], shape: Shape, key: str
) -> list[Document]:
    """What left, as one parcel: of the lines that the export says to have left whole, else of all."""
    shipped, arrived = _moment(order, "shipped_at"), _moment(order, "delivered_at")
    mode = shape.meaning("mode", order.get("source", ""), "parcel")
    state = order.get("fulfilled", "").casefold()
    if mode == "store" and state in shape.sent | shape.partly:
        arrived = arrived or _moment(order, "ordered_at")  # handed over at the till
    if not (shipped or arrived or state in shape.sent | shape.partly):
        return []
    said = [line.get("line_status", "").casefold() for line in lines]
    is_whole = not any(said) and state not in shape.partly
    left = [
        {"line_id": document["line_id"], "quantity": document["quantity"]}
        for document, status in zip(documents, said, strict=True)
        if is_whole or status in shape.sent
    ]
    return [{
        "id": f"{key}-D", "mode": mode, "carrier": one_line(order.get("carrier", ""))[:60],
        "tracking": order.get("tracking", "").split(",")[0].strip()[:60], "shipped_at": shipped or None,
        "delivered_at": arrived or None, "lines": left,
    }] if left else []  # fmt: skip
