from django.db import migrations, models
from django.db.models.expressions import Func

LIFE = """
CREATE FUNCTION kernel_cluster() RETURNS text LANGUAGE sql STABLE AS $$
  SELECT system_identifier || '/' || left(pg_walfile_name(pg_current_wal_insert_lsn()), 8) || '/' || d.oid
  FROM pg_control_system(), pg_database d WHERE d.datname = current_database()
$$;
CREATE FUNCTION kernel_life() RETURNS bigint LANGUAGE plpgsql VOLATILE SET search_path = public AS $$
DECLARE known record; is_alone boolean := false;
BEGIN
  LOOP
    SELECT number, cluster INTO known FROM kernel_ledgerlife ORDER BY number DESC LIMIT 1;
    IF known.cluster = kernel_cluster() THEN RETURN known.number; END IF;
    IF is_alone THEN
      INSERT INTO kernel_ledgerlife (number, cluster) VALUES (
        greatest(coalesce(known.number, 0) + 1, extract(epoch FROM clock_timestamp())::bigint),
        kernel_cluster());
    ELSE
      PERFORM pg_advisory_xact_lock(hashtextextended('life of the ledger', 0));
      is_alone := true;
    END IF;
  END LOOP;
END $$;
CREATE FUNCTION kernel_present_life() RETURNS bigint LANGUAGE sql STABLE SET search_path = public AS $$
  SELECT coalesce((
    SELECT number FROM (SELECT number, cluster FROM kernel_ledgerlife ORDER BY number DESC LIMIT 1) AS last
    WHERE cluster = kernel_cluster()), 9223372036854775807)
$$;
ALTER TABLE kernel_ledgerevent ADD COLUMN life bigint NOT NULL DEFAULT 0;
ALTER TABLE kernel_ledgerevent ALTER COLUMN life SET DEFAULT kernel_life();
CREATE INDEX event_in_order ON kernel_ledgerevent (org_id, life, xid, id);
SELECT kernel_life();
DO $$ BEGIN
  IF EXISTS (SELECT 1 FROM pg_roles WHERE rolname = 'savoir_app') THEN
    REVOKE UPDATE, DELETE ON kernel_ledgerlife FROM savoir_app;
  END IF;
END $$;
"""
UNDO = """
ALTER TABLE kernel_ledgerevent DROP COLUMN life;
DROP FUNCTION kernel_life();
DROP FUNCTION kernel_present_life();
DROP FUNCTION kernel_cluster();
"""


class Migration(migrations.Migration):
    dependencies = [("kernel", "0008_ledger_seals")]
    operations = [
        migrations.CreateModel(
            "LedgerLife",
            fields=[
                ("number", models.BigIntegerField(primary_key=True, serialize=False)),
                ("cluster", models.CharField(max_length=60)),
            ],
        ),
        migrations.SeparateDatabaseAndState(
            database_operations=[migrations.RunSQL(LIFE, UNDO)],
            state_operations=[
                migrations.AddField(
                    "ledgerevent", "life",
                    models.BigIntegerField(
                        db_default=Func(function="kernel_life", output_field=models.BigIntegerField())
                    ),
                ),
            ],
        ),
        migrations.AddField("webhookcursor", "life", models.BigIntegerField(db_default=0, default=0)),
    ]
