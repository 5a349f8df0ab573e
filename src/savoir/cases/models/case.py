"""The case file: one customer problem, its lines, its decisions, its promises."""

from django.db import models
from django.db.models import Q

from savoir.cases.states import (
    Acceptance,
    CaseState,
    Entry,
    Handler,
    Intent,
    PromiseKind,
    PromiseState,
    Rank,
    Reason,
    Reception,
    Remedy,
    SnoozeReason,
    Urgency,
)
from savoir.kernel.tenancy import TenantForeignKey, TenantModel


def _choices(words: type) -> list[tuple[str, str]]:
    return [(word.value, word.value) for word in words]  # type: ignore[attr-defined]  # any StrEnum


_ALIVE = Q(state__in=["open", "waiting_on_customer", "waiting_on_partner"])
_WAITING = Q(needs_person=True, state="open")
_BROKEN = _WAITING & Q(answer_broken_at__isnull=False)
_ASIDE = _WAITING & Q(snoozed_until__isnull=False)
_MONEY = _ALIVE & Q(needs_person=False, proposal__in=["refund", "returnless_refund"])
_OF_TEAM = _ALIVE & Q(team__isnull=False)
_ELSEWHERE = _ALIVE & ~Q(handled_by="agents")
_GONE_UP = _WAITING & ~Q(escalated_to="")


class Case(TenantModel):
    """A case. `headline`, `reason`, `value_minor`, `proposal` and `next_due_at` are what the queue shows:
    written by the operations that change them, never computed by a page; so is `answer_broken_at`, when an
    answer we still owe did not come in time. While `snoozed_until` lies ahead the
    case stands aside; `escalated_to` names the rank that must answer it. A case of another system keeps its
    number there (`former_number`, found by `former_key`); what happened before `moved_in_at` is history.

    Who takes it is what the policy said when it was opened, until a person says otherwise: `team`,
    `handled_by` and `urgency`, by the row `routed_by` (table, id, number, labels); `team_wanted` is the code
    of a team the house has not. `look_by` is the day by which a person looks at it first, for `look_row`.
    `standing` are the facts about the customer those two were asked with.
    """

    reference = models.CharField(max_length=20)
    brand = TenantForeignKey("organizations.Brand")
    order = TenantForeignKey("orders.Order", null=True)
    customer = TenantForeignKey("orders.Customer", null=True)
    entry = models.CharField(max_length=10, choices=_choices(Entry))
    intent = models.CharField(max_length=15, choices=_choices(Intent))
    state = models.CharField(max_length=20, choices=_choices(CaseState), default=CaseState.OPEN.value)
    language = models.CharField(max_length=5, default="fr")
    team = TenantForeignKey("organizations.Team", null=True)
    owner = TenantForeignKey("organizations.Member", null=True)
    needs_person = models.BooleanField(default=False)
    merged_into = TenantForeignKey("cases.Case", null=True)
    headline = models.CharField(max_length=200, blank=True)
    reason = models.CharField(max_length=24, choices=_choices(Reason), blank=True)
    value_minor = models.BigIntegerField(default=0)
    currency = models.CharField(max_length=3)
    proposal = models.CharField(max_length=20, choices=_choices(Remedy), blank=True)
    next_due_at = models.DateTimeField(null=True)
    answer_broken_at = models.DateTimeField(null=True)
    snoozed_until = models.DateTimeField(null=True)
    snooze_reason = models.CharField(max_length=24, choices=_choices(SnoozeReason), blank=True)
    escalated_to = models.CharField(max_length=12, choices=_choices(Rank), blank=True)
    opened_at = models.DateTimeField()
    resolved_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    former_number = models.CharField(max_length=60, blank=True)
    former_key = models.CharField(max_length=60, blank=True)
    moved_in_at = models.DateTimeField(null=True)
    handled_by = models.CharField(
        max_length=14,
        choices=_choices(Handler),
        default=Handler.AGENTS.value,
        db_default=Handler.AGENTS.value,
    )
    urgency = models.CharField(
        max_length=6, choices=_choices(Urgency), default=Urgency.NORMAL.value, db_default=Urgency.NORMAL.value
    )
    team_wanted = models.CharField(max_length=100, blank=True, default="", db_default="")
    routed_by = models.JSONField(null=True)
    look_by = models.DateField(null=True)
    look_row = models.JSONField(null=True)
    standing = models.JSONField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["org", "reference"], name="case_reference"),
            models.UniqueConstraint(
                fields=["org", "former_key"], condition=~Q(former_key=""), name="case_former_number"
            ),
            models.CheckConstraint(
                condition=Q(snoozed_until=None, snooze_reason="")
                | (Q(snoozed_until__isnull=False) & ~Q(snooze_reason="")),
                name="case_snooze_says_why",
            ),
        ]
        indexes = [
            # One small index for each list of the desk: a million closed cases are in none but the last.
            models.Index(
                fields=["org", "next_due_at", "id"],
                condition=_WAITING,
                name="case_to_do",
                include=["snoozed_until", "escalated_to", "proposal", "answer_broken_at"],
            ),
            models.Index(fields=["org", "next_due_at", "id"], condition=_BROKEN, name="case_late"),
            models.Index(fields=["org", "next_due_at", "id"], condition=_ASIDE, name="case_aside"),
            models.Index(fields=["org", "next_due_at", "id"], condition=_GONE_UP, name="case_gone_up"),
            models.Index(
                fields=["org", "next_due_at", "id"],
                condition=Q(state="waiting_on_customer"),
                name="case_customers_turn",
            ),
            models.Index(
                fields=["org", "next_due_at", "id"],
                condition=_ALIVE,
                name="case_alive",
                include=["needs_person", "proposal"],
            ),
            models.Index(fields=["org", "next_due_at", "id"], condition=_MONEY, name="case_money"),
            models.Index(fields=["org", "owner", "next_due_at", "id"], condition=_ALIVE, name="case_owned"),
            models.Index(
                fields=["org", "team", "next_due_at", "id"], condition=_OF_TEAM, name="case_of_team"
            ),
            models.Index(
                fields=["org", "handled_by", "next_due_at", "id"], condition=_ELSEWHERE, name="case_elsewhere"
            ),
            models.Index(
                fields=["org", "-resolved_at", "-id"],
                condition=Q(state__in=["resolved", "closed"]),
                name="case_over",
            ),
            models.Index(fields=["org", "order"], name="case_order"),
            models.Index(fields=["org", "customer", "-opened_at"], name="case_customer"),
        ]

    def __str__(self) -> str:
        return self.reference


