"""What is checked of a choice before it is agreed: offered or let, as it was shown, not less than is owed."""

from datetime import datetime

from savoir.cases import operations as case_operations
from savoir.cases.queries import case_by_id
from savoir.cases.states import DELIVERABLE, Remedy
from savoir.cases.values import CaseAnswer
from savoir.kernel.access import Actor, ActorKind
from savoir.kernel.errors import Conflict, MotiveMissing, NotAllowed
from savoir.resolutions.queries.leeway import beyond_rule
from savoir.resolutions.queries.plans import preview_plan, shortfall
from savoir.resolutions.values import BeyondRule, Plan

MOVED_IN = "moved_in"  # the motive of what another system had granted before the case came here


class OfferMoved(Conflict):
    """The plan is no longer the one that was shown: amounts, dates or rights changed. Show it again."""


class RemedyNotOffered(NotAllowed):
    """The answer does not grant this remedy to this actor."""


class ApprovalNeeded(Conflict):
    """A remedy beyond the rule that the table of leeway lets the actor not give alone: `approver` names the
    role that may, `amount` how much goes beyond.
    """


class NobodyGrants(NotAllowed):
    """More than law and policy give, and the table of leeway lets neither the actor nor a role above him."""


class NotTheApprover(NotAllowed):
    """The table of leeway names another role for this sum; `approver` stands in the facts."""


def checked_plan(
    actor: Actor, case_id: int, answer: CaseAnswer, chosen: tuple[Remedy, str, str], now: datetime
) -> Plan:
    """The plan of a remedy, with the digest and the motive it comes with, on a locked case that nobody has
    decided. Raises what `accept_offer` raises of these.
    """
    remedy, plan_digest, motive = chosen
    _check_choice(actor, answer.remedies, remedy, motive)
    plan = preview_plan(actor=actor, answer=answer, remedy=remedy, now=now)
    case_operations.require_undecided(actor=actor, case_id=case_id)
    if plan.digest != plan_digest:
        raise OfferMoved("plan", case=case_by_id(actor=actor, case_id=case_id).reference)
    _check_sum(actor, answer, plan, motive)
    return plan


def beyond_of_choice(
    actor: Actor, case_id: int, answer: CaseAnswer, plan: Plan, now: datetime
) -> BeyondRule | None:
    """How far a plan goes beyond the rule; None for what is offered, and for what a job of ours carries over
    from another system, which somebody granted there.
    """
    if plan.remedy in answer.remedies or actor.kind is ActorKind.SYSTEM:
        return None
    case = case_by_id(actor=actor, case_id=case_id)
    return beyond_rule(actor=actor, case=case, answer=answer, plans=(plan,), now=now)[plan.remedy]


def require_leeway(beyond: BeyondRule) -> None:
    """Raise ApprovalNeeded or NobodyGrants unless the actor may give it alone."""
    leeway, amount = beyond.leeway, beyond.amount
    if leeway.alone:
        return
    if not leeway.approver:
        raise NobodyGrants("remedy", amount=amount)
    raise ApprovalNeeded("remedy", approver=leeway.approver, amount=amount, before=beyond.before)


def _check_choice(actor: Actor, offered: tuple[Remedy, ...], remedy: Remedy, motive: str) -> None:
    if remedy in offered:
        return
    honors = actor.kind is ActorKind.SYSTEM and motive == MOVED_IN
    differs = actor.decides and actor.kind is not ActorKind.SYSTEM
    if not (honors or differs) or remedy not in DELIVERABLE:
        raise RemedyNotOffered("remedy", remedy=remedy.value)
    if not motive:
        raise MotiveMissing("motive", code="required")


def _check_sum(actor: Actor, answer: CaseAnswer, plan: Plan, motive: str) -> None:
    short = shortfall(actor=actor, answer=answer, plan=plan)
    if short is not None and motive != MOVED_IN:  # what moves in waits for a person anyway
        raise case_operations.BelowTheLaw.of(short, "plan")
