from typing import Any

from django.db import connection, migrations

from savoir.kernel.migration_operations import for_each_organization

# The last word on each destruction that was asked for; few things are in quarantine, and fewer were asked for.
REFUSED = """UPDATE logistics_disposition d SET refused_at = said.decided_at
    FROM (SELECT DISTINCT ON (a.org_id, a.subject_id) a.org_id, a.subject_id, a.granted, a.decided_at
            FROM kernel_approval a
           WHERE a.subject_kind = 'inspection' AND a.verb = 'logistics.destroy'
           ORDER BY a.org_id, a.subject_id, a.id DESC) said
    WHERE said.org_id = d.org_id AND said.subject_id = d.inspection_id AND said.granted = false
      AND d.kind = 'quarantine' AND d.refused_at IS NULL"""


def note_refusals(apps: Any, schema_editor: Any) -> None:
    """Write on what waits in quarantine when its destruction was refused, before that was kept there.

    Receipts are counted: a disposition may be undone.
    """

    def change(org_id: int) -> int:
        with connection.cursor() as cursor:
            cursor.execute(REFUSED)
            cursor.execute("SELECT count(*) FROM logistics_receipt")
            return int(cursor.fetchone()[0])

    for_each_organization(change, table="logistics_disposition", state_apps=apps)


class Migration(migrations.Migration):
    dependencies = [
        ("logistics", "0012_inspections_of_a_day"),
        ("kernel", "0012_answers_are_found_by_subject"),
    ]
    operations = [migrations.RunPython(note_refusals, migrations.RunPython.noop)]
