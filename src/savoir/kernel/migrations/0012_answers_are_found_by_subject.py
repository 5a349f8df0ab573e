from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("kernel", "0011_settings_mark")]
    operations = [
        migrations.AddIndex(
            "approval",
            models.Index(fields=["org", "subject_kind", "subject_id", "verb", "id"], name="approval_subject"),
        ),
    ]
