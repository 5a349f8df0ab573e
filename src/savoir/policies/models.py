"""Policies and their dated versions; a published version is never edited."""

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, DateTimeRangeField, RangeOperators
from django.db import models
from django.db.models import Q

from savoir.kernel.tenancy import TenantForeignKey, TenantModel
from savoir.policies.states import ProofOutcome, VersionState


class Policy(TenantModel):
    """The policy of one brand."""

    brand = TenantForeignKey("organizations.Brand")
    name = models.CharField(max_length=120)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["org", "brand"], name="policy_brand")]

    def __str__(self) -> str:
        return self.name


class PolicyVersion(TenantModel):
    """Decision tables as one checked document, in force during a half-open period. Periods never overlap.

    `revision` counts the contents a draft had; `writer_ids` who wrote one after the author. What was proved
    holds for the content of `proved_digest` alone; `settled_by_id` is the person who answers for what a
    proof left open. One that was called off has no period; `was_to_begin_at` says what was planned.
    """

    policy = TenantForeignKey("policies.Policy")
    number = models.IntegerField()
    state = models.CharField(
        max_length=10, choices=[(s.value, s.value) for s in VersionState], default=VersionState.DRAFT.value
    )
    document = models.JSONField()
    digest = models.CharField(max_length=64)
    period = DateTimeRangeField(null=True)
    is_founding = models.BooleanField(default=False)
    author_id = models.BigIntegerField(default=0)
    revision = models.IntegerField(default=1)
    writer_ids = ArrayField(models.BigIntegerField(), default=list)
    reviewed_by_id = models.BigIntegerField(null=True)
    reviewed_at = models.DateTimeField(null=True)
    proof_outcome = models.CharField(
        max_length=8, blank=True, default="", choices=[(one.value, one.value) for one in ProofOutcome]
    )
    proved_digest = models.CharField(max_length=64, blank=True, default="")
    proved_at = models.DateTimeField(null=True)
    proof_report = models.JSONField(null=True)
    settled_by_id = models.BigIntegerField(null=True)
    settled_at = models.DateTimeField(null=True)
    settled_motive = models.TextField(blank=True, default="")
    created_at = models.DateTimeField()
    published_at = models.DateTimeField(null=True)
    was_to_begin_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["org", "policy", "number"], name="version_number"),
            models.UniqueConstraint(
                fields=["org", "policy"], condition=Q(is_founding=True), name="version_one_founding"
            ),
            models.CheckConstraint(
                condition=Q(state__in=("draft", "reviewed", "called_off"), period__isnull=True)
                | ~Q(state__in=("draft", "reviewed", "called_off")) & Q(period__isnull=False),
                name="version_period_when_published",
            ),
            models.CheckConstraint(
                condition=Q(state="called_off") & Q(was_to_begin_at__isnull=False)
                | ~Q(state="called_off") & Q(was_to_begin_at__isnull=True),
                name="version_planned_when_called_off",
            ),
            ExclusionConstraint(
                name="version_periods_apart",
                expressions=[
                    ("org", RangeOperators.EQUAL),
                    ("policy", RangeOperators.EQUAL),
                    ("period", RangeOperators.OVERLAPS),
                ],
                condition=Q(period__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.policy_id} v{self.number}"
