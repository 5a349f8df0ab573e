import django.db.models.deletion
from django.db import migrations, models

from savoir.kernel.migration_operations import ProtectTenantTables


class Migration(migrations.Migration):

    dependencies = [
        ('organizations', '0002_tenancy'),
        ('resolutions', '0005_moving_in'),
    ]

    operations = [
        migrations.CreateModel(
            name='InvariantCheck',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(max_length=40)),
                ('violations', models.BigIntegerField()),
                ('samples', models.JSONField(default=list)),
                ('checked_at', models.DateTimeField()),
                ('red_since', models.DateTimeField(null=True)),
                ('org', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organizations.organization')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('org', 'code'), name='invariant_check_code')],
            },
        ),
        ProtectTenantTables(),
    ]
