"""Taking a decision back: a refusal that is looked at again, an agreement whose money was called off."""

from datetime import datetime

from savoir.cases import states
from savoir.cases.events import DecisionUndone
from savoir.cases.models import Case, CaseLine, Decision
from savoir.cases.operations.locking import locked
from savoir.cases.states import HOLDING_INTENTS, Acceptance, Intent
from savoir.kernel import ledger
from savoir.kernel.access import Actor, Permission, require
from savoir.kernel.lifecycles import advance
from savoir.kernel.rows import write_columns
from savoir.orders import operations as orders

_DECIDED = (Acceptance.ACCEPTED.value, Acceptance.REJECTED.value)


def take_back_decision(*, actor: Actor, case_id: int, now: datetime) -> None:
    """Let a case be decided anew: its decisions are superseded, its lines wait. Raises NotFound."""
    require(actor, Permission.CASE_READ)
    case = locked(actor, case_id=case_id)
    review(actor, case, _DECIDED, now)
    ledger.record(DecisionUndone(subject_id=case.id), actor=actor, now=now)


def review(actor: Actor, case: Case, decided: tuple[str, ...], now: datetime) -> None:
    """Open the lines that were `decided` again; a refused line holds its units again while they are free."""
    for line in CaseLine.objects.select_for_update().filter(case=case, acceptance__in=decided):
        Decision.objects.filter(line=line, superseded=False).update(superseded=True)
        if line.acceptance == Acceptance.REJECTED.value:
            line.holds = Intent(line.intent) in HOLDING_INTENTS and _held(actor, line, now)
            line.is_open = line.holds or not _claimed_elsewhere(line)
            write_columns(line, "holds", "is_open")
        advance(line, "acceptance", Acceptance.NEEDS_REVIEW, lifecycle=states.ACCEPTANCE)


def _held(actor: Actor, line: CaseLine, now: datetime) -> bool:
    try:
        orders.hold(actor=actor, line_id=line.order_line_id or 0, quantity=line.quantity, now=now)
    except orders.NothingLeftToReturn:
        return False
    return True


def _claimed_elsewhere(line: CaseLine) -> bool:
    return CaseLine.objects.filter(order_line_id=line.order_line_id, is_open=True).exists()
