from django.db import migrations, models
from django.db.models import F, Q

import savoir.kernel.tenancy
from savoir.kernel.migration_operations import ProtectTenantTables

STATES = ("requested", "awaiting_approval", "settling", "settled", "failed", "paused", "canceled")
OWED = ["requested", "awaiting_approval", "settling", "failed", "paused"]


class Migration(migrations.Migration):
    dependencies = [("resolutions", "0002_tenancy")]
    operations = [
        migrations.AlterField(
            "Refund", "state",
            models.CharField(choices=[(s, s) for s in STATES], default="requested", max_length=18),
        ),
        migrations.RemoveIndex("Refund", "refund_owed"),
        migrations.AddIndex(
            "Refund",
            models.Index(fields=["org", "legal_due_on"], condition=Q(state__in=OWED), name="refund_owed"),
        ),
        migrations.AddField(
            "ExternalReturnOfMoney", "counted_minor", models.BigIntegerField(default=0), preserve_default=False
        ),
        migrations.AddField("ExternalReturnOfMoney", "undone_at", models.DateTimeField(null=True)),
        migrations.AddField(
            "ExternalReturnOfMoney", "refund",
            savoir.kernel.tenancy.TenantForeignKey(
                null=True, on_delete=models.deletion.PROTECT, related_name="+", to="resolutions.refund"
            ),
        ),
        migrations.AddConstraint(
            "ExternalReturnOfMoney",
            models.CheckConstraint(
                condition=Q(counted_minor__gte=0, counted_minor__lte=F("amount_minor")), name="external_counted"
            ),
        ),
        migrations.AddIndex(
            "ExternalReturnOfMoney", models.Index(fields=["org", "payment"], name="external_payment")
        ),
        ProtectTenantTables(),
    ]
