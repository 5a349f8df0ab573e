"""The past cases, written anew as a whole."""

from collections.abc import Callable, Iterator
from datetime import datetime

from savoir.cases.queries.past import PastDecision, count_of_past_decisions, past_decisions
from savoir.insights.ports import CaseHistory, ReplayStopped
from savoir.insights.rules import known_facts, law_said
from savoir.insights.values import PastCase
from savoir.kernel import jobs
from savoir.kernel.access import Actor, Permission, require
from savoir.kernel.ports import port
from savoir.kernel.tenancy import organization_block
from savoir.law.values import Basis
from savoir.policies.proof.people import law_facts_of

REWRITE = "insights.rewrite_extract"
GoesOn = Callable[[int, int], bool]


def _always(done: int, of: int) -> bool:
    return True


def rewrite_extract(*, actor: Actor, still: GoesOn = _always) -> int:
    """Write the organization's past cases anew from its decisions; how many. What was erased is gone from it.

    Whoever erases data calls this in a job of its own: it reads every decision, each few thousand in a
    transaction of their own where none is open. `still(done, of)` is asked between them; where it answers
    False, the old cases stay. Raises NotAllowed, OSError, ReplayStopped.
    """
    require(actor, Permission.POLICY_READ)
    history = port(CaseHistory, org_id=actor.org_id)
    return history.rewrite(_cases(actor, still))


def ask_rewrite(*, actor: Actor, now: datetime) -> None:
    """Have the extract written anew by a job, once for all who ask before it begins."""
    require(actor, Permission.POLICY_READ)
    lock = f"{REWRITE}:{actor.org_id}"
    jobs.enqueue(REWRITE, org_id=actor.org_id, run_at=now, lock=lock, queueing_lock=lock)


def _cases(actor: Actor, still: GoesOn = _always) -> Iterator[PastCase]:
    with organization_block(actor.org_id):
        of = count_of_past_decisions(actor=actor)
    last, done = 0, 0
    while still(done, of):
        with organization_block(actor.org_id):
            found = past_decisions(actor=actor, after_line=last)
        yield from map(_case, found)
        if not found:
            return
        last, done = found[-1].line_id, done + len(found)
    raise ReplayStopped


def _case(one: PastDecision) -> PastCase:
    facts = known_facts(one.facts)
    told = law_facts_of(facts.known, one.asked_on)
    return PastCase(
        case_id=one.case_id, line_id=one.line_id, brand_id=one.brand_id, asked_on=one.asked_on,
        facts=facts.known, law=law_said(told, Basis(one.basis), one.law_answer, one.asked_on),
        outcome=one.outcome, remedy=one.remedy,
    )  # fmt: skip
