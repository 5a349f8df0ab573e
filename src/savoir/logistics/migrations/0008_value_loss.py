"""A loss of value that the dock measured on withdrawn units."""

import django.db.models.deletion
import savoir.kernel.tenancy
from django.db import migrations, models

from savoir.kernel.migration_operations import DefineView, ProtectTenantTables

STATES = """SELECT org_id, 'logistics_unknownparcel ' || id || ': state ' || state AS what
  FROM logistics_unknownparcel WHERE state NOT IN ('to_identify', 'identified')
  UNION ALL SELECT org_id, 'logistics_valueloss ' || id || ': state ' || state
  FROM logistics_valueloss WHERE state NOT IN ('proposed', 'kept', 'declined')"""


class Migration(migrations.Migration):

    dependencies = [
        ('kernel', '0010_a_task_for_each_job'),
        ('logistics', '0007_withheld'),
        ('organizations', '0009_account_connected_at'),
    ]

    operations = [
        migrations.CreateModel(
            name='ValueLoss',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('amount_minor', models.BigIntegerField()),
                ('currency', models.CharField(max_length=3)),
                ('share_points', models.IntegerField(null=True)),
                ('beyond', models.TextField()),
                ('state', models.CharField(choices=[('proposed', 'proposed'), ('kept', 'kept'), ('declined', 'declined')], default='proposed', max_length=10)),
                ('member_id', models.BigIntegerField()),
                ('proposed_at', models.DateTimeField()),
                ('kept_minor', models.BigIntegerField(default=0)),
                ('settled_at', models.DateTimeField(null=True)),
                ('inspection', savoir.kernel.tenancy.TenantForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='logistics.inspection')),
                ('org', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organizations.organization')),
                ('photo', savoir.kernel.tenancy.TenantForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='kernel.fileobject')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('org', 'inspection'), name='loss_once'), models.CheckConstraint(condition=models.Q(('amount_minor__gt', 0)), name='loss_amount'), models.CheckConstraint(condition=models.Q(('kept_minor__gte', 0), ('kept_minor__lte', models.F('amount_minor'))), name='loss_kept')],
            },
        ),
        ProtectTenantTables(),
        DefineView("invariant_parcel_states", STATES),
    ]
