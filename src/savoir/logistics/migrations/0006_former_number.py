from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [("logistics", "0005_invariants")]
    operations = [
        *(
            migrations.AddField(
                "ReturnAuthorization", name, models.CharField(blank=True, default="", max_length=60),
                preserve_default=False,
            )
            for name in ("former_number", "former_key")
        ),
        migrations.AddConstraint(
            "ReturnAuthorization",
            models.UniqueConstraint(
                fields=["org", "former_key"], condition=~Q(former_key=""), name="ra_former_number"
            ),
        ),
    ]
