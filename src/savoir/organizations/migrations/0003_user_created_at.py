from django.db import migrations, models
from django.db.models.functions import Now


class Migration(migrations.Migration):
    dependencies = [("organizations", "0002_tenancy")]
    operations = [
        migrations.AlterField("user", "created_at", models.DateTimeField(db_default=Now())),
    ]
