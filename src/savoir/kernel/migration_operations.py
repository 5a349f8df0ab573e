"""Migration operations: tenancy in the database itself, and data migrations per organization."""

from collections.abc import Callable, Iterator
from typing import Any

from django.db import connection as default_connection
from django.db.migrations.operations.base import Operation

from savoir.kernel.tenancy import SETTING, TenantForeignKey

POLICY = f"org_id = (SELECT nullif(current_setting('{SETTING}', true), '')::bigint)"


def _tenant_models(app_label: str, state: Any) -> list[Any]:
    return [
        model
        for model in state.apps.get_app_config(app_label).get_models()
        if any(field.name == "org" for field in model._meta.local_fields) and not model._meta.proxy
    ]


def _has(cursor: Any, name: str) -> bool:
    cursor.execute("SELECT 1 FROM pg_constraint WHERE conname = %s", [name])
    return cursor.fetchone() is not None


def _protect(cursor: Any, table: str) -> None:
    cursor.execute(f'ALTER TABLE "{table}" ENABLE ROW LEVEL SECURITY')
    cursor.execute(f'ALTER TABLE "{table}" FORCE ROW LEVEL SECURITY')
    cursor.execute(f'DROP POLICY IF EXISTS one_organization ON "{table}"')
    cursor.execute(f'CREATE POLICY one_organization ON "{table}" USING ({POLICY}) WITH CHECK ({POLICY})')
    key = f"{table[:50]}_org_id_key"
    if not _has(cursor, key):
        cursor.execute(f'ALTER TABLE "{table}" ADD CONSTRAINT "{key}" UNIQUE (org_id, id)')


def _composite_key(cursor: Any, table: str, field: Any) -> None:
    target = field.related_model._meta.db_table
    name = f"{table[:30]}_{field.column[:22]}_org_fk"
    if not _has(cursor, name):
        cursor.execute(
            f'ALTER TABLE "{table}" ADD CONSTRAINT "{name}" FOREIGN KEY (org_id, "{field.column}") '
            f'REFERENCES "{target}" (org_id, id) DEFERRABLE INITIALLY DEFERRED'
        )


class ProtectTenantTables(Operation):
    """Row-level security, `UNIQUE (org_id, id)` and composite foreign keys for every tenant table of the app.

    Idempotent: each later migration that adds a tenant table or key ends with it again. Tables named in
    `shared` keep their `org_id` readable before the organization is known.
    """

    reversible = True

    def __init__(self, shared: tuple[str, ...] = ()) -> None:
        self.shared = shared

    def state_forwards(self, app_label: str, state: Any) -> None:
        """Models do not change."""

    def database_forwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        """Write the constraints; deferred SQL of Django runs first so that the tables are whole."""
        models = [m for m in _tenant_models(app_label, to_state) if m.__name__ not in self.shared]
        with schema_editor.connection.cursor() as cursor:
            for model in models:
                _protect(cursor, model._meta.db_table)
            for model in models:
                for field in model._meta.local_fields:
                    if isinstance(field, TenantForeignKey):
                        _composite_key(cursor, model._meta.db_table, field)

    def database_backwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        """Dropping the tables drops what stands on them."""

    def describe(self) -> str:
        """What `migrate` prints."""
        return "Put tenant tables under row-level security with composite keys"


