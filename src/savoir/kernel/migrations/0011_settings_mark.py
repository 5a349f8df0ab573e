from django.db import migrations, models

CHANGED = """
CREATE FUNCTION kernel_settings_changed(whose bigint) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    now_marked text := whose || ' ' || pg_current_xact_id();
BEGIN
    IF current_setting('app.marked', true) IS DISTINCT FROM now_marked THEN
        INSERT INTO kernel_settingsmark (org_id, mark) VALUES (whose, gen_random_uuid())
            ON CONFLICT (org_id) DO UPDATE SET mark = excluded.mark;
        PERFORM set_config('app.marked', now_marked, true);
    END IF;
END $$;

CREATE FUNCTION kernel_setting_written() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM kernel_settings_changed(CASE TG_OP WHEN 'DELETE' THEN OLD.org_id ELSE NEW.org_id END);
    RETURN NULL;
END $$;
"""
BACK = """
DROP FUNCTION kernel_setting_written();
DROP FUNCTION kernel_settings_changed(bigint);
"""


class Migration(migrations.Migration):
    dependencies = [("kernel", "0010_a_task_for_each_job")]
    operations = [
        migrations.CreateModel(
            "SettingsMark",
            fields=[
                ("org_id", models.BigIntegerField(primary_key=True, serialize=False)),
                ("mark", models.UUIDField()),
            ],
        ),
        migrations.RunSQL(CHANGED, BACK),
    ]
