"""Verbs of the room: the extract is written anew."""

from collections.abc import Iterator

from savoir.cases.queries.past import PastDecision, past_decisions
from savoir.insights.ports import CaseHistory
from savoir.insights.rules import known_facts, law_said
from savoir.insights.values import PastCase
from savoir.kernel.access import Actor, Permission, require
from savoir.kernel.ports import port
from savoir.law.values import Basis
from savoir.policies.proof.people import law_facts_of


def rewrite_extract(*, actor: Actor) -> int:
    """Write the organization's past cases anew from its decisions; how many. What was erased is gone from it.

    Whoever erases data calls this in a job of its own: it reads every decision. Raises NotAllowed, OSError.
    """
    require(actor, Permission.POLICY_READ)
    history = port(CaseHistory, org_id=actor.org_id)
    return history.rewrite(_cases(actor))


def _cases(actor: Actor) -> Iterator[PastCase]:
    return (_case(one) for one in past_decisions(actor=actor))


def _case(one: PastDecision) -> PastCase:
    facts = known_facts(one.facts)
    told = law_facts_of(facts.known, one.asked_on)
    return PastCase(
        case_id=one.case_id, line_id=one.line_id, brand_id=one.brand_id, asked_on=one.asked_on,
        facts=facts.known, law=law_said(told, Basis(one.basis), one.law_answer, one.asked_on),
        outcome=one.outcome, remedy=one.remedy,
    )  # fmt: skip
