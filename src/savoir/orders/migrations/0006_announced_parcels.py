from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('orders', '0005_dropped_files'),
    ]

    operations = [
        migrations.AddField(
            model_name='delivery',
            name='is_announced',
            field=models.BooleanField(db_default=False, default=False),
        ),
    ]
