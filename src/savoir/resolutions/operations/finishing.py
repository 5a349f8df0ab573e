"""When everything agreed is done."""

from datetime import datetime

from savoir.cases import operations as case_operations
from savoir.cases.queries import case_lines, has_open_question
from savoir.cases.states import Reception
from savoir.kernel.access import Actor
from savoir.kernel.lifecycles import advance
from savoir.kernel.prepared import prepared
from savoir.resolutions import states
from savoir.resolutions.models import Refund, Resolution
from savoir.resolutions.states import ResolutionState
from savoir.resolutions.values import MONEY_REMEDIES

_STILL_COMING = frozenset({Reception.AWAITING, Reception.IN_TRANSIT})

_MONEY = frozenset(remedy.value for remedy in MONEY_REMEDIES)
_AGREED = prepared(lambda case_id: Resolution.objects.select_for_update().filter(
    case_id=case_id, state="agreed"
))  # fmt: skip
_MOVING = prepared(lambda resolution_id: Refund.objects.filter(resolution_id=resolution_id).exclude(
    state__in=["settled", "canceled"]
))  # fmt: skip
_STATES = prepared(lambda case_id: Resolution.objects.filter(case_id=case_id).values_list(
    "state", flat=True
))  # fmt: skip


def finish_case(*, actor: Actor, case_id: int, now: datetime) -> bool:
    """End the resolutions whose money has left; resolve the case when nothing is left and nothing is coming.

    Goods and money are independent: the case waits for the slower of the two. Returns whether it is resolved.
    """
    for row in _AGREED.rows(case_id=case_id):
        if row.remedy in _MONEY and not _MOVING.rows(resolution_id=row.id):
            end_resolution(row, now)
    return resolve_when_done(actor=actor, case_id=case_id, now=now)


def end_resolution(row: Resolution, now: datetime) -> None:
    """Mark one resolution as done."""
    row.ended_at = now
    advance(row, "state", ResolutionState.DONE, lifecycle=states.RESOLUTION, also=("ended_at",))


def resolve_when_done(*, actor: Actor, case_id: int, now: datetime) -> bool:
    """Resolve the case unless something agreed is open, a thing is on its way, or a question waits for us."""
    found = set(_STATES.rows(case_id=case_id))
    if "agreed" in found or "done" not in found:
        return False
    lines = case_lines(actor=actor, case_id=case_id)
    if any(line.reception in _STILL_COMING for line in lines):
        return False
    if has_open_question(actor=actor, case_id=case_id):
        return False
    return case_operations.resolve_case(actor=actor, case_id=case_id, now=now)
