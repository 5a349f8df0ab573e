"""Gestures beyond what is owed, and the refunds that carry them."""

import django.db.models.deletion
import savoir.kernel.tenancy
from django.db import migrations, models

from savoir.kernel.migration_operations import ProtectTenantTables


class Migration(migrations.Migration):

    dependencies = [
        ('cases', '0012_reason_recalled'),
        ('orders', '0012_covers'),
        ('organizations', '0009_account_connected_at'),
        ('policies', '0004_life_of_versions'),
        ('resolutions', '0011_history_of_before'),
    ]

    operations = [
        migrations.AlterField(
            model_name='refund',
            name='resolution',
            field=savoir.kernel.tenancy.TenantForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='resolutions.resolution'),
        ),
        migrations.CreateModel(
            name='Gesture',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('row_id', models.CharField(blank=True, max_length=60)),
                ('severity', models.CharField(choices=[('slight', 'slight'), ('annoying', 'annoying'), ('serious', 'serious'), ('grave', 'grave')], max_length=12)),
                ('kind', models.CharField(choices=[('none', 'none'), ('store_credit', 'store_credit'), ('price_reduction', 'price_reduction'), ('free_return', 'free_return')], max_length=16)),
                ('amount_minor', models.BigIntegerField()),
                ('currency', models.CharField(max_length=3)),
                ('proposed_kind', models.CharField(choices=[('none', 'none'), ('store_credit', 'store_credit'), ('price_reduction', 'price_reduction'), ('free_return', 'free_return')], max_length=16)),
                ('proposed_minor', models.BigIntegerField()),
                ('plan_digest', models.CharField(max_length=64)),
                ('motive', models.TextField(blank=True)),
                ('approver', models.CharField(blank=True, max_length=12)),
                ('state', models.CharField(choices=[('asked', 'asked'), ('granted', 'granted'), ('refused', 'refused'), ('canceled', 'canceled')], default='asked', max_length=10)),
                ('asked_by', models.BigIntegerField()),
                ('asked_at', models.DateTimeField()),
                ('answer', models.TextField(blank=True)),
                ('ended_at', models.DateTimeField(null=True)),
                ('case', savoir.kernel.tenancy.TenantForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='cases.case')),
                ('org', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organizations.organization')),
                ('version', savoir.kernel.tenancy.TenantForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='policies.policyversion')),
            ],
        ),
        migrations.AddField(
            model_name='refund',
            name='gesture',
            field=savoir.kernel.tenancy.TenantForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='resolutions.gesture'),
        ),
        migrations.AddConstraint(
            model_name='refund',
            constraint=models.UniqueConstraint(fields=('org', 'gesture', 'payment'), name='refund_once_per_gesture'),
        ),
        migrations.AddConstraint(
            model_name='refund',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('gesture__isnull', True), ('resolution__isnull', False)), models.Q(('gesture__isnull', False), ('resolution__isnull', True)), _connector='OR'), name='refund_of_one'),
        ),
        migrations.AddIndex(
            model_name='gesture',
            index=models.Index(fields=['org', 'case'], name='gesture_case'),
        ),
        migrations.AddConstraint(
            model_name='gesture',
            constraint=models.CheckConstraint(condition=models.Q(('amount_minor__gt', 0)), name='gesture_amount'),
        ),
        migrations.AddConstraint(
            model_name='gesture',
            constraint=models.UniqueConstraint(condition=models.Q(('state', 'asked')), fields=('org', 'case'), name='gesture_one_asked'),
        ),
        migrations.AddConstraint(
            model_name='gesture',
            constraint=models.UniqueConstraint(condition=models.Q(('state__in', ['asked', 'granted'])), fields=('org', 'case', 'plan_digest'), name='gesture_once'),
        ),
        ProtectTenantTables(),
    ]
