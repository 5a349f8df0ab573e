"""How sales come in: files that were dropped, and how far their import came."""

from django.db import models

from savoir.kernel.tenancy import TenantModel


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
