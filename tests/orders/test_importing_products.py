"""What a file says of a product: price, tax rate and size; an empty cell wipes nothing."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from savoir.kernel.tenancy import organization_block
from savoir.orders import operations, queries
from savoir.orders.models import Order, OrderLine, Product
from tests.orders import malformed
from tests.shop import Shop

NOW = datetime(2026, 11, 23, tzinfo=UTC)
HEADER = (
    "order_number;contract_at;currency;product_id;product_name;quantity;unit_price;"
    "product_price;product_tax_rate;length_mm;width_mm;height_mm;weight_grams"
)


def _row(number: str, product: str, filled: str, currency: str = "EUR") -> str:
    return f"{number};2026-03-02T10:00:00;{currency};{product};1;10,00;{filled}"


def _import(shop: Shop, path: Path, mapping: operations.Mapping | None = None) -> None:
    report = operations.import_orders(
        actor=shop.system,
        brand_id=shop.brand_id,
        source=path,
        mapping=mapping or operations.Mapping(),
        now=NOW,
    )
    assert report.rejected == ()


def _sales(shop: Shop, tmp_path: Path, *rows: str) -> None:
    path = tmp_path / "sales.csv"
    path.write_text("\n".join((HEADER, *rows, "")))
    _import(shop, path)


def _product(shop: Shop, external_id: str = "V1") -> dict[str, Any]:
    with organization_block(shop.org_id):
        return Product.objects.values(
            "name", "price_minor", "currency", "tax_basis_points", "size_mm", "weight_grams"
        ).get(external_id=external_id)


VACUUM = {
    "name": "Aspirateur", "price_minor": 24990, "currency": "EUR", "tax_basis_points": 550,
    "size_mm": {"length": 420, "width": 300, "height": 280}, "weight_grams": 5200,
}  # fmt: skip


def test_a_product_comes_with_its_price_tax_rate_and_size(shop: Shop, tmp_path: Path) -> None:
    _sales(shop, tmp_path, _row("F1", "V1;Aspirateur", "249,90;5,5;420;300;280;5200"))
    assert _product(shop) == VACUUM
    with organization_block(shop.org_id):
        assert OrderLine.objects.get().unit_price_minor == 1000
        line = queries.sale_lines(actor=shop.agent, order_id=Order.objects.get().id)[0]
    assert line.tax_basis_points == 550


@pytest.mark.parametrize(("currency", "minor"), [("EUR", 25000), ("JPY", 250), ("KWD", 250000)])
def test_a_price_stands_in_the_currency_of_its_order(
    shop: Shop, tmp_path: Path, currency: str, minor: int
) -> None:
    row = _row("F1", "V1;Aspirateur", "250;;;;;", currency).replace("10,00", "10")
    _sales(shop, tmp_path, row)
    found = _product(shop)
    assert (found["price_minor"], found["currency"]) == (minor, currency)


def test_an_empty_cell_never_wipes_what_is_known(shop: Shop, tmp_path: Path) -> None:
    _sales(shop, tmp_path, _row("F1", "V1;Aspirateur", "249,90;5,5;420;300;280;5200"))
    _sales(shop, tmp_path, _row("F2", "V1;", ";;;;;", "GBP"))
    assert _product(shop) == VACUUM
    _sales(shop, tmp_path, _row("F3", "V1;", "199;;;;290;", "GBP"))
    size = {"length": 420, "width": 300, "height": 290}
    assert _product(shop) == {**VACUUM, "price_minor": 19900, "currency": "GBP", "size_mm": size}


def test_what_no_file_says_stays_unknown(shop: Shop, tmp_path: Path) -> None:
    _sales(shop, tmp_path, _row("F1", "V1;Aspirateur", ";;;;;"), _row("F2", "V2;", ";;420;;;"))
    nothing = dict.fromkeys(("price_minor", "tax_basis_points", "size_mm", "weight_grams"))
    assert _product(shop) == {"name": "Aspirateur", "currency": "", **nothing}
    assert _product(shop, "V2") == {"name": "V2", "currency": "", **nothing, "size_mm": {"length": 420}}


def test_the_first_row_that_fills_a_cell_speaks_for_the_product(shop: Shop, tmp_path: Path) -> None:
    rows = (
        _row("F1", "V1;", ";;420;;;", "GBP"),
        _row("F2", "V1;Aspirateur", "249,90;;;300;;"),
        _row("F3", "V1;Balai", "199;5,5;1;1;280;5200", "GBP"),
    )
    _sales(shop, tmp_path, *rows)
    assert _product(shop) == VACUUM


def test_a_rejected_order_prices_nothing(shop: Shop, tmp_path: Path) -> None:
    path = tmp_path / "sales.csv"
    good = _row("F1", "V1;Aspirateur", ";;;;;")
    path.write_text("\n".join((HEADER, good, _row("F2", "V1;", "249,90;5,5;x;;;"), "")))
    report = operations.import_orders(
        actor=shop.system, brand_id=shop.brand_id, source=path, mapping=operations.Mapping(), now=NOW
    )
    assert [(one.line, one.code, one.field) for one in report.rejected] == [(3, "not_a_number", "length_mm")]
    assert (_product(shop)["price_minor"], _product(shop)["currency"]) == (None, "")


def test_json_says_it_in_the_product_and_a_mapping_by_their_names(shop: Shop, tmp_path: Path) -> None:
    product = {
        "id": "V1", "name": "Aspirateur", "price": 249.90, "tax_rate": 5.5, "length_mm": 420, "width_mm": 300,
        "hauteur": 280, "weight_grams": 5200,
    }  # fmt: skip
    line = {"line_id": "B2-1", "product": product, "quantity": 2, "unit_price": "10.00"}
    path = tmp_path / "sales.jsonl"
    path.write_text(json.dumps(malformed.order(lines=[line])))
    _import(shop, path, operations.parse_mapping(b'[columns]\nheight_mm = "hauteur"'))
    assert _product(shop) == VACUUM
