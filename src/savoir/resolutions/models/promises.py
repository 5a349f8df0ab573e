"""The promise to the customer and the money it moves."""

from django.db import models
from django.db.models import Q

from savoir.cases.states import Remedy
from savoir.kernel.tenancy import TenantForeignKey, TenantModel
from savoir.law.clocks import Clock
from savoir.law.late import Late
from savoir.resolutions.states import ClockState, MoveInState, RefundState, ResolutionState, Trigger


def _choices(words: type) -> list[tuple[str, str]]:
    return [(word.value, word.value) for word in words]  # type: ignore[attr-defined]  # any StrEnum


class Resolution(TenantModel):
    """What the customer gets for a case line. `plan` is the value both preview and deed read."""

    case = TenantForeignKey("cases.Case", on_delete=models.CASCADE)
    case_line = TenantForeignKey("cases.CaseLine", on_delete=models.CASCADE)
    decision = TenantForeignKey("cases.Decision")
    remedy = models.CharField(max_length=20, choices=_choices(Remedy))
    quantity = models.IntegerField()
    plan = models.JSONField()
    plan_digest = models.CharField(max_length=64)
    state = models.CharField(
        max_length=10, choices=_choices(ResolutionState), default=ResolutionState.AGREED.value
    )
    agreed_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(quantity__gt=0), name="resolution_quantity"),
            models.UniqueConstraint(
                fields=["org", "case_line"], condition=Q(state="agreed"), name="resolution_one_agreed"
            ),
        ]
        indexes = [models.Index(fields=["org", "case"], name="resolution_case")]

    def __str__(self) -> str:
        return f"{self.remedy} for {self.case_line_id}"


class Refund(TenantModel):
    """Money on its way back to the means it came from. `idempotency_key` is made with the row, once.

    It carries out a `resolution`, or a `gesture` beyond what is owed: never both, and neither pays the other.
    `owed_on`: the basis on which the law owes it, "" where it owes none: then our promise is its only day;
    None: agreed on before that was kept, its decision knows. `held_at`: it would have left then, while the
    brand ran alongside; it never does without a person's word.
    """

    reference = models.CharField(max_length=20)
    resolution = TenantForeignKey("resolutions.Resolution", on_delete=models.CASCADE, null=True)
    gesture = TenantForeignKey("resolutions.Gesture", on_delete=models.CASCADE, null=True)
    case = TenantForeignKey("cases.Case", on_delete=models.CASCADE)
    payment = TenantForeignKey("orders.Payment")
    amount_minor = models.BigIntegerField()
    currency = models.CharField(max_length=3)
    trigger = models.CharField(max_length=12, choices=_choices(Trigger))
    state = models.CharField(
        max_length=18, choices=_choices(RefundState), default=RefundState.REQUESTED.value
    )
    idempotency_key = models.CharField(max_length=80)
    asked_at = models.DateTimeField()
    leaves_at = models.DateTimeField(null=True)
    owed_on = models.CharField(max_length=20, null=True)  # noqa: DJ001 - none and "" differ
    legal_due_on = models.DateField(null=True)
    promised_on = models.DateField(null=True)
    first_sent_at = models.DateTimeField(null=True)
    held_at = models.DateTimeField(null=True)
    provider_reference = models.CharField(max_length=120, blank=True)
    failure_code = models.CharField(max_length=80, blank=True)
    settled_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["org", "reference"], name="refund_reference"),
            models.UniqueConstraint(fields=["org", "idempotency_key"], name="refund_key"),
            models.UniqueConstraint(fields=["org", "resolution", "payment"], name="refund_once_per_payment"),
            models.UniqueConstraint(fields=["org", "gesture", "payment"], name="refund_once_per_gesture"),
            models.CheckConstraint(
                condition=Q(resolution__isnull=False, gesture__isnull=True)
                | Q(resolution__isnull=True, gesture__isnull=False),
                name="refund_of_one",
            ),
            models.CheckConstraint(condition=Q(amount_minor__gt=0), name="refund_amount"),
            models.CheckConstraint(
                condition=~Q(state="settled") | Q(settled_at__isnull=False), name="refund_settled_dated"
            ),
        ]
        indexes = [
            models.Index(fields=["org", "case"], name="refund_case"),
            models.Index(fields=["org", "payment"], name="refund_payment"),
            models.Index(fields=["org", "id"], condition=Q(held_at__isnull=False), name="refund_held"),
            models.Index(
                fields=["org", "legal_due_on"],
                condition=Q(state__in=["requested", "awaiting_approval", "settling", "failed", "paused"]),
                name="refund_owed",
            ),
        ]

    def __str__(self) -> str:
        return self.reference


