"""Replacement, exchange, repair: people prepare them; here they say that it is done."""

from datetime import datetime

from savoir.cases import operations as case_operations
from savoir.cases.states import PromiseKind, Remedy
from savoir.kernel import ledger, tasks
from savoir.kernel.access import Actor, Permission, require
from savoir.kernel.errors import Conflict, Invalid
from savoir.kernel.ledger import Reference
from savoir.kernel.lifecycles import advance
from savoir.kernel.rows import write_columns
from savoir.resolutions import states
from savoir.resolutions.events import ReplacementCalledOff, ReplacementSent
from savoir.resolutions.models import Resolution
from savoir.resolutions.operations.finishing import end_resolution, resolve_when_done
from savoir.resolutions.states import CallOff, ResolutionState
from savoir.resolutions.values import GOODS_REMEDIES


class NothingToSend(Conflict):
    """No replacement, exchange or repair is agreed on this case."""


def fulfil_goods(*, actor: Actor, case_reference: str, order_reference: str, now: datetime) -> int:
    """The new or repaired thing left, under the reference of its order or parcel. Returns the case id.

    Raises NotFound, NotAllowed, Invalid without a reference, NothingToSend.
    """
    require(actor, Permission.TASK_DO)
    reference = order_reference.strip().upper()
    if not reference or len(reference) > 40 or not reference.replace("-", "").isalnum():
        raise Invalid("order_reference", code="reference")
    case_id, rows = _to_prepare(actor, case_reference)
    for row in rows:
        end_resolution(row, now)
    remedy = _leaves_tasks(case_id, rows, "sent", now)
    case_operations.keep_promise(actor=actor, case_id=case_id, kind=PromiseKind.REPLACEMENT, now=now)
    fact = ReplacementSent(subject_id=case_id, remedy=remedy, order_reference=Reference(reference))
    ledger.record(fact, actor=actor, now=now)
    resolve_when_done(actor=actor, case_id=case_id, now=now)
    return case_id


def call_off_goods(*, actor: Actor, case_reference: str, why: CallOff, now: datetime) -> int:
    """What was agreed can't be sent or mended: the case is decided anew, by a person. Returns the case id.

    Nothing the customer has is taken back: a slip he holds stays good, his date for an answer runs from now,
    and an exchange that falls through counts as a withdrawal from the day he wished for it (L221-21).
    Raises NotFound, NotAllowed, NothingToSend.
    """
    require(actor, Permission.TASK_DO)
    case_id, rows = _to_prepare(actor, case_reference)
    for row in rows:
        row.ended_at = now
        write_columns(row, "ended_at")
        advance(row, "state", ResolutionState.CANCELED, lifecycle=states.RESOLUTION)
    remedy = _leaves_tasks(case_id, rows, "called_off", now)
    case_operations.cancel_promise(actor=actor, case_id=case_id, kind=PromiseKind.REPLACEMENT, now=now)
    fact = ReplacementCalledOff(subject_id=case_id, remedy=remedy, why=why)
    ledger.record(fact, actor=actor, now=now)
    case_operations.take_back_decision(actor=actor, case_id=case_id, now=now)
    case_operations.hand_to_person(actor=actor, case_id=case_id, now=now)
    return case_id


def _to_prepare(actor: Actor, case_reference: str) -> tuple[int, list[Resolution]]:
    """The case, locked, and its agreements on goods that wait for people."""
    case_id = case_operations.lock_case(actor=actor, reference=case_reference)
    rows = Resolution.objects.select_for_update().filter(
        case_id=case_id, state="agreed", remedy__in=[r.value for r in GOODS_REMEDIES]
    )
    found = list(rows.order_by("id"))
    if not found:
        raise NothingToSend("case")
    return case_id, found


def _leaves_tasks(case_id: int, rows: list[Resolution], outcome: str, now: datetime) -> Remedy:
    """Nobody prepares it any more; the remedy it was."""
    remedy = Remedy(rows[0].remedy)
    tasks.close_tasks(
        code=f"prepare_{remedy.value}", subject_kind="case", subject_id=case_id, outcome=outcome, now=now
    )
    return remedy
