"""A version that has not begun may be called off; a draft founds a policy only when the machine wrote it."""

from django.db import migrations, models

GUARD = """
CREATE OR REPLACE FUNCTION policies_published_never_edited() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF OLD.state IN ('draft', 'reviewed') AND TG_OP = 'DELETE' THEN
    RETURN OLD;
  END IF;
  IF OLD.state = 'draft' THEN
    IF NEW.state NOT IN ('draft', 'reviewed') AND NOT (
      NEW.state = 'published' AND NEW.is_founding AND NEW.author_id = 0 AND NEW.writer_ids = '{}') THEN
      RAISE EXCEPTION 'a policy version is reviewed before it is published' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
  END IF;
  IF OLD.state = 'reviewed' THEN
    IF NEW.state = 'called_off' THEN
      RAISE EXCEPTION 'only a scheduled policy version is called off' USING ERRCODE = 'restrict_violation';
    END IF;
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
      NEW.created_at, NEW.published_at, coalesce(lower(NEW.period), NEW.was_to_begin_at), NEW.revision,
      NEW.writer_ids, NEW.reviewed_by_id, NEW.reviewed_at)
     IS DISTINCT FROM
     (OLD.org_id, OLD.policy_id, OLD.number, OLD.document, OLD.digest, OLD.is_founding, OLD.author_id,
      OLD.created_at, OLD.published_at, coalesce(lower(OLD.period), OLD.was_to_begin_at), OLD.revision,
      OLD.writer_ids, OLD.reviewed_by_id, OLD.reviewed_at) THEN
    RAISE EXCEPTION 'a published policy version is never edited' USING ERRCODE = 'restrict_violation';
  END IF;
  IF OLD.state = 'published' AND NEW.state = 'called_off' THEN
    IF OLD.is_founding OR lower(OLD.period) <= clock_timestamp() THEN
      RAISE EXCEPTION 'a policy version that has begun is not called off' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
  END IF;
  IF OLD.state = 'published' AND NEW.state = 'published' AND upper(OLD.period) > clock_timestamp() AND EXISTS (
    SELECT FROM policies_policyversion AS called WHERE called.org_id = OLD.org_id
      AND called.policy_id = OLD.policy_id AND called.state = 'called_off'
      AND called.was_to_begin_at = upper(OLD.period)) THEN
    RETURN NEW;
  END IF;
  IF NOT NEW.period <@ OLD.period THEN
    RAISE EXCEPTION 'the period of a published policy version only ends earlier'
      USING ERRCODE = 'restrict_violation';
  END IF;
  IF NEW.state IN ('draft', 'reviewed', 'called_off') AND NEW.state <> OLD.state
     OR OLD.state IN ('retired', 'called_off') AND NEW.state <> OLD.state THEN
    RAISE EXCEPTION 'a policy version does not go back to %', NEW.state USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN NEW;
END $$;
"""

BEFORE = """
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


class Migration(migrations.Migration):
    dependencies = [("policies", "0004_life_of_versions")]
    operations = [
        migrations.RemoveConstraint(model_name="policyversion", name="version_period_when_published"),
        migrations.AddField(
            model_name="policyversion", name="was_to_begin_at", field=models.DateTimeField(null=True)
        ),
        migrations.AlterField(
            model_name="policyversion",
            name="state",
            field=models.CharField(
                choices=[
                    ("draft", "draft"), ("reviewed", "reviewed"), ("published", "published"),
                    ("retired", "retired"), ("called_off", "called_off"),
                ],
                default="draft", max_length=10,
            ),
        ),
        migrations.AddConstraint(
            model_name="policyversion",
            constraint=models.CheckConstraint(
                condition=models.Q(state__in=("draft", "reviewed", "called_off"), period__isnull=True)
                | ~models.Q(state__in=("draft", "reviewed", "called_off")) & models.Q(period__isnull=False),
                name="version_period_when_published",
            ),
        ),
        migrations.AddConstraint(
            model_name="policyversion",
            constraint=models.CheckConstraint(
                condition=models.Q(state="called_off") & models.Q(was_to_begin_at__isnull=False)
                | ~models.Q(state="called_off") & models.Q(was_to_begin_at__isnull=True),
                name="version_planned_when_called_off",
            ),
        ),
        migrations.RunSQL(GUARD, BEFORE),
    ]
