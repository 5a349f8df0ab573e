"""Answers beyond the rule, kept whole while they wait for a second person."""

import django.db.models.deletion
import savoir.kernel.tenancy
from django.db import migrations, models

from savoir.kernel.migration_operations import ProtectTenantTables


class Migration(migrations.Migration):

    dependencies = [
        ('cases', '0013_routing'),
        ('organizations', '0011_narrower_declarations'),
        ('policies', '0005_called_off'),
        ('resolutions', '0012_gestures'),
    ]

    operations = [
        migrations.CreateModel(
            name='AskedRemedy',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('row_id', models.CharField(blank=True, max_length=60)),
                ('remedy', models.CharField(choices=[('refund', 'refund'), ('exchange', 'exchange'), ('replacement', 'replacement'), ('repair', 'repair'), ('store_credit', 'store_credit'), ('price_reduction', 'price_reduction'), ('returnless_refund', 'returnless_refund'), ('assistance', 'assistance')], max_length=20)),
                ('amount_minor', models.BigIntegerField()),
                ('beyond_minor', models.BigIntegerField()),
                ('before_minor', models.BigIntegerField()),
                ('currency', models.CharField(max_length=3)),
                ('parts', models.JSONField()),
                ('plan_digest', models.CharField(max_length=64)),
                ('motive', models.CharField(max_length=40)),
                ('note', models.TextField(blank=True)),
                ('ground', models.CharField(blank=True, max_length=40)),
                ('text', models.TextField(blank=True)),
                ('approver', models.CharField(max_length=12)),
                ('state', models.CharField(choices=[('asked', 'asked'), ('approved', 'approved'), ('declined', 'declined'), ('lapsed', 'lapsed')], default='asked', max_length=10)),
                ('asked_by', models.BigIntegerField()),
                ('asked_at', models.DateTimeField()),
                ('expires_at', models.DateTimeField()),
                ('answered_by', models.BigIntegerField(null=True)),
                ('answer', models.TextField(blank=True)),
                ('lapse', models.CharField(blank=True, choices=[('decided', 'decided'), ('moved', 'moved'), ('expired', 'expired')], max_length=10)),
                ('ended_at', models.DateTimeField(null=True)),
                ('case', savoir.kernel.tenancy.TenantForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='cases.case')),
                ('org', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organizations.organization')),
                ('version', savoir.kernel.tenancy.TenantForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='policies.policyversion')),
            ],
            options={
                'indexes': [models.Index(fields=['org', 'case'], name='asked_remedy_case')],
                'constraints': [models.CheckConstraint(condition=models.Q(('amount_minor__gte', 0), ('before_minor__gte', 0), ('beyond_minor__gte', 0)), name='asked_remedy_amounts'), models.CheckConstraint(condition=models.Q(('answered_by__isnull', True), models.Q(('answered_by', models.F('asked_by')), _negated=True), _connector='OR'), name='asked_remedy_two_people'), models.UniqueConstraint(condition=models.Q(('state', 'asked')), fields=('org', 'case'), name='asked_remedy_one')],
            },
        ),
        ProtectTenantTables(),
    ]
