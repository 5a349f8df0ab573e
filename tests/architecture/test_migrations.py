"""A model change without its migration is seen, without a database."""

from .conftest import House

SETTINGS = """SECRET_KEY = "for this test"
INSTALLED_APPS = ["savoir.orders"]
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
DATABASES = {"default": {"ENGINE": "django.db.backends.postgresql", "HOST": "/nowhere"}}
USE_TZ = True
"""
MODEL = "from django.db import models\nclass Order(models.Model):\n    number = models.TextField()\n"
FIRST = """from django.db import migrations, models
class Migration(migrations.Migration):
    initial = True
    dependencies = []
    operations = [migrations.CreateModel("Order", [
        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
        ("number", models.TextField()),
    ])]
"""
SECOND = """from django.db import migrations
class Migration(migrations.Migration):
    dependencies = [("orders", "0001_first")]
"""


def test_models_and_migrations_agree_or_it_is_seen(house: House) -> None:
    house.module("config.settings", SETTINGS)
    house.module("orders.models", MODEL)
    house.module("orders.migrations.0001_first", FIRST)
    assert house.found("migrations") == ""

    house.module("orders.models", f"{MODEL}    placed_on = models.DateField(null=True)\n")
    assert house.found("migrations") == "orders: no migration for «Add field placed_on to order»"


def test_two_last_migrations_are_seen(house: House) -> None:
    house.module("config.settings", SETTINGS)
    house.module("orders.models", MODEL)
    for name, text in (("0001_first", FIRST), ("0002_left", SECOND), ("0002_right", SECOND)):
        house.module(f"orders.migrations.{name}", text)

    assert "orders: several last migrations (0002_left, 0002_right)" in house.found("migrations")


def test_settings_that_do_not_start_are_told_as_such(house: House) -> None:
    house.module("config.settings", "INSTALLED_APPS = nothing\n")

    assert "Django could not start" in house.found("migrations")


def test_a_house_without_settings_has_nothing_to_compare(house: House) -> None:
    assert house.found("migrations") == ""
