"""Each invariant is broken once, behind the back of every rule, and seen."""

import psycopg
import pytest
import time_machine
from django.db import connection

from savoir.cases.states import Acceptance, CaseState, PromiseState, Reception
from savoir.commands import invariants
from savoir.config.launcher.cluster import Cluster
from savoir.connectors.payments.fake import FakeRail
from savoir.conversations.states import MessageState
from savoir.logistics.states import UnknownState
from savoir.organizations.models import Organization
from savoir.resolutions.queries import INVARIANTS
from savoir.resolutions.states import RefundState, ResolutionState
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
    "rail_reference_once": ({"payment_refunded", "journal_settled"},
        "INSERT INTO resolutions_externalreturnofmoney (org_id, payment_id, source, provider_reference,"
        " amount_minor, counted_minor, currency, seen_at) SELECT org_id, payment_id, 'dispute',"
        " provider_reference, 1, 1, 'EUR', settled_at FROM resolutions_refund WHERE state = 'settled'"),
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
    "ledger_closed": (set(), "ALTER TABLE resolutions_journalline DISABLE TRIGGER never_changed"),
    "stream_whole": ({"told_at_all", "case_replays"}, "DELETE FROM kernel_ledgerevent WHERE seq = 2"),
    "delivered": (set(), "UPDATE kernel_stream SET delivered_seq = 0"),
    "jobs_move": (set(), "INSERT INTO procrastinate_jobs (queue_name, task_name, status, args)"
                  " SELECT 'default', 'savoir.run', 'failed', jsonb_build_object('name', 'x', 'org_id', id)"
                  " FROM organizations_organization"),
    "case_has_next_step": ({"promise_has_timer"}, "DELETE FROM procrastinate_jobs;"
        "DELETE FROM logistics_returnline; UPDATE cases_promise SET state = 'kept' WHERE kind = 'refund'"),
    "case_replays": (set(), "UPDATE cases_case SET state = 'open' WHERE state = 'resolved'"),
    "quantities_held": (set(), "UPDATE orders_orderline SET held_qty = 0"),
    "quantities_returned": (set(), "UPDATE orders_orderline SET returned_qty = 0"),
    "promise_has_timer": (set(),
        "DELETE FROM procrastinate_jobs WHERE args->>'name' = 'promises.check'"),
    "case_states": (set(), "UPDATE cases_promise SET state = 'forgotten' WHERE state = 'kept'"),
    "money_states": ({"payment_pending", "journal_owed"},
        "UPDATE resolutions_refund SET state = 'teleported' WHERE state = 'requested'"),
    "message_states": (set(), "UPDATE conversations_message SET state = 'shouted' WHERE step = 'decision'"),
    "parcel_states": (set(),
        "INSERT INTO logistics_unknownparcel (org_id, site_id, reference, scan_id, code, description,"
        " quantity, state, member_id, arrived_at) SELECT org_id, id, 'IN-1', gen_random_uuid(), '', '', 1,"
        " 'eaten', 0, now() FROM organizations_site LIMIT 1"),
    "told_once": (set(), "DROP INDEX message_one_per_milestone; INSERT INTO conversations_message"
        " SELECT (jsonb_populate_record(m, jsonb_build_object('id', id + 1000, 'message_id', 'again'))).*"
        " FROM conversations_message m WHERE step = 'refunded'"),
    "told_at_all": (set(), "DELETE FROM conversations_message WHERE step = 'acknowledgement'"),
    "message_moves": (set(), "UPDATE conversations_message SET state = 'waiting' WHERE step = 'refunded'"),
    "resolution_once": (set(), "UPDATE resolutions_resolution SET decision_id ="
        " (SELECT min(decision_id) FROM resolutions_resolution)"),
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


def found_after(line: psycopg.Connection, org_id: int, planting: str) -> set[str]:
    """What the runtime role finds broken after the owner planted something; the planting is taken back."""
    with line.transaction(force_rollback=True):
        line.execute(REPLICA + planting)
        line.execute("SET LOCAL ROLE savoir_app")
        line.execute("SELECT set_config('app.org_id', %s, true), set_config('app.now', %s, true)",
                     [str(org_id), (NOON + 5 * DAY).isoformat()])  # fmt: skip
        return {
            invariant.code for invariant in INVARIANTS
            if line.execute(f"SELECT what FROM {invariant.view} LIMIT 1").fetchone()
        }  # fmt: skip


def test_what_is_planted_is_found_and_nothing_else_is_accused(
    world: tuple[Shop, Agreed, Agreed], own_database: str, template: tuple[Cluster, str]
) -> None:
    with psycopg.connect(template[0].dsn("postgres", own_database), autocommit=True) as line:
        found = {code: found_after(line, world[0].org_id, sql) for code, (_, sql) in PLANTED.items()}
    missed = [code for code, seen in found.items() if code not in seen]
    accused = {code: seen - {code, *PLANTED[code][0]} for code, seen in found.items()}
    assert missed == []
    assert {code: extra for code, extra in accused.items() if extra} == {}


def test_the_command_says_what_is_broken_and_ends_with_status_1(
    world: tuple[Shop, Agreed, Agreed], own_database: str, template: tuple[Cluster, str],
    capsys: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    template[0].run_sql(own_database, REPLICA + PLANTED["quantities_held"][1])
    with time_machine.travel(NOON + 5 * DAY, tick=False):
        assert invariants.main([]) == 1
    assert f"{'quantities_held':24} BROKEN" in capsys.readouterr().out


def test_every_state_of_a_lifecycle_is_known_to_its_view(own_database: str) -> None:
    """A new state comes with a migration that defines the view anew."""
    declared = {
        "case_states": (CaseState, Acceptance, Reception, PromiseState), "message_states": (MessageState,),
        "money_states": (RefundState, ResolutionState), "parcel_states": (UnknownState,),
    }  # fmt: skip
    with connection.cursor() as cursor:
        for code, lifecycles in declared.items():
            cursor.execute("SELECT pg_get_viewdef(%s::regclass)", [f"invariant_{code}"])
            text = cursor.fetchone()[0]
            assert {word for words in lifecycles for word in words if f"'{word}'" not in text} == set()


def test_every_view_asks_with_the_rights_of_its_reader(own_database: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT relname, coalesce('security_invoker=true' = ANY(reloptions), false) FROM pg_class"
            " WHERE relkind = 'v' AND relnamespace = 'public'::regnamespace"
        )
        views = dict(cursor.fetchall())
    assert {invariant.view for invariant in INVARIANTS} <= set(views)
    assert all(views.values()), views


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
