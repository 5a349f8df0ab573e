"""Standard exports of Shopify, WooCommerce and PrestaShop come in as they are dropped."""

import csv
import io
import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from savoir.kernel.jobs import drain
from savoir.kernel.tenancy import organization_block
from savoir.kernel.values.money import Money
from savoir.orders import operations, queries
from savoir.orders.models import Order, OrderLine, Payment
from savoir.resolutions.queries import invariants
from tests.shop import Shop

NOW = datetime(2026, 11, 23, tzinfo=UTC)
EXAMPLES = Path(__file__).parents[2] / "examples" / "imports"


def _import(shop: Shop, path: Path, **given: str) -> operations.ImportReport:
    found = operations.recognize_export(actor=shop.system, source=path, **given)
    report = operations.import_orders(
        actor=shop.system, brand_id=shop.brand_id, source=path, mapping=found.mapping, now=NOW
    )
    drain(until=NOW)  # the jobs that an import asks for: refunds the shop tells of are counted
    return report


def _shopify() -> tuple[list[str], list[dict[str, str]]]:
    with (EXAMPLES / "shopify-orders.csv").open(newline="", encoding="utf-8") as file:
        reader = csv.DictReader(file)
        return list(reader.fieldnames or []), list(reader)


def _written(path: Path, header: list[str], rows: list[dict[str, str]], *, encoding: str, sign: str) -> Path:
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, header, delimiter=sign, lineterminator="\r\n", extrasaction="ignore")
    writer.writeheader()
    writer.writerows(rows)
    path.write_bytes(text.getvalue().encode(encoding))
    return path


@pytest.mark.parametrize(("file", "name"), [
    ("shopify-orders.csv", "shopify-orders"),
    ("woocommerce-rest-v3.json", "woocommerce-rest-v3"),
    ("woocommerce-order-export.csv", "woocommerce-order-export"),
    ("prestashop-sql.csv", "prestashop-sql"),
    ("prestashop-webservice.xml", "prestashop-webservice"),
])  # fmt: skip
def test_an_export_is_recognized_by_what_is_in_it(shop: Shop, file: str, name: str) -> None:
    assert operations.recognize_export(actor=shop.system, source=EXAMPLES / file).name == name


def test_a_shopify_export_becomes_sales_with_their_refunds(shop: Shop) -> None:
    report = _import(shop, EXAMPLES / "shopify-orders.csv")
    assert (report.orders_imported, report.lines_imported, report.rows_skipped) == (5, 7, 1)
    assert report.rejected == ()
    with organization_block(shop.org_id):
        refunded = Order.objects.get(number="#1002")
        pull, _ = queries.sale_lines(actor=shop.agent, order_id=refunded.id)
        (paid,) = queries.payments(actor=shop.agent, order_id=refunded.id)
        assert (pull.unit_price, pull.discount) == (Money(7000, "EUR"), Money(700, "EUR"))
        assert (paid.amount, paid.refunded, paid.refundable) == (
            Money(9450, "EUR"), Money(3150, "EUR"), Money(6300, "EUR"))  # fmt: skip
        assert paid.tender == "paypal"
        whole = Payment.objects.get(order__number="#1005")
        assert whole.refunded_minor == whole.amount_minor == 12490
        assert not Payment.objects.filter(order__number="#1004").exists()
        till = queries.sale_lines(actor=shop.agent, order_id=Order.objects.get(number="#1003").id)
        assert till[0].returnable_qty == 2
        assert till[0].channel == "store"
        assert not [
            finding
            for finding in invariants.check_invariants(actor=shop.system, now=NOW)
            if finding.violations
        ]
        assert queries.find_orders(actor=shop.agent, text="1001", limit=2)[0].number == "#1001"


def test_the_same_export_again_counts_no_refund_twice(shop: Shop) -> None:
    _import(shop, EXAMPLES / "shopify-orders.csv")
    _import(shop, EXAMPLES / "shopify-orders.csv")
    with organization_block(shop.org_id):
        assert Payment.objects.get(order__number="#1002").refunded_minor == 3150


def test_a_newer_export_counts_what_went_back_since(shop: Shop, tmp_path: Path) -> None:
    _import(shop, EXAMPLES / "shopify-orders.csv")
    header, rows = _shopify()
    for row in rows:
        if row["Name"] == "#1002" and row["Total"]:
            row["Refunded Amount"] = "40.00"
    _import(shop, _written(tmp_path / "newer.csv", header, rows, encoding="utf-8", sign=","))
    with organization_block(shop.org_id):
        assert Payment.objects.get(order__number="#1002").refunded_minor == 4000
        assert not [
            finding
            for finding in invariants.check_invariants(actor=shop.system, now=NOW)
            if finding.violations
        ]


