"""Jobs of the money: settle a refund, keep the law's date."""

from datetime import datetime, timedelta

from savoir.kernel import jobs
from savoir.kernel.access import system_actor
from savoir.kernel.ports import port
from savoir.kernel.tenancy import organization_block
from savoir.resolutions import operations
from savoir.resolutions.operations.settling import Attempt, Step, doubt_refund
from savoir.resolutions.operations.triggering import LEGAL_DATE, SETTLE
from savoir.resolutions.ports import RailRefund, RailRefused, RailUnavailable, RefundRail
from savoir.resolutions.states import RefundState

LONGEST_WAIT = timedelta(minutes=30)
NEVER_ARRIVED = "never_arrived"


@jobs.job(SETTLE, task_code="refund_doubtful")
def settle_refund(*, org_id: int, now: datetime, refund_id: int) -> None:
    """Move one refund by its rail: look before asking again, never hold a transaction while waiting.

    An unknown outcome is asked again later, with the same key; past 20 hours a person decides, whether the
    rail is silent or answers that it never had the refund.
    """
    actor = system_actor(org_id)
    with organization_block(org_id):
        attempt = operations.begin_attempt(actor=actor, refund_id=refund_id, now=now)
    if attempt is None:
        return
    try:
        answer = _call(attempt)
    except RailRefused as refused:
        with organization_block(org_id):
            operations.fail_refund(actor=actor, refund_id=refund_id, code=refused.code, now=now)
        return
    except RailUnavailable:
        _again(org_id, refund_id, attempt, now)
        return
    if answer is None:
        with organization_block(org_id):
            operations.fail_refund(actor=actor, refund_id=refund_id, code=NEVER_ARRIVED, now=now)
        return
    with organization_block(org_id):
        state = operations.apply_rail_answer(actor=actor, refund_id=refund_id, answer=answer, now=now)
    if state is RefundState.SETTLING:
        _again(org_id, refund_id, attempt, now)


def _call(attempt: Attempt) -> RailRefund | None:
    rail = port(RefundRail, vendor=attempt.vendor, settings=attempt.settings)
    if attempt.step is not Step.ASK:
        found = rail.find(attempt.instruction)
        if found is not None or attempt.step is Step.LOOK:
            return found
    return rail.refund(attempt.instruction)


def _again(org_id: int, refund_id: int, attempt: Attempt, now: datetime) -> None:
    """Wait a quarter of the time spent in doubt, half an hour at most; past the key's life: a person."""
    if attempt.step is Step.LOOK:
        with organization_block(org_id):
            doubt_refund(actor=system_actor(org_id), refund_id=refund_id, now=now)
        return
    wait = min(LONGEST_WAIT, max(timedelta(seconds=2), attempt.doubt / 4))
    raise jobs.RetryLater(int(wait.total_seconds()))


@jobs.job(LEGAL_DATE)
def keep_legal_date(*, org_id: int, now: datetime, refund_id: int) -> None:
    """On the morning of the law's day the money leaves, whatever it was waiting for."""
    with organization_block(org_id):
        operations.leave_at_legal_date(actor=system_actor(org_id), refund_id=refund_id, now=now)
