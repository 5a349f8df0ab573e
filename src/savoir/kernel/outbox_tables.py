"""Tables of what leaves: who listens at which address, what each is owed, how far the ledger was read."""

from django.db import models
from django.db.models import F, Q

from savoir.kernel.tenancy import TenantForeignKey, TenantModel


class WebhookEndpoint(TenantModel):
    """An address of another system. `types` empty: every public event; `sealed` holds the signing secrets.

    `failures` counts what failed in a row because the address did not answer; `failing_since` is the first
    failure after the last success, of whatever kind.
    """

    class State(models.TextChoices):
        """Whether anything is sent there."""

        ACTIVE = "active"
        DISABLED = "disabled"
        REMOVED = "removed"

    url = models.CharField(max_length=2000)
    description = models.CharField(max_length=120, blank=True)
    types = models.JSONField(default=list)
    brand = TenantForeignKey("organizations.Brand", null=True)
    sealed = models.BinaryField()
    state = models.CharField(max_length=10, choices=State.choices, default=State.ACTIVE)
    disabled_code = models.CharField(max_length=20, blank=True)
    disabled_at = models.DateTimeField(null=True)
    failures = models.IntegerField(default=0)
    failing_since = models.DateTimeField(null=True)
    next_try_at = models.DateTimeField(null=True)
    last_success_at = models.DateTimeField(null=True)
    last_code = models.CharField(max_length=40, blank=True)
    created_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["org", "state", "id"], name="endpoint_state")]

    def __str__(self) -> str:
        return f"endpoint {self.id}"


class WebhookCursor(TenantModel):
    """How far the ledger was handed out: the last (life, transaction, event). One row an organization."""

    life = models.BigIntegerField(default=0, db_default=0)
    xid = models.BigIntegerField()
    event_id = models.BigIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["org"], name="webhook_cursor_once")]

    def __str__(self) -> str:
        return f"read to {self.life}.{self.xid}.{self.event_id}"


class WebhookDelivery(TenantModel):
    """One event owed to one endpoint. `claim` names the one try that runs; `event` None: the test event."""

    class State(models.TextChoices):
        """Waiting until it arrived or was given up."""

        WAITING = "waiting"
        DELIVERED = "delivered"
        FAILED = "failed"

    endpoint = TenantForeignKey("kernel.WebhookEndpoint")
    event = TenantForeignKey("kernel.LedgerEvent", null=True)
    type = models.CharField(max_length=60)
    subject_kind = models.CharField(max_length=30, blank=True)
    subject_id = models.BigIntegerField(default=0)
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    attempts = models.IntegerField(default=0)
    due_at = models.DateTimeField()
    claim = models.UUIDField(null=True)
    claimed_until = models.DateTimeField(null=True)
    created_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    last_at = models.DateTimeField(null=True)
    last_status = models.IntegerField(null=True)
    last_code = models.CharField(max_length=40, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["org", "endpoint", "event"], name="delivery_once"),
            models.CheckConstraint(
                condition=Q(state="waiting", ended_at__isnull=True)
                | (~Q(state="waiting") & Q(ended_at__isnull=False)),
                name="delivery_ended",
            ),
        ]
        indexes = [
            models.Index(
                fields=["org", "endpoint", "due_at", "id"], condition=Q(state="waiting"),
                name="delivery_waiting",
            ),
            models.Index(
                fields=["org", "endpoint", "subject_kind", "subject_id", "id"],
                condition=Q(state="waiting"), name="delivery_subject",
            ),
            models.Index(
                fields=["org", "endpoint", "id"], condition=Q(state="failed"), name="delivery_failed"
            ),
            models.Index(
                fields=["org", "endpoint", "claimed_until"], condition=Q(claim__isnull=False),
                name="delivery_claimed",
            ),
            models.Index(F("org"), F("endpoint"), F("id").desc(), name="delivery_listed"),
            models.Index(
                fields=["org", "ended_at"], condition=Q(ended_at__isnull=False), name="delivery_over"
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.type} to {self.endpoint_id}"


class WebhookReplay(TenantModel):
    """Somebody sends again what failed since an instant: worked off in batches, `done` of `total`."""

    endpoint = TenantForeignKey("kernel.WebhookEndpoint")
    since = models.DateTimeField()
    asked_by = models.BigIntegerField()
    asked_at = models.DateTimeField()
    last_id = models.BigIntegerField(default=0)
    done = models.IntegerField(default=0)
    total = models.IntegerField()
    finished_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["org", "endpoint"], condition=Q(finished_at__isnull=True), name="replay_one_open"
            )
        ]
        indexes = [models.Index(F("org"), F("endpoint"), F("id").desc(), name="replay_listed")]

    def __str__(self) -> str:
        return f"{self.done} of {self.total} to {self.endpoint_id}"
