from django.db import migrations

from savoir.kernel.migration_operations import ProtectTenantTables


class Migration(migrations.Migration):
    dependencies = [("logistics", "0001_initial"), ("cases", "0002_tenancy")]
    operations = [ProtectTenantTables()]
