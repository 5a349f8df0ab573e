""""On which basis the law owes a refund; what was agreed on before leaves it to its decision."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [("resolutions", "0013_answers_beyond_the_rule")]

    operations = [
        migrations.AddField(
            model_name="refund", name="owed_on", field=models.CharField(max_length=20, null=True)
        ),
    ]
