"""Policies and their dated versions; a published version is never edited."""

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateTimeRangeField, RangeOperators
from django.db import models
from django.db.models import Q

from savoir.kernel.tenancy import TenantForeignKey, TenantModel
from savoir.policies.states import VersionState


class Policy(TenantModel):
    """The policy of one brand."""

    brand = TenantForeignKey("organizations.Brand")
    name = models.CharField(max_length=120)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["org", "brand"], name="policy_brand")]

    def __str__(self) -> str:
        return self.name


class PolicyVersion(TenantModel):
    """Decision tables as one checked document, in force during a half-open period. Periods never overlap."""

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
    created_at = models.DateTimeField()
    published_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["org", "policy", "number"], name="version_number"),
            models.UniqueConstraint(
                fields=["org", "policy"], condition=Q(is_founding=True), name="version_one_founding"
            ),
            models.CheckConstraint(
                condition=Q(state="draft", period__isnull=True) | ~Q(state="draft") & Q(period__isnull=False),
                name="version_period_when_published",
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
