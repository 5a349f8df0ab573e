from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('kernel', '0005_check_in_hand'),
        ('organizations', '0006_second_factors'),
    ]

    operations = [
        migrations.AddIndex(
            model_name='ledgerevent',
            index=models.Index(fields=['org', 'subject_kind', 'at'], name='event_subject_at'),
        ),
    ]
