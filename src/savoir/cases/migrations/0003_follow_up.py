from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('cases', '0002_tenancy'),
    ]

    operations = [
        migrations.AlterField(
            model_name='promise',
            name='kind',
            field=models.CharField(choices=[('first_answer', 'first_answer'), ('answer', 'answer'), ('control', 'control'), ('refund', 'refund'), ('replacement', 'replacement'), ('closing_check', 'closing_check'), ('follow_up', 'follow_up')], max_length=16),
        ),
    ]
