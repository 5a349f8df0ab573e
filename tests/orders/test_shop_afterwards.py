"""What became of a shop's order: canceled after its sale, half sent, handed over, told without a total."""

import csv
import io
import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from savoir.kernel.jobs import drain
from savoir.kernel.tenancy import organization_block
from savoir.orders import operations
from savoir.orders.models import Delivery, DeliveryLine, Order, OrderLine, Payment
from savoir.resolutions.queries import invariants
from tests.shop import Shop

NOW = datetime(2026, 11, 23, tzinfo=UTC)
EXAMPLES = Path(__file__).parents[2] / "examples" / "imports"
CANCELED = {"Cancelled at": "2026-10-04 09:00:00 +0200"}


def _import(shop: Shop, path: Path) -> operations.ImportReport:
    found = operations.recognize_export(actor=shop.system, source=path)
    report = operations.import_orders(
        actor=shop.system, brand_id=shop.brand_id, source=path, mapping=found.mapping, now=NOW
    )
    drain(until=NOW)  # refunds that the shop tells of are counted by a job
    return report


def _shopify(path: Path, number: str, **given: str) -> Path:
    """The example with the first row of an order changed."""
    with (EXAMPLES / "shopify-orders.csv").open(newline="", encoding="utf-8") as file:
        reader = csv.DictReader(file)
        header, rows = list(reader.fieldnames or []), list(reader)
    next(row for row in rows if row["Name"] == number).update(given)
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, header, extrasaction="ignore")
    writer.writeheader()
    writer.writerows(rows)
    path.write_text(text.getvalue(), encoding="utf-8")
    return path


def _woo(path: Path, place: int, **given: Any) -> Path:
    orders = json.loads((EXAMPLES / "woocommerce-rest-v3.json").read_text())
    orders[place] |= given
    path.write_text(json.dumps(orders))
    return path


def _refundable(number: str) -> list[int]:
    paid = Payment.objects.filter(order__number=number)
    return [one.amount_minor - one.refunded_minor - one.pending_minor for one in paid]


def test_a_sale_canceled_after_its_import_is_no_longer_paid(shop: Shop, tmp_path: Path) -> None:
    _import(shop, EXAMPLES / "shopify-orders.csv")
    path = _shopify(tmp_path / "later.csv", "#1001", **CANCELED, **{
        "Financial Status": "refunded", "Refunded Amount": "132.90"})  # fmt: skip
    report = _import(shop, path)
    assert (report.orders_imported, report.rejected) == (5, ())
    with organization_block(shop.org_id):
        assert _refundable("#1001") == [0]
        assert not [f for f in invariants.check_invariants(actor=shop.system, now=NOW) if f.violations]


def test_an_old_export_says_refunded_and_no_amount_so_all_went_back(shop: Shop, tmp_path: Path) -> None:
    path = _shopify(tmp_path / "old.csv", "#1001", **CANCELED, **{
        "Financial Status": "refunded", "Refunded Amount": ""})  # fmt: skip
    _import(shop, path)
    with organization_block(shop.org_id):
        assert _refundable("#1001") == [0]
        assert Payment.objects.get(order__number="#1001").amount_minor == 13290


def test_a_canceled_sale_that_was_paid_waits_for_its_refund(shop: Shop, tmp_path: Path) -> None:
    _import(shop, _shopify(tmp_path / "paid.csv", "#1001", **CANCELED))
    with organization_block(shop.org_id):
        assert _refundable("#1001") == [13290]


@pytest.mark.parametrize("given", [
    {"Financial Status": "pending", "Paid at": ""}, {"Financial Status": "voided"},
    {"Financial Status": "authorized", "Paid at": ""},
])  # fmt: skip
def test_a_canceled_order_nobody_paid_stays_out(shop: Shop, tmp_path: Path, given: dict[str, str]) -> None:
    report = _import(shop, _shopify(tmp_path / "unpaid.csv", "#1001", **CANCELED, **given))
    assert (report.orders_imported, report.rows_skipped) == (4, 2)
    with organization_block(shop.org_id):
        assert not Order.objects.filter(number="#1001").exists()


