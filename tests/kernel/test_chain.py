"""The chain of seals over the ledger: what was altered behind the program's back is found."""

import pytest
from django.db import connection
from django.db.utils import DatabaseError

from savoir.config.launcher.cluster import Cluster
from savoir.kernel.ledger import record
from savoir.kernel.ledger.chain import seal_ledger, verify_ledger
from savoir.kernel.ledger.reading import Place, settled_events
from savoir.kernel.tenancy import organization_block
from savoir.organizations.events import SecondFactorRuled
from tests.kernel.lives import AHEAD, count_past_them
from tests.settled import others_end
from tests.shop import NOON, Shop, make_shop

pytestmark = pytest.mark.settles


def _happens(shop: Shop, times: int) -> None:
    for number in range(times):
        with organization_block(shop.org_id):
            ruled = SecondFactorRuled(subject_id=shop.org_id, is_required=bool(number % 2))
            record(ruled, actor=shop.system, now=NOON)


def _seals(shop: Shop) -> int:
    others_end()
    with organization_block(shop.org_id):
        return seal_ledger(now=NOON)


def _seal_nothing(shop: Shop, *, transactions: int) -> None:
    """A second seal, over so many transactions of others."""
    with organization_block(shop.org_id), connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO kernel_ledgerseal (org_id, number, from_xid, to_xid, floor_id, upto_id, count,"
            " previous, digest, sealed_at) SELECT org_id, 2, to_xid, to_xid + %s, floor_id, upto_id, 0,"
            " digest, encode(sha256(convert_to(digest, 'UTF8')), 'hex'), sealed_at FROM kernel_ledgerseal",
            [transactions],
        )


def _verdict(shop: Shop) -> tuple[int, int, int | None]:
    with organization_block(shop.org_id):
        found = verify_ledger()
    return found.seals, found.facts, found.broken


def _as_owner(cluster: Cluster, name: str, sql: str) -> None:
    """What nobody of ours can do: the trigger is put aside first."""
    off = "ALTER TABLE kernel_ledgerevent NO FORCE ROW LEVEL SECURITY, DISABLE TRIGGER never_changed"
    on = "ALTER TABLE kernel_ledgerevent FORCE ROW LEVEL SECURITY, ENABLE TRIGGER never_changed"
    cluster.run_sql(name, f"{off}; {sql}; {on};")


@pytest.mark.parametrize(
    "deed",
    [
        "UPDATE kernel_ledgerevent SET payload = '{\"is_required\": false}' WHERE id = %s",
        "UPDATE kernel_ledgerevent SET at = at + interval '1 second' WHERE id = %s",
        "UPDATE kernel_ledgerevent SET actor_id = 7 WHERE id = %s",
        "DELETE FROM kernel_ledgerevent WHERE id = %s",
    ],
)
def test_an_altered_row_breaks_its_seal(own_database: str, template: tuple[Cluster, str], deed: str) -> None:
    shop = make_shop()
    _happens(shop, 4)
    sealed = _seals(shop)
    _happens(shop, 3)
    assert (sealed >= 4, _seals(shop)) == (True, 3)
    assert _verdict(shop) == (2, sealed + 3, None)
    with organization_block(shop.org_id), connection.cursor() as cursor:
        cursor.execute("SELECT id FROM kernel_ledgerevent ORDER BY id DESC OFFSET 1 LIMIT 1")
        event_id = cursor.fetchone()[0]
    _as_owner(template[0], own_database, deed % event_id)
    assert _verdict(shop) == (1, sealed, 2)


def test_nothing_new_makes_no_seal_and_houses_have_chains_of_their_own(own_database: str) -> None:
    shop, neighbor = make_shop(), make_shop("voisin")
    _happens(shop, 2)
    assert _seals(shop) >= 2
    assert _seals(shop) == 0
    before = _verdict(shop)
    _happens(neighbor, 2)
    _seals(neighbor)
    assert _verdict(shop) == before
    assert _verdict(neighbor)[2] is None


def test_after_a_restore_elsewhere_new_facts_are_sealed_and_old_seals_hold(own_database: str) -> None:
    """Transactions of another cluster count lower than those of the seals that came with the backup."""
    shop = make_shop()
    _happens(shop, 2)
    sealed = _seals(shop)
    _seal_nothing(shop, transactions=1_000_000)
    assert _verdict(shop) == (2, sealed, None)
    _happens(shop, 3)
    assert _seals(shop) == 3
    assert _verdict(shop) == (3, sealed + 3, None)


def test_a_restore_elsewhere_that_counted_past_the_last_seal_leaves_no_fact_unsealed(
    own_database: str, template: tuple[Cluster, str]
) -> None:
    """The first hour elsewhere may use up more transactions than the shop that was lost ever did."""
    shop = make_shop()
    _happens(shop, 2)
    sealed = _seals(shop)
    _seal_nothing(shop, transactions=AHEAD)
    template[0].run_sql(own_database, "UPDATE kernel_ledgerlife SET cluster = '1/00000001/1'")
    _happens(shop, 3)
    count_past_them()
    assert _seals(shop) == 3
    assert _verdict(shop) == (3, sealed + 3, None)


def test_the_program_itself_rewrites_no_seal(own_database: str) -> None:
    shop = make_shop()
    _happens(shop, 1)
    _seals(shop)
    for deed in ("UPDATE kernel_ledgerseal SET count = 0", "DELETE FROM kernel_ledgerseal"):
        with pytest.raises(DatabaseError), organization_block(shop.org_id), connection.cursor() as cursor:
            cursor.execute(deed)
    assert _verdict(shop)[2] is None


def test_settled_facts_come_back_whole(own_database: str) -> None:
    shop = make_shop()
    _happens(shop, 2)
    others_end()
    with organization_block(shop.org_id):
        last = list(settled_events(after=Place(), limit=100))[-1][1]
    assert (last.kind, last.payload) == ("second_factor_ruled", {"is_required": True})
