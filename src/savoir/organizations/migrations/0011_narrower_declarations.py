"""A declaration may be about a category of goods, or about one product; never about both at once."""

from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [("organizations", "0010_team_code")]
    operations = [
        migrations.AddField(
            "branddeclaration", "category", models.CharField(blank=True, default="", max_length=200)
        ),
        migrations.AddField("branddeclaration", "sku", models.CharField(blank=True, default="", max_length=80)),
        migrations.RemoveConstraint("branddeclaration", "declaration_once"),
        migrations.AddConstraint(
            "branddeclaration",
            models.UniqueConstraint(
                fields=["org", "brand", "fact", "channel", "category", "sku", "begins_on"],
                name="declaration_once",
            ),
        ),
        migrations.AddConstraint(
            "branddeclaration",
            models.CheckConstraint(condition=Q(category="") | Q(sku=""), name="declaration_of_one_kind"),
        ),
    ]