@pytest.mark.parametrize(("encoding", "sign"), [
    ("utf-8-sig", ";"), ("utf-16", "\t"), ("cp1252", ";"), ("utf-8", "\t"),
])  # fmt: skip
def test_excel_may_have_written_it_anew(shop: Shop, tmp_path: Path, encoding: str, sign: str) -> None:
    header, rows = _shopify()
    report = _import(shop, _written(tmp_path / "export.csv", header, rows, encoding=encoding, sign=sign))
    assert (report.orders_imported, report.rejected) == (5, ())


def test_other_columns_in_another_order_are_the_same_export(shop: Shop, tmp_path: Path) -> None:
    header, rows = _shopify()
    kept = [
        name
        for name in reversed(header)
        if name
        not in (
            "Id",
            "Lineitem discount",
            "Source",
            "Payment References",
            "Outstanding Balance",
            "Duties",
            "Vendor",
        )
    ]
    path = _written(tmp_path / "old.csv", [*kept, "Some app's column"], rows, encoding="utf-8", sign=",")
    text = path.read_text().replace("Lineitem sku", "Lineitem SKU").replace("Cancelled at", "Canceled at")
    path.write_text(text)
    assert _import(shop, path).orders_imported == 5
    with organization_block(shop.org_id):
        assert set(Order.objects.values_list("external_id", flat=True)) == {
            "#1001",
            "#1002",
            "#1003",
            "#1004",
            "#1005",
        }


@pytest.mark.parametrize(("change", "code"), [
    ({"Total": "999.00"}, "total_mismatch"), ({"Created at": "03/10/2026"}, "not_a_date"),
    ({"Lineitem quantity": "-1"}, "negative"), ({"Lineitem price": "1,234"}, "not_an_amount"),
    ({"Currency": ""}, "missing"), ({"Subtotal": "20.00", "Total": "24.90"}, "total_mismatch"),
])  # fmt: skip
def test_what_does_not_add_up_is_rejected_whole_and_named(
    shop: Shop, tmp_path: Path, change: dict[str, str], code: str
) -> None:
    header, rows = _shopify()
    rows[0] |= change
    if code == "total_mismatch" and "Subtotal" not in change:
        rows[0] |= {"Subtotal": "900.00"}
    report = _import(shop, _written(tmp_path / "bad.csv", header, rows, encoding="utf-8", sign=","))
    assert code in {one.code for one in report.rejected}
    assert {one.line for one in report.rejected} <= {2, 3}
    assert report.orders_imported == 4
    with organization_block(shop.org_id):
        assert not Order.objects.filter(number="#1001").exists()


def test_prices_without_tax_get_their_share_of_it(shop: Shop, tmp_path: Path) -> None:
    header, rows = _shopify()
    rows[0] |= {"Subtotal": "128.00", "Shipping": "5.00", "Taxes": "26.60", "Total": "159.60"}
    _import(shop, _written(tmp_path / "net.csv", header, rows, encoding="utf-8", sign=","))
    with organization_block(shop.org_id):
        order = Order.objects.get(number="#1001")
        lines = queries.sale_lines(actor=shop.agent, order_id=order.id)
        assert [line.paid.minor for line in lines] == [9480, 5880]
        assert (order.delivery_paid_minor, order.total_minor) == (600, 15960)


def test_a_tip_is_paid_and_belongs_to_no_line(shop: Shop, tmp_path: Path) -> None:
    header, rows = _shopify()
    rows[0] |= {"Total": "137.90"}
    _import(shop, _written(tmp_path / "tip.csv", header, rows, encoding="utf-8", sign=","))
    with organization_block(shop.org_id):
        order = Order.objects.get(number="#1001")
        assert (order.total_minor, Payment.objects.get(order=order).amount_minor) == (13290, 13790)


def test_rows_of_an_order_that_lie_apart_are_refused_with_advice(shop: Shop, tmp_path: Path) -> None:
    header, rows = _shopify()
    apart = [rows[0], *rows[2:], {**rows[1], "Id": rows[0]["Id"]}]
    report = _import(shop, _written(tmp_path / "apart.csv", header, apart, encoding="utf-8", sign=","))
    assert "not_together" in {one.code for one in report.rejected}
    with organization_block(shop.org_id):
        assert not Order.objects.filter(number="#1001").exists()


def test_woocommerce_orders_keep_tax_discounts_and_refunds(shop: Shop) -> None:
    report = _import(shop, EXAMPLES / "woocommerce-rest-v3.json")
    assert (report.orders_imported, report.rows_skipped, report.rejected) == (3, 1, ())
    with organization_block(shop.org_id):
        teapot, cups = queries.sale_lines(actor=shop.agent, order_id=Order.objects.get(external_id="2041").id)
        assert (teapot.paid, cups.paid) == (Money(4490, "EUR"), Money(2880, "EUR"))
        assert Payment.objects.get(order__external_id="2042").refunded_minor == 7900
        assert Order.objects.get(external_id="2041").contract_at == datetime(2026, 10, 10, 7, 30, tzinfo=UTC)


