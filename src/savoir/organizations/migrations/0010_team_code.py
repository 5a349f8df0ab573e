from typing import Any

from django.db import migrations, models
from django.utils.text import slugify

from savoir.kernel.migration_operations import for_each_organization


def name_in_codes(apps: Any, schema_editor: Any) -> None:
    """The code of each team is its name as an address would write it; two alike keep their number beside it."""
    team = apps.get_model("organizations", "Team")

    def change(org_id: int) -> int:
        taken: set[str] = set()
        rows = list(team.objects.order_by("id"))
        for row in rows:
            code = slugify(row.name)
            row.code = f"{code}-{row.id}" if code in taken else code
            taken.add(row.code)
            row.save(update_fields=["code"])
        return len(rows)

    for_each_organization(change, table="organizations_team", state_apps=apps)


class Migration(migrations.Migration):
    dependencies = [("organizations", "0009_account_connected_at")]
    operations = [
        migrations.AddField("team", "code", models.CharField(blank=True, db_default="", default="", max_length=100)),
        migrations.RunPython(name_in_codes, migrations.RunPython.noop),
        migrations.AddConstraint("team", models.UniqueConstraint(
            condition=models.Q(("code", ""), _negated=True), fields=("org", "code"), name="team_code")),
    ]
