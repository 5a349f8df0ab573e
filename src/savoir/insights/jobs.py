"""The extract, fresh every night."""

from datetime import datetime, time

from savoir.insights import operations
from savoir.kernel import jobs
from savoir.kernel.access import system_actor
from savoir.kernel.tenancy import organization_block

REWRITE = "insights.rewrite_extract"


@jobs.job(REWRITE)
def rewrite(*, org_id: int, now: datetime) -> None:
    """Write the past cases anew; the replay reads the old ones until it is done."""
    with organization_block(org_id):
        operations.rewrite_extract(actor=system_actor(org_id))


jobs.each_day(REWRITE, time(2, 50))
