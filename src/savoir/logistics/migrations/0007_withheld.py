from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [("logistics", "0006_former_number")]
    operations = [
        migrations.AddField("ReturnAuthorization", "withheld_at", models.DateTimeField(null=True)),
        migrations.AddIndex(
            "ReturnAuthorization",
            models.Index(fields=["org", "id"], condition=Q(withheld_at__isnull=False), name="ra_withheld"),
        ),
    ]
