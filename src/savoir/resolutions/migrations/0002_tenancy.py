from django.db import migrations

from savoir.kernel.migration_operations import ProtectTenantTables

JOURNAL = """
CREATE FUNCTION resolutions_entry_is_zero() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE off bigint;
BEGIN
  SELECT sum(amount_minor) INTO off FROM resolutions_journalline
    WHERE org_id = NEW.org_id AND entry_id = NEW.entry_id;
  IF off <> 0 THEN
    RAISE EXCEPTION 'journal entry % is off by %', NEW.entry_id, off USING ERRCODE = 'check_violation';
  END IF;
  RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER entry_is_zero AFTER INSERT ON resolutions_journalline
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION resolutions_entry_is_zero();
CREATE TRIGGER never_changed BEFORE UPDATE OR DELETE ON resolutions_journalline
  FOR EACH ROW EXECUTE FUNCTION kernel_never_changed();
CREATE TRIGGER never_changed BEFORE UPDATE OR DELETE ON resolutions_journalentry
  FOR EACH ROW EXECUTE FUNCTION kernel_never_changed();
DO $$ BEGIN
  IF EXISTS (SELECT 1 FROM pg_roles WHERE rolname = 'savoir_app') THEN
    REVOKE UPDATE, DELETE ON resolutions_journalline, resolutions_journalentry FROM savoir_app;
  END IF;
END $$;
"""
UNDO = """
DROP TRIGGER never_changed ON resolutions_journalentry;
DROP TRIGGER never_changed ON resolutions_journalline;
DROP TRIGGER entry_is_zero ON resolutions_journalline;
DROP FUNCTION resolutions_entry_is_zero();
"""


class Migration(migrations.Migration):
    dependencies = [("resolutions", "0001_initial"), ("cases", "0002_tenancy"), ("orders", "0002_tenancy")]
    operations = [migrations.RunSQL(JOURNAL, UNDO), ProtectTenantTables()]
