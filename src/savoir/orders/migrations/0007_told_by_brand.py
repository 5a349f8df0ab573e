import django.db.models.deletion
from django.db import migrations

import savoir.kernel.tenancy
from savoir.kernel.migration_operations import ProtectTenantTables


def _brand():
    return savoir.kernel.tenancy.TenantForeignKey(
        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="organizations.brand"
    )


class Migration(migrations.Migration):

    dependencies = [
        ("orders", "0006_announced_parcels"),
        ("organizations", "0008_alongside"),
    ]

    operations = [
        migrations.AddField(model_name="customer", name="told_by_brand", field=_brand()),
        migrations.AddField(model_name="product", name="told_by_brand", field=_brand()),
        ProtectTenantTables(),
    ]
