"""What a brand gives beyond what it owes, and who let it."""

from django.db import models
from django.db.models import Q

from savoir.kernel.tenancy import TenantForeignKey, TenantModel
from savoir.policies.facts import SEVERITIES
from savoir.resolutions.states import GestureKind, GestureState

KINDS = [(kind.value, kind.value) for kind in GestureKind]
STATES = [(state.value, state.value) for state in GestureState]
STANDING = [GestureState.ASKED.value, GestureState.GRANTED.value]


class Gesture(TenantModel):
    """A gesture on a case, asked or granted. `proposed_kind`, `proposed_minor`: what the table of `version`
    gave for this severity by its row `row_id` (blank: no row spoke). `approver`: the role that the table of
    leeway names, blank when it was granted alone. `motive` is the asker's word, `answer` the second person's.
    """

    case = TenantForeignKey("cases.Case", on_delete=models.CASCADE)
    version = TenantForeignKey("policies.PolicyVersion", null=True)
    row_id = models.CharField(max_length=60, blank=True)
    severity = models.CharField(max_length=12, choices=[(word, word) for word in SEVERITIES])
    kind = models.CharField(max_length=16, choices=KINDS)
    amount_minor = models.BigIntegerField()
    currency = models.CharField(max_length=3)
    proposed_kind = models.CharField(max_length=16, choices=KINDS)
    proposed_minor = models.BigIntegerField()
    plan_digest = models.CharField(max_length=64)
    motive = models.TextField(blank=True)
    approver = models.CharField(max_length=12, blank=True)
    state = models.CharField(max_length=10, choices=STATES, default=GestureState.ASKED.value)
    asked_by = models.BigIntegerField()
    asked_at = models.DateTimeField()
    answer = models.TextField(blank=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(amount_minor__gt=0), name="gesture_amount"),
            models.UniqueConstraint(
                fields=["org", "case"], condition=Q(state="asked"), name="gesture_one_asked"
            ),
            models.UniqueConstraint(
                fields=["org", "case", "plan_digest"], condition=Q(state__in=STANDING), name="gesture_once"
            ),
        ]
        indexes = [models.Index(fields=["org", "case"], name="gesture_case")]

    def __str__(self) -> str:
        return f"{self.kind} {self.amount_minor} {self.currency}, case {self.case_id}"
