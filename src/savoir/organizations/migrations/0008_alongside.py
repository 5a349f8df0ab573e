from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("organizations", "0007_invented_organization")]
    operations = [
        migrations.AddField("Brand", "alongside_since", models.DateTimeField(null=True)),
        migrations.AddField("Brand", "alongside_until", models.DateTimeField(null=True)),
    ]
