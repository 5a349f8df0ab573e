from django.db import migrations

from savoir.kernel.migration_operations import ProtectTenantTables

GUARD = """
CREATE FUNCTION policies_published_never_edited() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF OLD.state = 'draft' THEN
    RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
  END IF;
  IF TG_OP = 'DELETE' THEN
    RAISE EXCEPTION 'a published policy version is never deleted' USING ERRCODE = 'restrict_violation';
  END IF;
  IF (NEW.org_id, NEW.policy_id, NEW.number, NEW.document, NEW.digest, NEW.is_founding, NEW.author_id,
      NEW.created_at, NEW.published_at, lower(NEW.period))
     IS DISTINCT FROM
     (OLD.org_id, OLD.policy_id, OLD.number, OLD.document, OLD.digest, OLD.is_founding, OLD.author_id,
      OLD.created_at, OLD.published_at, lower(OLD.period)) THEN
    RAISE EXCEPTION 'a published policy version is never edited' USING ERRCODE = 'restrict_violation';
  END IF;
  IF NOT NEW.period <@ OLD.period THEN
    RAISE EXCEPTION 'the period of a published policy version only ends earlier'
      USING ERRCODE = 'restrict_violation';
  END IF;
  IF NEW.state = 'draft' OR (OLD.state = 'retired' AND NEW.state <> 'retired') THEN
    RAISE EXCEPTION 'a policy version does not go back to %', NEW.state USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER published_never_edited BEFORE UPDATE OR DELETE ON policies_policyversion
  FOR EACH ROW EXECUTE FUNCTION policies_published_never_edited();
"""
UNDO = """
DROP TRIGGER published_never_edited ON policies_policyversion;
DROP FUNCTION policies_published_never_edited();
"""


class Migration(migrations.Migration):
    dependencies = [("policies", "0002_tenancy")]
    operations = [migrations.RunSQL(GUARD, UNDO), ProtectTenantTables()]
