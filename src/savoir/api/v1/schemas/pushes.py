"""Sales, parcels, customers and products as another system tells them; amounts are texts in major units."""

from datetime import date
from decimal import Decimal
from typing import Annotated, Any, Literal

from pydantic import AwareDatetime, Field

from savoir.api.v1.schemas.common import Answer, Given
from savoir.orders.operations import MOST_PUSHED, Pushed
from savoir.orders.states import Channel, ContractKind, CoverKind, DeliveryMode, Peril, Seller

Key = Annotated[str, Field(min_length=1, max_length=80)]
Name = Annotated[str, Field(max_length=200)]
Word = Annotated[str, Field(max_length=60)]
Price = Annotated[Decimal, Field(ge=0, le=10**12, description="Major units: 12.50")]
Country = Annotated[str, Field(pattern="^([A-Z]{2})?$")]
Pieces = Annotated[int, Field(ge=1, le=10_000_000)]
Brand = Annotated[str, Field(max_length=60, description="Its slug; may be left out when there is one.")]


class PushedProduct(Given):
    """A product; what is left out stays as it is known."""

    id: Key
    name: Name = ""
    sku: Annotated[str, Field(max_length=80)] = ""
    gtin: Annotated[str, Field(max_length=14)] = ""
    variant: Annotated[str, Field(max_length=120)] = ""
    category_path: Name = ""
    supplier: Annotated[str, Field(max_length=120)] = ""
    hygiene_sealed: bool | None = None
    made_to_order: bool | None = None
    perishable: bool | None = None
    serial_tracked: bool | None = None
    second_hand: bool | None = None
    dangerous_goods: Annotated[str, Field(max_length=20)] = ""
    warranty_months: Annotated[int, Field(ge=0, le=1200)] | None = None
    contract_kind: Annotated[ContractKind | Literal[""], Field(description="Left out: goods.")] = ""
    weight_grams: Annotated[int, Field(ge=0, le=10**8)] | None = None


class PushedCustomer(Given):
    """Who bought. Inside an order `id` may be left out: the e-mail address names him."""

    id: Annotated[str, Field(max_length=80)] = ""
    name: Name = ""
    email: Annotated[str, Field(max_length=254)] = ""
    phone: Annotated[str, Field(max_length=40)] = ""
    language: Literal["", "fr", "en"] = ""
    postcode: Annotated[str, Field(max_length=12)] = ""
    city: Annotated[str, Field(max_length=100)] = ""
    street: Name = ""
    country: Country = ""


class PushedCover(Given):
    """An extension of the warranty or an insurance bought with the goods; what is left out stays unknown.

    A cover that is a line of its own names with `of` the line it covers. `bought` false: there is none.
    """

    of: Annotated[str, Field(max_length=100)] = ""
    bought: bool | None = None
    kind: CoverKind | None = None
    perils: Annotated[list[Peril], Field(max_length=len(Peril))] | None = None
    sold_on: date | None = None
    first_paid_on: Annotated[date, Field(description="When the first months were free.")] | None = None
    first_on: date | None = None
    last_on: date | None = None
    renounced_on: date | None = None


class PushedLine(Given):
    """A product in an order. `discount` is of the whole line."""

    line_id: Annotated[str, Field(min_length=1, max_length=100)]
    product: PushedProduct
    quantity: Pieces
    unit_price: Price
    discount: Price = Decimal(0)
    delivery_share: Price = Decimal(0)
    returned_qty: Annotated[int, Field(ge=0, le=10_000_000)] = 0
    serials: Annotated[list[Annotated[str, Field(max_length=80)]], Field(max_length=50)] = []
    cover: PushedCover = PushedCover()


class PushedPayment(Given):
    """Money that came in; `refunded`: what of it went back, ours included if the shop knows."""

    id: Annotated[str, Field(min_length=1, max_length=100)]
    tender: Annotated[str, Field(min_length=1, max_length=30)]
    amount: Annotated[Decimal, Field(gt=0, le=10**12)]
    refunded: Price = Decimal(0)
    provider: Annotated[str, Field(max_length=40)] = ""
    reference: Annotated[str, Field(max_length=120)] = ""
    last4: Annotated[str, Field(pattern="^([0-9]{4})?$")] = ""
    at: AwareDatetime | None = None


