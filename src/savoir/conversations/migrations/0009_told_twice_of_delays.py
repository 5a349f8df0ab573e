"""Told at all: of a promise missed more than twice in a row a person writes, no letter leaves by itself."""

from django.db import migrations

from savoir.kernel.migration_operations import DefineView

# Facts that were delivered have their message; a fact still on its way is the matter of `delivered`. Of a case
# that moved in, what lies before that instant is history, and so is the end of one that was resolved before.
TOLD_AT_ALL = """SELECT m.org_id, 'case ' || m.case_id || ': ' || m.step || ' ' || m.occasion AS what FROM (
    SELECT e.org_id, e.subject_id AS case_id,
      CASE e.kind WHEN 'case_opened' THEN 'acknowledgement' WHEN 'parcel_received' THEN 'received'
        WHEN 'refund_settled' THEN 'refunded' WHEN 'promise_broken' THEN 'delay' ELSE 'closing' END AS step,
      CASE e.kind WHEN 'case_opened' THEN '' ELSE e.seq::text END AS occasion
    FROM kernel_ledgerevent e JOIN kernel_stream s ON s.org_id = e.org_id
      AND s.subject_kind = e.subject_kind AND s.subject_id = e.subject_id AND e.seq <= s.delivered_seq
    WHERE e.subject_kind = 'case' AND e.kind IN
      ('case_opened', 'parcel_received', 'refund_settled', 'promise_broken', 'case_closed')
      AND NOT (e.kind = 'promise_broken' AND coalesce((e.payload->>'in_a_row')::int, 1) > 2)
    EXCEPT SELECT org_id, case_id, step, occasion FROM conversations_message WHERE step <> 'free_text') m
  WHERE NOT EXISTS (SELECT FROM cases_case c
    JOIN kernel_ledgerevent e ON e.org_id = c.org_id AND e.subject_kind = 'case' AND e.subject_id = c.id
      AND e.seq = nullif(m.occasion, '')::int
    WHERE c.org_id = m.org_id AND c.id = m.case_id AND c.moved_in_at > CASE e.kind
      WHEN 'case_closed' THEN (SELECT r.at FROM kernel_ledgerevent r
        WHERE r.org_id = e.org_id AND r.subject_kind = 'case' AND r.subject_id = e.subject_id
          AND r.kind = 'case_resolved' AND r.seq < e.seq ORDER BY r.seq DESC LIMIT 1)
      ELSE e.at END)"""


class Migration(migrations.Migration):
    dependencies = [("conversations", "0008_messages_are_searched"), ("cases", "0006_moved_in")]
    operations = [DefineView("invariant_told_at_all", TOLD_AT_ALL)]
