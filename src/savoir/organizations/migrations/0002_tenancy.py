from django.db import migrations

from savoir.kernel.migration_operations import ProtectTenantTables


class Migration(migrations.Migration):
    dependencies = [("organizations", "0001_initial")]
    operations = [ProtectTenantTables(shared=("Membership", "Route"))]
