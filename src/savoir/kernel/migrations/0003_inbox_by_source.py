from django.db import migrations, models
from django.db.models import Q

from savoir.kernel.migration_operations import ProtectTenantTables



class Migration(migrations.Migration):
    """The table was never written before this migration: it is emptied of nothing."""

    dependencies = [("kernel", "0002_tenancy")]
    operations = [
        migrations.DeleteModel("WebhookInbox"),
        migrations.CreateModel(
            "WebhookInbox",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False,
                                           verbose_name="ID")),
                ("source", models.CharField(max_length=60)),
                ("event_id", models.CharField(max_length=255)),
                ("kind", models.CharField(max_length=80)),
                ("subject", models.CharField(max_length=120, blank=True)),
                ("body", models.BinaryField()),
                ("received_at", models.DateTimeField()),
                ("due_at", models.DateTimeField()),
                ("attempts", models.IntegerField(default=0)),
                ("applied_at", models.DateTimeField(null=True)),
                ("org", models.ForeignKey(db_index=False, on_delete=models.deletion.PROTECT,
                                          related_name="+", to="organizations.organization")),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("org", "source", "event_id"), name="inbox_event")
                ],
                "indexes": [
                    models.Index(fields=["org", "source", "due_at", "id"],
                                 condition=Q(applied_at__isnull=True), name="inbox_waiting"),
                    models.Index(fields=["org", "received_at"], name="inbox_received"),
                ],
            },
        ),
        ProtectTenantTables(),
    ]
