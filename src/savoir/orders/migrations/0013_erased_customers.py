from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('orders', '0012_covers'),
    ]

    operations = [
        migrations.AddField(
            model_name='customer',
            name='erased_at',
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name='customer',
            name='erased_mark',
            field=models.CharField(blank=True, db_default='', default='', max_length=64),
        ),
        migrations.AddIndex(
            model_name='customer',
            index=models.Index(condition=models.Q(('erased_at', None), _negated=True), fields=['org', 'erased_mark'], name='customer_erased'),
        ),
    ]
