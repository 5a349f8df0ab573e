"""What a file or a push says of an extension or an insurance bought with the goods."""

import json
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from savoir.kernel.tenancy import organization_block
from savoir.orders import operations, queries
from savoir.orders.models import OrderLine
from savoir.orders.operations.imports import ImportReport
from savoir.orders.states import CoverKind
from savoir.orders.values import Cover
from tests.orders.test_pushing import order
from tests.shop import Shop

NOW = datetime(2026, 11, 23, tzinfo=UTC)
NAMES = ("line_id", "cover_of", "cover_bought", "cover_kind", "cover_perils", "cover_sold_on",
         "cover_first_paid_on", "cover_first_on", "cover_last_on", "cover_renounced_on")  # fmt: skip
HEADER = ";".join(("order_number;contract_at;currency;product_id;quantity;unit_price", *NAMES))
INSURED = Cover(
    bought=True, kind=CoverKind.INSURANCE, sold_on=date(2026, 3, 3), first_paid_on=date(2026, 4, 3),
    first_on=date(2026, 3, 3), last_on=date(2029, 3, 2), perils=("theft", "breakdown"),
)  # fmt: skip
TOLD = "L1;;;insurance;theft|Breakdown;2026-03-03;2026-04-03;2026-03-03;2029-03-02;"


def _import(shop: Shop, tmp_path: Path, *rows: str) -> ImportReport:
    path = tmp_path / "sales.csv"
    lines = (f"F1;2026-03-02T10:00:00;EUR;V{n};1;10,00;{row}" for n, row in enumerate(rows))
    path.write_text("\n".join((HEADER, *lines, "")))
    return operations.import_orders(
        actor=shop.system, brand_id=shop.brand_id, source=path, mapping=operations.Mapping(), now=NOW
    )


def _cover(shop: Shop, line_id: str = "L1") -> Cover | None:
    with organization_block(shop.org_id):
        line = OrderLine.objects.get(external_id=line_id)
        return queries.sale_line(actor=shop.agent, line_id=line.id).cover


def test_told_with_the_goods_it_stays_and_an_empty_cell_wipes_nothing(shop: Shop, tmp_path: Path) -> None:
    assert _import(shop, tmp_path, TOLD).rejected == ()
    assert _cover(shop) == INSURED
    assert _import(shop, tmp_path, "L1;;;;;;;;;").rejected == ()
    assert _cover(shop) == INSURED
    given_up = "L1;;;;;;;;;2026-03-20"
    assert _import(shop, tmp_path, given_up).rejected == ()
    found = _cover(shop)
    assert found is not None
    assert (found.renounced_on, found.last_on) == (date(2026, 3, 20), date(2029, 3, 2))


def test_a_line_without_a_word_of_it_says_nothing_and_a_no_says_no(shop: Shop, tmp_path: Path) -> None:
    _import(shop, tmp_path, "L1;;;;;;;;;", "L2;;non;;;;;;;")
    assert _cover(shop) is None
    assert _cover(shop, "L2") == Cover(bought=False)


def test_a_no_told_later_takes_it_back(shop: Shop, tmp_path: Path) -> None:
    _import(shop, tmp_path, TOLD)
    _import(shop, tmp_path, "L1;;0;;;;;;;")
    assert _cover(shop) == Cover(bought=False)


def test_a_cover_that_is_a_line_of_its_own_covers_the_other(shop: Shop, tmp_path: Path) -> None:
    _import(shop, tmp_path, "L1;;;;;;;;;", "L2;L1;;extension;;;;;2031-03-02;")
    assert _cover(shop) == Cover(bought=True, kind=CoverKind.EXTENSION, last_on=date(2031, 3, 2))
    assert _cover(shop, "L2") is None


@pytest.mark.parametrize(
    ("row", "code", "field"),
    [
        ("L1;L9;;;;;;;;", "unknown_value", "cover_of"), ("L1;;maybe;;;;;;;", "unknown_value", "cover_bought"),
        ("L1;;;casco;;;;;;", "unknown_value", "cover_kind"),
        ("L1;;;;rain;;;;;", "unknown_value", "cover_perils"),
        ("L1;;;;;demain;;;;", "not_a_date", "cover_sold_on"),
        ("L1;;;;;;;2026-03-03;2026-03-02;", "out_of_range", "cover_last_on"),
    ],
)  # fmt: skip
def test_a_bent_cover_leaves_its_order_out(
    shop: Shop, tmp_path: Path, row: str, code: str, field: str
) -> None:
    report = _import(shop, tmp_path, row)
    assert [(one.code, one.field) for one in report.rejected] == [(code, field)]
    with organization_block(shop.org_id):
        assert not OrderLine.objects.exists()


def _line(**given: Any) -> dict[str, Any]:
    return {"line_id": "L1", "product": {"id": "MUG"}, "quantity": 1, "unit_price": "25.00", **given}


def test_json_lines_nest_it_and_a_mapping_names_it(shop: Shop, tmp_path: Path) -> None:
    told = {"kind": "insurance", "fin": "2029-03-02", "perils": ["theft"]}
    path = tmp_path / "sales.jsonl"
    path.write_text(json.dumps(order("A", lines=[_line(cover=told)]), default=str))
    report = operations.import_orders(
        actor=shop.system, brand_id=shop.brand_id, source=path, now=NOW,
        mapping=operations.parse_mapping(b'[columns]\ncover_last_on = "cover_fin"'),
    )  # fmt: skip
    assert report.rejected == ()
    assert _cover(shop) == Cover(
        bought=True, kind=CoverKind.INSURANCE, last_on=date(2029, 3, 2), perils=("theft",)
    )


def _push(shop: Shop, *lines: dict[str, Any]) -> list[tuple[str, str, str]]:
    with organization_block(shop.org_id):
        told = operations.push_orders(
            actor=shop.system, brand_id=shop.brand_id, records=[order("A", lines=list(lines))], now=NOW
        )
    return [(one.outcome, one.code, one.field) for one in told]


def test_a_push_tells_it_and_repeats_nothing(shop: Shop) -> None:
    first = {"kind": "extension", "last_on": date(2029, 3, 2)}
    assert _push(shop, _line(cover=first)) == [("created", "", "")]
    assert _push(shop, _line(cover=first)) == [("unchanged", "", "")]
    assert _push(shop, _line()) == [("unchanged", "", "")]
    assert _push(shop, _line(cover={"perils": ["wear"]})) == [("updated", "", "")]
    assert _cover(shop) == Cover(
        bought=True, kind=CoverKind.EXTENSION, last_on=date(2029, 3, 2), perils=("wear",)
    )
    assert _push(shop, _line(cover={"of": "L7"})) == [("refused", "unknown_value", "cover_of")]
