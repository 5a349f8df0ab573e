from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("conversations", "0004_invariants")]
    operations = [migrations.AddField("Message", "held_at", models.DateTimeField(null=True))]
