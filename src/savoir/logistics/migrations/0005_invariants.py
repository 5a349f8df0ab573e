"""What must always hold of parcels: one view, empty when it holds."""

from django.db import migrations

from savoir.kernel.migration_operations import DefineView

STATES = """SELECT org_id, 'logistics_unknownparcel ' || id || ': state ' || state AS what
  FROM logistics_unknownparcel WHERE state NOT IN ('to_identify', 'identified')"""


class Migration(migrations.Migration):
    dependencies = [("logistics", "0004_what_the_slip_promises"), ("kernel", "0004_invariants")]
    operations = [DefineView("invariant_parcel_states", STATES)]
