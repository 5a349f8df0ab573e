"""Each invariant is broken once, behind the back of every rule, and seen."""

import pytest
import time_machine
from django.db import connection

from savoir.commands import invariants
from savoir.config.launcher.cluster import Cluster
from savoir.connectors.payments.fake import FakeRail
from savoir.organizations.models import Organization
from savoir.resolutions.queries.invariants import INVARIANTS
from tests.faults.worlds import DAY, Agreed, broken, one_of_each
from tests.shop import NOON, Shop, make_shop
from tests.stories.conftest import KeptMails

pytestmark = pytest.mark.concurrency
REPLICA = "SET session_replication_role = replica;"
NEW_ENTRY = """INSERT INTO resolutions_journalentry (org_id, kind, refund_id, booked_at)
    SELECT org_id, kind, refund_id, booked_at FROM resolutions_journalentry WHERE kind = 'refund_settled';"""
# code -> what its planting may break besides (money is counted from several sides), and the planting itself
PLANTED: dict[str, tuple[set[str], str]] = {
    "refund_booked_once": ({"entry_zero"}, f"DROP INDEX journal_refund_once; {NEW_ENTRY}"),
    "payment_refunded": (set(), "UPDATE orders_payment SET refunded_minor = refunded_minor - 100"
                         " WHERE refunded_minor > 0"),
    "payment_pending": (set(), "UPDATE orders_payment SET pending_minor = pending_minor - 1"
                        " WHERE pending_minor > 0"),
    "payment_not_overdrawn": ({"payment_pending"},
        "ALTER TABLE orders_payment DROP CONSTRAINT payment_not_overdrawn;"
        "UPDATE orders_payment SET pending_minor = pending_minor + 1 WHERE refunded_minor > 0"),
    "entry_zero": ({"journal_zero", "journal_settled"},
        "UPDATE resolutions_journalline SET amount_minor = amount_minor + 1 WHERE account = 'rail'"),
    "journal_zero": ({"entry_zero"}, "DELETE FROM resolutions_journalline WHERE account = 'sales_returned'"),
    "journal_settled": (set(), "UPDATE resolutions_journalline SET account = 'till' WHERE account = 'rail'"),
    "journal_owed": (set(),
        "UPDATE resolutions_journalline SET account = 'gifts' WHERE account = 'owed_to_customers'"),
    "stream_whole": (set(), "DELETE FROM kernel_ledgerevent WHERE seq = 2"),
    "delivered": (set(), "UPDATE kernel_stream SET delivered_seq = 0"),
    "jobs_move": (set(), "INSERT INTO procrastinate_jobs (queue_name, task_name, status, args)"
                  " SELECT 'default', 'savoir.run', 'failed', jsonb_build_object('name', 'x', 'org_id', id)"
                  " FROM organizations_organization"),
    "case_has_next_step": ({"promise_has_timer"}, "DELETE FROM procrastinate_jobs;"
        "DELETE FROM logistics_returnline; UPDATE cases_promise SET state = 'kept' WHERE kind = 'refund'"),
    "quantities_held": (set(), "UPDATE orders_orderline SET held_qty = 0"),
    "quantities_returned": (set(), "UPDATE orders_orderline SET returned_qty = 0"),
    "promise_has_timer": (set(),
        "DELETE FROM procrastinate_jobs WHERE args->>'name' = 'promises.check'"),
    "states_declared": ({"payment_pending", "journal_owed"},
        "UPDATE resolutions_refund SET state = 'teleported' WHERE state = 'requested'"),
}  # fmt: skip


@pytest.fixture
def world(own_database: str, rail: FakeRail, mails: KeptMails) -> tuple[Shop, Agreed, Agreed]:
    """A shop with one case resolved and one that waits for its customer."""
    shop = make_shop()
    return shop, *one_of_each(shop)


def test_a_shop_that_lives_by_its_rules_breaks_no_invariant(
    world: tuple[Shop, Agreed, Agreed], capsys: pytest.CaptureFixture[str]
) -> None:
    shop = world[0]
    assert broken(shop) == {}
    slug = Organization.objects.get(id=shop.org_id).slug
    with time_machine.travel(NOON + 5 * DAY, tick=False):
        assert invariants.main(["--org", slug]) == 0
    printed = capsys.readouterr().out
    assert printed.count("  OK   ") == len(INVARIANTS)
    assert "all hold" in printed


def test_every_invariant_has_its_planting() -> None:
    assert set(PLANTED) == {invariant.code for invariant in INVARIANTS}


@pytest.mark.parametrize("code", sorted(PLANTED))
def test_what_is_planted_is_found(
    code: str,
    world: tuple[Shop, Agreed, Agreed],
    own_database: str,
    template: tuple[Cluster, str],
    capsys: pytest.CaptureFixture[str],
) -> None:
    besides, planting = PLANTED[code]
    template[0].run_sql(own_database, REPLICA + planting)
    found = broken(world[0])
    assert code in found
    assert found[code]
    assert set(found) <= {code, *besides}
    with time_machine.travel(NOON + 5 * DAY, tick=False):
        assert invariants.main([]) == 1
    assert f"{code:24} BROKEN" in capsys.readouterr().out


def test_an_unknown_organization_is_told(own_database: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert invariants.main(["--org", "nobody"]) == 2
    assert "'nobody'" in capsys.readouterr().err


def test_another_organization_s_faults_are_not_ours(
    world: tuple[Shop, Agreed, Agreed], own_database: str, template: tuple[Cluster, str]
) -> None:
    other = make_shop("voisin")
    one_of_each(other)
    template[0].run_sql(
        own_database,
        f"{REPLICA} UPDATE orders_orderline SET held_qty = 0 WHERE org_id = {other.org_id};"
        f" DELETE FROM procrastinate_jobs WHERE (args->>'org_id')::bigint = {other.org_id}",
    )
    assert broken(world[0]) == {}
    assert "quantities_held" in broken(other)
    assert connection.in_atomic_block is False


def test_a_promise_a_minute_late_is_given_its_five_minutes(
    world: tuple[Shop, Agreed, Agreed], own_database: str, template: tuple[Cluster, str]
) -> None:
    template[0].run_sql(
        own_database, "DELETE FROM procrastinate_jobs WHERE args->>'name' = 'promises.check';"
        "UPDATE cases_promise SET due_at = '2026-11-28 10:59+00' WHERE state = 'running'",
    )  # fmt: skip
    assert "promise_has_timer" not in broken(world[0], NOON + 5 * DAY)
    assert "promise_has_timer" in broken(world[0], NOON + 6 * DAY)
