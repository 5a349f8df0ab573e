"""What came back without a case of ours counts as returned too: the invariant leaves it out."""

from django.db import migrations

from savoir.kernel.migration_operations import DefineView

QUANTITIES_RETURNED = """SELECT o.org_id, o.external_id || ': says ' || o.returned_qty || ', is '
    || m.received + o.returned_elsewhere_qty AS what
  FROM (SELECT id, sum(said) AS said, sum(received) AS received, sum(kept) AS kept FROM (
      SELECT l.order_line_id AS id, 0 AS said, l.received_qty AS received,
        CASE WHEN EXISTS (SELECT FROM cases_decision d WHERE d.org_id = l.org_id AND
            d.line_id = l.id AND d.remedy IN ('repair', 'assistance')) THEN 0
          ELSE l.received_qty END AS kept
      FROM cases_caseline l WHERE l.received_qty <> 0 AND l.order_line_id IS NOT NULL
      UNION ALL SELECT id, returned_qty - returned_elsewhere_qty, 0, 0 FROM orders_orderline
        WHERE returned_qty <> returned_elsewhere_qty) b
    GROUP BY id HAVING sum(said) NOT BETWEEN sum(kept) AND sum(received)) m
  JOIN orders_orderline o ON o.id = m.id"""


class Migration(migrations.Migration):
    dependencies = [("cases", "0006_moved_in"), ("orders", "0004_told_elsewhere")]
    operations = [DefineView("invariant_quantities_returned", QUANTITIES_RETURNED)]