class CaseLine(TenantModel):
    """One unit (or quantity) of the problem. `customer_words` is his text, erasable."""

    case = TenantForeignKey("cases.Case", on_delete=models.CASCADE)
    position = models.IntegerField()
    order_line = TenantForeignKey("orders.OrderLine", null=True)
    product_name = models.CharField(max_length=200)
    quantity = models.IntegerField()
    intent = models.CharField(max_length=15, choices=_choices(Intent))
    reason = models.CharField(max_length=24, choices=_choices(Reason))
    customer_words = models.TextField(blank=True)
    answers = models.JSONField(default=dict)
    wanted = models.CharField(max_length=20, choices=_choices(Remedy), blank=True)
    serial = models.CharField(max_length=60, blank=True)
    acceptance = models.CharField(
        max_length=12, choices=_choices(Acceptance), default=Acceptance.PENDING.value
    )
    reception = models.CharField(
        max_length=12, choices=_choices(Reception), default=Reception.NOT_EXPECTED.value
    )
    received_qty = models.IntegerField(default=0)
    holds = models.BooleanField(default=False)
    is_open = models.BooleanField(default=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["org", "case", "position"], name="case_line_position"),
            models.CheckConstraint(condition=Q(quantity__gt=0), name="case_line_quantity"),
            models.UniqueConstraint(
                fields=["org", "order_line"],
                condition=Q(is_open=True, intent__in=["claim", "repair", "assistance"]),
                name="case_line_one_open_claim",
            ),
        ]
        indexes = [
            models.Index(fields=["org", "order_line"], name="case_line_order_line"),
            models.Index(
                fields=["org", "case"],
                condition=Q(reception__in=["awaiting", "in_transit"]),
                name="case_line_on_the_way",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.quantity} x {self.product_name}"


class Decision(TenantModel):
    """What was answered, on which facts, by which law and version. Never edited; a newer one follows."""

    class Outcome(models.TextChoices):
        """What it says."""

        OFFERED = "offered"
        ACCEPTED = "accepted"
        REFUSED = "refused"

    case = TenantForeignKey("cases.Case", on_delete=models.CASCADE)
    line = TenantForeignKey("cases.CaseLine", on_delete=models.CASCADE)
    facts = models.JSONField()
    facts_digest = models.CharField(max_length=64)
    law_digest = models.CharField(max_length=64)
    articles = models.JSONField(default=list)
    version = TenantForeignKey("policies.PolicyVersion", null=True)
    version_digest = models.CharField(max_length=64, blank=True)
    rows = models.JSONField(default=list)
    offer = models.JSONField(default=dict)
    outcome = models.CharField(max_length=10, choices=Outcome.choices)
    remedy = models.CharField(max_length=20, choices=_choices(Remedy), blank=True)
    plan_digest = models.CharField(max_length=64)
    actor_kind = models.CharField(max_length=10)
    actor_id = models.BigIntegerField(default=0)
    motive = models.CharField(max_length=40, blank=True)
    motive_note = models.TextField(blank=True)
    decided_at = models.DateTimeField()
    superseded = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["org", "line"], condition=Q(superseded=False), name="decision_one_current"
            )
        ]
        indexes = [models.Index(fields=["org", "case", "decided_at"], name="decision_case")]

    def __str__(self) -> str:
        return f"{self.outcome} {self.remedy}"


class Attachment(TenantModel):
    """A photo or paper of the case; shown only once its file is clean."""

    case = TenantForeignKey("cases.Case", on_delete=models.CASCADE)
    line = TenantForeignKey("cases.CaseLine", on_delete=models.CASCADE, null=True)
    file = TenantForeignKey("kernel.FileObject")
    kind = models.CharField(max_length=20)
    added_by = models.CharField(max_length=10)
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["org", "case", "file", "kind"], name="attachment_once")
        ]

    def __str__(self) -> str:
        return f"{self.kind} of {self.case_id}"


class Promise(TenantModel):
    """A dated commitment, the same date for customer and agent."""

    case = TenantForeignKey("cases.Case", on_delete=models.CASCADE)
    kind = models.CharField(max_length=16, choices=_choices(PromiseKind))
    due_at = models.DateTimeField()
    state = models.CharField(
        max_length=10, choices=_choices(PromiseState), default=PromiseState.RUNNING.value
    )
    made_at = models.DateTimeField()
    paused_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    replaces = TenantForeignKey("cases.Promise", null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["org", "case", "kind"],
                condition=Q(state__in=["running", "paused"]),
                name="promise_one_alive",
            )
        ]
        indexes = [
            models.Index(fields=["org", "due_at"], condition=Q(state="running"), name="promise_running"),
            models.Index(fields=["org", "case"], name="promise_case"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} by {self.due_at:%Y-%m-%d %H:%M}"
