"""What follows an authorization: ask the carrier, print the slip ahead."""

from datetime import datetime

from savoir.kernel import jobs
from savoir.kernel.access import system_actor
from savoir.kernel.failpoints import failpoint
from savoir.kernel.ports import port
from savoir.kernel.tenancy import organization_block
from savoir.logistics import operations, queries
from savoir.logistics.operations.authorizing import MAKE_SLIP, PREPARE_RETURN
from savoir.logistics.operations.overdue import OVERDUE
from savoir.logistics.ports import Carrier


@jobs.job(MAKE_SLIP)
def make_slip(*, org_id: int, now: datetime, ra_id: int) -> None:
    """Make the slip before anybody asks for it; the first click makes it when the worker is away."""
    actor = system_actor(org_id)
    with organization_block(org_id):
        number = queries.ra_number_of(actor=actor, ra_id=ra_id)
        operations.slip_pdf(actor=actor, ra_number=number, now=now)


@jobs.job(PREPARE_RETURN, task_code="carrier_unavailable")
def prepare_return(*, org_id: int, now: datetime, ra_id: int) -> None:
    """Ask the carrier how the thing travels, outside of any transaction, then write the answer.

    The RA number is the carrier's key: asked twice, it answers the same. An unavailable carrier is asked
    again; after the last try a person gets the task, and the slip without a label stays valid. A brand that
    runs beside another system orders nothing: what it withholds a person has ordered afterwards.
    """
    actor = system_actor(org_id)
    with organization_block(org_id):
        found = queries.return_shipment(actor=actor, ra_id=ra_id)
        if found is None:
            return
        brand_id, shipment = found
        if operations.withhold_label(actor=actor, ra_number=shipment.ra_number, brand_id=brand_id, now=now):
            return
    failpoint("carrier.before_call")
    means = port(Carrier, org_id=org_id, brand_id=brand_id).prepare_return(shipment)
    failpoint("carrier.after_call")
    with organization_block(org_id):
        operations.record_means(actor=actor, ra_number=shipment.ra_number, means=means, now=now)


@jobs.job(OVERDUE)
def look_for_parcel(*, org_id: int, now: datetime, ra_id: int) -> None:
    """A parcel awaited too long brings its case before a person."""
    with organization_block(org_id):
        operations.look_for_parcel(actor=system_actor(org_id), ra_id=ra_id, now=now)
