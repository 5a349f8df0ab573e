import django.db.models.deletion
from django.db import migrations, models

import savoir.kernel.tenancy
from savoir.kernel.migration_operations import ProtectTenantTables

STATES = ["checking", "ready", "moving", "done", "dropped"]


class Migration(migrations.Migration):
    dependencies = [
        ("resolutions", "0004_invariants"), ("orders", "0002_tenancy"), ("organizations", "0002_tenancy"),
    ]
    operations = [
        migrations.AddField(
            "ExternalReturnOfMoney", "line",
            savoir.kernel.tenancy.TenantForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+",
                to="orders.orderline",
            ),
        ),
        migrations.CreateModel(
            name="MoveIn",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False,
                                           verbose_name="ID")),
                ("member_id", models.BigIntegerField()),
                ("file_name", models.CharField(max_length=120)),
                ("state", models.CharField(choices=[(s, s) for s in STATES], default="checking",
                                           max_length=10)),
                ("rows", models.JSONField(default=list)),
                ("report", models.JSONField(default=list)),
                ("plan_digest", models.CharField(blank=True, max_length=64)),
                ("cases", models.IntegerField(default=0)),
                ("position", models.IntegerField(default=0)),
                ("created_at", models.DateTimeField()),
                ("ended_at", models.DateTimeField(null=True)),
                ("brand", savoir.kernel.tenancy.TenantForeignKey(
                    on_delete=django.db.models.deletion.PROTECT, related_name="+",
                    to="organizations.brand")),
                ("org", models.ForeignKey(
                    db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="+",
                    to="organizations.organization")),
            ],
            options={"indexes": [models.Index(fields=["org", "-created_at"], name="move_in_newest")]},
        ),
        ProtectTenantTables(),
    ]
