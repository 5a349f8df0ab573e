"""A step of its own for what is kept of a refund."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('conversations', '0009_told_twice_of_delays'),
    ]

    operations = [
        migrations.AlterField(
            model_name='message',
            name='step',
            field=models.CharField(choices=[('acknowledgement', 'acknowledgement'), ('information_needed', 'information_needed'), ('reminder', 'reminder'), ('decision', 'decision'), ('refusal', 'refusal'), ('reduction', 'reduction'), ('received', 'received'), ('refunded', 'refunded'), ('delay', 'delay'), ('closing', 'closing'), ('access_link', 'access_link'), ('free_text', 'free_text')], max_length=20),
        ),
    ]
