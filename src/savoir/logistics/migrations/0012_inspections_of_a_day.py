from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("logistics", "0011_destruction_refused")]
    operations = [
        migrations.AddIndex(
            "inspection", models.Index(fields=["org", "inspected_at"], name="inspection_day")
        )
    ]
