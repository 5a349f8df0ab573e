"""Words of the messages there were, their index, and the search over them.

Nobody waits: turns of a few thousand messages, each its own transaction, then an index made beside the writers. Broken
off, it goes on where it was. Measured in docs/reports/million.md.
"""

import django.contrib.postgres.indexes
from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, transaction

A_TURN = 5000
_HOUSES = "SELECT id FROM organizations_organization ORDER BY id"
_NEXT = """SELECT max(id) FROM (SELECT id FROM conversations_message WHERE org_id = %s AND id > %s
    ORDER BY id LIMIT %s) AS turn"""
_FILL = """INSERT INTO conversations_messagewords (id, org_id, week, said_at, words)
    SELECT m.id, m.org_id, message_week(m.created_at), m.created_at, message_words(m.language, s.said)
    FROM conversations_message m,
         LATERAL message_said(m.step, m.subject, m.note, m.words, m.body_text) AS s (said)
    WHERE m.org_id = %s AND m.id > %s AND m.id <= %s AND s.said <> '' ORDER BY m.id
    ON CONFLICT (id) DO NOTHING"""


def fill(state_apps, schema_editor):
    """Each house in turns, under its own setting."""
    with transaction.atomic(), schema_editor.connection.cursor() as cursor:
        cursor.execute(_HOUSES)
        houses = [row[0] for row in cursor.fetchall()]
    for house in houses:
        after = 0
        while after is not None:
            after = _turn(schema_editor.connection, house, after)


def _turn(connection, house, after):
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT set_config('app.org_id', %s, true)", [str(house)])
        cursor.execute(_NEXT, [house, after, A_TURN])
        until = cursor.fetchone()[0]
        if until is not None:
            cursor.execute(_FILL, [house, after, until])
    return until


# One week of one house; the index knows all three at once.
PROBE = """SELECT w.id, w.said_at FROM conversations_messagewords w
      WHERE w.org_id = {house} AND w.week = {week} AND w.words @@ {query}
        AND (w.said_at, w.id) < ({before}, {before_id})
      ORDER BY w.said_at DESC, w.id DESC LIMIT {most}"""
BOUND_PROBE = """SELECT w.id, w.said_at FROM conversations_messagewords w
      JOIN conversations_message m ON m.org_id = w.org_id AND m.id = w.id
      JOIN cases_case c ON c.org_id = m.org_id AND c.id = m.case_id
      WHERE w.org_id = {house} AND w.week = {week} AND w.words @@ {query}
        AND (w.said_at, w.id) < ({before}, {before_id})
        AND (only_brand IS NULL OR c.brand_id = only_brand)
        AND (only_orders IS NULL OR (m.audience = 'customer' AND c.order_id = ANY (only_orders)))
      ORDER BY w.said_at DESC, w.id DESC LIMIT {most}"""
_NAMES = {
    "house": "house", "week": "that_week", "query": "wanted", "before": "before_at", "before_id": "before_id",
    "most": "most - told",
}  # fmt: skip
SIGNATURE = "messages_search(text, timestamptz, bigint, bigint, bigint[], integer)"
# It may look past row-level security when its owner does (migration orders.0003 says why): it names the house itself,
# refuses to answer without one, and gives ids only. The newest week first, until a page is full.
FUNCTION = f"""
CREATE FUNCTION messages_search(
  asked text, before_at timestamptz, before_id bigint, only_brand bigint, only_orders bigint[], most integer
) RETURNS TABLE (found_id bigint, found_at timestamptz)
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp SET enable_seqscan = off AS $$
DECLARE
  house bigint := nullif(current_setting('app.org_id', true), '')::bigint;
  wanted tsquery;
  that_week integer;
  told integer := 0;
  more integer;
BEGIN
  IF house IS NULL THEN
    RAISE EXCEPTION 'messages_search: no organization is open' USING ERRCODE = 'insufficient_privilege';
  END IF;
  SELECT a.query INTO wanted FROM message_asks(asked) a;
  IF numnode(wanted) = 0 THEN RETURN; END IF;
  before_at := coalesce(before_at, 'infinity');
  SELECT max(w.week) INTO that_week FROM conversations_messagewords w WHERE w.org_id = house
    AND w.week <= CASE WHEN isfinite(before_at) THEN message_week(before_at) ELSE 2147483647 END;
  WHILE that_week IS NOT NULL AND told < most LOOP
    IF only_brand IS NULL AND only_orders IS NULL THEN
      RETURN QUERY {PROBE.format(**_NAMES)};
    ELSE
      RETURN QUERY {BOUND_PROBE.format(**_NAMES)};
    END IF;
    GET DIAGNOSTICS more = ROW_COUNT;
    told := told + more;
    SELECT max(w.week) INTO that_week FROM conversations_messagewords w
      WHERE w.org_id = house AND w.week < that_week;
  END LOOP;
END $$;
REVOKE ALL ON FUNCTION {SIGNATURE} FROM PUBLIC;
"""
# Where the host has no such role, the function stays its creator's and answers the same under the policy.
HAND_OVER = f"""
DO $$ BEGIN
  IF EXISTS (SELECT 1 FROM pg_roles WHERE rolname = 'savoir_app') THEN
    GRANT EXECUTE ON FUNCTION {SIGNATURE} TO savoir_app;
  END IF;
  IF NOT EXISTS (SELECT 1 FROM pg_roles WHERE rolname = 'savoir_search') THEN RETURN; END IF;
  IF NOT pg_has_role(current_user, 'savoir_search', 'SET')
     OR NOT has_schema_privilege('savoir_search', 'public', 'CREATE') THEN RETURN; END IF;
  GRANT SELECT (org_id, id, week, said_at, words) ON conversations_messagewords TO savoir_search;
  GRANT SELECT (org_id, id, case_id, audience) ON conversations_message TO savoir_search;
  GRANT SELECT (org_id, id, brand_id, order_id) ON cases_case TO savoir_search;
  ALTER FUNCTION {SIGNATURE} OWNER TO savoir_search;
END $$;
"""


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("conversations", "0007_message_words"), ("cases", "0002_tenancy")]
    operations = [
        migrations.RunPython(fill, migrations.RunPython.noop),
        AddIndexConcurrently(
            model_name="messagewords",
            index=django.contrib.postgres.indexes.GinIndex(
                fields=["org", "week", "words"], name="message_words", fastupdate=False,
                opclasses=["int8_ops", "int4_ops", "tsvector_ops"],
            ),
        ),
        migrations.RunSQL(FUNCTION, f"DROP FUNCTION {SIGNATURE};"),
        migrations.RunSQL(HAND_OVER, migrations.RunSQL.noop),
    ]  # fmt: skip
