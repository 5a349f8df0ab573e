"""Counters that higher rooms keep about a customer."""

from datetime import datetime

from django.db.models import F

from savoir.kernel.access import Actor, Permission, require
from savoir.kernel.errors import NotFound
from savoir.orders.models import Customer, CustomerStanding


def count_in_standing(
    *, actor: Actor, customer_id: int, cases: int = 0, refunds: int = 0, refunded_minor: int = 0,
    rejected: int = 0, now: datetime,
) -> None:  # fmt: skip
    """Add to a customer's counters; called by reactions in the transaction of the fact. Raises NotFound.

    `cases` opened, `refunds` settled and their sum in minor units, units `rejected` at inspection.
    """
    require(actor, Permission.SALE_READ)
    customer = Customer.objects.filter(id=customer_id).values_list("org_id", flat=True).first()
    if customer is None:
        raise NotFound("customer")
    blank = CustomerStanding(org_id=customer, customer_id=customer_id)
    CustomerStanding.objects.bulk_create([blank], ignore_conflicts=True)
    counted = {"last_case_at": now} if cases else {}
    CustomerStanding.objects.filter(customer_id=customer_id).update(
        cases_opened=F("cases_opened") + cases, refunds_settled=F("refunds_settled") + refunds,
        refunded_minor=F("refunded_minor") + refunded_minor,
        inspections_rejected=F("inspections_rejected") + rejected, **counted,
    )  # fmt: skip
