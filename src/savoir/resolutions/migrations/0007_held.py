from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [("resolutions", "0006_invariant_check")]
    operations = [
        migrations.AddField("Refund", "held_at", models.DateTimeField(null=True)),
        migrations.AddIndex(
            "Refund",
            models.Index(fields=["org", "id"], condition=Q(held_at__isnull=False), name="refund_held"),
        ),
    ]
