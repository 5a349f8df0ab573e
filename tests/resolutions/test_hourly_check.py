"""The hourly check keeps what each invariant said, and a person hears of a broken one, once."""

from datetime import timedelta

import pytest

from savoir.kernel import jobs
from savoir.kernel.access import Role
from savoir.kernel.errors import NotAllowed
from savoir.kernel.models import HumanTask
from savoir.kernel.tenancy import organization_block
from savoir.orders.models import OrderLine
from savoir.resolutions.operations import ask_for_check
from savoir.resolutions.queries import INVARIANTS, last_checks
from tests.shop import NOON, Shop, sell

HOUR = timedelta(hours=1)


def check(shop: Shop, hours: int) -> None:
    """The check runs at this hour."""
    with organization_block(shop.org_id):
        ask_for_check(actor=shop.actors[Role.SUPERVISOR], now=NOON + hours * HOUR)
    jobs.drain(until=NOON + hours * HOUR)


def red(shop: Shop) -> dict[str, tuple[int, tuple[str, ...]]]:
    with organization_block(shop.org_id):
        cards = last_checks(actor=shop.actors[Role.FINANCE])
    assert [card.invariant for card in cards] == list(INVARIANTS)
    return {card.invariant.code: (card.violations, card.samples) for card in cards if card.violations}


def alerts(shop: Shop) -> list[tuple[str, bool]]:
    with organization_block(shop.org_id):
        rows = HumanTask.objects.filter(code="invariant_broken").order_by("id")
        return [(",".join(row.detail["codes"]), row.done_at is None) for row in rows]


def test_a_healthy_shop_is_green_and_asks_nobody(shop: Shop) -> None:
    check(shop, 1)
    assert (red(shop), alerts(shop)) == ({}, [])


def test_a_broken_rule_is_red_with_its_cases_and_one_person_hears_of_it(shop: Shop) -> None:
    with organization_block(shop.org_id):
        sale = sell(shop)
        OrderLine.objects.filter(id=sale.line_ids[0]).update(held_qty=1)
        name = OrderLine.objects.get(id=sale.line_ids[0]).external_id
    check(shop, 1)
    check(shop, 2)
    assert red(shop) == {"quantities_held": (1, (f"{name}: says 1, is 0",))}
    assert alerts(shop) == [("quantities_held", True)]
    with organization_block(shop.org_id):
        card = next(c for c in last_checks(actor=shop.system) if c.violations)
        assert (card.red_since, card.checked_at) == (NOON + HOUR, NOON + 2 * HOUR)
        OrderLine.objects.filter(id=sale.line_ids[0]).update(held_qty=0)
    check(shop, 3)
    assert (red(shop), alerts(shop)) == ({}, [("quantities_held", False)])


def test_asked_twice_the_check_runs_once(shop: Shop) -> None:
    with organization_block(shop.org_id):
        for _ in range(2):
            ask_for_check(actor=shop.system, now=NOON)
    assert jobs.drain(until=NOON) == 1


def test_the_dock_neither_reads_nor_asks(shop: Shop) -> None:
    with organization_block(shop.org_id):
        with pytest.raises(NotAllowed):
            last_checks(actor=shop.dock)
        with pytest.raises(NotAllowed):
            ask_for_check(actor=shop.dock, now=NOON)
    assert jobs.drain(until=NOON) == 0
