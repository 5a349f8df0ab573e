from django.db import migrations, models
from django.db.models import Q

WHYS = [
    (why, why)
    for why in (
        "wrong_item", "recalled", "maybe_recalled", "dangerous", "two_people", "asked", "lapsed", "refused",
        "disputed", "chosen", "unknown",
    )
]  # fmt: skip


class Migration(migrations.Migration):
    dependencies = [("logistics", "0010_waiting_in_quarantine")]
    operations = [
        migrations.AddField("disposition", "refused_at", models.DateTimeField(null=True)),
        migrations.AlterField(
            "disposition", "ground",
            models.CharField(blank=True, choices=WHYS, db_default="", default="", max_length=16),
        ),
        migrations.AddIndex(
            "disposition",
            models.Index(
                fields=["org", "site"], condition=Q(kind="quarantine", refused_at__isnull=False),
                name="disposition_refused",
            ),
        ),
    ]
