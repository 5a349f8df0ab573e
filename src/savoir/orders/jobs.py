"""Jobs of sales: parcels that arrive by what the brand declared."""

from datetime import datetime, time

from savoir.kernel import jobs
from savoir.kernel.access import system_actor
from savoir.kernel.tenancy import organization_block
from savoir.orders import operations
from savoir.organizations.queries import brands

ARRIVALS = "orders.arrivals"


@jobs.job(ARRIVALS)
def arrivals(*, org_id: int, now: datetime) -> None:
    """Count each brand's declared arrivals of the day."""
    actor = system_actor(org_id)
    with organization_block(org_id):
        for brand in brands(actor=actor):
            operations.count_declared_arrivals(actor=actor, brand_id=brand.id, now=now)


jobs.each_day(ARRIVALS, time(3, 30))
