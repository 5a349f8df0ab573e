"""The columns Savoir knows, in groups; a mapping names them."""

from dataclasses import dataclass, field
from enum import StrEnum

from savoir.orders.states import Channel, ContractKind, CoverKind, DeliveryMode, Peril, Seller


class Kind(StrEnum):
    """What a column holds."""

    TEXT = "text"
    INTEGER = "integer"
    AMOUNT = "amount"
    RATE = "rate"
    FLAG = "flag"
    INSTANT = "instant"
    DAY = "day"
    COUNTRY = "country"
    CURRENCY = "currency"
    CHOICE = "choice"
    WORDS = "words"


SQL_TYPES = {
    Kind.INTEGER: "integer", Kind.AMOUNT: "bigint", Kind.RATE: "integer", Kind.FLAG: "boolean",
    Kind.INSTANT: "timestamptz", Kind.DAY: "date", Kind.WORDS: "jsonb",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Column:
    """One column: `size` is the longest text or the largest number, `fallback` stands for an empty cell."""

    name: str
    kind: Kind = Kind.TEXT
    size: int = 0
    is_required: bool = False
    fallback: str = ""
    least: int = 0
    words: frozenset[str] = field(default=frozenset())

    @property
    def sql_type(self) -> str:
        """The type of the staging column."""
        return SQL_TYPES.get(self.kind, "text")


def _text(name: str, size: int, *, is_required: bool = False, fallback: str = "") -> Column:
    return Column(name, size=size, is_required=is_required, fallback=fallback)


def _choice(name: str, words: type[StrEnum], fallback: str) -> Column:
    return Column(name, Kind.CHOICE, fallback=fallback, words=frozenset(word.value for word in words))


def _flags(*names: str) -> tuple[Column, ...]:
    return tuple(Column(name, Kind.FLAG) for name in names)


CURRENCY = Column("currency", Kind.CURRENCY, is_required=True)
ORDER = (
    _text("order_number", 60, is_required=True),
    Column("contract_at", Kind.INSTANT, is_required=True),
    CURRENCY,
    _choice("channel", Channel, "web"),
    _choice("seller", Seller, "us"),
    _text("marketplace", 60),
    _text("rail", 40, fallback="provider"),
    Column("country", Kind.COUNTRY),
    *_flags("is_gift", "is_professional", "outside_main_activity", "date_is_essential"),
    Column("buyer_employees", Kind.INTEGER, size=10_000_000),
    Column("agreed_delivery_on", Kind.DAY),
    Column("total", Kind.AMOUNT),
    Column("delivery_paid", Kind.AMOUNT, fallback="0"),
    Column("delivery_standard", Kind.AMOUNT),
    _text("site_code", 40), _text("postcode", 12), _text("customer_id", 80), _text("customer_name", 200),
    _text("customer_email", 254), _text("customer_phone", 40), _text("customer_language", 5, fallback="fr"),
    _text("customer_postcode", 12), _text("customer_city", 100), _text("customer_street", 200),
    Column("customer_country", Kind.COUNTRY),
    Column("customer_since", Kind.DAY),
    Column("updated_at", Kind.INSTANT),
)  # fmt: skip
PRODUCT = (
    _text("product_id", 80, is_required=True), _text("product_name", 200), _text("sku", 80),
    _text("gtin", 14), _text("variant", 120), _text("category_path", 200), _text("supplier", 120),
    _text("picture", 60), _text("colorway", 30), _text("dangerous_goods", 20),
    _choice("contract_kind", ContractKind, ""),
    *_flags("hygiene_sealed", "made_to_order", "perishable", "serial_tracked", "second_hand"),
    Column("warranty_months", Kind.INTEGER, size=1200),
    Column("weight_grams", Kind.INTEGER, size=100_000_000),
    Column("product_price", Kind.AMOUNT),
    Column("product_tax_rate", Kind.RATE),
    *(Column(name, Kind.INTEGER, size=100_000, least=1) for name in ("length_mm", "width_mm", "height_mm")),
)  # fmt: skip
COVER = (
    _text("cover_of", 100), *_flags("cover_bought"), _choice("cover_kind", CoverKind, ""),
    Column("cover_perils", Kind.WORDS, words=frozenset(word.value for word in Peril)),
    *(Column(f"cover_{day}", Kind.DAY)
      for day in ("sold_on", "first_paid_on", "first_on", "last_on", "renounced_on")),
)  # fmt: skip
LINE = (
    _text("line_id", 100),
    Column("quantity", Kind.INTEGER, size=10_000_000, is_required=True, least=1),
    Column("unit_price", Kind.AMOUNT, is_required=True),
    Column("discount", Kind.AMOUNT, fallback="0"),
    Column("delivery_share", Kind.AMOUNT, fallback="0"),
    Column("tax_rate", Kind.RATE),
    Column("serials", Kind.WORDS),
    Column("delivered_qty", Kind.INTEGER, size=10_000_000),
    Column("returned_qty", Kind.INTEGER, size=10_000_000),
    *COVER,
)
PAYMENT = (
    _text("payment_id", 100), _text("payment_tender", 30, is_required=True),
    Column("payment_amount", Kind.AMOUNT, is_required=True, least=1),
    Column("payment_currency", Kind.CURRENCY),
    _text("payment_provider", 40), _text("payment_reference", 120), _text("payment_last4", 4),
    Column("payment_at", Kind.INSTANT), Column("payment_refunded", Kind.AMOUNT, fallback="0"),
)  # fmt: skip
DELIVERY = (
    _text("delivery_id", 100), _choice("delivery_mode", DeliveryMode, "parcel"),
    _text("delivery_carrier", 60), _text("delivery_tracking", 60), Column("shipped_at", Kind.INSTANT),
    Column("delivered_at", Kind.INSTANT),
)  # fmt: skip
CONTENT = (
    _text("line_id", 100, is_required=True),
    Column("quantity", Kind.INTEGER, size=10_000_000, is_required=True, least=1),
)
GROUPS: dict[str, tuple[Column, ...]] = {
    "order": ORDER, "product": PRODUCT, "line": LINE, "payment": PAYMENT, "delivery": DELIVERY,
}  # fmt: skip
KEY = "order_id"
NAMES = frozenset({KEY, *(column.name for columns in GROUPS.values() for column in columns)})
