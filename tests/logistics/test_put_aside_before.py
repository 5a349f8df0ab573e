"""What was put aside before the list of the quarantine was made stands in it."""

from importlib import import_module
from typing import Any

import pytest
from django.apps import apps
from django.db import connection

from savoir.kernel.access import Role
from savoir.logistics import operations, queries
from savoir.logistics.models import Disposition
from savoir.logistics.states import DispositionKind, Why
from tests.logistics.test_inspecting import confirm, inspected
from tests.shop import NOON, Shop

DAY = NOON.date()

UPGRADE = import_module("savoir.logistics.migrations.0010_waiting_in_quarantine")
REFUSED = import_module("savoir.logistics.migrations.0013_refused_before")


def as_before(shop: Shop, upgrade: Any, **columns: None) -> None:
    """What was written before the columns were there, upgraded; the test goes on in its organization."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    Disposition.objects.update(**columns)
    upgrade(apps, None)
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('app.org_id', %s, true)", [str(shop.org_id)])


def test_each_thing_is_where_its_parcel_was_received(in_shop: Shop) -> None:
    confirm(in_shop, inspected(in_shop), DispositionKind.QUARANTINE)
    as_before(in_shop, UPGRADE.find_sites, site=None)
    (found,) = queries.put_aside(actor=in_shop.dock, site_id=in_shop.warehouse_id, now=NOON)
    assert found.why is Why.CHOSEN


def refused(shop: Shop, times: int = 1) -> int:
    """Units whose destruction was asked for and refused, so many times."""
    found = inspected(shop)
    senior = shop.actors[Role.SENIOR]
    for _ in range(times):
        one = operations.ask_destruction(actor=shop.dock, inspection_id=found, now=NOON)
        operations.refuse_destruction(
            actor=senior, approval_id=one, inspection_id=found, motive="Réparable.", now=NOON
        )
    return found


def refused_now(shop: Shop) -> int:
    return queries.station(actor=shop.dock, site_id=shop.warehouse_id, day=DAY).refused


@pytest.mark.parametrize("times", [1, 2])
def test_a_destruction_refused_before_is_counted_above_every_page(in_shop: Shop, times: int) -> None:
    refused(in_shop, times)
    confirm(in_shop, inspected(in_shop), DispositionKind.QUARANTINE)
    as_before(in_shop, REFUSED.note_refusals, refused_at=None)
    assert refused_now(in_shop) == 1


def test_one_that_was_asked_for_again_or_found_another_use_is_not(in_shop: Shop) -> None:
    operations.ask_destruction(actor=in_shop.dock, inspection_id=refused(in_shop), now=NOON)
    confirm(in_shop, refused(in_shop), DispositionKind.RECYCLE)
    as_before(in_shop, REFUSED.note_refusals, refused_at=None)
    assert refused_now(in_shop) == 0
    assert set(Disposition.objects.values_list("refused_at", flat=True)) == {None}
