"""Replays that were asked for: who, when, which versions, how far, and what came out."""

from django.db import models
from django.db.models import Q

from savoir.insights.states import ReplayState
from savoir.kernel.tenancy import TenantForeignKey, TenantModel

_RUNNING = ReplayState.RUNNING.value


class ReplayRun(TenantModel):
    """One replay of a version (`after`) beside another (`before`) on a brand's past cases.

    The versions are named by id, number and digest of their content: a draft that changes or is thrown away
    takes nothing from what was reckoned. `since` None = all cases. `step` and `percent` say how far its job
    is, `report` is `values.Replayed` as JSON, `failure` a code; `told_at` the last sign of life.
    """

    brand = TenantForeignKey("organizations.Brand")
    asked_by_id = models.BigIntegerField()
    before_id = models.BigIntegerField()
    before_number = models.IntegerField()
    before_digest = models.CharField(max_length=64)
    after_id = models.BigIntegerField()
    after_number = models.IntegerField()
    after_digest = models.CharField(max_length=64)
    since = models.DateField(null=True)
    state = models.CharField(
        max_length=8, choices=[(one.value, one.value) for one in ReplayState], default=_RUNNING
    )
    step = models.CharField(max_length=8, blank=True, default="")
    percent = models.SmallIntegerField(default=0)
    cases = models.BigIntegerField(default=0)
    changed = models.BigIntegerField(default=0)
    seconds = models.FloatField(default=0)
    report = models.JSONField(null=True)
    failure = models.CharField(max_length=12, blank=True, default="")
    asked_at = models.DateTimeField()
    told_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["org", "brand", "before_digest", "after_digest", "since"], name="replay_one_running",
                condition=Q(state=_RUNNING), nulls_distinct=False,
            ),
            models.CheckConstraint(
                condition=Q(state=_RUNNING, ended_at__isnull=True)
                | ~Q(state=_RUNNING) & Q(ended_at__isnull=False),
                name="replay_ended",
            ),
            models.CheckConstraint(
                condition=Q(state="done", report__isnull=False) | ~Q(state="done") & Q(report__isnull=True),
                name="replay_done_with_report",
            ),
            models.CheckConstraint(condition=Q(percent__range=(0, 100)), name="replay_percent"),
        ]  # fmt: skip
        indexes = [models.Index(fields=["org", "brand", "-id"], name="replay_newest")]

    def __str__(self) -> str:
        return f"{self.state} {self.before_number} {self.after_number}"


class ReplayedCase(TenantModel):
    """A case whose answer a replay changes, by `rank` (the most money first); `answer` is
    `values.ChangedCase` as JSON.
    """

    run = TenantForeignKey("insights.ReplayRun", on_delete=models.CASCADE)
    rank = models.IntegerField()
    case = TenantForeignKey("cases.Case")
    line = TenantForeignKey("cases.CaseLine")
    effect = models.CharField(max_length=5)
    answer = models.JSONField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["org", "run", "rank"], name="replayed_rank")]

    def __str__(self) -> str:
        return f"{self.run_id} {self.rank} {self.effect}"
