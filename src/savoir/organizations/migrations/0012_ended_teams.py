"""A team may end; its people, its name and the history of its cases stay."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("organizations", "0011_narrower_declarations")]
    operations = [migrations.AddField("team", "ended_at", models.DateTimeField(null=True))]
