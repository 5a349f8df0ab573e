"""Frozen rows of a sale, as the other rooms see them."""

from dataclasses import dataclass
from datetime import date, datetime

from savoir.kernel.values.money import CurrencyMismatch, Money
from savoir.orders.covers import Cover
from savoir.orders.recalled import Recalled
from savoir.orders.states import THINGS

__all__ = [
    "Cover", "CustomerCard", "LineAttempt", "OrderCard", "PaymentCard", "Recalled", "SaleLine",
    "SaleMatches", "Stood", "paid_share",
]  # fmt: skip


def paid_share(paid: Money, *, quantity: int, before: int, units: int) -> Money:
    """What was paid for `units` of a line of `quantity` when `before` units are settled already.

    The amount paid for the first k units is floor(paid x k / quantity): shares of one sequence add up to
    `paid` exactly, shares taken side by side never exceed it. ValueError when the units are not in the line.
    """
    return Money(_share(paid.minor, quantity, before, units), paid.currency)


def _share(minor: int, quantity: int, before: int, units: int) -> int:
    if units < 1 or before < 0 or before + units > quantity:
        raise ValueError(f"{units} units after {before} are not within {quantity}")
    return minor * (before + units) // quantity - minor * before // quantity


@dataclass(frozen=True, slots=True)
class LineAttempt:
    """What a case agreed for a line, or that it refused it (`remedy` ""); `intent` and `remedy` are words of
    the cases. None = it has not happened, or nobody knows. `back_on`: by when the thing was with him again.
    """

    intent: str
    remedy: str
    requested_on: date
    is_imposed: bool = False
    handed_over_on: date | None = None
    sent_on: date | None = None
    back_on: date | None = None
    called_off_on: date | None = None
    refused_on: date | None = None


@dataclass(frozen=True, slots=True)
class SaleLine:
    """One line of a sale with what its order says. `None` and "" mean unknown: never guessed.

    `discount` and `delivery_share` are the line's whole shares; `order_delivered_at` has one entry per
    delivery of the order, None while under way; `line_delivered_at` is the last one that held this line.
    `history`: what cases did to it, in the order of their requests. `recalls`: those that name its product,
    the newest first; each says whether it is about this piece. `cover`: bought with it, None = not told.
    """

    order_id: int
    order_number: str
    brand_id: int
    customer_id: int | None
    channel: str
    seller: str
    marketplace: str
    rail: str
    contract_at: datetime
    currency: str
    is_gift: bool | None
    is_professional: bool | None
    country: str
    site_id: int | None
    line_id: int
    position: int
    name: str
    variant: str
    product_id: int
    sku: str
    gtin: str
    category_path: str
    picture: str
    colorway: str
    supplier: str
    quantity: int
    delivered_qty: int
    held_qty: int
    returned_qty: int
    unit_price: Money
    discount: Money
    delivery_share: Money
    tax_basis_points: int | None
    hygiene_sealed: bool | None
    made_to_order: bool | None
    perishable: bool | None
    dangerous_goods: str
    serial_tracked: bool | None
    second_hand: bool | None
    warranty_months: int | None
    weight_grams: int | None
    serials: tuple[str, ...]
    order_delivered_at: tuple[datetime | None, ...]
    line_delivered_at: datetime | None
    delivery_mode: str
    delivery_paid: Money
    delivery_standard: Money | None
    order_quantity_total: int
    history: tuple[LineAttempt, ...] = ()
    agreed_delivery_on: date | None = None
    date_is_essential: bool | None = None
    buyer_employees: int | None = None
    outside_main_activity: bool | None = None
    contract_kind: str = ""
    recalls: tuple[Recalled, ...] = ()
    cover: Cover | None = None

    @property
    def is_thing(self) -> bool:
        """Whether it can be sent back at all: a service and digital content can't."""
        return self.contract_kind in THINGS

    @property
    def returnable_qty(self) -> int:
        """Units that are delivered, not held by an open case and not returned."""
        return self.delivered_qty - self.held_qty - self.returned_qty

    @property
    def paid(self) -> Money:
        """Paid for the whole line, its discount taken off, delivery not counted."""
        return Money(self._paid_minor, self.unit_price.currency)

    @property
    def _paid_minor(self) -> int:
        price, discount = self.unit_price, self.discount
        if price.currency != discount.currency:
            raise CurrencyMismatch(f"{price.currency} and {discount.currency}")
        return price.minor * self.quantity - discount.minor

    def paid_for(self, quantity: int, *, before: int | None = None) -> Money:
        """Paid for `quantity` units after `before` others (default: those returned), to the minor unit.

        Any sequence of partial returns sums to `paid`; returns side by side never exceed it. Who knows how
        many units are settled passes it as `before`. Units asked for beyond what is left count as the last
        ones: whether they may come back is `hold`'s to say. ValueError when the line has not that many units.
        """
        settled = min(self.returned_qty, max(self.quantity - quantity, 0)) if before is None else before
        return Money(_share(self._paid_minor, self.quantity, settled, quantity), self.unit_price.currency)


@dataclass(frozen=True, slots=True)
class OrderCard:
    """One order in a list."""

    id: int
    number: str
    brand_id: int
    customer_id: int | None
    channel: str
    contract_at: datetime
    currency: str
    total: Money
    country: str
    rail: str
    tracking_numbers: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CustomerCard:
    """A person who bought. `orders_total` is None when the orders are in several currencies."""

    id: int
    name: str
    initials: str
    email: str
    phone: str
    language: str
    city: str
    postcode: str
    country: str
    since_on: date | None
    orders_count: int
    orders_total: Money | None
    cases_opened: int
    refunds_settled: int


@dataclass(frozen=True, slots=True)
class Stood:
    """What is known about a customer on a day: his orders, and what our counters say. `bought_minor` is the
    sum of his orders of the last twelve months in one currency.
    """

    orders: int
    cases: int
    refunds: int
    refunded_minor: int
    rejected: int
    bought_minor: int


@dataclass(frozen=True, slots=True)
class PaymentCard:
    """Money that came in. `refundable` = amount - refunded by anyone anywhere - pending."""

    id: int
    order_id: int
    tender: str
    provider: str
    provider_reference: str
    last4: str
    amount: Money
    refunded: Money
    pending: Money
    refundable: Money
    paid_at: datetime


@dataclass(frozen=True, slots=True)
class SaleMatches:
    """What a search found: ids, to be read again for whoever asked."""

    order_ids: tuple[int, ...]
    customer_ids: tuple[int, ...]
