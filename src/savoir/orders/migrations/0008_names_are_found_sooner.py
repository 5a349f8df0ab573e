from importlib import import_module

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
BEFORE = import_module("savoir.orders.migrations.0003_search").FUNCTION
FORMER = BEFORE.partition("REVOKE")[0].replace("CREATE FUNCTION", "CREATE OR REPLACE FUNCTION", 1)
ONE_LOOK = """
    RETURN QUERY SELECT 'customer', c.id FROM orders_customer c
      WHERE c.org_id = house AND c.name_search %> asked_words
      ORDER BY word_similarity(asked_words, c.name_search) DESC, c.id DESC LIMIT most;
"""
TWO_LOOKS = """
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
"""
DECLARED = """
  serial text;
  nearness text;
  usual text := coalesce(current_setting('pg_trgm.word_similarity_threshold', true), '0.6');
  cap integer;
  near bigint[] := '{}';
BEGIN
"""
FUNCTION = FORMER.replace("\n  serial text;\nBEGIN\n", DECLARED, 1).replace(ONE_LOOK, TWO_LOOKS, 1)
AS_BEFORE = "RESET ROLE;"


class Migration(migrations.Migration):
    dependencies = [("orders", "0007_told_by_brand")]
    operations = [
        migrations.RunSQL(AS_ITS_OWNER + FUNCTION + AS_BEFORE, AS_ITS_OWNER + FORMER + AS_BEFORE),
    ]
