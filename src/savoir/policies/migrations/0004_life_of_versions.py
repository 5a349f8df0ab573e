"""A version is read by a second person and proved before it decides."""

import django.contrib.postgres.fields
from django.db import migrations, models

GUARD = """
CREATE OR REPLACE FUNCTION policies_published_never_edited() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF OLD.state IN ('draft', 'reviewed') AND TG_OP = 'DELETE' THEN
    RETURN OLD;
  END IF;
  IF OLD.state = 'draft' THEN
    IF NEW.state NOT IN ('draft', 'reviewed') AND NOT NEW.is_founding THEN
      RAISE EXCEPTION 'a policy version is reviewed before it is published' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
  END IF;
  IF OLD.state = 'reviewed' THEN
    IF NEW.state <> 'draft' AND (NEW.document, NEW.digest) IS DISTINCT FROM (OLD.document, OLD.digest) THEN
      RAISE EXCEPTION 'a reviewed policy version is not edited' USING ERRCODE = 'restrict_violation';
    END IF;
    IF NEW.state IN ('published', 'retired') AND NOT (NEW.proved_digest = NEW.digest AND (
      NEW.proof_outcome = 'proved' OR NEW.proof_outcome = 'open' AND NEW.settled_by_id IS NOT NULL)) THEN
      RAISE EXCEPTION 'a policy version is proved before it is published' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
  END IF;
  IF TG_OP = 'DELETE' THEN
    RAISE EXCEPTION 'a published policy version is never deleted' USING ERRCODE = 'restrict_violation';
  END IF;
  IF (NEW.org_id, NEW.policy_id, NEW.number, NEW.document, NEW.digest, NEW.is_founding, NEW.author_id,
      NEW.created_at, NEW.published_at, lower(NEW.period), NEW.revision, NEW.writer_ids, NEW.reviewed_by_id,
      NEW.reviewed_at)
     IS DISTINCT FROM
     (OLD.org_id, OLD.policy_id, OLD.number, OLD.document, OLD.digest, OLD.is_founding, OLD.author_id,
      OLD.created_at, OLD.published_at, lower(OLD.period), OLD.revision, OLD.writer_ids, OLD.reviewed_by_id,
      OLD.reviewed_at) THEN
    RAISE EXCEPTION 'a published policy version is never edited' USING ERRCODE = 'restrict_violation';
  END IF;
  IF NOT NEW.period <@ OLD.period THEN
    RAISE EXCEPTION 'the period of a published policy version only ends earlier'
      USING ERRCODE = 'restrict_violation';
  END IF;
  IF NEW.state IN ('draft', 'reviewed') OR (OLD.state = 'retired' AND NEW.state <> 'retired') THEN
    RAISE EXCEPTION 'a policy version does not go back to %', NEW.state USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN NEW;
END $$;
"""

BEFORE = """
CREATE OR REPLACE FUNCTION policies_published_never_edited() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF OLD.state = 'draft' THEN
    RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
  END IF;
  IF TG_OP = 'DELETE' THEN
    RAISE EXCEPTION 'a published policy version is never deleted' USING ERRCODE = 'restrict_violation';
  END IF;
  IF (NEW.org_id, NEW.policy_id, NEW.number, NEW.document, NEW.digest, NEW.is_founding, NEW.author_id,
      NEW.created_at, NEW.published_at, lower(NEW.period))
     IS DISTINCT FROM
     (OLD.org_id, OLD.policy_id, OLD.number, OLD.document, OLD.digest, OLD.is_founding, OLD.author_id,
      OLD.created_at, OLD.published_at, lower(OLD.period)) THEN
    RAISE EXCEPTION 'a published policy version is never edited' USING ERRCODE = 'restrict_violation';
  END IF;
  IF NOT NEW.period <@ OLD.period THEN
    RAISE EXCEPTION 'the period of a published policy version only ends earlier'
      USING ERRCODE = 'restrict_violation';
  END IF;
  IF NEW.state = 'draft' OR (OLD.state = 'retired' AND NEW.state <> 'retired') THEN
    RAISE EXCEPTION 'a policy version does not go back to %', NEW.state USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN NEW;
END $$;
"""


class Migration(migrations.Migration):

    dependencies = [
        ('organizations', '0009_account_connected_at'),
        ('policies', '0003_published_never_edited'),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name='policyversion',
            name='version_period_when_published',
        ),
        migrations.AddField(
            model_name='policyversion',
            name='proof_outcome',
            field=models.CharField(blank=True, choices=[('proved', 'proved'), ('below', 'below'), ('open', 'open')], default='', max_length=8),
        ),
        migrations.AddField(
            model_name='policyversion',
            name='proof_report',
            field=models.JSONField(null=True),
        ),
        migrations.AddField(
            model_name='policyversion',
            name='proved_at',
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name='policyversion',
            name='proved_digest',
            field=models.CharField(blank=True, default='', max_length=64),
        ),
        migrations.AddField(
            model_name='policyversion',
            name='reviewed_at',
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name='policyversion',
            name='reviewed_by_id',
            field=models.BigIntegerField(null=True),
        ),
        migrations.AddField(
            model_name='policyversion',
            name='revision',
            field=models.IntegerField(default=1),
        ),
        migrations.AddField(
            model_name='policyversion',
            name='settled_at',
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name='policyversion',
            name='settled_by_id',
            field=models.BigIntegerField(null=True),
        ),
        migrations.AddField(
            model_name='policyversion',
            name='settled_motive',
            field=models.TextField(blank=True, default=''),
        ),
        migrations.AddField(
            model_name='policyversion',
            name='writer_ids',
            field=django.contrib.postgres.fields.ArrayField(base_field=models.BigIntegerField(), default=list, size=None),
        ),
        migrations.AlterField(
            model_name='policyversion',
            name='state',
            field=models.CharField(choices=[('draft', 'draft'), ('reviewed', 'reviewed'), ('published', 'published'), ('retired', 'retired')], default='draft', max_length=10),
        ),
        migrations.AddConstraint(
            model_name='policyversion',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('period__isnull', True), ('state__in', ('draft', 'reviewed'))), models.Q(models.Q(('state__in', ('draft', 'reviewed')), _negated=True), ('period__isnull', False)), _connector='OR'), name='version_period_when_published'),
        ),
        migrations.RunSQL(GUARD, BEFORE),
    ]
