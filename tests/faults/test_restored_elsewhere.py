"""A backup restored into another cluster, really: readers of the ledger go on where they were."""

import dataclasses
from pathlib import Path

import pytest
from django.db import connection, connections

from savoir.cases.events import CaseClosed
from savoir.config.environment import Environment
from savoir.config.launcher import backup, bootstrap
from savoir.config.launcher.cluster import Cluster
from savoir.kernel import ledger
from savoir.kernel.ledger import Place
from savoir.kernel.ledger.reading import newest_place
from savoir.kernel.models import LedgerEvent
from savoir.kernel.tenancy import organization_block
from tests.settled import others_end
from tests.shop import NOON, Shop, make_shop

pytestmark = pytest.mark.long


def happens(shop: Shop, case_id: int) -> None:
    with organization_block(shop.org_id):
        ledger.record(CaseClosed(subject_id=case_id), actor=shop.system, now=NOON)


def count_ahead() -> None:
    """The first cluster has counted further than a new one."""
    with connection.cursor() as cursor:
        for _ in range(3_000):
            cursor.execute("SELECT pg_current_xact_id()")


def told(shop: Shop, after: Place) -> list[tuple[Place, int]]:
    """(place, case) of what is settled past a place."""
    others_end()
    with organization_block(shop.org_id):
        found = list(ledger.settled_events(after=after, limit=100))
    return [(place, entry.subject_id) for place, entry in found if entry.kind == CaseClosed.kind]


def test_facts_go_on_in_another_cluster(
    own_database: str, template: tuple[Cluster, str], home: Path, tmp_path: Path
) -> None:
    shop, first = make_shop(), template[0]
    count_ahead()
    for case_id in (1, 2, 3):
        happens(shop, case_id)
    before = told(shop, Place())
    stood, lost = before[1][0], dataclasses.replace(before[2][0], xid=before[2][0].xid + 9)
    file = tmp_path / "savoir.dump"
    variables = first.connections().libpq(bootstrap.BACKUP, own_database)
    backup._run("pg_dump", ["--format=custom", f"--file={file}"], variables, None)
    connections["default"].close()

    second = Cluster(home)
    second.start()
    backup.restore(dataclasses.replace(Environment(), home=home), file, replaces=True)
    connections["default"].settings_dict.update(second.connections().django("savoir_app", "savoir"))

    assert told(shop, Place()) == before
    with organization_block(shop.org_id), connection.cursor() as cursor:
        cursor.execute("SELECT pg_current_xact_id()::text::bigint")
        assert cursor.fetchone()[0] < stood.xid, "it must count anew, or this proves nothing"
    happens(shop, 4)
    happens(shop, 5)
    assert [case for _, case in told(shop, stood)] == [3, 4, 5]
    assert [case for _, case in told(shop, lost)] == [4, 5]
    with organization_block(shop.org_id):
        assert newest_place().life > stood.life
        assert LedgerEvent.objects.values("life").distinct().count() == 2
