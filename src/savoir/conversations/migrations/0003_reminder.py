from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('conversations', '0002_tenancy'),
    ]

    operations = [
        migrations.AlterField(
            model_name='message',
            name='step',
            field=models.CharField(choices=[('acknowledgement', 'acknowledgement'), ('information_needed', 'information_needed'), ('reminder', 'reminder'), ('decision', 'decision'), ('refusal', 'refusal'), ('received', 'received'), ('refunded', 'refunded'), ('delay', 'delay'), ('closing', 'closing'), ('access_link', 'access_link'), ('free_text', 'free_text')], max_length=20),
        ),
    ]
