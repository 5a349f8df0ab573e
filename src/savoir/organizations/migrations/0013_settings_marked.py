from django.db import migrations

from savoir.kernel.migration_operations import MarkSettings

# A person's name belongs to no organization: it marks each one she works for.
PERSON = """
CREATE FUNCTION organizations_person_written() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM kernel_settings_changed(org_id) FROM organizations_membership WHERE user_id = NEW.id ORDER BY org_id;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER settings_marked AFTER UPDATE OF full_name ON organizations_user
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION organizations_person_written();
CREATE FUNCTION organizations_organization_written() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM kernel_settings_changed(NEW.id);
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER settings_marked AFTER INSERT OR UPDATE ON organizations_organization
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION organizations_organization_written();
"""
BACK = """
DROP TRIGGER settings_marked ON organizations_organization;
DROP FUNCTION organizations_organization_written();
DROP TRIGGER settings_marked ON organizations_user;
DROP FUNCTION organizations_person_written();
"""


class Migration(migrations.Migration):
    dependencies = [("organizations", "0012_ended_teams"), ("kernel", "0011_settings_mark")]
    operations = [
        MarkSettings("Brand", "Calendar", "Site", "Team", "Member", "BrandDeclaration"),
        migrations.RunSQL(PERSON, BACK),
    ]
