"""What the kernel keeps for a while only: deleted by a daily job in each organization."""

from datetime import datetime, time

from savoir.kernel import files, idempotency, inbox, jobs, throttle
from savoir.kernel.outbox import jobs as outbox
from savoir.kernel.tenancy import organization_block

FORGET = "kernel.forget"


@jobs.job(FORGET)
def forget(*, org_id: int, now: datetime) -> None:
    """Delete raw letters of other systems after 90 days, answers to repeated requests after 30.

    Outgoing webhooks that arrived go after 30 days, those that failed after 90.

    Bytes of files that no row names go after a day; counted tries after two, for all organizations at once.
    """
    with organization_block(org_id):
        inbox.forget_old(now=now)
        outbox.forget_old(now=now)
        idempotency.forget_old(now=now)
        files.sweep_unclaimed(now=now)
        throttle.forget_old(now=now)


jobs.each_day(FORGET, time(2, 30))
