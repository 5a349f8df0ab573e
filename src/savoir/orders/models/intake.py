"""How sales come in: files that were dropped, and how far their import came."""

from django.db import models

from savoir.kernel.tenancy import TenantForeignKey, TenantModel
from savoir.orders.states import DropState


class ImportRun(TenantModel):
    """One file being mirrored: how far it came, so that it resumes and never doubles."""

    kind = models.CharField(max_length=20)
    file_digest = models.CharField(max_length=64)
    mapping_digest = models.CharField(max_length=64)
    rows_read = models.BigIntegerField(default=0)
    rows_rejected = models.BigIntegerField(default=0)
    orders_done = models.BigIntegerField(default=0)
    position = models.BigIntegerField(default=0)
    started_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["org", "kind", "file_digest", "mapping_digest"], name="import_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.file_digest[:8]}"


class DroppedFile(TenantModel):
    """A file of sales that a person dropped on a page: looked at first, imported by his word.

    `report` and `failure` are counts and codes, never rows of the file; `step`, `done` and `of` say how far
    a job is. `file_id` names the distrusted file until it is imported or forgotten, `rejects_id` the file
    of its rejected rows.
    """

    brand = TenantForeignKey("organizations.Brand")
    member_id = models.BigIntegerField()
    file_name = models.CharField(max_length=120)
    size = models.BigIntegerField()
    file_id = models.BigIntegerField(null=True)
    rejects_id = models.BigIntegerField(null=True)
    mapping = models.CharField(max_length=60, blank=True)
    currency = models.CharField(max_length=3, blank=True)
    state = models.CharField(
        max_length=10, choices=[(state.value, state.value) for state in DropState],
        default=DropState.CHECKING.value,
    )  # fmt: skip
    step = models.CharField(max_length=10, blank=True)
    done = models.BigIntegerField(default=0)
    of = models.BigIntegerField(default=0)
    report = models.JSONField(default=dict)
    failure = models.JSONField(default=dict)
    dropped_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["org", "-id"], name="dropped_newest")]

    def __str__(self) -> str:
        return f"{self.state} {self.file_name}"
