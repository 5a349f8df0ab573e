"""A step of its own for a gesture that left."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('conversations', '0010_reduction'),
    ]

    operations = [
        migrations.AlterField(
            model_name='message',
            name='step',
            field=models.CharField(choices=[('acknowledgement', 'acknowledgement'), ('information_needed', 'information_needed'), ('reminder', 'reminder'), ('decision', 'decision'), ('refusal', 'refusal'), ('reduction', 'reduction'), ('received', 'received'), ('refunded', 'refunded'), ('gesture', 'gesture'), ('delay', 'delay'), ('closing', 'closing'), ('access_link', 'access_link'), ('free_text', 'free_text')], max_length=20),
        ),
    ]
