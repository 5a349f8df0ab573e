"""Ending an answered case that nothing more follows from: opened again, or settled by other means."""

from datetime import datetime

from savoir.cases.events import CaseEnded
from savoir.cases.models import Case, CaseLine, Decision
from savoir.cases.operations.deciding import decision_in_force
from savoir.cases.operations.lawful import require_lawful_end
from savoir.cases.operations.locking import check_rank, locked
from savoir.cases.operations.moving import resolve_case
from savoir.cases.operations.promising import cancel_promise
from savoir.cases.states import OVER, EndMotive, PromiseKind, Reception
from savoir.kernel import ledger
from savoir.kernel.access import Actor, ActorKind, Permission, require
from savoir.kernel.errors import Conflict, NotAllowed
from savoir.orders import operations as orders


class NeverAnswered(Conflict):
    """The customer has had no answer yet: accept, refuse or ask; a case does not end in silence."""


class ThingOnItsWay(Conflict):
    """A parcel of this case is travelling: it ends when that has arrived."""


def end_without_action(*, actor: Actor, case_id: int, motive: EndMotive, now: datetime) -> bool:
    """End an answered case: its units are free again, its dates are taken back, thanks follow in a week.

    Only a person may. False when it is over already. Raises NotFound, NotAllowed, GoneUp,
    NeverAnswered, ThingOnItsWay, BelowTheLaw; then nothing happened.
    """
    require(actor, Permission.CASE_CLOSE)
    if actor.kind is not ActorKind.MEMBER:
        raise NotAllowed("case", code="person_decides")
    case = locked(actor, case_id=case_id)
    check_rank(actor, case)
    if case.state in OVER:
        return False
    given = Decision.objects.filter(case=case).exclude(outcome=Decision.Outcome.OFFERED)
    if not given.exists():
        raise NeverAnswered("case", reference=case.reference)
    if decision_in_force(case) is None:  # what was given or refused was taken back since
        require_lawful_end(actor, case, motive)
    _let_go(actor, case, now)
    for kind in PromiseKind:  # before the closing check is promised: nothing else outlives the end
        cancel_promise(actor=actor, case_id=case.id, kind=kind, now=now)
    ledger.record(CaseEnded(subject_id=case.id, motive=motive), actor=actor, now=now)
    return resolve_case(actor=actor, case_id=case.id, now=now)


def _let_go(actor: Actor, case: Case, now: datetime) -> None:
    """Units that never came back may come back by another case."""
    lines = list(CaseLine.objects.select_for_update().filter(case=case).order_by("position"))
    if any(line.reception == Reception.IN_TRANSIT.value for line in lines):
        raise ThingOnItsWay("case", reference=case.reference)
    for line in lines:
        left = line.quantity - line.received_qty
        if line.holds and line.order_line_id and left > 0:
            orders.release(actor=actor, line_id=line.order_line_id, quantity=left, now=now)
        line.holds = False
        line.save(update_fields=["holds"])
