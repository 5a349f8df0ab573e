"""A file of sales comes in, comes in again, and goes on where it was cut off."""

import gzip
import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from savoir.kernel.access import Role
from savoir.kernel.errors import NotAllowed
from savoir.kernel.tenancy import organization_block
from savoir.kernel.values.money import Money
from savoir.orders import operations, queries
from savoir.orders.intake import merging
from savoir.orders.models import (
    Customer,
    Delivery,
    DeliveryLine,
    ImportRun,
    Order,
    OrderLine,
    Payment,
    Product,
)
from savoir.orders.operations import imports
from tests.orders import malformed
from tests.shop import Shop

NOW = datetime(2026, 11, 23, tzinfo=UTC)
TABLES = (Customer, Product, Order, OrderLine, Payment, Delivery, DeliveryLine)
UCI = """InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country
536365,85123A,WHITE HEART,6,2010-12-01 08:26:00,2.55,17850,United Kingdom
536366,71053,LANTERN,1,2010-12-01 08:28:00,3.39,,United Kingdom
536365,71053,LANTERN,2,2010-12-01 08:27:00,3.391,17850,United Kingdom
C536379,D,Discount,-1,2010-12-01 09:41:00,27.5,14527,United Kingdom
536370,POST,POSTAGE,3,2010-12-01 08:45:00,18,12583,France
"""


def _import(shop: Shop, path: Path, mapping: operations.Mapping | None = None) -> operations.ImportReport:
    mapping = mapping or operations.shipped_mapping("uci-online-retail")
    return operations.import_orders(
        actor=shop.system, brand_id=shop.brand_id, source=path, mapping=mapping, now=NOW
    )


def _content(shop: Shop) -> list[list[tuple[object, ...]]]:
    with organization_block(shop.org_id):
        return [list(table.objects.order_by("id").values_list()) for table in TABLES]


@pytest.fixture
def uci(tmp_path: Path) -> Path:
    """Six lines of the real file's shape: a return, a fee, an order whose lines lie apart."""
    path = tmp_path / "sales.csv.gz"
    path.write_bytes(gzip.compress(UCI.encode()))
    return path


def test_a_file_becomes_orders_with_payments_deliveries_and_search_words(shop: Shop, uci: Path) -> None:
    report = _import(shop, uci)
    assert (report.orders_imported, report.lines_imported, report.rows_skipped) == (2, 3, 2)
    with organization_block(shop.org_id):
        found = queries.find_orders(actor=shop.agent, text="536365", limit=5)
        assert found[0].total == Money(1530 + 678, "GBP")
        assert found[0].contract_at == datetime(2010, 12, 1, 8, 26, tzinfo=UTC)
        first, second = queries.sale_lines(actor=shop.agent, order_id=found[0].id)
        assert (first.returnable_qty, second.returnable_qty) == (6, 2)
        assert first.line_delivered_at == found[0].contract_at + timedelta(days=3)
        assert queries.payments(actor=shop.agent, order_id=found[0].id)[0].amount == found[0].total
        names = OrderLine.objects.filter(order_id=found[0].id).order_by("position")
        assert [line.external_id for line in names] == ["536365-1", "536365-2"]


def test_importing_again_changes_nothing(shop: Shop, uci: Path) -> None:
    _import(shop, uci)
    before = _content(shop)
    assert _import(shop, uci).orders_imported == 2
    assert _content(shop) == before


def test_a_newer_file_never_lowers_what_is_held_returned_or_refunded(shop: Shop, tmp_path: Path) -> None:
    path = tmp_path / "orders.jsonl"
    path.write_text(
        json.dumps(malformed.order(deliveries=[{"id": "D1", "delivered_at": "2026-03-05T10:00:00"}]))
    )
    _import(shop, path, operations.Mapping())
    with organization_block(shop.org_id):
        line, payment = OrderLine.objects.get(), Payment.objects.get()
        operations.hold(actor=shop.agent, line_id=line.id, quantity=1, now=NOW)
        operations.mark_returned(actor=shop.dock, line_id=line.id, quantity=1, held=0, now=NOW)
        operations.count_external_refund(
            actor=shop.system, payment_id=payment.id, amount=Money(1500, "EUR"), now=NOW
        )
    sold = malformed.order()["lines"][0] | {"quantity": 1}
    paid = malformed.order()["payments"][0] | {"amount": "10.00", "tender": "voucher"}
    path.write_text(json.dumps(malformed.order(lines=[sold], payments=[paid])))
    assert _import(shop, path, operations.Mapping()).orders_imported == 1
    with organization_block(shop.org_id):
        line, payment = OrderLine.objects.get(), Payment.objects.get()
    assert (line.delivered_qty, line.held_qty, line.returned_qty) == (2, 1, 1)
    assert (payment.amount_minor, payment.refunded_minor, payment.tender) == (1500, 1500, "voucher")


class _Killed(BaseException):
    """The program ended here."""