def test_woocommerce_orders_one_a_line_are_the_same(shop: Shop, tmp_path: Path) -> None:
    orders = json.loads((EXAMPLES / "woocommerce-rest-v3.json").read_text())
    path = tmp_path / "orders.jsonl"
    path.write_text("\n".join(json.dumps(order) for order in orders))
    assert _import(shop, path).orders_imported == 3


def test_woocommerce_csv_with_lines_packed_in_a_cell_or_one_a_row(shop: Shop, tmp_path: Path) -> None:
    assert _import(shop, EXAMPLES / "woocommerce-order-export.csv").lines_imported == 2
    path = tmp_path / "rows.csv"
    head = "order_id,order_number,date,status,order_total,order_currency,billing_email,shipping_total,"
    path.write_text(
        f"{head}item_id,item_product_id,item_name,item_quantity,item_subtotal,item_total,item_total_tax\n"
        "9,9,2026-10-18 10:00:00,completed,72.00,EUR,a@exemple.fr,0,1,71,Carnet,3,40.00,37.50,7.50\n"
        "9,9,2026-10-18 10:00:00,completed,72.00,EUR,a@exemple.fr,0,2,72,Stylo,1,22.50,22.50,4.50\n"
    )
    assert _import(shop, path).orders_imported == 1
    with organization_block(shop.org_id):
        lines = OrderLine.objects.filter(order__external_id="9").order_by("position")
        paid = [line.unit_price_minor * line.quantity - line.discount_minor for line in lines]
        assert paid == [4500, 2700]


def test_prestashop_by_sql_has_commas_returns_and_professionals(shop: Shop) -> None:
    assert _import(shop, EXAMPLES / "prestashop-sql.csv").orders_imported == 2
    with organization_block(shop.org_id):
        shirt, soap = queries.sale_lines(actor=shop.agent, order_id=Order.objects.get(external_id="78").id)
        assert shirt.paid + soap.paid + shirt.delivery_paid == Money(8690, "EUR")
        aprons = OrderLine.objects.get(external_id="79-303")
        assert (aprons.returned_qty, aprons.returned_elsewhere_qty) == (1, 1)
        assert Order.objects.get(external_id="79").is_professional
        assert Payment.objects.get(order__external_id="79").refunded_minor == 6000
        assert not [
            finding
            for finding in invariants.check_invariants(actor=shop.system, now=NOW)
            if finding.violations
        ]


def test_prestashop_webservice_needs_to_be_told_its_currency(shop: Shop) -> None:
    path = EXAMPLES / "prestashop-webservice.xml"
    report = _import(shop, path)
    assert [(one.code, one.field) for one in report.rejected] == [("missing", "currency")]
    assert _import(shop, path, currency="EUR").orders_imported == 1


@pytest.mark.parametrize(("content", "code"), [
    ("Date,Order #,Status,Customer,Product(s),Items sold\n2026-10-01,12,completed,A,B,1\n", "without_lines"),
    ("ID;Reference;New client;Delivery;Customer;Total;Payment;Status;Date\n1;A;0;FR;X;1;CB;ok;x\n",
     "without_lines"),
    ("a,b,c\n1,2,3\n", "unrecognized"),
    ('[{"some": "thing"}]', "unrecognized"),
    ('<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "c">]><orders><order><id>&b;</id></order></orders>',
     "not_xml"),
    ("<orders><order><id>1</id></ord", "not_xml"),
])  # fmt: skip
def test_a_file_that_can_not_serve_is_refused_with_the_way_out(
    shop: Shop, tmp_path: Path, content: str, code: str
) -> None:
    path = tmp_path / "some.txt"
    path.write_text(content)
    with pytest.raises(operations.ImportRefused) as refusal:
        _import(shop, path)
    assert refusal.value.facts["code"] == code
    assert operations.sentence(code, refusal.value.field, 1)
    with organization_block(shop.org_id):
        assert not Order.objects.exists()


def test_columns_of_two_exports_are_ambiguous_until_one_is_named(shop: Shop, tmp_path: Path) -> None:
    header, rows = _shopify()
    for row in rows:
        row |= {
            "order_id": row["Name"],
            "order_currency": "EUR",
            "order_total": row["Total"],
            "date": row["Created at"],
            "quantity": row["Lineitem quantity"],
        }
    both = [*header, "order_id", "order_currency", "order_total", "date", "quantity"]
    path = _written(tmp_path / "both.csv", both, rows, encoding="utf-8", sign=",")
    with pytest.raises(operations.ImportRefused) as refusal:
        _import(shop, path)
    assert refusal.value.facts["code"] == "ambiguous"
    assert "shopify-orders" in str(refusal.value.facts["names"])
    assert _import(shop, path, mapping="shopify-orders").orders_imported == 5
