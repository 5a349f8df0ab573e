"""What cases did to a sold line and to a customer's standing: kept for the next request."""

from django.db import models

from savoir.kernel.tenancy import TenantForeignKey, TenantModel


class LineHistory(TenantModel):
    """One attempt of a case on a sold line, or its refusal; written only by reactions, with their fact.

    `case_number`: the row of the case in the room above; `nth`: 0 the refusal, else the agreements in their
    order. `intent`, `remedy`: words of that room. Days are local to the brand: `requested_on` of the request
    that led to it; `handed_over_on` the thing left the customer; `sent_on` the mended or new one left us,
    `back_on` by when it was with him; `called_off_on` it could not be done; `refused_on` a refusal stands.
    `is_imposed`: a replacement granted by a person to one who had asked for a repair.
    """

    line = TenantForeignKey("orders.OrderLine", on_delete=models.CASCADE)
    case_number = models.BigIntegerField()
    nth = models.IntegerField()
    intent = models.CharField(max_length=15)
    remedy = models.CharField(max_length=20, blank=True)
    is_imposed = models.BooleanField(default=False)
    requested_on = models.DateField()
    handed_over_on = models.DateField(null=True)
    sent_on = models.DateField(null=True)
    back_on = models.DateField(null=True)
    called_off_on = models.DateField(null=True)
    refused_on = models.DateField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["org", "line", "case_number", "nth"], name="line_history_once")
        ]

    def __str__(self) -> str:
        return f"{self.remedy or 'refusal'} of {self.line_id}"


class CustomerStanding(TenantModel):
    """Counters that higher rooms keep about a customer, written only by reactions in the same transaction."""

    customer = TenantForeignKey("orders.Customer")
    cases_opened = models.IntegerField(default=0)
    refunds_settled = models.IntegerField(default=0)
    refunded_minor = models.BigIntegerField(default=0)
    inspections_rejected = models.IntegerField(default=0)
    last_case_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["org", "customer"], name="standing_once")]

    def __str__(self) -> str:
        return f"standing of {self.customer_id}"
