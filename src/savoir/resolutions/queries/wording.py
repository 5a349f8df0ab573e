"""The message that leaves with a decision, from the plan the agent reads."""

from collections.abc import Mapping
from datetime import datetime
from typing import Final

from savoir.cases.queries import case_lines
from savoir.cases.states import Remedy
from savoir.cases.values import CaseAnswer
from savoir.conversations.queries import preview_step
from savoir.conversations.states import Step
from savoir.kernel.access import Actor, ActorKind
from savoir.resolutions.states import Trigger
from savoir.resolutions.values import MONEY_REMEDIES, Offers, Plan

CUSTOMER_ASKED: Final = "customer_asked"  # the motive of an agent who grants what the customer prefers


def decision_words(answer: CaseAnswer, plan: Plan, *, ra_number: str = "") -> dict[str, object]:
    """Words of the milestone "decision" for a plan; see `conversations.values.DecisionWords`."""
    first = answer.lines[0]
    words: dict[str, object] = {
        "remedy": plan.remedy.value, "trigger": plan.trigger.value, "return_method": plan.return_method,
        "promised_on": plan.promised_on, "send_back_by": plan.send_back_by,
        "customer_pays_return": plan.customer_pays_return, "articles": list(first.articles),
        "items": [line.sale.name for line in answer.lines],
    }  # fmt: skip
    if plan.remedy in MONEY_REMEDIES:
        words |= {"amount_minor": plan.amount.minor, "currency": plan.amount.currency}
    if plan.remedy in MONEY_REMEDIES and plan.moves:
        words |= {"tender": plan.moves[0].tender, "means_last4": plan.moves[0].last4}
    if ra_number:
        words["ra_number"] = ra_number
    if plan.trigger is not Trigger.REQUEST:
        words["if_posted_by"] = plan.if_posted_by
    return {name: value for name, value in words.items() if value not in (None, "")}


def choice_words(*, actor: Actor, case_id: int, remedy: Remedy, motive: str = "") -> dict[str, object]:
    """Who chose the remedy that `actor` grants: the customer, who wanted it or said so, or else the agent.

    Raises NotFound.
    """
    signed: dict[str, object] = {"agent_name": actor.name} if actor.kind is ActorKind.MEMBER else {}
    wanted = {line.wanted for line in case_lines(actor=actor, case_id=case_id)}
    if wanted == {remedy}:
        return {"chosen_by": "customer", **signed}
    return {"chosen_by": "told" if motive == CUSTOMER_ASKED else "agent", **signed}


def decision_letters(
    *, actor: Actor, case_id: int, offers: Offers, now: datetime
) -> Mapping[Remedy, tuple[str, str]]:
    """Subject and text of the message each plan would send. Raises NotFound, NotAllowed."""
    return {
        plan.remedy: preview_step(
            actor=actor,
            case_id=case_id,
            step=Step.DECISION,
            words=decision_words(offers.answer, plan)
            | choice_words(actor=actor, case_id=case_id, remedy=plan.remedy),
            now=now,
        )
        for plan in offers.plans
    }
