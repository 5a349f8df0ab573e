"""What must always hold of the money and of the next step of a case: one view each, empty when it holds.

The highest room asks what no room below can see whole: payments against refunds, books against both, and
whether anything at all will happen to an open case.
"""

from django.db import migrations

from savoir.kernel.migration_operations import DefineView

RESERVED = "('requested', 'awaiting_approval', 'settling', 'failed')"
OWED = "('requested', 'awaiting_approval', 'settling', 'failed', 'paused')"
ELSEWHERE = "resolutions_externalreturnofmoney WHERE undone_at IS NULL AND refund_id IS NULL"

REFUND_BOOKED_ONCE = """SELECT r.org_id, r.reference || ': ' || r.state || ', booked '
    || m.n + (r.state = 'settled')::int AS what
  FROM (SELECT id, sum(n) AS n FROM (
      SELECT refund_id AS id, 1 AS n FROM resolutions_journalentry
      WHERE kind = 'refund_settled' AND refund_id IS NOT NULL
      UNION ALL SELECT id, -1 FROM resolutions_refund WHERE state = 'settled') b
    GROUP BY id HAVING sum(n) <> 0) m
  JOIN resolutions_refund r ON r.id = m.id"""

RAIL_REFERENCE_ONCE = f"""SELECT org_id, reference || ': ' || count(*) || ' times' AS what FROM (
    SELECT org_id, provider_reference AS reference FROM resolutions_refund
    WHERE provider_reference <> '' AND state = 'settled'
    UNION ALL SELECT org_id, provider_reference FROM {ELSEWHERE}) m
  GROUP BY org_id, reference HAVING count(*) > 1"""

PAYMENT_REFUNDED = f"""SELECT p.org_id, p.external_id || ': says ' || p.refunded_minor || ', is '
    || p.refunded_minor + m.off AS what
  FROM (SELECT id, sum(minor) AS off FROM (
      SELECT payment_id AS id, amount_minor AS minor FROM resolutions_refund WHERE state = 'settled'
      UNION ALL SELECT payment_id, counted_minor FROM {ELSEWHERE}
      UNION ALL SELECT id, -refunded_minor FROM orders_payment WHERE refunded_minor <> 0) b
    GROUP BY id HAVING sum(minor) <> 0) m
  JOIN orders_payment p ON p.id = m.id"""

PAYMENT_PENDING = f"""SELECT p.org_id, p.external_id || ': says ' || p.pending_minor || ', is '
    || p.pending_minor + m.off AS what
  FROM (SELECT id, sum(minor) AS off FROM (
      SELECT payment_id AS id, amount_minor AS minor FROM resolutions_refund WHERE state IN {RESERVED}
      UNION ALL SELECT id, -pending_minor FROM orders_payment WHERE pending_minor <> 0) b
    GROUP BY id HAVING sum(minor) <> 0) m
  JOIN orders_payment p ON p.id = m.id"""

PAYMENT_NOT_OVERDRAWN = """SELECT org_id, external_id || ': paid ' || amount_minor || ', back '
    || refunded_minor + pending_minor AS what
  FROM orders_payment WHERE refunded_minor + pending_minor > amount_minor"""

ENTRY_ZERO = """SELECT e.org_id, e.kind || ' ' || e.id || ': ' || coalesce(m.off::text, 'no line') AS what
  FROM (
    SELECT entry_id AS id, sum(amount_minor) AS off FROM resolutions_journalline
    GROUP BY entry_id, currency HAVING sum(amount_minor) <> 0
    UNION ALL SELECT bare.id, NULL FROM (SELECT id FROM resolutions_journalentry
      EXCEPT SELECT entry_id FROM resolutions_journalline) bare) m
  JOIN resolutions_journalentry e ON e.id = m.id"""

JOURNAL_ZERO = """SELECT org_id, currency || ': ' || sum(amount_minor) AS what
  FROM resolutions_journalline GROUP BY org_id, currency HAVING sum(amount_minor) <> 0"""

JOURNAL_SETTLED = f"""SELECT org_id, currency || ': ' || sum(minor) AS what FROM (
    SELECT org_id, currency, amount_minor AS minor FROM resolutions_journalline WHERE account = 'rail'
    UNION ALL SELECT org_id, currency, amount_minor FROM resolutions_refund WHERE state = 'settled'
    UNION ALL SELECT org_id, currency, amount_minor FROM {ELSEWHERE}) m
  GROUP BY org_id, currency HAVING sum(minor) <> 0"""

