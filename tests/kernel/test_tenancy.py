"""One organization can't see, name or touch another's rows: the database says so, not the code."""

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.utils import ProgrammingError

from savoir.kernel.tenancy import SETTING, WrongOrganization, current_organization, organization_block
from savoir.orders.models import Order
from tests.shop import make_shop, sell

SHARED = {
    "organizations_membership": "read at login, before an organization is chosen; holds ids only",
    "kernel_settingsmark": "read in the statement that opens an organization; holds a random mark",
    "organizations_userlink": "opened before anybody signed in; holds ids and a digest only",
    "organizations_route": "tells which organization a key belongs to; holds digests only",
}


def _tenant_tables() -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT table_name FROM information_schema.columns c JOIN pg_class k ON k.relname = c.table_name"
            " WHERE column_name = 'org_id' AND table_schema = 'public' AND k.relkind IN ('r', 'p')"
        )
        return [row[0] for row in cursor.fetchall()]


def test_each_table_with_an_organization_is_closed_or_stands_in_the_list(db: None) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            """SELECT c.relname, c.relrowsecurity AND c.relforcerowsecurity,
                      bool_or(p.polqual IS NOT NULL AND p.polwithcheck IS NOT NULL)
               FROM pg_class c LEFT JOIN pg_policy p ON p.polrelid = c.oid
               WHERE c.relname = ANY(%s) GROUP BY 1, 2""",
            [_tenant_tables()],
        )
        rows = cursor.fetchall()
    assert len(rows) > 20
    still_open = {name for name, forced, whole in rows if not (forced and whole)}
    assert still_open == set(SHARED)


def test_each_key_between_tenant_tables_names_the_organization(db: None) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            """SELECT c.conname FROM pg_constraint c
               WHERE c.contype = 'f' AND c.conrelid::regclass::text = ANY(%(tables)s)
                 AND c.confrelid::regclass::text = ANY(%(tables)s)
                 AND NOT EXISTS (SELECT 1 FROM pg_attribute a WHERE a.attrelid = c.conrelid
                                 AND a.attnum = ANY(c.conkey) AND a.attname = 'org_id')""",
            {"tables": [t for t in _tenant_tables() if t not in SHARED]},
        )
        assert cursor.fetchall() == []


def test_each_unique_index_of_a_tenant_table_begins_with_the_organization(db: None) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            """SELECT i.indexrelid::regclass::text FROM pg_index i
               JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = i.indkey[0]
               WHERE i.indisunique AND NOT i.indisprimary AND i.indrelid::regclass::text = ANY(%s)
                 AND a.attname <> 'org_id'""",
            [[t for t in _tenant_tables() if t not in SHARED]],
        )
        assert cursor.fetchall() == []


def test_the_runtime_role_owns_nothing_and_passes_no_policy(db: None) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT rolsuper, rolbypassrls, rolcreatedb FROM pg_roles WHERE rolname = current_user"
        )
        assert cursor.fetchone() == (False, False, False)
        cursor.execute("SELECT count(*) FROM pg_tables WHERE tableowner = current_user")
        assert cursor.fetchone() == (0,)


DEFINERS = {"messages_search": "savoir_search", "orders_search": "savoir_search"}


def test_no_security_definer_function_but_the_listed_ones(db: None) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            """SELECT proname, proowner::regrole::text, array_to_string(proconfig, ';'),
                      has_function_privilege('savoir_app', oid, 'EXECUTE'),
                      has_function_privilege('savoir_backup', oid, 'EXECUTE')
               FROM pg_proc WHERE prosecdef AND pronamespace = 'public'::regnamespace"""
        )
        rows = cursor.fetchall()
    assert {row[0]: row[1] for row in rows} == DEFINERS
    for _name, _owner, settings, serves, others in rows:
        assert settings.startswith("search_path=pg_catalog, public, pg_temp"), "no path of the caller's"
        assert (serves, others) == (True, False)


def test_the_search_role_reads_what_is_searched_and_nothing_else(db: None) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            """SELECT attrelid::regclass::text, array_agg(attname::text ORDER BY attname)
               FROM pg_attribute, aclexplode(attacl) AS given
               WHERE given.grantee = 'savoir_search'::regrole AND given.privilege_type = 'SELECT'
               GROUP BY 1"""
        )
        readable = dict(cursor.fetchall())
        cursor.execute(
            """SELECT relname, given.privilege_type FROM pg_class, aclexplode(relacl) AS given
               WHERE given.grantee = 'savoir_search'::regrole"""
        )
        whole_tables = cursor.fetchall()
        cursor.execute("SELECT rolcanlogin, rolsuper FROM pg_roles WHERE rolname = 'savoir_search'")
        assert cursor.fetchone() == (False, False)
    assert whole_tables == []
    assert readable == {
        "cases_case": ["brand_id", "id", "order_id", "org_id"],
        "conversations_message": ["audience", "case_id", "id", "org_id"],
        "conversations_messagewords": ["id", "org_id", "said_at", "week", "words"],
        "orders_customer": ["email_normalized", "id", "name_search", "org_id", "phone_normalized"],
        "orders_delivery": ["order_id", "org_id", "tracking_number"],
        "orders_order": ["contract_at", "email_normalized", "id", "number_normalized", "org_id"],
        "orders_orderline": ["order_id", "org_id", "serials"],
    }


def test_without_a_block_nothing_is_seen_and_nothing_can_be_written(db: None) -> None:
    shop = make_shop()
    with organization_block(shop.org_id):
        sell(shop)
        assert Order.objects.count() == 1
    assert Order.objects.count() == 0
    with pytest.raises(ProgrammingError), transaction.atomic():
        sell(shop)


def test_two_shops_never_see_each_other(db: None) -> None:
    ours, theirs = make_shop("lenoir"), make_shop("autre")
    with organization_block(theirs.org_id):
        hidden = sell(theirs)
    with organization_block(ours.org_id):
        assert not Order.objects.filter(id=hidden.order_id).exists()
        assert Order.objects.filter(id=hidden.order_id).update(number="volée") == 0


def test_a_row_cannot_name_the_order_of_another_organization(db: None) -> None:
    ours, theirs = make_shop("lenoir"), make_shop("autre")
    with organization_block(theirs.org_id):
        hidden = sell(theirs)
    with organization_block(ours.org_id):
        mine = sell(ours)
    with pytest.raises(IntegrityError), organization_block(ours.org_id):
        _steal(mine.order_id, hidden.customer_id)


def _steal(order_id: int, customer_id: int) -> None:
    Order.objects.filter(id=order_id).update(customer_id=customer_id)
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


def test_a_block_gives_the_former_setting_back(db: None) -> None:
    shop = make_shop()

    def setting() -> str:
        with connection.cursor() as cursor:
            cursor.execute("SELECT coalesce(current_setting(%s, true), '')", [SETTING])
            return str(cursor.fetchone()[0])

    before = setting()
    with organization_block(shop.org_id):
        with organization_block(shop.org_id):
            assert setting() == str(shop.org_id)
        assert setting() == str(shop.org_id)
        with pytest.raises(ValueError, match="inner"), organization_block(shop.org_id):
            raise ValueError("inner")
        assert setting() == str(shop.org_id)
    assert setting() == before


def test_switching_inside_a_block_is_refused(db: None) -> None:
    ours, theirs = make_shop("lenoir"), make_shop("autre")
    with organization_block(ours.org_id):
        with pytest.raises(WrongOrganization), organization_block(theirs.org_id):
            raise AssertionError("must not be reached")
        assert current_organization() == ours.org_id
