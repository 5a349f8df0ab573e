from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("organizations", "0006_second_factors")]
    operations = [
        migrations.AddField("organization", "is_demo", models.BooleanField(default=False, db_default=False)),
    ]