def test_an_import_cut_off_goes_on_and_ends_the_same(
    shop: Shop, uci: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(imports, "BATCH_ORDERS", 1)
    merge = merging.merge_batch

    def merge_one(batch: merging.Batch) -> None:
        if batch.low == 1:
            raise _Killed
        merge(batch)

    monkeypatch.setattr(merging, "merge_batch", merge_one)
    with pytest.raises(_Killed):
        _import(shop, uci)
    with organization_block(shop.org_id):
        assert Order.objects.count() == 1
        assert ImportRun.objects.get().position == 1
    monkeypatch.setattr(merging, "merge_batch", merge)
    assert _import(shop, uci).resumed_after == 1
    with organization_block(shop.org_id):
        assert ImportRun.objects.get().orders_done == Order.objects.count() == 2
    before = _content(shop)
    _import(shop, uci)
    assert _content(shop) == before


def test_a_trial_writes_nothing(shop: Shop, uci: Path) -> None:
    report = operations.check_orders(
        actor=shop.system, brand_id=shop.brand_id, source=uci,
        mapping=operations.shipped_mapping("uci-online-retail"), now=NOW,
    )  # fmt: skip
    assert report.orders_imported == 2
    assert _content(shop) == [[] for _ in TABLES]
    with organization_block(shop.org_id):
        assert not ImportRun.objects.exists()


def test_an_agent_imports_nothing(shop: Shop, uci: Path) -> None:
    with pytest.raises(NotAllowed):
        operations.import_orders(
            actor=shop.actors[Role.AGENT], brand_id=shop.brand_id, source=uci, mapping=operations.Mapping(),
            now=NOW,
        )  # fmt: skip
    assert _content(shop) == [[] for _ in TABLES]


@pytest.mark.parametrize(
    ("encoding", "delimiter"), [("utf-8", ";"), ("utf-8-sig", ","), ("cp1252", ";"), ("latin-1", "\t")]
)
def test_encoding_and_delimiter_are_found_out(
    shop: Shop, tmp_path: Path, encoding: str, delimiter: str
) -> None:
    text = "\n".join((malformed.HEADER, malformed.GOOD.replace("Robe", "Été"), ""))
    path = tmp_path / "orders.csv"
    path.write_bytes(text.replace(",", delimiter).encode(encoding))
    assert _import(shop, path, operations.Mapping()).orders_imported == 1
    with organization_block(shop.org_id):
        assert Product.objects.get().name == "Été"


MAPPING = """
[columns]
order_number = "Commande"
product_id = "Article"
quantity = "Qté"
unit_price = "Prix"
contract_at = "Date"
[constants]
currency = "EUR"
[read]
decimal = ","
date_format = "%d/%m/%Y %H:%M"
"""


TEMPLATED = (
    MAPPING
    + """
[templates]
customer_email = "{Client}@boutique.example"
"""
)


def test_a_template_puts_words_around_a_column_and_leaves_an_empty_cell_empty(
    shop: Shop, tmp_path: Path
) -> None:
    path = tmp_path / "ventes.csv"
    path.write_text(
        "Commande;Article;Qté;Prix;Date;Client\nFR-9;R1;1;12,50;02/03/2026 09:30;4711\n"
        "FR-10;R1;1;12,50;02/03/2026 09:30;\n",
        encoding="utf-8",
    )
    assert _import(shop, path, operations.parse_mapping(TEMPLATED.encode())).orders_imported == 2
    with organization_block(shop.org_id):
        assert [customer.email for customer in Customer.objects.all()] == ["4711@boutique.example"]
        assert Order.objects.get(number="FR-10").customer_id is None


def test_a_template_reads_json_lines_too(shop: Shop, tmp_path: Path) -> None:
    path = tmp_path / "ventes.jsonl"
    order = {
        "order_number": "FR-9", "contract_at": "2026-03-02T09:30:00+01:00", "currency": "EUR",
        "client": "4711",
        "lines": [{"product_id": "R1", "quantity": "1", "unit_price": "12.50"}],
    }  # fmt: skip
    path.write_text(json.dumps(order) + "\n", encoding="utf-8")
    mapping = operations.parse_mapping(b'[templates]\ncustomer_email = "{client}@boutique.example"')
    assert _import(shop, path, mapping).orders_imported == 1
    with organization_block(shop.org_id):
        assert Customer.objects.get().email == "4711@boutique.example"


def test_a_mapping_reads_french_columns_dates_and_prices(shop: Shop, tmp_path: Path) -> None:
    path = tmp_path / "ventes.csv"
    path.write_text(
        "Commande;Article;Qté;Prix;Date\nFR-9;R1;2;1 234,50;02/03/2026 09:30\n", encoding="cp1252"
    )
    assert _import(shop, path, operations.parse_mapping(MAPPING.encode())).orders_imported == 1
    with organization_block(shop.org_id):
        order = Order.objects.get()
    assert (order.total_minor, order.contract_at) == (246900, datetime(2026, 3, 2, 8, 30, tzinfo=UTC))


@pytest.mark.parametrize(
    ("text", "code", "field"),
    [
        ("[columns", "not_toml", "file"),
        ('[columns]\ncolour = "x"', "unknown_entry", "columns.colour"),
        ('[templates]\ncustomer_email = "@x"', "not_a_template", "templates.customer_email"),
        ('[templates]\ncustomer_email = "{a}{b}"', "not_a_template", "templates.customer_email"),
        ('[read]\nzone = "Paris"', "unknown_value", "read.zone"),
        ('[read]\nencoding = "ebcdic"', "unknown_value", "read.encoding"),
        ('[[skip]]\ncolumn = "a"\npattern = "("', "not_a_pattern", "skip"),
        ("[other]", "unknown_entry", "other"),
    ],
)
def test_a_wrong_mapping_is_refused_by_entry(text: str, code: str, field: str) -> None:
    with pytest.raises(operations.MappingRefused) as refusal:
        operations.parse_mapping(text.encode())
    assert (refusal.value.facts["code"], refusal.value.field) == (code, field)


def test_a_sale_of_another_brand_or_order_is_left_alone(shop: Shop, tmp_path: Path) -> None:
    path = tmp_path / "orders.jsonl"
    path.write_text(json.dumps(malformed.order()))
    _import(shop, path, operations.Mapping())
    before = _content(shop)
    path.write_text(json.dumps(malformed.order(order_id="Z", payments=[])))
    assert _import(shop, path, operations.Mapping()).rejected[0].code == "other_order"
    assert _content(shop) == before
