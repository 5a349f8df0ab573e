"""Answers beyond the rule that wait for a second person, kept whole."""

from django.db import models
from django.db.models import Q

from savoir.cases.states import Remedy
from savoir.kernel.tenancy import TenantForeignKey, TenantModel
from savoir.resolutions.states import AskedState, Lapse


class AskedRemedy(TenantModel):
    """An answer that neither law nor policy gives, as its asker would have given it.

    `amount_minor`: the money it brings back; `beyond_minor`: what of it, or of the price of the units, goes
    beyond the rule; `before_minor`: what was granted beyond it on the order before. `parts`: for each line of
    the order its units and minor units. `text`: the letter, blank for ours as it was shown. `approver`: the
    role that the table of leeway of `version` names by its row `row_id`. `motive`, `note`, `ground` are the
    asker's, `answer` the second person's; `lapse` says why it is over without a word.
    """

    case = TenantForeignKey("cases.Case", on_delete=models.CASCADE)
    version = TenantForeignKey("policies.PolicyVersion", null=True)
    row_id = models.CharField(max_length=60, blank=True)
    remedy = models.CharField(max_length=20, choices=[(one.value, one.value) for one in Remedy])
    amount_minor = models.BigIntegerField()
    beyond_minor = models.BigIntegerField()
    before_minor = models.BigIntegerField()
    currency = models.CharField(max_length=3)
    parts = models.JSONField()
    plan_digest = models.CharField(max_length=64)
    motive = models.CharField(max_length=40)
    note = models.TextField(blank=True)
    ground = models.CharField(max_length=40, blank=True)
    text = models.TextField(blank=True)
    approver = models.CharField(max_length=12)
    state = models.CharField(
        max_length=10, choices=[(one.value, one.value) for one in AskedState], default=AskedState.ASKED.value
    )
    asked_by = models.BigIntegerField()
    asked_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    answered_by = models.BigIntegerField(null=True)
    answer = models.TextField(blank=True)
    lapse = models.CharField(max_length=10, choices=[(one.value, one.value) for one in Lapse], blank=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(amount_minor__gte=0, beyond_minor__gte=0, before_minor__gte=0),
                name="asked_remedy_amounts",
            ),
            models.CheckConstraint(
                condition=Q(answered_by__isnull=True) | ~Q(answered_by=models.F("asked_by")),
                name="asked_remedy_two_people",
            ),
            models.UniqueConstraint(
                fields=["org", "case"], condition=Q(state="asked"), name="asked_remedy_one"
            ),
        ]
        indexes = [models.Index(fields=["org", "case"], name="asked_remedy_case")]

    def __str__(self) -> str:
        return f"{self.remedy}, case {self.case_id}"
