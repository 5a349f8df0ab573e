"""What must always hold in the kernel: one view each, `(org_id, what)`, empty when it holds.

Views are read in an open organization block. Dates are compared to `app.now` when it is set, else to the
database's clock. The queue has no row-level policy, so `kernel_waitingjob` limits it by itself.
"""

from django.db import migrations

from savoir.kernel.migration_operations import DefineView, for_each_organization

FUNCTIONS = """
CREATE FUNCTION kernel_open_org() RETURNS bigint LANGUAGE sql STABLE AS
  $$ SELECT nullif(current_setting('app.org_id', true), '')::bigint $$;
CREATE FUNCTION kernel_told_now() RETURNS timestamptz LANGUAGE sql STABLE AS
  $$ SELECT coalesce(nullif(current_setting('app.now', true), '')::timestamptz, now()) $$;
"""
UNDO = "DROP FUNCTION kernel_told_now(); DROP FUNCTION kernel_open_org();"

WAITING_JOB = """SELECT (j.args->>'org_id')::bigint AS org_id, j.id, j.args->>'name' AS name, j.queue_name,
    j.status::text AS status, j.scheduled_at, (j.args->>'case_id')::bigint AS case_id,
    (j.args->>'refund_id')::bigint AS refund_id, (j.args->>'ra_id')::bigint AS ra_id,
    (j.args->>'promise_id')::bigint AS promise_id, (j.args->>'message_id')::bigint AS message_id,
    j.args->>'subject_kind' AS subject_kind, (j.args->>'subject_id')::bigint AS subject_id
  FROM procrastinate_jobs j
  WHERE j.status IN ('todo', 'doing') AND (j.args->>'org_id')::bigint = (SELECT kernel_open_org())"""

STREAM_WHOLE = """SELECT coalesce(s.org_id, e.org_id) AS org_id,
    coalesce(s.subject_kind, e.subject_kind) || ' ' || coalesce(s.subject_id, e.subject_id)
    || ': last ' || coalesce(s.last_seq::text, 'unknown') || ', events ' || coalesce(e.n, 0) AS what
  FROM kernel_stream s FULL JOIN (SELECT org_id, subject_kind, subject_id, count(*) AS n, min(seq) AS low,
      max(seq) AS high FROM kernel_ledgerevent GROUP BY 1, 2, 3) e
    ON e.org_id = s.org_id AND e.subject_kind = s.subject_kind AND e.subject_id = s.subject_id
  WHERE coalesce(s.last_seq, -1) <> coalesce(e.n, 0) OR coalesce(e.low, 1) <> 1
     OR coalesce(e.high, 0) <> coalesce(s.last_seq, -1) OR s.delivered_seq > s.last_seq"""

DELIVERED = """SELECT late.org_id, first.kind || ' of ' || late.subject_kind || ' ' || late.subject_id AS what
  FROM (
    SELECT org_id, subject_kind, subject_id FROM kernel_stream WHERE delivered_seq < last_seq
    EXCEPT SELECT org_id, subject_kind, subject_id FROM kernel_waitingjob WHERE name = 'ledger.deliver'
    EXCEPT SELECT org_id, subject_kind, subject_id FROM kernel_humantask WHERE done_at IS NULL
  ) late
  JOIN kernel_stream s USING (org_id, subject_kind, subject_id)
  JOIN kernel_ledgerevent first ON first.org_id = s.org_id AND first.subject_kind = s.subject_kind
   AND first.subject_id = s.subject_id AND first.seq = s.delivered_seq + 1
  WHERE first.at < kernel_told_now() - interval '1 hour'"""

JOBS_MOVE = """SELECT (j.args->>'org_id')::bigint AS org_id,
    (j.args->>'name') || ' ' || j.id || ': ' || j.status::text AS what
  FROM procrastinate_jobs j LEFT JOIN procrastinate_workers w ON w.id = j.worker_id
  WHERE (j.args->>'org_id')::bigint = (SELECT kernel_open_org()) AND j.queue_name = 'default'
    AND (j.status = 'failed'
      OR j.status = 'doing' AND coalesce(w.last_heartbeat, '-infinity') < now() - interval '2 min')"""

# The fences of the append-only tables stand in the catalog: the trigger, and rights the runtime role lacks.
LEDGER_CLOSED = """SELECT (SELECT kernel_open_org()) AS org_id, t.name || ': ' || f.what AS what
  FROM (VALUES ('kernel_ledgerevent'), ('resolutions_journalentry'), ('resolutions_journalline')) t(name)
  CROSS JOIN LATERAL (
    SELECT 'rows may be changed: the trigger is off' AS what WHERE NOT EXISTS (
      SELECT FROM pg_trigger g WHERE g.tgrelid = to_regclass(t.name) AND g.tgname = 'never_changed'
        AND g.tgenabled <> 'D')
    UNION ALL SELECT 'the runtime role may ' || r.verb FROM (VALUES ('UPDATE'), ('DELETE')) r(verb)
      JOIN pg_roles o ON o.rolname = 'savoir_app' WHERE has_table_privilege(o.oid, to_regclass(t.name), r.verb)
  ) f WHERE to_regclass(t.name) IS NOT NULL"""

CAUGHT_UP = """UPDATE kernel_stream s SET delivered_seq = last_seq
    WHERE s.delivered_seq < s.last_seq
      AND NOT EXISTS (SELECT FROM kernel_waitingjob j WHERE j.name = 'ledger.deliver'
        AND j.subject_kind = s.subject_kind AND j.subject_id = s.subject_id)
      AND NOT EXISTS (SELECT FROM kernel_humantask t WHERE t.done_at IS NULL
        AND t.subject_kind = s.subject_kind AND t.subject_id = s.subject_id)"""


def catch_up(apps, schema_editor):
    """Until now a fact that nothing follows from left its stream behind: what nobody waits for is delivered."""

    def change(org_id):
        with schema_editor.connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM kernel_stream")
            seen = cursor.fetchone()[0]
            cursor.execute(CAUGHT_UP)
            return seen

    for_each_organization(change, table="kernel_stream", state_apps=apps)


class Migration(migrations.Migration):
    dependencies = [("kernel", "0003_inbox_by_source"), ("procrastinate", "0041_post_retry_failed_job")]
    operations = [
        migrations.RunSQL(FUNCTIONS, UNDO),
        DefineView("kernel_waitingjob", WAITING_JOB),
        migrations.RunPython(catch_up, migrations.RunPython.noop),
        DefineView("invariant_stream_whole", STREAM_WHOLE),
        DefineView("invariant_delivered", DELIVERED),
        DefineView("invariant_jobs_move", JOBS_MOVE),
        DefineView("invariant_ledger_closed", LEDGER_CLOSED),
    ]
