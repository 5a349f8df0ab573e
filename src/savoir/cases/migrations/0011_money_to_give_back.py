
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('cases', '0010_decidability'),
        ('orders', '0005_dropped_files'),
        ('organizations', '0008_alongside'),
    ]

    operations = [
        migrations.AddIndex(
            model_name='case',
            index=models.Index(condition=models.Q(('state__in', ['open', 'waiting_on_customer', 'waiting_on_partner']), ('needs_person', False), ('proposal__in', ['refund', 'returnless_refund'])), fields=['org', 'next_due_at', 'id'], name='case_money'),
        ),
    ]
