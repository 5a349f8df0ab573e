"""Malformed files: the fault is named with line and field, the good order comes in, nothing is half done."""

import csv
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.utils import translation

from savoir.kernel.tenancy import organization_block
from savoir.orders import operations
from savoir.orders.models import Customer, Delivery, ImportRun, Order, OrderLine, Payment, Product
from tests.orders import malformed
from tests.shop import Shop

NOW = datetime(2026, 11, 23, tzinfo=UTC)
TABLES = (Customer, Product, Order, OrderLine, Payment, Delivery)


def _import(shop: Shop, path: Path) -> operations.ImportReport:
    return operations.import_orders(
        actor=shop.system, brand_id=shop.brand_id, source=path, mapping=operations.Mapping(),
        rejects=path.with_suffix(".rejects.csv"), now=NOW,
    )  # fmt: skip


def _written(tmp_path: Path, case: malformed.Case) -> Path:
    path = tmp_path / f"orders{case.suffix}"
    path.write_bytes(case.content)
    return path


def test_the_corpus_is_forty_files_or_more() -> None:
    assert len({case.name for case in malformed.EVERY}) == len(malformed.EVERY) >= 40


@pytest.mark.parametrize("case", malformed.REJECTED, ids=lambda case: case.name)
def test_a_bad_order_is_rejected_whole_and_the_good_one_comes_in(
    shop: Shop, tmp_path: Path, case: malformed.Case
) -> None:
    path = _written(tmp_path, case)
    report = _import(shop, path)
    reasons = {(one.line, one.code, one.field) for one in report.rejected}
    assert (case.line, case.code, case.field) in reasons
    assert report.orders_imported == 1
    with organization_block(shop.org_id):
        assert [order.external_id for order in Order.objects.all()] == ["A1"]
        assert OrderLine.objects.count() == 1
        assert not Payment.objects.exclude(order__external_id="A1").exists()
    with (path.with_suffix(".rejects.csv")).open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.reader(file, delimiter=";"))
    assert len(rows) == report.rows_rejected + 1
    assert not any(cell.startswith(("=", "+", "@")) or "\x00" in cell for line in rows for cell in line)


@pytest.mark.parametrize("case", malformed.WHOLE, ids=lambda case: case.name)
def test_an_unreadable_file_is_refused_and_nothing_happened(
    shop: Shop, tmp_path: Path, case: malformed.Case
) -> None:
    path = _written(tmp_path, case)
    with pytest.raises(operations.ImportRefused) as refusal:
        _import(shop, path)
    facts = refusal.value.facts
    assert (facts["code"], facts["line"], refusal.value.field) == (case.code, case.line, case.field)
    with organization_block(shop.org_id):
        assert not any(table.objects.exists() for table in (*TABLES, ImportRun))
    assert not path.with_suffix(".rejects.csv").exists()


@pytest.mark.parametrize("case", malformed.EVERY, ids=lambda case: case.name)
def test_each_fault_has_a_sentence_that_names_line_and_field(case: malformed.Case) -> None:
    with translation.override("fr"):
        said = operations.sentence(case.code, case.field, case.line)
    assert case.field in said
    assert str(case.line) in said or case.code in ("empty_file", "no_rows")
