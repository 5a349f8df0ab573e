"""Who asked for an answer beyond the rule may take his wish back."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [("resolutions", "0014_owed_by_law")]

    operations = [
        migrations.AlterField(
            model_name="askedremedy", name="lapse",
            field=models.CharField(
                blank=True, max_length=10,
                choices=[("decided", "decided"), ("moved", "moved"), ("expired", "expired"), ("taken_back", "taken_back")],
            ),
        ),
    ]
