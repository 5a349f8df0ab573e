from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("organizations", "0008_alongside"),
    ]

    operations = [
        migrations.AddField(
            model_name="connectoraccount",
            name="connected_at",
            field=models.DateTimeField(null=True),
        ),
    ]
