"""A clock whose day passed for good is lost: a new word among the states of a legal clock."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('resolutions', '0008_legal_clocks'),
    ]

    operations = [
        migrations.AlterField(
            model_name='legalclock',
            name='state',
            field=models.CharField(choices=[('running', 'running'), ('kept', 'kept'), ('dropped', 'dropped'), ('lost', 'lost')], default='running', max_length=8),
        ),
    ]
