"""A sheet of another system's cases on its way in: looked at in batches, then moved by a person's word."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, Final

from savoir.kernel import jobs
from savoir.kernel.access import Actor, Permission, require
from savoir.kernel.errors import Conflict, NotFound
from savoir.kernel.lifecycles import advance
from savoir.kernel.tenancy import current_organization
from savoir.kernel.values.digests import digest
from savoir.organizations.queries import brand_card
from savoir.resolutions.models import MoveIn
from savoir.resolutions.move_in.parsing import FormerCase, former_cases
from savoir.resolutions.move_in.reading import read_sheet
from savoir.resolutions.operations.moving_in import move_in
from savoir.resolutions.queries.moving_in import plan_cases
from savoir.resolutions.states import MOVE_IN, MoveInState
from savoir.resolutions.values import MovedCase, PlannedCase

CHECK, MOVE = "move_in.check", "move_in.move"
BATCH: Final = 50
KEPT_FOR: Final = timedelta(days=30)
_WAITING = (MoveInState.CHECKING.value, MoveInState.READY.value)


class PlanMoved(Conflict):
    """The sheet was looked at anew, or is on its way already: read its report again."""


def begin_move_in(*, actor: Actor, brand_id: int, file_name: str, content: bytes, now: datetime) -> int:
    """Take a sheet up and look at it by a job; return its id. Raises NotFound, SheetUnreadable.

    Nothing of its cases is written until `carry_out_move_in`.
    """
    require(actor, Permission.CASE_MOVE_IN)
    zone = brand_card(actor=actor, brand_id=brand_id).zone
    rows = read_sheet(content).rows
    row = MoveIn.objects.create(
        org_id=current_organization(), brand_id=brand_id, member_id=actor.id, file_name=file_name[:120],
        rows=[[line, cells] for line, cells in rows], created_at=now,
        cases=len(former_cases(rows, zone=zone, now=now)),
    )  # fmt: skip
    _go_on(CHECK, row, now)
    return row.id


def check_some(*, actor: Actor, move_in_id: int, now: datetime) -> None:
    """Plan the next cases of a sheet; after the last one it is ready, and its plan has a digest."""
    require(actor, Permission.CASE_MOVE_IN)
    row = _locked(move_in_id)
    if row.state != MoveInState.CHECKING.value:
        return
    batch = _next_cases(actor, row, now)
    plans = plan_cases(actor=actor, brand_id=row.brand_id, cases=batch, now=now)
    row.report += [_planned(plan) for plan in plans]
    row.position += len(batch)
    row.save(update_fields=["report", "position"])
    if row.position < row.cases:
        _go_on(CHECK, row, now)
        return
    row.plan_digest = digest([entry["plan"] for entry in row.report])
    advance(row, "state", MoveInState.READY, lifecycle=MOVE_IN, also=("plan_digest",))


def carry_out_move_in(*, actor: Actor, move_in_id: int, plan_digest: str, now: datetime) -> None:
    """Move the cases in as the report said. Raises NotFound, PlanMoved; then nothing happened.

    A case whose order has changed since is refused by itself (`moved`) when its turn comes.
    """
    require(actor, Permission.CASE_MOVE_IN)
    row = _locked(move_in_id)
    if row.state != MoveInState.READY.value or row.plan_digest != plan_digest:
        raise PlanMoved("plan", state=row.state)
    row.position = 0
    advance(row, "state", MoveInState.MOVING, lifecycle=MOVE_IN, also=("position",))
    _go_on(MOVE, row, now)


def move_some(*, actor: Actor, move_in_id: int, now: datetime) -> None:
    """Move the next cases in; after the last one the sheet is done and its rows are forgotten."""
    require(actor, Permission.CASE_MOVE_IN)
    row = _locked(move_in_id)
    if row.state != MoveInState.MOVING.value:
        return
    for case in _next_cases(actor, row, now):
        expected = row.report[row.position]["plan"]
        made = move_in(actor=actor, brand_id=row.brand_id, case=case, expected=expected, now=now)
        row.report[row.position] |= _became(made)
        row.position += 1
    row.save(update_fields=["report", "position"])
    if row.position < row.cases:
        _go_on(MOVE, row, now)
        return
    _end(row, MoveInState.DONE, now)


def drop_move_in(*, actor: Actor, move_in_id: int, now: datetime) -> None:
    """Give a sheet up that was not moved: its rows are forgotten. Raises NotFound, PlanMoved."""
    require(actor, Permission.CASE_MOVE_IN)
    row = _locked(move_in_id)
    if row.state not in _WAITING:
        raise PlanMoved("plan", state=row.state)
    _end(row, MoveInState.DROPPED, now)


def forget_move_ins(*, actor: Actor, now: datetime) -> int:
    """Sheets that nobody moved for 30 days are dropped with their rows; how many."""
    require(actor, Permission.CASE_MOVE_IN)
    old = MoveIn.objects.select_for_update().filter(state__in=_WAITING, created_at__lt=now - KEPT_FOR)
    rows = list(old.order_by("id")[:BATCH])
    for row in rows:
        _end(row, MoveInState.DROPPED, now)
    return len(rows)


def _end(row: MoveIn, to: MoveInState, now: datetime) -> None:
    row.rows, row.ended_at = [], now
    advance(row, "state", to, lifecycle=MOVE_IN, also=("rows", "ended_at"))


def _locked(move_in_id: int) -> MoveIn:
    row = MoveIn.objects.select_for_update().filter(id=move_in_id).first()
    if row is None:
        raise NotFound("move_in")
    return row


def _next_cases(actor: Actor, row: MoveIn, now: datetime) -> Sequence[FormerCase]:
    """The sheet is read as of the day it came, so that its cases stay the same ones."""
    zone = brand_card(actor=actor, brand_id=row.brand_id).zone
    found = former_cases([(line, cells) for line, cells in row.rows], zone=zone, now=row.created_at)
    return found[row.position : row.position + BATCH]


def _go_on(job: str, row: MoveIn, now: datetime) -> None:
    name = f"{job}:{row.org_id}:{row.id}"
    jobs.enqueue(job, org_id=row.org_id, run_at=now, lock=name, move_in_id=row.id)


def _planned(plan: PlannedCase) -> dict[str, Any]:
    return {
        "number": plan.number, "line": plan.line, "outcome": plan.outcome, "field": plan.field,
        "code": plan.code, "reference": plan.reference, "plan": digest(plan),
        "money": [[made.amount.minor, made.amount.currency] for made in plan.money],
        "below": [list(one) for one in plan.below],
    }  # fmt: skip


def _became(made: MovedCase) -> dict[str, Any]:
    return {
        "outcome": made.outcome, "reference": made.reference, "field": made.field, "code": made.code,
        "line": made.line, "below": [list(one) for one in made.below],
    }  # fmt: skip
