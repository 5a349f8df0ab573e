"""What is kept beside cases: requests being written, and what answers wait for."""

from django.db import models

from savoir.kernel.tenancy import TenantForeignKey, TenantModel


class Draft(TenantModel):
    """A request being written at the portal, kept 30 days; found by the digest of a secret in a cookie."""

    digest = models.CharField(max_length=64)
    brand = TenantForeignKey("organizations.Brand")
    order = TenantForeignKey("orders.Order", on_delete=models.CASCADE)
    content = models.JSONField(default=dict)
    updated_at = models.DateTimeField()
    expires_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["org", "digest"], name="draft_secret")]
        indexes = [models.Index(fields=["org", "expires_at"], name="draft_expiry")]

    def __str__(self) -> str:
        return f"draft on {self.order_id}"


class DecidabilityMeasure(TenantModel):
    """What the answers of a brand's sales wait for, when it was last asked: figures and codes only."""

    brand = TenantForeignKey("organizations.Brand")
    lines_total = models.BigIntegerField()
    lines_asked = models.BigIntegerField()
    lines_decided = models.BigIntegerField()
    missing = models.JSONField(default=list)
    measured_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["org", "brand"], name="decidability_once")]

    def __str__(self) -> str:
        return f"{self.lines_decided} of {self.lines_asked}"
