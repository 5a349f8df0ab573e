from django.db import migrations

from savoir.kernel.migration_operations import MarkSettings


class Migration(migrations.Migration):
    dependencies = [
        ("policies", "0005_called_off"),
        ("kernel", "0011_settings_mark"),
        ("organizations", "0013_settings_marked"),
    ]
    operations = [MarkSettings("Policy", "PolicyVersion")]
