import django.contrib.postgres.indexes
from django.db import migrations
from django.db.models import Q

# Under row-level security a trigram or JSON operator never reaches its index: it is not leakproof, so the policy is
# checked first, row by row. The function may look past the policy when its owner does, and therefore names the
# organization itself, refuses to answer without one, and gives ids only.
FUNCTION = """
CREATE FUNCTION orders_search(
  asked_numbers text[], asked_address text, asked_phones text[], asked_serials text[], asked_words text,
  most integer
) RETURNS TABLE (kind text, found_id bigint)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  house bigint := nullif(current_setting('app.org_id', true), '')::bigint;
  serial text;
BEGIN
  IF house IS NULL THEN
    RAISE EXCEPTION 'orders_search: no organization is open' USING ERRCODE = 'insufficient_privilege';
  END IF;
  RETURN QUERY
    SELECT 'order', o.id FROM orders_order o
      WHERE o.org_id = house AND o.number_normalized = ANY (asked_numbers) LIMIT most;
  RETURN QUERY
    SELECT 'order', d.order_id FROM orders_delivery d
      WHERE d.org_id = house AND d.tracking_number = ANY (asked_numbers) AND d.tracking_number <> '' LIMIT most;
  IF asked_address <> '' THEN
    RETURN QUERY SELECT 'order', o.id FROM orders_order o
      WHERE o.org_id = house AND o.email_normalized = asked_address ORDER BY o.contract_at DESC LIMIT most;
    RETURN QUERY SELECT 'customer', c.id FROM orders_customer c
      WHERE c.org_id = house AND c.email_normalized = asked_address LIMIT most;
  END IF;
  IF cardinality(asked_phones) > 0 THEN
    RETURN QUERY SELECT 'customer', c.id FROM orders_customer c
      WHERE c.org_id = house AND c.phone_normalized = ANY (asked_phones) LIMIT most;
  END IF;
  FOREACH serial IN ARRAY asked_serials LOOP
    RETURN QUERY SELECT 'order', l.order_id FROM orders_orderline l
      WHERE l.org_id = house AND l.serials <> '[]'::jsonb AND l.serials @> to_jsonb(ARRAY[serial]) LIMIT most;
  END LOOP;
  IF asked_words <> '' THEN
    RETURN QUERY SELECT 'customer', c.id FROM orders_customer c
      WHERE c.org_id = house AND c.name_search %> asked_words
      ORDER BY word_similarity(asked_words, c.name_search) DESC, c.id DESC LIMIT most;
  END IF;
END $$;
REVOKE ALL ON FUNCTION orders_search(text[], text, text[], text[], text, integer) FROM PUBLIC;
"""
# Where the host has no such role, the function stays its creator's and answers the same under the policy.
HAND_OVER = """
DO $$ BEGIN
  IF EXISTS (SELECT 1 FROM pg_roles WHERE rolname = 'savoir_app') THEN
    GRANT EXECUTE ON FUNCTION orders_search(text[], text, text[], text[], text, integer) TO savoir_app;
  END IF;
  IF NOT EXISTS (SELECT 1 FROM pg_roles WHERE rolname = 'savoir_search') THEN RETURN; END IF;
  IF NOT pg_has_role(current_user, 'savoir_search', 'SET')
     OR NOT has_schema_privilege('savoir_search', 'public', 'CREATE') THEN RETURN; END IF;
  GRANT SELECT (org_id, id, number_normalized, email_normalized, contract_at) ON orders_order TO savoir_search;
  GRANT SELECT (org_id, order_id, tracking_number) ON orders_delivery TO savoir_search;
  GRANT SELECT (org_id, order_id, serials) ON orders_orderline TO savoir_search;
  GRANT SELECT (org_id, id, name_search, email_normalized, phone_normalized) ON orders_customer TO savoir_search;
  ALTER FUNCTION orders_search(text[], text, text[], text[], text, integer) OWNER TO savoir_search;
END $$;
"""
UNDO = "DROP FUNCTION orders_search(text[], text, text[], text[], text, integer);"


class Migration(migrations.Migration):
    dependencies = [("orders", "0002_tenancy")]
    operations = [
        migrations.RunSQL("CREATE EXTENSION IF NOT EXISTS btree_gin;", migrations.RunSQL.noop),
        migrations.RemoveIndex(model_name="customer", name="customer_name_trgm"),
        migrations.AddIndex(
            model_name="customer",
            index=django.contrib.postgres.indexes.GinIndex(
                fields=["org", "name_search"], name="customer_name", opclasses=["int8_ops", "gin_trgm_ops"]
            ),
        ),
        migrations.AddIndex(
            model_name="orderline",
            index=django.contrib.postgres.indexes.GinIndex(
                fields=["org", "serials"], name="line_serials", opclasses=["int8_ops", "jsonb_path_ops"],
                condition=~Q(serials=[]),
            ),
        ),
        migrations.RunSQL(FUNCTION, UNDO),
        migrations.RunSQL(HAND_OVER, migrations.RunSQL.noop),
    ]  # fmt: skip
