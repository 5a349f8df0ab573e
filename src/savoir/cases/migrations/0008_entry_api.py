from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('cases', '0007_returned_elsewhere'),
    ]

    operations = [
        migrations.AlterField(
            model_name='case',
            name='entry',
            field=models.CharField(choices=[('portal', 'portal'), ('desk', 'desk'), ('counter', 'counter'), ('dock', 'dock'), ('replay', 'replay'), ('moved_in', 'moved_in'), ('api', 'api')], max_length=10),
        ),
    ]