JOURNAL_OWED = f"""SELECT org_id, currency || ': ' || sum(minor) AS what FROM (
    SELECT org_id, currency, amount_minor AS minor FROM resolutions_journalline
    WHERE account = 'owed_to_customers'
    UNION ALL SELECT org_id, currency, amount_minor FROM resolutions_refund WHERE state IN {OWED}) m
  GROUP BY org_id, currency HAVING sum(minor) <> 0"""

RESOLUTION_ONCE = """SELECT org_id, 'decision ' || decision_id || ': ' || count(*) || ' resolutions' AS what
  FROM resolutions_resolution WHERE state IN ('agreed', 'done')
  GROUP BY org_id, decision_id HAVING count(*) > 1"""

# The customer's turn lasts until the day to send back and the week of grace before `returns.overdue` looks.
CASE_HAS_NEXT_STEP = """SELECT c.org_id, c.reference || ': ' || c.state AS what FROM (
    SELECT id FROM cases_case WHERE state IN ('open', 'waiting_on_customer', 'waiting_on_partner', 'resolved')
    EXCEPT (
      SELECT case_id FROM cases_promise WHERE state = 'running'
      UNION ALL SELECT id FROM cases_case WHERE needs_person AND state <> 'waiting_on_customer'
      UNION ALL SELECT case_id FROM kernel_waitingjob WHERE case_id IS NOT NULL
      UNION ALL SELECT r.case_id FROM kernel_waitingjob j JOIN resolutions_refund r ON r.id = j.refund_id
      UNION ALL SELECT a.case_id FROM kernel_waitingjob j
        JOIN logistics_returnauthorization a ON a.id = j.ra_id
      UNION ALL SELECT subject_id FROM kernel_humantask WHERE done_at IS NULL AND subject_kind = 'case'
      UNION ALL SELECT r.case_id FROM kernel_humantask t JOIN resolutions_refund r ON r.id = t.subject_id
        WHERE t.done_at IS NULL AND t.subject_kind = 'refund'
      UNION ALL SELECT a.case_id FROM logistics_returnauthorization a
        JOIN logistics_returnline l ON l.ra_id = a.id
        WHERE a.canceled_at IS NULL AND l.is_open AND l.received_qty < l.quantity
          AND a.send_back_by + 8 >= kernel_told_now()::date)) stuck
  JOIN cases_case c ON c.id = stuck.id
  WHERE NOT (c.state = 'resolved' AND EXISTS (SELECT FROM cases_decision d
    WHERE d.org_id = c.org_id AND d.case_id = c.id AND NOT d.superseded AND d.outcome = 'refused'))"""

STATES = """SELECT org_id, 'resolutions_refund ' || id || ': state ' || state AS what FROM resolutions_refund
    WHERE state NOT IN
      ('requested', 'awaiting_approval', 'settling', 'settled', 'failed', 'paused', 'canceled')
  UNION ALL SELECT org_id, 'resolutions_resolution ' || id || ': state ' || state
    FROM resolutions_resolution WHERE state NOT IN ('agreed', 'done', 'canceled')"""


class Migration(migrations.Migration):
    dependencies = [
        ("resolutions", "0003_money_elsewhere"), ("kernel", "0004_invariants"), ("cases", "0005_invariants"),
        ("orders", "0003_search"), ("logistics", "0005_invariants"), ("conversations", "0004_invariants"),
    ]
    operations = [
        DefineView("invariant_refund_booked_once", REFUND_BOOKED_ONCE),
        DefineView("invariant_rail_reference_once", RAIL_REFERENCE_ONCE),
        DefineView("invariant_payment_refunded", PAYMENT_REFUNDED),
        DefineView("invariant_payment_pending", PAYMENT_PENDING),
        DefineView("invariant_payment_not_overdrawn", PAYMENT_NOT_OVERDRAWN),
        DefineView("invariant_entry_zero", ENTRY_ZERO),
        DefineView("invariant_journal_zero", JOURNAL_ZERO),
        DefineView("invariant_journal_settled", JOURNAL_SETTLED),
        DefineView("invariant_journal_owed", JOURNAL_OWED),
        DefineView("invariant_resolution_once", RESOLUTION_ONCE),
        DefineView("invariant_case_has_next_step", CASE_HAS_NEXT_STEP),
        DefineView("invariant_money_states", STATES),
    ]
