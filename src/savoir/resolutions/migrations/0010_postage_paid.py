"""What a customer paid to post a faulty thing."""

import django.db.models.deletion
import savoir.kernel.tenancy
from django.db import migrations, models

from savoir.kernel.migration_operations import ProtectTenantTables


class Migration(migrations.Migration):

    dependencies = [
        ('cases', '0011_money_to_give_back'),
        ('kernel', '0010_a_task_for_each_job'),
        ('organizations', '0009_account_connected_at'),
        ('resolutions', '0009_lost_clock'),
    ]

    operations = [
        migrations.CreateModel(
            name='PostagePaid',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('amount_minor', models.BigIntegerField()),
                ('currency', models.CharField(max_length=3)),
                ('told_by', models.CharField(max_length=10)),
                ('told_at', models.DateTimeField()),
                ('case', savoir.kernel.tenancy.TenantForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='cases.case')),
                ('org', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organizations.organization')),
                ('receipt', savoir.kernel.tenancy.TenantForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='kernel.fileobject')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('org', 'case'), name='postage_once'), models.CheckConstraint(condition=models.Q(('amount_minor__gt', 0)), name='postage_amount')],
            },
        ),
        ProtectTenantTables(),
    ]
