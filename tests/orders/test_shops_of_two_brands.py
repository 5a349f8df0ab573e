"""Two brands, two shops: each counts its orders, customers and products from one."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from savoir.kernel.tenancy import organization_block
from savoir.orders import operations
from savoir.orders.models import Customer, Order, OrderLine
from savoir.organizations.models import Brand
from tests.shop import Shop

NOW = datetime(2026, 11, 23, tzinfo=UTC)
EXPORT = Path(__file__).parents[2] / "examples" / "imports" / "prestashop-sql.csv"
PUSHED = {
    "order_id": "9001", "order_number": "9001", "contract_at": "2026-10-01T10:00:00+02:00", "currency": "EUR",
    "lines": [{"line_id": "9001-1", "quantity": "1", "unit_price": "5.00", "product": {"id": "savon"}}],
}  # fmt: skip


def _import(shop: Shop, brand_id: int, path: Path) -> operations.ImportReport:
    found = operations.recognize_export(actor=shop.system, source=path)
    return operations.import_orders(
        actor=shop.system, brand_id=brand_id, source=path, mapping=found.mapping, now=NOW
    )


def _second_brand(shop: Shop) -> int:
    with organization_block(shop.org_id):
        brand = Brand.objects.get(id=shop.brand_id)
        brand.id, brand.slug, brand.name = None, f"{shop.brand_slug}-sud", "Lenoir Sud"
        brand.save(force_insert=True)
        return brand.id


@pytest.fixture
def other_shop(tmp_path: Path) -> Path:
    """The same ids, other people and other things."""
    text = EXPORT.read_text(encoding="utf-8-sig")
    for ours, theirs in (("Odile", "Sacha"), ("odile", "sacha"), ("Chemise à carreaux", "Tente")):
        text = text.replace(ours, theirs)
    path = tmp_path / "sud.csv"
    path.write_text(text, encoding="utf-8")
    return path


def _told(brand_id: int) -> tuple[str, str, str]:
    line = OrderLine.objects.select_related("order__customer", "product").get(
        order__brand_id=brand_id, order__number="KHWLILZAA", position=1
    )
    assert line.order.customer is not None
    return line.order.customer.name, line.product.name.split(" - ")[0], line.order.external_id


def test_the_second_brand_leaves_people_and_things_of_the_first_alone(shop: Shop, other_shop: Path) -> None:
    _import(shop, shop.brand_id, EXPORT)
    south = _second_brand(shop)
    report = _import(shop, south, other_shop)
    assert (report.orders_imported, report.rejected) == (2, ())
    with organization_block(shop.org_id):
        assert _told(shop.brand_id) == ("Odile Perrin", "Chemise à carreaux", "78")
        assert _told(south) == ("Sacha Perrin", "Tente", f"b{south}-78")
    for brand_id, path in ((shop.brand_id, EXPORT), (south, other_shop)):
        _import(shop, brand_id, path)  # each finds its own again
    with organization_block(shop.org_id):
        assert Order.objects.count() == 4
        assert _told(shop.brand_id)[0] == "Odile Perrin"


def test_a_brand_that_began_with_bare_ids_keeps_them(shop: Shop, other_shop: Path) -> None:
    south = _second_brand(shop)
    with organization_block(shop.org_id):
        operations.push_orders(actor=shop.system, brand_id=south, records=[PUSHED], now=NOW)
    _import(shop, south, other_shop)
    with organization_block(shop.org_id):
        assert _told(south)[2] == "78"


def test_a_check_tells_of_the_same_orders_as_the_import(shop: Shop, other_shop: Path) -> None:
    _import(shop, shop.brand_id, EXPORT)
    found = operations.recognize_export(actor=shop.system, source=other_shop)
    report = operations.check_orders(
        actor=shop.system, brand_id=_second_brand(shop), source=other_shop, mapping=found.mapping, now=NOW
    )
    assert (report.orders_imported, report.rejected) == (2, ())
    with organization_block(shop.org_id):
        assert Customer.objects.filter(name__startswith="Sacha").count() == 0
