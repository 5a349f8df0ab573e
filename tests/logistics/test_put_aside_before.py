"""What was put aside before the list of the quarantine was made stands in it."""

from importlib import import_module

from django.apps import apps
from django.db import connection

from savoir.logistics import queries
from savoir.logistics.models import Disposition
from savoir.logistics.states import DispositionKind, Why
from tests.logistics.test_inspecting import confirm, inspected
from tests.shop import NOON, Shop

UPGRADE = import_module("savoir.logistics.migrations.0010_waiting_in_quarantine")


def test_each_thing_is_where_its_parcel_was_received(in_shop: Shop) -> None:
    confirm(in_shop, inspected(in_shop), DispositionKind.QUARANTINE)
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    Disposition.objects.update(site=None)
    assert queries.put_aside(actor=in_shop.dock, site_id=in_shop.warehouse_id, now=NOON) == ()
    UPGRADE.find_sites(apps, None)
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('app.org_id', %s, true)", [str(in_shop.org_id)])
    (found,) = queries.put_aside(actor=in_shop.dock, site_id=in_shop.warehouse_id, now=NOON)
    assert found.why is Why.CHOSEN
