"""The shape of one standard export: which of its columns or fields is which of the words we read."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from savoir.orders.intake.faults import MappingRefused

# What is read of an order and of its lines; a shape names where each stands.
ORDER_WORDS = frozenset({
    "number", "id", "ordered_at", "ordered_at_utc", "updated_at", "updated_at_utc", "currency", "email",
    "phone", "full_name", "first_name", "last_name", "customer_id", "language", "street", "street_2",
    "postcode", "city", "country", "status", "paid_status", "canceled_at", "paid_at", "paid_at_utc",
    "fulfilled", "shipped_at_utc",
    "shipped_at", "delivered_at", "carrier", "tracking", "subtotal", "shipping", "shipping_tax", "taxes",
    "total", "discount", "extras", "refunded", "outstanding", "paid_amount", "tender", "tender_code",
    "reference", "source", "lines", "refunds", "professional_id",
})  # fmt: skip
LINE_WORDS = frozenset({
    "line_id", "line_product_id", "line_variant_id", "line_sku", "line_gtin", "line_name", "line_quantity",
    "line_price", "line_discount", "line_subtotal", "line_subtotal_tax", "line_total", "line_total_tax",
    "line_status", "line_returned", "line_vendor", "line_tax_rate", "line_weight",
})  # fmt: skip
KINDS = ("rows", "tree")
_ENTRIES = frozenset({
    "name", "title", "version", "kind", "needs", "marks", "skips", "unpaid", "refunded", "sent", "partly",
    "prefix", "useless",
})  # fmt: skip


@dataclass(frozen=True, slots=True)
class Shape:
    """One standard export. `fields`: our word -> their names, the first that is there counts.

    `needs` are our words without which nothing can be read, `marks` their names that only this export has.
    `skips`, `unpaid`, `refunded`: our word -> their values that mean no sale unless money came, a sale not
    paid yet, or one paid back whole; `sent`: values of a line or order that left; `partly`: of an order of
    which something left (of a line with such a value nothing is known). `values`: our word -> theirs -> ours.
    `prefix` keeps ids of two systems apart. `useless`: a sentence's code for an export
    without lines, recognized to be refused with advice.
    """

    name: str
    title: str
    version: str
    kind: str
    fields: Mapping[str, tuple[str, ...]]
    needs: tuple[str, ...]
    marks: tuple[str, ...]
    skips: Mapping[str, frozenset[str]] = field(default_factory=dict)
    unpaid: Mapping[str, frozenset[str]] = field(default_factory=dict)
    refunded: Mapping[str, frozenset[str]] = field(default_factory=dict)
    sent: frozenset[str] = frozenset()
    partly: frozenset[str] = frozenset()
    prefix: str = ""
    useless: str = ""
    values: Mapping[str, Mapping[str, str]] = field(default_factory=dict)

    def meaning(self, word: str, text: str, otherwise: str = "") -> str:
        """Our value of their text for a word; the longest entry that the text contains when none is equal."""
        known, low = self.values.get(word, {}), text.casefold()
        if " + " in low:  # several means together: which part went by which, nobody says
            return otherwise
        if low in known:
            return known[low]
        inside = [theirs for theirs in known if theirs and theirs in low]
        return known[max(inside, key=len)] if inside else otherwise


def read_shape(document: Mapping[str, Any]) -> Shape | None:
    """The `[shape]`, `[fields]` and `[values]` of a mapping file; None without one. Raises MappingRefused."""
    head = _table(document, "shape")
    if not head:
        return None
    unknown = sorted(set(head) - _ENTRIES)
    if unknown:
        raise MappingRefused(f"shape.{unknown[0]}", code="unknown_entry")
    if head.get("kind") not in KINDS:
        raise MappingRefused("shape.kind", code="unknown_value")
    values = _table(document, "values")
    return Shape(
        name=str(head.get("name", "")), title=str(head.get("title", "")),
        version=str(head.get("version", "")), kind=str(head["kind"]),
        fields=_fields(_table(document, "fields")), needs=_texts(head, "needs"),
        marks=_texts(head, "marks"), skips=_sets(head, "skips"), unpaid=_sets(head, "unpaid"),
        refunded=_sets(head, "refunded"),
        sent=_folded(head, "sent"), partly=_folded(head, "partly"), prefix=str(head.get("prefix", "")),
        useless=str(head.get("useless", "")),
        values={
            word: {str(a).casefold(): str(b) for a, b in _table(values, word).items()} for word in values
        },
    )  # fmt: skip


def _fields(table: Mapping[str, Any]) -> dict[str, tuple[str, ...]]:
    unknown = sorted(set(table) - ORDER_WORDS - LINE_WORDS)
    if unknown:
        raise MappingRefused(f"fields.{unknown[0]}", code="unknown_entry")
    return {word: _texts(table, word) for word in table}


def _table(document: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    table = document.get(name, {})
    if not isinstance(table, dict):
        raise MappingRefused(name, code="not_a_table")
    return table


def _texts(table: Mapping[str, Any], name: str) -> tuple[str, ...]:
    entry = table.get(name, ())
    return (entry,) if isinstance(entry, str) else tuple(str(text) for text in entry)


def _folded(table: Mapping[str, Any], name: str) -> frozenset[str]:
    return frozenset(text.casefold() for text in _texts(table, name))


def _sets(table: Mapping[str, Any], name: str) -> dict[str, frozenset[str]]:
    return {word: _folded(inner, word) for inner in (_table(table, name),) for word in inner}
