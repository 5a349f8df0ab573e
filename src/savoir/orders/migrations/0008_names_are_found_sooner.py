from django.db import migrations

# A name is looked for in two looks: first all that is very near, which the wider look would put on top; what is then
# missing is taken from two thousand names that are somewhat alike, since a frequent name has many more and reading them
# all took a quarter of the time of a search. Likeness is reckoned once per spelling.
AS_ITS_OWNER = """
DO $$ BEGIN
  IF (SELECT proowner::regrole::text FROM pg_proc WHERE proname = 'orders_search') = 'savoir_search' THEN
    SET LOCAL ROLE savoir_search;
  END IF;
END $$;
"""
FUNCTION = """
CREATE OR REPLACE FUNCTION orders_search(
  asked_numbers text[], asked_address text, asked_phones text[], asked_serials text[], asked_words text,
  most integer
) RETURNS TABLE (kind text, found_id bigint)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  house bigint := nullif(current_setting('app.org_id', true), '')::bigint;
  serial text;
  nearness text;
  usual text := coalesce(current_setting('pg_trgm.word_similarity_threshold', true), '0.6');
  cap integer;
  near bigint[] := '{}';
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
    FOR nearness, cap IN VALUES ('0.75', NULL), (usual, 2000) LOOP
      PERFORM set_config('pg_trgm.word_similarity_threshold', nearness, true);
      near := near || ARRAY(
        WITH alike AS MATERIALIZED (
          SELECT c.id, c.name_search FROM orders_customer c
            WHERE c.org_id = house AND c.name_search %> asked_words AND c.id <> ALL (near) LIMIT cap),
        ranked AS MATERIALIZED (
          SELECT d.name_search, word_similarity(asked_words, d.name_search) AS likeness
            FROM (SELECT DISTINCT a.name_search FROM alike a) d)
        SELECT a.id FROM alike a JOIN ranked r USING (name_search)
          ORDER BY r.likeness DESC, a.id DESC LIMIT most - cardinality(near));
      EXIT WHEN cardinality(near) = most;
    END LOOP;
    PERFORM set_config('pg_trgm.word_similarity_threshold', usual, true);
    RETURN QUERY SELECT 'customer', u.id FROM unnest(near) WITH ORDINALITY AS u(id, place) ORDER BY u.place;
  END IF;
END $$;
"""
FORMER = """
CREATE OR REPLACE FUNCTION orders_search(
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
"""
AS_BEFORE = "RESET ROLE;"


class Migration(migrations.Migration):
    dependencies = [("orders", "0007_told_by_brand")]
    operations = [
        migrations.RunSQL(AS_ITS_OWNER + FUNCTION + AS_BEFORE, AS_ITS_OWNER + FORMER + AS_BEFORE),
    ]
