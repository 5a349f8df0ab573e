"""The three jobs of the outbox. Each round is short and names the next one in its own transaction."""

from datetime import datetime

from savoir.kernel.jobs import job
from savoir.kernel.models import WebhookDelivery, WebhookReplay
from savoir.kernel.outbox import fanning, repeating, sending
from savoir.kernel.outbox.rules import KEPT_DELIVERED, KEPT_FAILED
from savoir.kernel.tenancy import organization_block

STOPPED = "webhooks_stopped"


@job(fanning.PULSE, attempts=30, task_code=STOPPED)
def pulse(*, org_id: int, now: datetime, idle: int = 0) -> None:
    """Hand out what happened, let what is due be sent; again in 2 to 10 seconds while anybody listens."""
    read, is_more = 0, True
    while is_more:
        with organization_block(org_id):
            found = fanning.hand_out(org_id=org_id, now=now)
        read, is_more = read + found.read, found.is_more
    with organization_block(org_id):
        fanning.promise_sending(org_id=org_id, now=now)
        if fanning.has_addresses():
            quiet = 0 if read else idle + 1
            seconds = min(fanning.SLOWEST_SECONDS, fanning.FASTEST_SECONDS * (quiet + 1))
            fanning.keep_going(org_id=org_id, now=now, seconds=seconds, idle=min(quiet, 10))


@job(fanning.SEND, attempts=2, task_code=STOPPED)
def send(*, org_id: int, now: datetime, webhook_endpoint_id: int) -> None:
    """One round: claim, send, write; another at once while the address answers.

    Two tries: what waits for another one holds its lane up, and the pulse promises the round again anyway.
    """
    with organization_block(org_id):
        sheaf = sending.take(endpoint_id=webhook_endpoint_id, now=now)
    if sheaf is None:
        return
    outcomes = sending.send(sheaf, now=now)
    with organization_block(org_id):
        sending.settle(sheaf, outcomes, now=now)
        if any(not answer.code for _letter, answer in outcomes):
            fanning.promise_send(org_id=org_id, endpoint_id=webhook_endpoint_id, now=now)


@job(repeating.REPLAY, task_code=STOPPED)
def replay(*, org_id: int, now: datetime, webhook_replay_id: int) -> None:
    """One batch of a replay, and the next."""
    with organization_block(org_id):
        if repeating.work_off(replay_id=webhook_replay_id, now=now):
            repeating.promise_replay(WebhookReplay.objects.get(id=webhook_replay_id), now=now)


def forget_old(*, now: datetime) -> int:
    """Delete deliveries that arrived 30 days ago or failed 90 days ago; return how many."""
    rows = WebhookDelivery.objects
    delivered = rows.filter(ended_at__lt=now - KEPT_DELIVERED, state=WebhookDelivery.State.DELIVERED)
    failed = rows.filter(ended_at__lt=now - KEPT_FAILED, state=WebhookDelivery.State.FAILED)
    return delivered.delete()[0] + failed.delete()[0]