class LegalClock(TenantModel):
    """A day of the law that runs on a case, beside the dates we told: no word of ours moves it.

    `is_ours`: the seller's to keep, else the customer's own, shown and never held against him; `is_owed`:
    `amount_minor` is owed by that day, else it is what is at stake. `scale`: of the surcharge once it is late
    (`law.late.Late`), "" where the law names none. `alerted_at`, `missed_at`: a person was told, once each.
    """

    case = TenantForeignKey("cases.Case", on_delete=models.CASCADE)
    brand = TenantForeignKey("organizations.Brand")
    refund = TenantForeignKey("resolutions.Refund", on_delete=models.CASCADE, null=True)
    kind = models.CharField(max_length=16, choices=_choices(Clock))
    article = models.CharField(max_length=40)
    first_on = models.DateField(null=True)
    due_on = models.DateField()
    is_ours = models.BooleanField()
    is_owed = models.BooleanField()
    amount_minor = models.BigIntegerField()
    currency = models.CharField(max_length=3)
    scale = models.CharField(max_length=24, choices=_choices(Late), blank=True)
    contract_on = models.DateField()
    state = models.CharField(max_length=8, choices=_choices(ClockState), default=ClockState.RUNNING.value)
    started_at = models.DateTimeField()
    alerted_at = models.DateTimeField(null=True)
    missed_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["org", "case", "kind", "refund"], condition=Q(state="running"),
                nulls_distinct=False, name="clock_one_runs",
            ),
            models.CheckConstraint(condition=Q(amount_minor__gte=0), name="clock_amount"),
        ]  # fmt: skip
        indexes = [
            models.Index(fields=["org", "case"], name="clock_case"),
            models.Index(
                fields=["org", "due_on", "id"], condition=Q(state="running", is_ours=True), name="clock_ours"
            ),
            models.Index(
                fields=["org", "due_on", "id"],
                condition=Q(state="running", is_ours=False),
                name="clock_customers",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} by {self.due_on}"


class PostagePaid(TenantModel):
    """What the customer says the posting of a faulty thing cost him, with his receipt: owed back (L217-11).

    `told_by`: customer, member or api; the last word counts, the former ones stay in the case's history.
    """

    case = TenantForeignKey("cases.Case", on_delete=models.CASCADE)
    amount_minor = models.BigIntegerField()
    currency = models.CharField(max_length=3)
    receipt = TenantForeignKey("kernel.FileObject", null=True)
    told_by = models.CharField(max_length=10)
    told_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["org", "case"], name="postage_once"),
            models.CheckConstraint(condition=Q(amount_minor__gt=0), name="postage_amount"),
        ]

    def __str__(self) -> str:
        return f"{self.amount_minor} {self.currency} for posting, case {self.case_id}"


class ExternalReturnOfMoney(TenantModel):
    """Money that went back outside Savoir (shop, provider's screen, dispute): it counts at once.

    `counted_minor` is what of it the payment could bear beside what was on its way; `undone_at`: it came
    back; `refund`: a person said that it was this refund of ours; `line`: what it was given back for, when
    the system it comes from says so.
    """

    payment = TenantForeignKey("orders.Payment")
    source = models.CharField(max_length=30)
    provider_reference = models.CharField(max_length=120)
    amount_minor = models.BigIntegerField()
    counted_minor = models.BigIntegerField()
    currency = models.CharField(max_length=3)
    seen_at = models.DateTimeField()
    undone_at = models.DateTimeField(null=True)
    refund = TenantForeignKey("resolutions.Refund", null=True)
    line = TenantForeignKey("orders.OrderLine", null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["org", "source", "provider_reference"], name="external_once"),
            models.CheckConstraint(condition=Q(amount_minor__gt=0), name="external_amount"),
            models.CheckConstraint(
                condition=Q(counted_minor__gte=0, counted_minor__lte=models.F("amount_minor")),
                name="external_counted",
            ),
        ]
        indexes = [models.Index(fields=["org", "payment"], name="external_payment")]

    def __str__(self) -> str:
        return f"{self.source} {self.provider_reference}"


class JournalEntry(TenantModel):
    """One booking of the money ledger; its lines add up to zero (deferred trigger)."""

    kind = models.CharField(max_length=30)
    refund = TenantForeignKey("resolutions.Refund", null=True)
    external = TenantForeignKey("resolutions.ExternalReturnOfMoney", null=True)
    booked_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["org", "kind", "refund"],
                condition=Q(refund__isnull=False),
                name="journal_refund_once",
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.booked_at:%Y-%m-%d}"


class JournalLine(TenantModel):
    """One side of a booking; positive is a debit, in minor units."""

    entry = TenantForeignKey("resolutions.JournalEntry", on_delete=models.CASCADE)
    account = models.CharField(max_length=40)
    amount_minor = models.BigIntegerField()
    currency = models.CharField(max_length=3)

    class Meta:
        indexes = [models.Index(fields=["org", "entry"], name="journal_line_entry")]

    def __str__(self) -> str:
        return f"{self.account} {self.amount_minor}"


class MoveIn(TenantModel):
    """A sheet of open cases of another system, on its way in. `rows`: [line in the file, cells], forgotten at
    the end; `report`: what would become, or became, of each case, without words of customers.
    """

    brand = TenantForeignKey("organizations.Brand")
    member_id = models.BigIntegerField()
    file_name = models.CharField(max_length=120)
    state = models.CharField(max_length=10, choices=_choices(MoveInState), default=MoveInState.CHECKING.value)
    rows = models.JSONField(default=list)
    report = models.JSONField(default=list)
    plan_digest = models.CharField(max_length=64, blank=True)
    cases = models.IntegerField(default=0)
    position = models.IntegerField(default=0)
    created_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["org", "-created_at"], name="move_in_newest")]

    def __str__(self) -> str:
        return self.file_name


class InvariantCheck(TenantModel):
    """What an invariant said when it was asked last. `samples` name rows by reference, nothing personal."""

    code = models.CharField(max_length=40)
    violations = models.BigIntegerField()
    samples = models.JSONField(default=list)
    checked_at = models.DateTimeField()
    red_since = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["org", "code"], name="invariant_check_code")]

    def __str__(self) -> str:
        return f"{self.code}: {self.violations}"
