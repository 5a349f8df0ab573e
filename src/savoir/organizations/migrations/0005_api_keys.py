import django.db.models.deletion
import savoir.kernel.tenancy
from django.db import migrations, models

from savoir.kernel.migration_operations import ProtectTenantTables


class Migration(migrations.Migration):

    dependencies = [
        ('organizations', '0004_connectoraccount_inbound_key'),
    ]

    operations = [
        migrations.AlterField(
            model_name='route',
            name='kind',
            field=models.CharField(choices=[('brand', 'Brand'), ('link', 'Link'), ('provider', 'Provider'), ('key', 'Key')], max_length=10),
        ),
        migrations.CreateModel(
            name='ApiKey',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('label', models.CharField(max_length=80)),
                ('prefix', models.CharField(max_length=16)),
                ('digest', models.CharField(max_length=64)),
                ('scopes', models.JSONField(default=list)),
                ('created_at', models.DateTimeField()),
                ('expires_at', models.DateTimeField(null=True)),
                ('revoked_at', models.DateTimeField(null=True)),
                ('last_used_at', models.DateTimeField(null=True)),
                ('brand', savoir.kernel.tenancy.TenantForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organizations.brand')),
                ('created_by', savoir.kernel.tenancy.TenantForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organizations.member')),
                ('org', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organizations.organization')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('org', 'prefix'), name='api_key_prefix')],
            },
        ),
        ProtectTenantTables(shared=("Membership", "Route")),
    ]
