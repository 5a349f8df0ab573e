"""Two people at once: one unit is held once, one payment is refunded once; without the guard it is not."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection

from savoir.config.launcher.cluster import Cluster
from savoir.kernel.errors import Refused
from savoir.kernel.tenancy import organization_block
from savoir.kernel.values.money import Money
from savoir.orders import operations
from savoir.orders.models import OrderLine, Payment
from savoir.orders.operations import payments, quantities
from tests.concurrency.races import meet_in, without_row_locks
from tests.shop import NOON, Sale, Shop, make_shop, sell

pytestmark = pytest.mark.concurrency


def _race(shop: Shop, verb: Callable[[], None]) -> int:
    """How many of two threads succeed."""

    def run(_number: int) -> int:
        try:
            with organization_block(shop.org_id):
                verb()
        except Refused:
            return 0
        finally:
            connection.close()
        return 1

    with ThreadPoolExecutor(2) as both:
        return sum(both.map(run, range(2)))


def _take_the_guard_away(monkeypatch: pytest.MonkeyPatch, cluster: Cluster, database: str) -> None:
    without_row_locks(monkeypatch)
    cluster.run_sql(database, "ALTER TABLE orders_orderline DROP CONSTRAINT line_returnable")
    cluster.run_sql(database, "ALTER TABLE orders_payment DROP CONSTRAINT payment_not_overdrawn")


def _sold() -> tuple[Shop, Sale]:
    shop = make_shop()
    with organization_block(shop.org_id):
        return shop, sell(shop, price=5900)


def _hold_the_last_unit(shop: Shop, sale: Sale, monkeypatch: pytest.MonkeyPatch) -> int:
    meet_in(monkeypatch, quantities, "_locked")
    line_id = sale.line_ids[0]
    return _race(shop, lambda: operations.hold(actor=shop.agent, line_id=line_id, quantity=1, now=NOON))


def _refund_it_all(shop: Shop, sale: Sale, monkeypatch: pytest.MonkeyPatch) -> int:
    meet_in(monkeypatch, payments, "_locked")
    return _race(
        shop,
        lambda: operations.reserve_refund(
            actor=shop.agent, payment_id=sale.payment_id, amount=Money(5900, "EUR"), now=NOON
        ),
    )


def test_two_agents_want_the_last_unit_and_one_gets_it(
    own_database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    shop, sale = _sold()
    assert _hold_the_last_unit(shop, sale, monkeypatch) == 1
    with organization_block(shop.org_id):
        assert OrderLine.objects.get(id=sale.line_ids[0]).held_qty == 1


def test_two_agents_refund_the_whole_payment_and_one_does(
    own_database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    shop, sale = _sold()
    assert _refund_it_all(shop, sale, monkeypatch) == 1
    with organization_block(shop.org_id):
        assert Payment.objects.get(id=sale.payment_id).pending_minor == 5900


@pytest.mark.parametrize("story", [_hold_the_last_unit, _refund_it_all])
def test_without_lock_and_constraint_both_would_get_it(
    own_database: str,
    template: tuple[Cluster, str],
    monkeypatch: pytest.MonkeyPatch,
    story: Callable[[Shop, Sale, pytest.MonkeyPatch], int],
) -> None:
    shop, sale = _sold()
    _take_the_guard_away(monkeypatch, template[0], own_database)
    assert story(shop, sale, monkeypatch) == 2
