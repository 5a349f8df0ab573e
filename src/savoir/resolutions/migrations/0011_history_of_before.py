from typing import Any

from django.db import connection, migrations

from savoir.kernel.migration_operations import for_each_organization

# What cases did to their lines before that was kept: agreements on goods, and refusals that stand. A thing that was
# called off left no trace then; a parcel is three days on its way.
AGREED = """
INSERT INTO orders_linehistory (org_id, line_id, case_number, nth, intent, remedy, is_imposed, requested_on,
    sent_on, back_on)
SELECT r.org_id, l.order_line_id, r.case_id, row_number() OVER (PARTITION BY l.id ORDER BY r.id), l.intent, r.remedy,
    r.remedy = 'replacement' AND d.actor_kind = 'member' AND d.motive <> 'customer_asked'
        AND (l.wanted = 'repair' OR (l.wanted = '' AND l.intent = 'repair')),
    (c.opened_at AT TIME ZONE b.zone)::date, (r.ended_at AT TIME ZONE b.zone)::date,
    (r.ended_at AT TIME ZONE b.zone)::date + 3
FROM resolutions_resolution r JOIN cases_caseline l ON l.id = r.case_line_id
JOIN cases_case c ON c.id = r.case_id JOIN organizations_brand b ON b.id = c.brand_id
JOIN cases_decision d ON d.id = r.decision_id
WHERE r.remedy IN ('repair', 'replacement', 'exchange') AND r.state IN ('agreed', 'done')
    AND l.intent IN ('claim', 'repair', 'exchange') AND l.order_line_id IS NOT NULL
ON CONFLICT DO NOTHING"""
REFUSED = """
INSERT INTO orders_linehistory (org_id, line_id, case_number, nth, intent, remedy, is_imposed, requested_on,
    refused_on)
SELECT d.org_id, l.order_line_id, d.case_id, 0, l.intent, '', false, (c.opened_at AT TIME ZONE b.zone)::date,
    (d.decided_at AT TIME ZONE b.zone)::date
FROM cases_decision d JOIN cases_caseline l ON l.id = d.line_id
JOIN cases_case c ON c.id = d.case_id JOIN organizations_brand b ON b.id = c.brand_id
WHERE d.outcome = 'refused' AND NOT d.superseded AND l.intent IN ('claim', 'repair', 'exchange')
    AND l.order_line_id IS NOT NULL
ON CONFLICT DO NOTHING"""


def keep(apps: Any, schema_editor: Any) -> None:
    """Write with each line what its cases did to it."""

    def change(org_id: int) -> int:
        with connection.cursor() as cursor:
            cursor.execute(AGREED)
            cursor.execute(REFUSED)
            cursor.execute("SELECT count(*) FROM resolutions_resolution")
            return int(cursor.fetchone()[0])

    for_each_organization(change, table="resolutions_resolution", state_apps=apps)


class Migration(migrations.Migration):

    dependencies = [
        ("cases", "0011_money_to_give_back"),
        ("orders", "0009_line_history"),
        ("resolutions", "0010_postage_paid"),
    ]

    operations = [migrations.RunPython(keep, migrations.RunPython.noop)]
