from importlib import import_module

from django.db import migrations, models
from django.db.models import Q

from savoir.kernel.migration_operations import DefineView

BEFORE = import_module("savoir.cases.migrations.0005_invariants")
# What was late when the case moved in is a person's: no timer breaks it.
PROMISE_HAS_TIMER = BEFORE.PROMISE_HAS_TIMER + "\n  WHERE p.due_at > coalesce(c.moved_in_at, '-infinity')"
CASE_REPLAYS = BEFORE.CASE_REPLAYS.replace("'case_opened',", "'case_opened', 'case_moved_in',")

ENTRIES = ["portal", "desk", "counter", "dock", "replay", "moved_in"]


class Migration(migrations.Migration):
    dependencies = [("cases", "0005_invariants")]
    operations = [
        migrations.AlterField(
            "Case", "entry", models.CharField(choices=[(e, e) for e in ENTRIES], max_length=10)
        ),
        migrations.AddField(
            "Case", "former_number", models.CharField(blank=True, default="", max_length=60),
            preserve_default=False,
        ),
        migrations.AddField(
            "Case", "former_key", models.CharField(blank=True, default="", max_length=60),
            preserve_default=False,
        ),
        migrations.AddField("Case", "moved_in_at", models.DateTimeField(null=True)),
        migrations.AddConstraint(
            "Case",
            models.UniqueConstraint(
                fields=["org", "former_key"], condition=~Q(former_key=""), name="case_former_number"
            ),
        ),
        DefineView("invariant_promise_has_timer", PROMISE_HAS_TIMER),
        DefineView("invariant_case_replays", CASE_REPLAYS),
    ]
