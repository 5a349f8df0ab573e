"""Where each exported fact stands in an import: the columns that say it (docs/how-to/import-orders.md)."""

from collections.abc import Mapping
from types import MappingProxyType

from savoir.policies.facts.registry import FACTS
from savoir.policies.facts.specs import Source

_OTHERWISE: Mapping[str, tuple[str, ...]] = {
    "brand": (),  # said once for the whole file
    "recalled": (),  # declared at the console, product by product
    "buyer_kind": ("is_professional",),
    "employees": ("buyer_employees",),
    "contract": ("contract_kind",),
    "category": ("category_path",),
    "line_value": ("unit_price", "quantity", "discount", "delivery_share"),
    "gift": ("is_gift",),
    "delivered": ("delivered_at", "delivered_qty"),
}
# The columns that say a fact of the registry; () = another door says it.
COLUMNS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {name: _OTHERWISE.get(name, (name,)) for name, spec in FACTS.items() if spec.source is Source.EXPORTED}
)
# The brand may say these of all it sells, of a category or of one product, and by which name it does.
DECLARED_AS: Mapping[str, str] = MappingProxyType(
    {
        **{name: name for name, spec in FACTS.items() if spec.source is Source.DECLARED},
        "buyer_kind": "buyer_kind", "contract": "contract_kind", "hygiene_sealed": "hygiene_sealed",
        "made_to_order": "made_to_order", "perishable": "perishable", "second_hand": "second_hand",
        "serial_tracked": "serial_tracked", "warranty_months": "warranty_months",
    }
)  # fmt: skip
