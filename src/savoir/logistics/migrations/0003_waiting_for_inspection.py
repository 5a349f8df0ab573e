from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('logistics', '0002_tenancy'),
    ]

    operations = [
        migrations.AddIndex(
            model_name='receiptline',
            index=models.Index(condition=models.Q(('inspected_qty__lt', models.F('quantity'))), fields=['org', 'receipt'], name='receipt_line_waiting'),
        ),
    ]
