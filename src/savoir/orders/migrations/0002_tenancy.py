from django.db import migrations

from savoir.kernel.migration_operations import ProtectTenantTables


class Migration(migrations.Migration):
    dependencies = [("orders", "0001_initial"), ("organizations", "0002_tenancy")]
    operations = [ProtectTenantTables()]
