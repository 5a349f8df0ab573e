from django.db import migrations

from savoir.kernel.migration_operations import ProtectTenantTables

LEDGER = """
ALTER TABLE kernel_ledgerevent ADD COLUMN xid xid8 NOT NULL DEFAULT pg_current_xact_id();
CREATE INDEX event_settled ON kernel_ledgerevent (org_id, xid, id);
CREATE FUNCTION kernel_never_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'rows of % are never changed or deleted', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER never_changed BEFORE UPDATE OR DELETE ON kernel_ledgerevent
  FOR EACH ROW EXECUTE FUNCTION kernel_never_changed();
CREATE SEQUENCE kernel_reference;
DO $$ BEGIN
  IF EXISTS (SELECT 1 FROM pg_roles WHERE rolname = 'savoir_app') THEN
    REVOKE UPDATE, DELETE ON kernel_ledgerevent FROM savoir_app;
    GRANT USAGE, SELECT ON SEQUENCE kernel_reference TO savoir_app;
  END IF;
END $$;
"""
UNDO = """
DROP SEQUENCE kernel_reference;
DROP TRIGGER never_changed ON kernel_ledgerevent;
DROP FUNCTION kernel_never_changed();
ALTER TABLE kernel_ledgerevent DROP COLUMN xid;
"""


class Migration(migrations.Migration):
    dependencies = [("kernel", "0001_initial"), ("organizations", "0002_tenancy")]
    operations = [migrations.RunSQL(LEDGER, UNDO), ProtectTenantTables()]
