"""Counters that higher rooms keep about a customer."""

from datetime import datetime

from savoir.kernel.access import Actor, Permission, require
from savoir.kernel.errors import NotFound
from savoir.kernel.telling import tell

_COUNT = """INSERT INTO orders_customerstanding AS s
    (org_id, customer_id, cases_opened, refunds_settled, refunded_minor, inspections_rejected, last_case_at)
    SELECT c.org_id, c.id, %s, %s, %s, %s, %s::timestamptz FROM orders_customer c WHERE c.id = %s
    ON CONFLICT (org_id, customer_id) DO UPDATE SET cases_opened = s.cases_opened + excluded.cases_opened,
        refunds_settled = s.refunds_settled + excluded.refunds_settled,
        refunded_minor = s.refunded_minor + excluded.refunded_minor,
        inspections_rejected = s.inspections_rejected + excluded.inspections_rejected,
        last_case_at = coalesce(excluded.last_case_at, s.last_case_at)"""


def count_in_standing(
    *, actor: Actor, customer_id: int, cases: int = 0, refunds: int = 0, refunded_minor: int = 0,
    rejected: int = 0, now: datetime,
) -> None:  # fmt: skip
    """Add to a customer's counters; called by reactions in the transaction of the fact. Raises NotFound, at
    the latest before the block commits.

    `cases` opened, `refunds` settled and their sum in minor units, units `rejected` at inspection.
    """
    require(actor, Permission.SALE_READ)
    counted = [cases, refunds, refunded_minor, rejected, now if cases else None, customer_id]
    tell(_COUNT, counted, _require_somebody)


def _require_somebody(written: int) -> None:
    if not written:
        raise NotFound("customer")
