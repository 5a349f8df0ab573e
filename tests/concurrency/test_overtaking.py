"""News of one order that overtake each other: the newest stand, without the guard older ones undo them."""

import json
import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from savoir.kernel.tenancy import organization_block
from savoir.orders import operations
from savoir.orders.intake import merging, overtaking, telling
from savoir.orders.models import Delivery, OrderLine
from savoir.orders.operations import pushing
from savoir.orders.operations.pushing import plain
from tests.concurrency.races import at_once, await_other, without_row_locks
from tests.shop import NOON, Shop, make_shop

pytestmark = pytest.mark.concurrency
NINE = datetime(2026, 11, 20, 9, tzinfo=UTC)
TEN, ELEVEN = NINE + timedelta(hours=1), NINE + timedelta(hours=2)


@pytest.fixture
def shop(own_database: str) -> Shop:
    return make_shop()


def _order(told_at: datetime, price: str) -> dict[str, Any]:
    return {
        "order_id": "A", "order_number": "A", "contract_at": datetime(2026, 11, 2, 10, tzinfo=UTC),
        "currency": "EUR", "country": "FR", "updated_at": told_at,
        "lines": [{"line_id": "A-1", "product": {"id": "MUG", "name": "Mug"}, "quantity": 1,
                   "unit_price": price}],
    }  # fmt: skip


def _parcel(name: str, delivered_at: datetime, told_at: datetime) -> dict[str, Any]:
    return {"order_id": "A", "id": name, "delivered_at": delivered_at, "updated_at": told_at,
            "lines": []}  # fmt: skip


def _tell(shop: Shop, verb: Callable[..., Any], record: dict[str, Any]) -> None:
    with organization_block(shop.org_id):
        verb(actor=shop.system, brand_id=shop.brand_id, records=[record], now=NOON)


def _overtaken(
    monkeypatch: pytest.MonkeyPatch,
    after: tuple[Any, str],
    slow: Callable[[], None],
    fast: Callable[[], None],
) -> None:
    """Let `slow` stop after a step until `fast`, begun then, is through, or waits for a lock."""
    allowed, is_in_step, is_through = getattr(*after), threading.Event(), threading.Event()
    slow_one: list[int] = []

    def step(*given: Any, **named: Any) -> Any:
        found = allowed(*given, **named)
        if threading.get_ident() in slow_one:
            is_in_step.set()
            await_other(is_through.wait)
        return found

    def run_slow() -> str:
        slow_one.append(threading.get_ident())
        slow()
        return "slow"

    def run_fast() -> str:
        assert is_in_step.wait(30)
        fast()
        is_through.set()
        return "fast"

    monkeypatch.setattr(*after, step)
    assert at_once(run_slow, run_fast) == ["fast", "slow"]


def _without_guard(monkeypatch: pytest.MonkeyPatch) -> None:
    for module, name in ((overtaking, "hold_orders"), (telling, "leave_overtaken")):
        monkeypatch.setattr(module, name, lambda *_: None)
    without_row_locks(monkeypatch)


def _price_after_the_race(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> int:
    _overtaken(
        monkeypatch, (pushing.checking, "settle_stage"),
        slow=lambda: _tell(shop, operations.push_orders, _order(TEN, "10.00")),
        fast=lambda: _tell(shop, operations.push_orders, _order(ELEVEN, "11.00")),
    )  # fmt: skip
    with organization_block(shop.org_id):
        return OrderLine.objects.get().unit_price_minor


def _day_after_the_race(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> datetime | None:
    _tell(shop, operations.push_orders, _order(NINE, "9.00"))
    _tell(shop, operations.push_deliveries, _parcel("D1", NINE, NINE))
    _overtaken(
        monkeypatch, (pushing, "known_orders"),
        slow=lambda: _tell(shop, operations.push_deliveries, _parcel("D2", TEN, TEN)),
        fast=lambda: _tell(shop, operations.push_deliveries, _parcel("D1", ELEVEN, TEN)),
    )  # fmt: skip
    with organization_block(shop.org_id):
        return Delivery.objects.get(external_id="D1").delivered_at


def _price_after_an_import(shop: Shop, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> int:
    """A shop tells newer while a file of ten o'clock is read."""
    path = tmp_path / "ten.jsonl"
    path.write_text(json.dumps(plain(_order(TEN, "10.00"))) + "\n")
    merge = merging.merge_batch

    def told() -> None:
        _tell(shop, operations.push_orders, _order(ELEVEN, "11.00"))
        connection.close()

    def merge_later(batch: merging.Batch) -> None:
        in_between = threading.Thread(target=told)
        in_between.start()
        in_between.join(30)
        merge(batch)

    monkeypatch.setattr(merging, "merge_batch", merge_later)
    operations.import_orders(
        actor=shop.system, brand_id=shop.brand_id, source=path, mapping=operations.Mapping(), now=NOON
    )
    with organization_block(shop.org_id):
        return OrderLine.objects.get().unit_price_minor


def test_a_file_does_not_undo_what_was_told_while_it_was_read(
    shop: Shop, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    assert _price_after_an_import(shop, monkeypatch, tmp_path) == 1100


def test_without_the_guard_a_file_undoes_it(
    shop: Shop, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    for name in ("hold_batch", "leave_overtaken"):
        monkeypatch.setattr(merging, name, lambda *_: None)
    assert _price_after_an_import(shop, monkeypatch, tmp_path) == 1000


@pytest.mark.parametrize("is_known", [True, False])
def test_older_news_on_their_way_do_not_undo_newer(
    shop: Shop, monkeypatch: pytest.MonkeyPatch, is_known: bool
) -> None:
    if is_known:
        _tell(shop, operations.push_orders, _order(NINE, "9.00"))
    assert _price_after_the_race(shop, monkeypatch) == 1100


@pytest.mark.parametrize("is_known", [True, False])
def test_without_the_guard_older_news_undo_newer(
    shop: Shop, monkeypatch: pytest.MonkeyPatch, is_known: bool
) -> None:
    if is_known:
        _tell(shop, operations.push_orders, _order(NINE, "9.00"))
    _without_guard(monkeypatch)
    assert _price_after_the_race(shop, monkeypatch) == 1000


def test_a_second_parcel_does_not_undo_what_was_said_of_the_first(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert _day_after_the_race(shop, monkeypatch) == ELEVEN


def test_without_the_lock_a_second_parcel_undoes_it(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    _without_guard(monkeypatch)
    assert _day_after_the_race(shop, monkeypatch) == NINE
