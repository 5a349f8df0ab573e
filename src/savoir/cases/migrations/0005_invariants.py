"""What must always hold of cases, their quantities and their promises: one view each, empty when it holds."""

from django.db import migrations

from savoir.kernel.migration_operations import DefineView

QUANTITIES_HELD = """SELECT o.org_id, o.external_id || ': says ' || o.held_qty || ', is ' || o.held_qty + off.by
    AS what
  FROM (SELECT id, sum(qty) AS by FROM (
      SELECT order_line_id AS id, greatest(quantity - received_qty, 0) AS qty FROM cases_caseline
      WHERE holds AND order_line_id IS NOT NULL
      UNION ALL SELECT id, -held_qty FROM orders_orderline WHERE held_qty <> 0) m
    GROUP BY id HAVING sum(qty) <> 0) off
  JOIN orders_orderline o ON o.id = off.id"""

QUANTITIES_RETURNED = """SELECT o.org_id, o.external_id || ': says ' || o.returned_qty || ', is '
    || m.received AS what
  FROM (SELECT id, sum(says) AS says, sum(received) AS received, sum(kept) AS kept FROM (
      SELECT order_line_id AS id, 0 AS says, received_qty AS received,
        CASE WHEN EXISTS (SELECT FROM cases_decision d WHERE d.org_id = l.org_id AND d.line_id = l.id
          AND d.remedy IN ('repair', 'assistance')) THEN 0 ELSE received_qty END AS kept
      FROM cases_caseline l WHERE received_qty <> 0 AND order_line_id IS NOT NULL
      UNION ALL SELECT id, returned_qty, 0, 0 FROM orders_orderline WHERE returned_qty <> 0) m
    GROUP BY id HAVING sum(says) NOT BETWEEN sum(kept) AND sum(received)) m
  JOIN orders_orderline o ON o.id = m.id"""

PROMISE_HAS_TIMER = """SELECT c.org_id, c.reference || ': ' || p.kind AS what
  FROM (SELECT id FROM cases_promise WHERE state = 'running'
          AND due_at NOT BETWEEN kernel_told_now() - interval '5 minutes' AND kernel_told_now()
        EXCEPT SELECT promise_id FROM kernel_waitingjob WHERE name = 'promises.check') silent
  JOIN cases_promise p ON p.id = silent.id JOIN cases_case c ON c.id = p.case_id"""

# Folded from its own facts, a case is over, resolved or alive; and it waits only after a question of ours.
CASE_REPLAYS = """SELECT c.org_id, c.reference || ': ' || c.state || ', its facts say '
    || coalesce(f.told, 'nothing') AS what
  FROM cases_case c LEFT JOIN (
    SELECT subject_id, CASE
        WHEN closed > greatest(coalesce(resolved, 0), alive) THEN 'closed'
        WHEN resolved > alive THEN 'resolved'
        WHEN asked > answered THEN 'waiting_on_customer'
        ELSE 'open' END AS told
    FROM (SELECT subject_id,
        max(seq) FILTER (WHERE kind = 'case_closed') AS closed,
        max(seq) FILTER (WHERE kind = 'case_resolved') AS resolved,
        max(seq) FILTER (WHERE kind IN ('case_opened', 'case_reopened')) AS alive,
        max(seq) FILTER (WHERE kind = 'customer_asked') AS asked,
        coalesce(max(seq) FILTER (WHERE kind <> 'customer_asked'), 0) AS answered
      FROM kernel_ledgerevent WHERE subject_kind = 'case' AND kind IN ('case_opened', 'case_reopened',
        'case_resolved', 'case_closed', 'customer_asked', 'customer_wrote', 'customer_silent',
        'case_decided', 'case_refused')
      GROUP BY subject_id) last
  ) f ON f.subject_id = c.id
  WHERE c.merged_into_id IS NULL AND f.told IS DISTINCT FROM
    CASE c.state WHEN 'waiting_on_partner' THEN 'open' ELSE c.state END"""

STATES_DECLARED = """SELECT org_id, 'cases_case ' || id || ': state ' || state AS what FROM cases_case
    WHERE state NOT IN ('open', 'waiting_on_customer', 'waiting_on_partner', 'resolved', 'closed')
  UNION ALL SELECT org_id, 'cases_caseline ' || id || ': acceptance ' || acceptance FROM cases_caseline
    WHERE acceptance NOT IN ('pending', 'accepted', 'rejected', 'needs_review')
  UNION ALL SELECT org_id, 'cases_caseline ' || id || ': reception ' || reception FROM cases_caseline
    WHERE reception NOT IN
      ('not_expected', 'awaiting', 'in_transit', 'received', 'lost', 'expired', 'canceled')
  UNION ALL SELECT org_id, 'cases_promise ' || id || ': state ' || state FROM cases_promise
    WHERE state NOT IN ('running', 'paused', 'kept', 'broken', 'canceled')"""


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0004_standing_aside"), ("kernel", "0004_invariants"), ("orders", "0003_search"),
    ]
    operations = [
        DefineView("invariant_quantities_held", QUANTITIES_HELD),
        DefineView("invariant_quantities_returned", QUANTITIES_RETURNED),
        DefineView("invariant_promise_has_timer", PROMISE_HAS_TIMER),
        DefineView("invariant_case_replays", CASE_REPLAYS),
        DefineView("invariant_case_states", STATES_DECLARED),
    ]
