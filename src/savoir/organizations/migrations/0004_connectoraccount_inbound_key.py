import secrets
from hashlib import sha256
from typing import Any

from django.db import migrations, models

from savoir.kernel.migration_operations import for_each_organization


def open_addresses(apps: Any, schema_editor: Any) -> None:
    """Every account that is connected already gets its address too."""
    account = apps.get_model("organizations", "ConnectorAccount")
    route = apps.get_model("organizations", "Route")

    def change(org_id: int) -> int:
        rows = list(account.objects.filter(inbound_key=""))
        for row in rows:
            row.inbound_key = secrets.token_urlsafe(16)
            row.save(update_fields=["inbound_key"])
            digest = sha256(row.inbound_key.encode()).hexdigest()
            route.objects.create(kind="provider", key_digest=digest, org_id=org_id)
        return len(rows)

    for_each_organization(change, table="organizations_connectoraccount", state_apps=apps)


class Migration(migrations.Migration):
    dependencies = [("organizations", "0003_user_created_at")]
    operations = [
        migrations.AddField(
            "ConnectorAccount", "inbound_key", models.CharField(max_length=40, blank=True, default="")
        ),
        migrations.RunPython(open_addresses, migrations.RunPython.noop),
    ]
