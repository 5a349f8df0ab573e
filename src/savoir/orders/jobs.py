"""Jobs of sales: dropped files are looked at and imported, parcels arrive by what the brand declared."""

from datetime import datetime, time

from savoir.kernel import jobs
from savoir.kernel.access import system_actor
from savoir.kernel.tenancy import organization_block
from savoir.orders import operations
from savoir.organizations.queries import brands

ARRIVALS, FORGET = "orders.arrivals", "orders.forget_drops"


@jobs.job(operations.CHECK)
def check_drop(*, org_id: int, drop_id: int, now: datetime) -> None:
    """Look at a dropped file."""
    operations.look_at_drop(actor=system_actor(org_id), drop_id=drop_id, now=now)


@jobs.job(operations.IMPORT)
def import_drop(*, org_id: int, drop_id: int, now: datetime) -> None:
    """Import a dropped file that a person said yes to; cut off, it goes on where it stopped."""
    operations.bring_drop_in(actor=system_actor(org_id), drop_id=drop_id, now=now)


@jobs.job(ARRIVALS)
def arrivals(*, org_id: int, now: datetime) -> None:
    """Count each brand's declared arrivals of the day."""
    actor = system_actor(org_id)
    with organization_block(org_id):
        for brand in brands(actor=actor):
            operations.count_declared_arrivals(actor=actor, brand_id=brand.id, now=now)


@jobs.job(FORGET)
def forget_drops(*, org_id: int, now: datetime) -> None:
    """Delete dropped files that nobody imported within a week."""
    with organization_block(org_id):
        operations.forget_drops(actor=system_actor(org_id), now=now)


jobs.each_day(ARRIVALS, time(3, 30))
jobs.each_day(FORGET, time(2, 40))
