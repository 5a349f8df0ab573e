from django.db import migrations

from savoir.kernel.migration_operations import ProtectTenantTables


class Migration(migrations.Migration):
    dependencies = [("cases", "0001_initial"), ("orders", "0002_tenancy"), ("kernel", "0002_tenancy"), ("policies", "0002_tenancy")]
    operations = [ProtectTenantTables()]