class MarkSettings(Operation):
    """Give tables of settings the trigger that gives their organization another mark: what the processes
    remember of its settings ends with the transaction that writes one.

    It runs at the end of the transaction, so that the mark is held for an instant only; each row says whose
    it is. Every organization gets a first mark.
    """

    reversible = True

    def __init__(self, *models: str) -> None:
        self.models = models

    def state_forwards(self, app_label: str, state: Any) -> None:
        """Models do not change."""

    def database_forwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        """Write the triggers, then the marks."""
        with schema_editor.connection.cursor() as cursor:
            for table in self._tables(app_label, to_state):
                cursor.execute(
                    "CREATE CONSTRAINT TRIGGER settings_marked AFTER INSERT OR UPDATE OR DELETE "
                    f'ON "{table}" DEFERRABLE INITIALLY DEFERRED '
                    "FOR EACH ROW EXECUTE FUNCTION kernel_setting_written()"
                )
            cursor.execute(
                "INSERT INTO kernel_settingsmark (org_id, mark) SELECT id, gen_random_uuid() "
                "FROM organizations_organization ON CONFLICT (org_id) DO UPDATE SET mark = excluded.mark"
            )

    def database_backwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        """Drop the triggers."""
        with schema_editor.connection.cursor() as cursor:
            for table in self._tables(app_label, to_state):
                cursor.execute(f'DROP TRIGGER IF EXISTS settings_marked ON "{table}"')

    def _tables(self, app_label: str, state: Any) -> list[str]:
        return [state.apps.get_model(app_label, model)._meta.db_table for model in self.models]

    def describe(self) -> str:
        """What `migrate` prints."""
        return f"Let a change of {', '.join(self.models)} give the organization's settings another mark"


class NothingTouched(RuntimeError):  # noqa: N818 - names the refused fact
    """A data migration changed no row of a table that has rows: it ran outside every organization."""


def for_each_organization(change: Callable[[int], int], *, table: str, state_apps: Any) -> int:
    """Run `change(org_id) -> rows touched` for each organization under its own setting; return the sum.

    Raises NothingTouched when the sum is 0 although `table` is not empty.
    """
    touched = sum(_in_each(change, state_apps))
    with default_connection.cursor() as cursor:
        cursor.execute(
            "SELECT reltuples FROM pg_class WHERE oid = %s::regclass AND pg_relation_size(oid) > 0", [table]
        )
        if touched == 0 and cursor.fetchone() is not None:
            raise NothingTouched(table)
    return touched


def _in_each(change: Callable[[int], int], state_apps: Any) -> Iterator[int]:
    organization = state_apps.get_model("organizations", "Organization")
    for org_id in organization.objects.values_list("id", flat=True):
        with default_connection.cursor() as cursor:
            cursor.execute("SELECT set_config(%s, %s, true)", [SETTING, str(org_id)])
            yield change(org_id)
            cursor.execute("SELECT set_config(%s, '', true)", [SETTING])


class DefineView(Operation):
    """A view that asks with the rights of whoever reads it, so that row-level security holds behind it.

    A later migration that changes it defines it anew; one that changes the type of a column it reads drops it
    first (`DropView`) and defines it again afterwards, since PostgreSQL refuses to alter what a view reads.
    """

    reversible = True

    def __init__(self, name: str, sql: str) -> None:
        self.name = name
        self.sql = sql

    def state_forwards(self, app_label: str, state: Any) -> None:
        """Models do not change."""

    def database_forwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        """Drop what stands under the name, then create."""
        with schema_editor.connection.cursor() as cursor:
            cursor.execute(f'DROP VIEW IF EXISTS "{self.name}"')
            cursor.execute(f'CREATE VIEW "{self.name}" WITH (security_invoker = true) AS {self.sql}')

    def database_backwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        """Drop it."""
        with schema_editor.connection.cursor() as cursor:
            cursor.execute(f'DROP VIEW IF EXISTS "{self.name}"')

    def describe(self) -> str:
        """What `migrate` prints."""
        return f"Define the view {self.name}"


class DropView(DefineView):
    """Drop a view before a column it reads changes its type; a later `DefineView` brings it back."""

    def database_forwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        """Drop it."""
        super().database_backwards(app_label, schema_editor, from_state, to_state)

    def database_backwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        """Define it as it was."""
        super().database_forwards(app_label, schema_editor, from_state, to_state)

    def describe(self) -> str:
        """What `migrate` prints."""
        return f"Drop the view {self.name}"
