"""What must always hold of messages: told once, told at all, never lying about. One view each."""

from django.db import migrations, models
from django.db.models import Q

from savoir.kernel.migration_operations import DefineView

# The unique constraint says so too; the view says it of a table whose constraint somebody took away.
TOLD_ONCE = """SELECT org_id, 'case ' || case_id || ': ' || step || ' ' || occasion || ', ' || count(*) || ' times'
    AS what FROM conversations_message WHERE step <> 'free_text'
  GROUP BY org_id, case_id, step, occasion HAVING count(*) > 1"""

# Facts that were delivered have their message; a fact still on its way is the matter of `delivered`.
TOLD_AT_ALL = """SELECT m.org_id, 'case ' || m.case_id || ': ' || m.step || ' ' || m.occasion AS what FROM (
    SELECT e.org_id, e.subject_id AS case_id,
      CASE e.kind WHEN 'case_opened' THEN 'acknowledgement' WHEN 'parcel_received' THEN 'received'
        WHEN 'refund_settled' THEN 'refunded' WHEN 'promise_broken' THEN 'delay' ELSE 'closing' END AS step,
      CASE e.kind WHEN 'case_opened' THEN '' ELSE e.seq::text END AS occasion
    FROM kernel_ledgerevent e JOIN kernel_stream s ON s.org_id = e.org_id
      AND s.subject_kind = e.subject_kind AND s.subject_id = e.subject_id AND e.seq <= s.delivered_seq
    WHERE e.subject_kind = 'case' AND e.kind IN
      ('case_opened', 'parcel_received', 'refund_settled', 'promise_broken', 'case_closed')
    EXCEPT SELECT org_id, case_id, step, occasion FROM conversations_message WHERE step <> 'free_text') m"""

MESSAGE_MOVES = """SELECT w.org_id, 'message ' || w.id || ' of case ' || m.case_id || ': ' || m.step AS what
  FROM (SELECT org_id, id FROM conversations_message WHERE state = 'waiting'
        EXCEPT SELECT org_id, message_id FROM kernel_waitingjob WHERE name = 'messages.send'
        EXCEPT SELECT org_id, subject_id FROM kernel_humantask
          WHERE done_at IS NULL AND subject_kind = 'message') w
  JOIN conversations_message m ON m.id = w.id"""

STATES = """SELECT org_id, 'conversations_message ' || id || ': state ' || state AS what
  FROM conversations_message WHERE state NOT IN ('waiting', 'sent', 'refused', 'kept')"""


class Migration(migrations.Migration):
    dependencies = [("conversations", "0003_reminder"), ("kernel", "0004_invariants")]
    operations = [
        migrations.AddIndex(
            "Message",
            models.Index(fields=["org", "id"], condition=Q(state="waiting"), name="message_waiting"),
        ),
        DefineView("invariant_told_once", TOLD_ONCE),
        DefineView("invariant_told_at_all", TOLD_AT_ALL),
        DefineView("invariant_message_moves", MESSAGE_MOVES),
        DefineView("invariant_message_states", STATES),
    ]
