"""Recalls of unsafe products that a brand declared."""

from django.db import models
from django.db.models import F, Q

from savoir.kernel.tenancy import TenantForeignKey, TenantModel
from savoir.orders.states import Possible, RecallEnd, WayBack


def _choices(words: type) -> list[tuple[str, str]]:
    return [(word.value, word.value) for word in words]  # type: ignore[attr-defined]  # any StrEnum


class Recall(TenantModel):
    """A notice: what is dangerous, what is offered instead, what becomes of the thing.

    `serials` empty: every piece; else exact numbers, or beginnings that end with `*`. `sold_first_on` and
    `sold_last_on` bound the local day of the purchase. `end`: "" while it runs.
    """

    brand = TenantForeignKey("organizations.Brand")
    began_on = models.DateField()
    hazard = models.CharField(max_length=300)
    instructions = models.CharField(max_length=1000)
    notice_url = models.CharField(max_length=500, blank=True)
    repair = models.CharField(max_length=20, choices=_choices(Possible))
    replacement = models.CharField(max_length=20, choices=_choices(Possible))
    refund = models.CharField(max_length=20, choices=_choices(Possible))
    way_back = models.CharField(max_length=10, choices=_choices(WayBack))
    serials = models.JSONField(default=list)
    sold_first_on = models.DateField(null=True)
    sold_last_on = models.DateField(null=True)
    declared_at = models.DateTimeField()
    end = models.CharField(max_length=10, choices=_choices(RecallEnd), blank=True)
    ended_on = models.DateField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(sold_last_on__isnull=True)
                | Q(sold_first_on__isnull=True)
                | Q(sold_last_on__gte=F("sold_first_on")),
                name="recall_sold",
            ),
            models.CheckConstraint(
                condition=Q(end="", ended_on__isnull=True) | (~Q(end="") & Q(ended_on__isnull=False)),
                name="recall_ended",
            ),
        ]
        indexes = [models.Index(fields=["org", "-id"], name="recall_newest")]

    def __str__(self) -> str:
        return f"recall {self.id} of {self.began_on}"


class RecalledProduct(TenantModel):
    """A product that a recall names."""

    recall = TenantForeignKey("orders.Recall", on_delete=models.CASCADE)
    product = TenantForeignKey("orders.Product")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["org", "product", "recall"], name="recalled_product"),
        ]
        indexes = [models.Index(fields=["org", "recall"], name="recalled_of")]

    def __str__(self) -> str:
        return f"product {self.product_id} of recall {self.recall_id}"
