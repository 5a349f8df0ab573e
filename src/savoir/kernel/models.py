"""Tables of the kernel: streams and their events, work that waits, what a machine could not finish."""

from django.db import models
from django.db.models import BigIntegerField, F, Func, Q

from savoir.kernel.outbox_tables import WebhookCursor, WebhookDelivery, WebhookEndpoint, WebhookReplay
from savoir.kernel.tenancy import TenantModel

__all__ = [
    "Approval", "FileObject", "Heartbeat", "HumanTask", "IdempotencyRecord", "LedgerEvent", "LedgerLife",
    "RateCount", "SettingsMark", "Stream", "WebhookCursor", "WebhookDelivery", "WebhookEndpoint",
    "WebhookInbox", "WebhookReplay",
]  # fmt: skip


class SettingsMark(models.Model):
    """Under which mark an organization's settings stand: another one whenever a setting is written.

    Read in the statement that opens the organization, before row-level security knows it; holds nothing else.
    """

    org_id = models.BigIntegerField(primary_key=True)
    mark = models.UUIDField()

    def __str__(self) -> str:
        return f"organization {self.org_id}"


class Stream(TenantModel):
    """The events of one subject: last number given, last number delivered to `later` reactions."""

    subject_kind = models.CharField(max_length=30)
    subject_id = models.BigIntegerField()
    last_seq = models.IntegerField(default=0)
    delivered_seq = models.IntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["org", "subject_kind", "subject_id"], name="stream_subject"),
            models.CheckConstraint(
                condition=Q(delivered_seq__lte=F("last_seq")), name="stream_delivered_past"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.subject_kind} {self.subject_id}"


class LedgerEvent(TenantModel):
    """One fact, appended in the transaction that made it true; never changed (trigger and rights).

    Beside its transaction (`xid`, the database's own column) stands the life it was counted in: LedgerLife.
    """

    subject_kind = models.CharField(max_length=30)
    subject_id = models.BigIntegerField()
    seq = models.IntegerField()
    kind = models.CharField(max_length=60)
    at = models.DateTimeField()
    actor_kind = models.CharField(max_length=20)
    actor_id = models.BigIntegerField(default=0)
    payload = models.JSONField(default=dict)
    life = models.BigIntegerField(db_default=Func(function="kernel_life", output_field=BigIntegerField()))

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["org", "subject_kind", "subject_id", "seq"], name="event_seq")
        ]
        indexes = [
            models.Index(fields=["org", "kind", "at"], name="event_kind_at"),
            models.Index(fields=["org", "subject_kind", "at"], name="event_subject_at"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.subject_kind} {self.subject_id}.{self.seq}"


class LedgerLife(models.Model):
    """One life of the database: a cluster, its timeline, the database in it; transactions count up there.

    A restore elsewhere, beside, or to an earlier instant begins another one. The first fact written in it
    notes it (`kernel_life()` in the database); its number is that instant in seconds, so that a life that was
    lost lends its number to no other. Shared: lives belong to the database, not to an organization.
    """

    number = models.BigIntegerField(primary_key=True)
    cluster = models.CharField(max_length=60)

    def __str__(self) -> str:
        return f"life {self.number} in {self.cluster}"


class LedgerSeal(TenantModel):
    """A digest over facts, chained to the seal before it (`ledger.chain`); never changed either."""

    number = models.IntegerField()
    from_xid = models.BigIntegerField()
    to_xid = models.BigIntegerField()
    floor_id = models.BigIntegerField()
    upto_id = models.BigIntegerField()
    count = models.IntegerField()
    previous = models.CharField(max_length=64)
    digest = models.CharField(max_length=64)
    sealed_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["org", "number"], name="ledger_seal_number")]

    def __str__(self) -> str:
        return f"seal {self.number} over {self.count} facts"


class IdempotencyRecord(TenantModel):
    """The answer given to a request that carried a key; the same key gets the same answer for 30 days."""

    scope = models.CharField(max_length=60)
    key = models.CharField(max_length=255)
    request_digest = models.CharField(max_length=64)
    answer = models.JSONField(null=True)
    created_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["org", "scope", "key"], name="idempotency_key")]

    def __str__(self) -> str:
        return f"{self.scope} {self.key}"


