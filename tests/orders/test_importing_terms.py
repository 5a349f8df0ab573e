"""What a file says of the sale itself: the day agreed, the doorstep, who buys, what kind of thing."""

from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from savoir.kernel.tenancy import organization_block
from savoir.orders import operations, queries
from savoir.orders.models import OrderLine
from savoir.orders.operations.imports import ImportReport
from savoir.orders.values import SaleLine
from tests.shop import Shop

NOW = datetime(2026, 11, 23, tzinfo=UTC)
HEADER = (
    "order_number;contract_at;currency;product_id;quantity;unit_price;channel;is_professional;"
    "buyer_employees;outside_main_activity;agreed_delivery_on;date_is_essential;contract_kind"
)


def _import(shop: Shop, tmp_path: Path, *rows: str) -> ImportReport:
    path = tmp_path / "sales.csv"
    path.write_text(
        "\n".join((HEADER, *(f"F1;2026-03-02T10:00:00;EUR;V1;1;10,00;{row}" for row in rows), ""))
    )
    return operations.import_orders(
        actor=shop.system, brand_id=shop.brand_id, source=path, mapping=operations.Mapping(), now=NOW
    )


def _line(shop: Shop) -> SaleLine:
    with organization_block(shop.org_id):
        return queries.sale_line(actor=shop.agent, line_id=OrderLine.objects.get().id)


def _terms(line: SaleLine) -> tuple[Any, ...]:
    return (
        line.channel, line.is_professional, line.buyer_employees, line.outside_main_activity,
        line.agreed_delivery_on, line.date_is_essential, line.contract_kind,
    )  # fmt: skip


ALL = ("off_premises", True, 3, True, date(2026, 3, 20), True, "service")


def test_a_file_tells_the_terms_of_a_sale_and_an_empty_cell_wipes_none(shop: Shop, tmp_path: Path) -> None:
    assert _import(shop, tmp_path, "off_premises;1;3;1;2026-03-20;1;service").rejected == ()
    assert _terms(_line(shop)) == ALL
    assert _import(shop, tmp_path, "off_premises;;;;;;").rejected == ()
    assert _terms(_line(shop)) == ALL


def test_what_no_file_says_stays_unknown(shop: Shop, tmp_path: Path) -> None:
    assert _import(shop, tmp_path, ";;;;;;").rejected == ()
    assert _terms(_line(shop)) == ("web", None, None, None, None, None, "")


def test_a_word_nobody_knows_is_rejected_by_its_column(shop: Shop, tmp_path: Path) -> None:
    for row, field in (
        ("door;;;;;;", "channel"), (";;-1;;;;", "buyer_employees"), (";;;;soon;;", "agreed_delivery_on"),
        (";;;;;;magic", "contract_kind"),
    ):  # fmt: skip
        (rejected,) = _import(shop, tmp_path, row).rejected
        assert rejected.field == field
    with organization_block(shop.org_id):
        assert not OrderLine.objects.exists()
