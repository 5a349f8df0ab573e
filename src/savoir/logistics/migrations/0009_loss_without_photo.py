import django.db.models.deletion
from django.db import migrations

import savoir.kernel.tenancy


class Migration(migrations.Migration):

    dependencies = [
        ('kernel', '0010_a_task_for_each_job'),
        ('logistics', '0008_value_loss'),
    ]

    operations = [
        migrations.AlterField(
            model_name='valueloss',
            name='photo',
            field=savoir.kernel.tenancy.TenantForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='kernel.fileobject'),
        ),
    ]