class Approval(TenantModel):
    """A second person's yes or no to a plan that passed a ceiling. The plan's digest must still hold."""

    subject_kind = models.CharField(max_length=30)
    subject_id = models.BigIntegerField()
    verb = models.CharField(max_length=60)
    plan_digest = models.CharField(max_length=64)
    ceiling_code = models.CharField(max_length=60, blank=True)
    asked_by = models.BigIntegerField()
    asked_at = models.DateTimeField()
    decided_by = models.BigIntegerField(null=True)
    decided_at = models.DateTimeField(null=True)
    granted = models.BooleanField(null=True)
    motive = models.TextField(blank=True)
    expires_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(decided_by__isnull=True) | ~Q(decided_by=F("asked_by")),
                name="approval_two_people",
            ),
            models.CheckConstraint(
                condition=Q(decided_by__isnull=True, granted__isnull=True)
                | Q(decided_by__isnull=False, granted__isnull=False),
                name="approval_decided_whole",
            ),
            models.UniqueConstraint(
                fields=["org", "subject_kind", "subject_id", "verb"],
                condition=Q(decided_by__isnull=True),
                name="approval_one_open",
            ),
        ]
        indexes = [
            models.Index(fields=["org", "subject_kind", "subject_id", "verb", "id"], name="approval_subject")
        ]

    def __str__(self) -> str:
        return f"{self.verb} {self.subject_kind} {self.subject_id}"


class HumanTask(TenantModel):
    """Work that a machine could not finish, or never should. `code` names the sentence on the page.

    `work` tells apart jobs of one subject that were given up: each is a task. "" for every other task.
    """

    code = models.CharField(max_length=60)
    subject_kind = models.CharField(max_length=30)
    subject_id = models.BigIntegerField()
    work = models.CharField(max_length=100, default="", db_default="", blank=True)
    detail = models.JSONField(default=dict)
    due_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True)
    done_by = models.BigIntegerField(null=True)
    outcome = models.CharField(max_length=60, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["org", "code", "subject_kind", "subject_id", "work"],
                condition=Q(done_at__isnull=True),
                name="task_one_open",
            )
        ]
        indexes = [
            models.Index(fields=["org", "due_at", "id"], condition=Q(done_at__isnull=True), name="task_open")
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.subject_kind} {self.subject_id}"


class FileObject(TenantModel):
    """A file by its content: never served before it was checked, photos made anew without their EXIF."""

    class State(models.TextChoices):
        """Quarantined until checked."""

        QUARANTINED = "quarantined"
        CLEAN = "clean"
        REFUSED = "refused"

    digest = models.CharField(max_length=64)
    media_type = models.CharField(max_length=80)
    size = models.BigIntegerField()
    width = models.IntegerField(null=True)
    height = models.IntegerField(null=True)
    state = models.CharField(max_length=12, choices=State.choices, default=State.QUARANTINED)
    refusal = models.CharField(max_length=60, blank=True)
    created_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["org", "digest"], name="file_content")]

    def __str__(self) -> str:
        return f"{self.media_type} {self.digest[:8]}"


class WebhookInbox(TenantModel):
    """What an outside system told us, stored before it is understood; applied by a job, kept 90 days.

    `source` names the account that spoke; `subject` what it spoke of, in the source's own words.
    """

    source = models.CharField(max_length=60)
    event_id = models.CharField(max_length=255)
    kind = models.CharField(max_length=80)
    subject = models.CharField(max_length=120, blank=True)
    body = models.BinaryField()
    received_at = models.DateTimeField()
    due_at = models.DateTimeField()
    attempts = models.IntegerField(default=0)
    applied_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["org", "source", "event_id"], name="inbox_event")]
        indexes = [
            models.Index(
                fields=["org", "source", "due_at", "id"],
                condition=Q(applied_at__isnull=True), name="inbox_waiting",
            ),
            models.Index(fields=["org", "received_at"], name="inbox_received"),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.source} {self.event_id}"


class RateCount(models.Model):
    """How often something was tried in a window. Shared: it counts before the organization is known."""

    key_digest = models.CharField(max_length=64)
    window_start = models.DateTimeField()
    count = models.IntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["key_digest", "window_start"], name="rate_window")]
        indexes = [models.Index(fields=["window_start"], name="rate_window_start")]

    def __str__(self) -> str:
        return f"{self.key_digest[:8]} {self.count}"


class Heartbeat(models.Model):
    """When each worker was last alive. Shared: a worker serves every organization."""

    name = models.CharField(max_length=80, unique=True)
    seen_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.name