def test_woocommerce_tells_the_refund_of_a_canceled_order(shop: Shop, tmp_path: Path) -> None:
    _import(shop, EXAMPLES / "woocommerce-rest-v3.json")
    refunds = [{"id": 2051, "reason": "", "total": "-78.60"}]
    _import(shop, _woo(tmp_path / "later.json", 0, status="cancelled", refunds=refunds))
    with organization_block(shop.org_id):
        assert _refundable("2041") == [0]
    never = _woo(tmp_path / "never.json", 0, status="failed", date_paid=None, date_paid_gmt=None)
    assert _import(shop, never).rows_skipped == 2


def _prestashop(path: Path, order_id: str, **given: str) -> Path:
    with (EXAMPLES / "prestashop-sql.csv").open(newline="", encoding="utf-8-sig") as file:
        reader = csv.DictReader(file, delimiter=";")
        header = list(reader.fieldnames or [])
        rows = [row | given if row["id_order"] == order_id else row for row in reader]
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, header, delimiter=";")
    writer.writeheader()
    writer.writerows(rows)
    path.write_text(text.getvalue(), encoding="utf-8")
    return path


@pytest.mark.parametrize("given", [
    {"current_state": "6", "total_refunded": "86,900000"}, {"current_state": "7", "total_refunded": ""},
])  # fmt: skip
def test_prestashop_tells_the_refund_of_a_canceled_order(
    shop: Shop, tmp_path: Path, given: dict[str, str]
) -> None:
    _import(shop, EXAMPLES / "prestashop-sql.csv")
    path = _prestashop(tmp_path / "later.csv", "78", **given)
    assert _import(shop, path).orders_imported == 2
    with organization_block(shop.org_id):
        paid = Payment.objects.get(order__external_id="78")
        assert paid.refunded_minor == paid.amount_minor > 0


def _held(number: str) -> dict[str, int]:
    held = DeliveryLine.objects.filter(line__order__number=number).select_related("line")
    return {one.line.name: one.quantity for one in held}


HALF = {"Fulfillment Status": "partial", "Lineitem fulfillment status": "partial"}


def test_of_a_line_that_left_in_part_nothing_is_known(shop: Shop, tmp_path: Path) -> None:
    _import(shop, _shopify(tmp_path / "half.csv", "#1001", **HALF))
    with organization_block(shop.org_id):
        assert _held("#1001") == {"Ceinture tressée": 2}


@pytest.mark.parametrize("given", [HALF, HALF | {"Lineitem fulfillment status": ""}])
def test_a_till_sale_handed_over_in_part_is_not_wholly_there(
    shop: Shop, tmp_path: Path, given: dict[str, str]
) -> None:
    _import(shop, _shopify(tmp_path / "till.csv", "#1003", **given))
    with organization_block(shop.org_id):
        assert OrderLine.objects.get(order__number="#1003").delivered_qty == 0
        assert not Delivery.objects.filter(order__number="#1003").exists()


def test_a_woocommerce_till_hands_over_at_once(shop: Shop, tmp_path: Path) -> None:
    _import(shop, _woo(tmp_path / "till.json", 0, created_via="pos-rest-api"))
    with organization_block(shop.org_id):
        parcel = Delivery.objects.select_related("order").get(order__external_id="2041")
        assert (parcel.mode, parcel.delivered_at) == ("store", parcel.order.contract_at)


def test_an_order_without_a_total_that_adds_up_in_no_way_is_refused(shop: Shop, tmp_path: Path) -> None:
    given = {"Total": "", "Subtotal": "20.00"}
    report = _import(shop, _shopify(tmp_path / "none.csv", "#1001", **given))
    assert [(one.code, one.field) for one in report.rejected] == [("missing", "total")]
    assert report.orders_imported == 4
    with organization_block(shop.org_id):
        assert not Order.objects.filter(number="#1001").exists()
