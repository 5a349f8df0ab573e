from typing import Any

from django.db import connection, migrations, models

from savoir.kernel.migration_operations import for_each_organization

# An answer that broke and was not given since: what the list "late" asked the promises for at every look.
STILL_OWED = """UPDATE cases_case c SET answer_broken_at = b.ended_at
    FROM (SELECT case_id, max(ended_at) AS ended_at FROM cases_promise
          WHERE kind IN ('first_answer', 'answer') AND state = 'broken' GROUP BY 1) b
    WHERE b.case_id = c.id AND NOT EXISTS (SELECT FROM cases_promise p WHERE p.case_id = c.id
        AND p.kind IN ('first_answer', 'answer') AND p.state = 'kept' AND p.ended_at >= b.ended_at)"""


def find_late(apps: Any, schema_editor: Any) -> None:
    """Write on each case what its promises say."""

    def change(org_id: int) -> int:
        with connection.cursor() as cursor:
            cursor.execute(STILL_OWED)
            cursor.execute("SELECT count(*) FROM cases_case")
            return int(cursor.fetchone()[0])

    for_each_organization(change, table="cases_case", state_apps=apps)


class Migration(migrations.Migration):

    dependencies = [
        ("cases", "0008_entry_api"),
        ('orders', '0004_told_elsewhere'),
        ('organizations', '0006_second_factors'),
    ]

    operations = [
        migrations.RemoveIndex(
            model_name='case',
            name='case_queue',
        ),
        migrations.RemoveIndex(
            model_name='case',
            name='case_to_do',
        ),
        migrations.RemoveIndex(
            model_name='case',
            name='case_owner',
        ),
        migrations.AddField(
            model_name='case',
            name='answer_broken_at',
            field=models.DateTimeField(null=True),
        ),
        migrations.RunPython(find_late, migrations.RunPython.noop),
        migrations.AddIndex(
            model_name='case',
            index=models.Index(condition=models.Q(('needs_person', True), ('state', 'open')), fields=['org', 'next_due_at', 'id'], include=('snoozed_until', 'escalated_to', 'proposal', 'answer_broken_at'), name='case_to_do'),
        ),
        migrations.AddIndex(
            model_name='case',
            index=models.Index(condition=models.Q(('needs_person', True), ('state', 'open'), ('answer_broken_at__isnull', False)), fields=['org', 'next_due_at', 'id'], name='case_late'),
        ),
        migrations.AddIndex(
            model_name='case',
            index=models.Index(condition=models.Q(('needs_person', True), ('state', 'open'), ('snoozed_until__isnull', False)), fields=['org', 'next_due_at', 'id'], name='case_aside'),
        ),
        migrations.AddIndex(
            model_name='case',
            index=models.Index(condition=models.Q(('needs_person', True), ('state', 'open'), models.Q(('escalated_to', ''), _negated=True)), fields=['org', 'next_due_at', 'id'], name='case_gone_up'),
        ),
        migrations.AddIndex(
            model_name='case',
            index=models.Index(condition=models.Q(('state', 'waiting_on_customer')), fields=['org', 'next_due_at', 'id'], name='case_customers_turn'),
        ),
        migrations.AddIndex(
            model_name='case',
            index=models.Index(condition=models.Q(('state__in', ['open', 'waiting_on_customer', 'waiting_on_partner'])), fields=['org', 'next_due_at', 'id'], include=('needs_person', 'proposal'), name='case_alive'),
        ),
        migrations.AddIndex(
            model_name='case',
            index=models.Index(condition=models.Q(('state__in', ['open', 'waiting_on_customer', 'waiting_on_partner'])), fields=['org', 'owner', 'next_due_at', 'id'], name='case_owned'),
        ),
        migrations.AddIndex(
            model_name='case',
            index=models.Index(condition=models.Q(('state__in', ['resolved', 'closed'])), fields=['org', '-resolved_at', '-id'], name='case_over'),
        ),
        migrations.AddIndex(
            model_name='caseline',
            index=models.Index(condition=models.Q(('reception__in', ['awaiting', 'in_transit'])), fields=['org', 'case'], name='case_line_on_the_way'),
        ),
    ]
