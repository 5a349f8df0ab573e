"""The hourly check reads the queue while it is itself in somebody's hands: it does not accuse itself."""

from django.db import migrations

from savoir.kernel.migration_operations import DefineView

JOBS_MOVE = """SELECT (j.args->>'org_id')::bigint AS org_id,
    (j.args->>'name') || ' ' || j.id || ': ' || j.status::text AS what
  FROM procrastinate_jobs j LEFT JOIN procrastinate_workers w ON w.id = j.worker_id
  WHERE (j.args->>'org_id')::bigint = (SELECT kernel_open_org()) AND j.queue_name = 'default'
    AND (j.status = 'failed'
      OR j.status = 'doing' AND coalesce(w.last_heartbeat, '-infinity') < now() - interval '2 min'
        AND j.args->>'name' <> 'invariants.check')"""


class Migration(migrations.Migration):
    dependencies = [("kernel", "0004_invariants")]
    operations = [DefineView("invariant_jobs_move", JOBS_MOVE)]
