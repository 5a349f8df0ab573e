import django.db.models.deletion
from django.db import migrations, models

from savoir.kernel.migration_operations import ProtectTenantTables

CLOSE = """
CREATE TRIGGER never_changed BEFORE UPDATE OR DELETE ON kernel_ledgerseal
  FOR EACH ROW EXECUTE FUNCTION kernel_never_changed();
DO $$ BEGIN
  IF EXISTS (SELECT 1 FROM pg_roles WHERE rolname = 'savoir_app') THEN
    REVOKE UPDATE, DELETE ON kernel_ledgerseal FROM savoir_app;
  END IF;
END $$;
"""
OPEN = "DROP TRIGGER never_changed ON kernel_ledgerseal;"


class Migration(migrations.Migration):
    dependencies = [
        ("kernel", "0007_outgoing_webhooks"),
        ("organizations", "0002_tenancy"),
    ]
    operations = [
        migrations.CreateModel(
            "LedgerSeal",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False,
                                           verbose_name="ID")),
                ("number", models.IntegerField()),
                ("from_xid", models.BigIntegerField()),
                ("to_xid", models.BigIntegerField()),
                ("floor_id", models.BigIntegerField()),
                ("upto_id", models.BigIntegerField()),
                ("count", models.IntegerField()),
                ("previous", models.CharField(max_length=64)),
                ("digest", models.CharField(max_length=64)),
                ("sealed_at", models.DateTimeField()),
                ("org", models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT,
                                          related_name="+", to="organizations.organization")),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("org", "number"), name="ledger_seal_number")],
            },
        ),
        ProtectTenantTables(),
        migrations.RunSQL(CLOSE, OPEN),
    ]
