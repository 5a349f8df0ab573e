from django.db import migrations, models
from django.db.models import F, Q


class Migration(migrations.Migration):
    dependencies = [("orders", "0003_search")]
    operations = [
        migrations.AddField(
            model_name="order", name="told_at", field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name="payment", name="told_refunded_minor",
            field=models.BigIntegerField(db_default=0, default=0),
        ),
        migrations.AddField(
            model_name="orderline", name="returned_elsewhere_qty",
            field=models.IntegerField(db_default=0, default=0),
        ),
        migrations.AddIndex(
            model_name="payment",
            index=models.Index(
                condition=Q(told_refunded_minor__gt=F("refunded_minor")), fields=["org"], name="payment_told"
            ),
        ),
    ]  # fmt: skip
