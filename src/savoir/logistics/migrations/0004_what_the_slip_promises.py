from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('logistics', '0003_waiting_for_inspection'),
    ]

    operations = [
        migrations.AddField(
            model_name='returnauthorization',
            name='promised_if_by',
            field=models.DateField(null=True),
        ),
        migrations.AddField(
            model_name='returnauthorization',
            name='promised_on',
            field=models.DateField(null=True),
        ),
    ]
