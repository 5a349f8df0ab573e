"""Questions about the past, always for an actor."""

from savoir.insights.ports import CaseHistory
from savoir.insights.values import ChangedCase, Replayed, Span
from savoir.kernel.access import Actor, Permission, require
from savoir.kernel.ports import port
from savoir.policies.tables import Compiled

PAGE = 50


def replay(*, actor: Actor, before: Compiled, after: Compiled, span: Span) -> Replayed:
    """What `after` would have answered beside `before`, on the cases of the extract. Raises NotAllowed."""
    require(actor, Permission.POLICY_READ)
    return port(CaseHistory, org_id=actor.org_id).replay(before, after, span)


def changed_cases(
    *, actor: Actor, before: Compiled, after: Compiled, span: Span, effect: str = "", page: int = 0
) -> tuple[ChangedCase, ...]:
    """The cases whose answer changes, `PAGE` at a time, the most money first. Raises NotAllowed."""
    require(actor, Permission.POLICY_READ)
    history = port(CaseHistory, org_id=actor.org_id)
    return history.changed(before, after, span, effect=effect, page=page, size=PAGE)
