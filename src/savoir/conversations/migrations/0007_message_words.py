"""Words of messages, kept beside them at write time, and the function that searches them (decision 0017)."""

import django.contrib.postgres.search
import django.db.models.deletion
from django.db import migrations, models

from savoir.kernel.migration_operations import ProtectTenantTables

# The stem of a word and the stem of the word as somebody types it without accents (whose -ee is -ée), both without
# accents: in one of the two they meet. The text parser gives no empty word; unaccent may make one.
WORDS = r"""
CREATE FUNCTION message_letters(said text) RETURNS text LANGUAGE sql STABLE PARALLEL SAFE
  SET search_path = pg_catalog, public, pg_temp AS $$
  SELECT regexp_replace(translate(left(said, 50000), '-‐‑–—_/''’ʼ', '          '), '\S{200,}', ' ', 'g') $$;
CREATE FUNCTION message_typed(letters text) RETURNS text LANGUAGE sql STABLE PARALLEL SAFE
  SET search_path = pg_catalog, public, pg_temp AS $$
  SELECT regexp_replace(unaccent(letters), 'e(es?)\M', 'é\1', 'gi') $$;
CREATE FUNCTION message_bare(words tsvector) RETURNS text[] LANGUAGE sql STABLE PARALLEL SAFE
  SET search_path = pg_catalog, public, pg_temp AS $$
  SELECT array_remove(string_to_array(
    unaccent(array_to_string(tsvector_to_array(words), E'\x01')), E'\x01'), '') $$;
CREATE FUNCTION message_words(language text, said text) RETURNS tsvector LANGUAGE plpgsql STABLE PARALLEL SAFE
  SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  letters text := message_letters(said);
BEGIN
  IF language = 'en' THEN
    RETURN strip(to_tsvector('english', unaccent(letters)));
  END IF;
  RETURN array_to_tsvector(message_bare(to_tsvector('french', letters))
    || message_bare(to_tsvector('french', message_typed(letters))));
END $$;
CREATE FUNCTION message_all_of(words text[]) RETURNS tsquery LANGUAGE sql STABLE PARALLEL SAFE
  SET search_path = pg_catalog, public, pg_temp AS $$
  SELECT coalesce(string_agg('''' || replace(replace(word, '\', '\\'), '''', '''''') || '''', ' & '), '')::tsquery
  FROM unnest(words) AS word $$;
CREATE FUNCTION message_asks(asked text) RETURNS TABLE (query tsquery, is_common boolean)
LANGUAGE plpgsql STABLE PARALLEL SAFE SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  letters text := message_letters(asked);
  stems tsquery := message_all_of(message_bare(to_tsvector('french', letters)));
  typed tsquery := message_all_of(message_bare(to_tsvector('french', message_typed(letters))));
  english tsquery := message_all_of(tsvector_to_array(to_tsvector('english', unaccent(letters))));
BEGIN
  query := stems || typed || english;
  is_common := numnode(stems) = 0 OR numnode(english) = 0;
  RETURN NEXT;
END $$;
CREATE FUNCTION message_week(said_at timestamptz) RETURNS integer LANGUAGE sql IMMUTABLE PARALLEL SAFE
  RETURN floor(extract(epoch FROM said_at) / 604800)::integer;
"""
UNDO_WORDS = """
DROP FUNCTION message_week(timestamptz);
DROP FUNCTION message_asks(text);
DROP FUNCTION message_all_of(text[]);
DROP FUNCTION message_words(text, text);
DROP FUNCTION message_bare(tsvector);
DROP FUNCTION message_typed(text);
DROP FUNCTION message_letters(text);
"""
# What a page shows as the message's text (`queries.messages._text`), after its subject.
SAID = r"""
CREATE FUNCTION message_said(step text, subject text, note text, words jsonb, body text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN concat_ws(E'\n', nullif(subject, ''), coalesce(
  nullif(note, ''), nullif(words->>'text', ''),
  CASE WHEN step = 'information_needed' THEN nullif(words->>'agent_text', '') END, nullif(body, '')));
CREATE FUNCTION keep_message_words() RETURNS trigger LANGUAGE plpgsql
  SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  said text := message_said(NEW.step, NEW.subject, NEW.note, NEW.words, NEW.body_text);
BEGIN
  IF TG_OP = 'UPDATE' AND said IS NOT DISTINCT FROM
     message_said(OLD.step, OLD.subject, OLD.note, OLD.words, OLD.body_text)
     AND (NEW.language, NEW.created_at) = (OLD.language, OLD.created_at) THEN RETURN NULL; END IF;
  IF said = '' THEN
    DELETE FROM conversations_messagewords WHERE org_id = NEW.org_id AND id = NEW.id;
    RETURN NULL;
  END IF;
  INSERT INTO conversations_messagewords (id, org_id, week, said_at, words)
    VALUES (NEW.id, NEW.org_id, message_week(NEW.created_at), NEW.created_at, message_words(NEW.language, said))
    ON CONFLICT (id) DO UPDATE SET week = EXCLUDED.week, said_at = EXCLUDED.said_at, words = EXCLUDED.words;
  RETURN NULL;
END $$;
ALTER TABLE conversations_messagewords ADD CONSTRAINT messagewords_message_org_fk
  FOREIGN KEY (org_id, id) REFERENCES conversations_message (org_id, id) ON DELETE CASCADE;
CREATE TRIGGER message_words_kept
  AFTER INSERT OR UPDATE OF step, subject, note, words, body_text, language, created_at ON conversations_message
  FOR EACH ROW EXECUTE FUNCTION keep_message_words();
"""
UNDO_SAID = """
DROP TRIGGER message_words_kept ON conversations_message;
DROP FUNCTION keep_message_words();
DROP FUNCTION message_said(text, text, text, jsonb, text);
"""


class Migration(migrations.Migration):
    dependencies = [
        ("conversations", "0006_history_told_of_by_nobody"),
        ("orders", "0003_search"),
        ("organizations", "0002_tenancy"),
    ]
    operations = [
        migrations.CreateModel(
            name="MessageWords",
            fields=[
                ("id", models.BigIntegerField(primary_key=True, serialize=False)),
                ("week", models.IntegerField()),
                ("said_at", models.DateTimeField()),
                ("words", django.contrib.postgres.search.SearchVectorField()),
                (
                    "org",
                    models.ForeignKey(
                        db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="+",
                        to="organizations.organization",
                    ),
                ),
            ],
            options={"indexes": [models.Index(fields=["org", "week"], name="message_week")]},
        ),
        ProtectTenantTables(),
        migrations.RunSQL(WORDS, UNDO_WORDS),
        migrations.RunSQL(SAID, UNDO_SAID),
    ]  # fmt: skip
