from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [("kernel", "0009_lives_of_the_ledger")]
    operations = [
        migrations.AddField(
            "humantask", "work", models.CharField(blank=True, db_default="", default="", max_length=100)
        ),
        migrations.RemoveConstraint("humantask", "task_one_open"),
        migrations.AddConstraint(
            "humantask",
            models.UniqueConstraint(
                fields=["org", "code", "subject_kind", "subject_id", "work"],
                condition=Q(done_at__isnull=True),
                name="task_one_open",
            ),
        ),
    ]
