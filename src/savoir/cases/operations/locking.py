"""The first thing every verb does: find the case for its actor and lock it."""

from savoir.cases.models import Case
from savoir.cases.queries.scope import visible_cases
from savoir.kernel.access import Actor
from savoir.kernel.errors import NotFound


def locked(actor: Actor, *, reference: str = "", case_id: int = 0) -> Case:
    """The case's row, locked until the transaction ends. Raises NotFound for what the actor may not see."""
    rows = visible_cases(actor).select_for_update(of=("self",))
    case = rows.filter(id=case_id).first() if case_id else rows.filter(reference=reference).first()
    if case is None:
        raise NotFound("case")
    return case


def lock_case(*, actor: Actor, reference: str) -> int:
    """Lock a case for a composition of a higher room; return its id. Raises NotFound."""
    return locked(actor, reference=reference).id
