from typing import Any

from django.db import connection, migrations, models
from django.db.models import PROTECT, Q

from savoir.kernel.migration_operations import ProtectTenantTables, for_each_organization
from savoir.kernel.tenancy import TenantForeignKey

WHYS = [
    (why, why)
    for why in (
        "wrong_item", "recalled", "maybe_recalled", "dangerous", "two_people", "asked", "lapsed", "disputed",
        "chosen", "unknown",
    )
]  # fmt: skip
# Where the parcel was received: its units are there until a disposition sends them elsewhere.
WHERE_THEY_ARE = """UPDATE logistics_disposition d SET site_id = r.site_id
    FROM logistics_inspection i
    JOIN logistics_receiptline l ON l.org_id = i.org_id AND l.id = i.receipt_line_id
    JOIN logistics_receipt r ON r.org_id = l.org_id AND r.id = l.receipt_id
    WHERE i.org_id = d.org_id AND i.id = d.inspection_id"""


def find_sites(apps: Any, schema_editor: Any) -> None:
    """Write on each disposition the site of its parcel; receipts are counted, for a disposition may be undone."""

    def change(org_id: int) -> int:
        with connection.cursor() as cursor:
            cursor.execute(WHERE_THEY_ARE)
            cursor.execute("SELECT count(*) FROM logistics_receipt")
            return int(cursor.fetchone()[0])

    for_each_organization(change, table="logistics_disposition", state_apps=apps)


class Migration(migrations.Migration):
    dependencies = [("logistics", "0009_loss_without_photo"), ("organizations", "0013_settings_marked")]
    operations = [
        migrations.AddField(
            "disposition", "site",
            TenantForeignKey(null=True, on_delete=PROTECT, related_name="+", to="organizations.site"),
        ),
        migrations.AddField(
            "disposition", "ground",
            models.CharField(blank=True, choices=WHYS, db_default="", default="", max_length=16),
        ),
        migrations.RunPython(find_sites, migrations.RunPython.noop),
        migrations.AddIndex(
            "disposition",
            models.Index(
                fields=["org", "site", "confirmed_at", "id"], condition=Q(kind="quarantine"),
                name="disposition_aside",
            ),
        ),
        ProtectTenantTables(),
    ]