class HeldLine(Given):
    """So many of a line in a parcel."""

    line_id: Annotated[str, Field(min_length=1, max_length=100)]
    quantity: Pieces


class Parcel(Given):
    """A parcel or a hand-over; without `lines` it held everything."""

    id: Annotated[str, Field(min_length=1, max_length=100)]
    mode: DeliveryMode = DeliveryMode.PARCEL
    carrier: Word = ""
    tracking: Word = ""
    shipped_at: AwareDatetime | None = None
    delivered_at: AwareDatetime | None = None
    lines: Annotated[list[HeldLine], Field(max_length=1000)] = []


class PushedOrder(Given):
    """A whole order. `updated_at` is the instant it is told of: older news never undo newer."""

    order_id: Key
    order_number: Annotated[str, Field(min_length=1, max_length=60)]
    contract_at: AwareDatetime
    currency: Annotated[str, Field(pattern="^[A-Z]{3}$")]
    updated_at: AwareDatetime | None = None
    channel: Channel = Channel.WEB
    seller: Seller = Seller.US
    country: Country = ""
    is_gift: bool | None = None
    is_professional: bool | None = None
    buyer_employees: (
        Annotated[int, Field(ge=0, le=10_000_000, description="Of a professional buyer.")] | None
    ) = None
    outside_main_activity: (
        Annotated[bool, Field(description="A professional bought outside his main activity (L221-3).")] | None
    ) = None
    agreed_delivery_on: (
        Annotated[date, Field(description="The day of delivery agreed with the customer.")] | None
    ) = None
    date_is_essential: (
        Annotated[bool, Field(description="Delivered later it is of no use to him, and he said so (L216-6).")]
        | None
    ) = None
    total: Price | None = None
    delivery_paid: Price = Decimal(0)
    customer: PushedCustomer = PushedCustomer()
    lines: Annotated[list[PushedLine], Field(min_length=1, max_length=1000)]
    payments: Annotated[list[PushedPayment], Field(max_length=50)] = []
    deliveries: Annotated[list[Parcel], Field(max_length=100)] = []


class PushedDelivery(Parcel):
    """A parcel of an order that is known."""

    order_id: Key
    updated_at: AwareDatetime | None = None


class OneOrder(PushedOrder):
    """One order of a brand."""

    brand: Brand = ""


class OneDelivery(PushedDelivery):
    """One parcel of a brand's order."""

    brand: Brand = ""


class ManyOrders(Given):
    """Up to 500 orders of a brand."""

    brand: Brand = ""
    orders: Annotated[list[PushedOrder], Field(min_length=1, max_length=MOST_PUSHED)]


class ManyDeliveries(Given):
    """Up to 500 parcels of a brand's orders."""

    brand: Brand = ""
    deliveries: Annotated[list[PushedDelivery], Field(min_length=1, max_length=MOST_PUSHED)]


class ManyProducts(Given):
    """Up to 500 products."""

    products: Annotated[list[PushedProduct], Field(min_length=1, max_length=MOST_PUSHED)]


class ManyCustomers(Given):
    """Up to 500 customers."""

    customers: Annotated[list[PushedCustomer], Field(min_length=1, max_length=MOST_PUSHED)]


class Told(Answer):
    """What became of a record; `older`: newer news are known. A refused one says code, field and why."""

    id: str
    outcome: Literal["created", "updated", "unchanged", "older", "refused"]
    code: str
    field: str
    said: str


class ToldAll(Answer):
    """One answer a record, in their order."""

    records: list[Told]


def told(one: Pushed) -> Told:
    """As it is sent."""
    return Told.model_construct(id=one.id, outcome=one.outcome, code=one.code, field=one.field, said=one.said)


def told_all(found: tuple[Pushed, ...]) -> ToldAll:
    """As they are sent."""
    return ToldAll.model_construct(records=[told(one) for one in found])


def document(given: Given) -> dict[str, Any]:
    """What was sent, as operations take it: nothing that was left out, no brand."""
    return given.model_dump(exclude_unset=True, exclude={"brand"})
