from django.db import migrations, models
from django.db.models import Q

SNOOZE_REASONS = ["supplier", "carrier", "colleague", "call_back", "other"]
RANKS = ["senior", "supervisor"]


class Migration(migrations.Migration):
    dependencies = [("cases", "0003_follow_up")]
    operations = [
        migrations.AddField(
            model_name="case", name="snoozed_until", field=models.DateTimeField(null=True)
        ),
        migrations.AddField(
            model_name="case", name="snooze_reason",
            field=models.CharField(blank=True, choices=[(r, r) for r in SNOOZE_REASONS], default="",
                                   max_length=24),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="case", name="escalated_to",
            field=models.CharField(blank=True, choices=[(r, r) for r in RANKS], default="", max_length=12),
            preserve_default=False,
        ),
        migrations.AddConstraint(
            model_name="case",
            constraint=models.CheckConstraint(
                condition=Q(snoozed_until=None, snooze_reason="")
                | (Q(snoozed_until__isnull=False) & ~Q(snooze_reason="")),
                name="case_snooze_says_why",
            ),
        ),
    ]  # fmt: skip
