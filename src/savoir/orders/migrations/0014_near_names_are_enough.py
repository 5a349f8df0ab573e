from importlib import import_module

from django.db import migrations

# Where two dozen names are very near, nobody looks for what is only somewhat alike: it would take as long
# again, and the newest orders of strangers would stand before those of the names that were meant.
FORMER = import_module("savoir.orders.migrations.0008_names_are_found_sooner")
ENOUGH = "EXIT WHEN cardinality(near) >= least(most, 24);"
FUNCTION = FORMER.FUNCTION.replace("EXIT WHEN cardinality(near) = most;", ENOUGH, 1)


class Migration(migrations.Migration):
    dependencies = [("orders", "0013_erased_customers")]
    operations = [
        migrations.RunSQL(
            FORMER.AS_ITS_OWNER + FUNCTION + FORMER.AS_BEFORE,
            FORMER.AS_ITS_OWNER + FORMER.FUNCTION + FORMER.AS_BEFORE,
        ),
    ]
