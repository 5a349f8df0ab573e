"""Who may give a remedy that neither law nor policy gives, by the table of leeway of its version."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

from savoir.cases.queries import given_on_lines
from savoir.cases.states import Remedy
from savoir.cases.values import CaseAnswer, CaseCard, LineAnswer
from savoir.kernel.access import Actor, system_actor
from savoir.kernel.prepared import prepared
from savoir.kernel.values.days import local_day
from savoir.kernel.values.money import Money
from savoir.logistics.queries import inspections_of_case
from savoir.orders.queries import payments, stood
from savoir.organizations.queries import brand_card
from savoir.policies.facts import Point, PolicyFacts
from savoir.policies.queries import version_card
from savoir.policies.tables import Compiled
from savoir.resolutions.models import Gesture, Resolution
from savoir.resolutions.rules import beyond_of, leeway_of_remedy
from savoir.resolutions.states import GestureState, ResolutionState
from savoir.resolutions.values import BeyondRule, Plan

_OF_HISTORY = {
    "customer_orders": "orders", "customer_cases": "cases", "customer_refunds": "refunds",
    "customer_refunded": "refunded_minor", "customer_rejected": "rejected", "customer_value": "bought_minor",
}  # fmt: skip
_OF_THING = frozenset({"finding", "grade"})
_STANDING = (ResolutionState.AGREED.value, ResolutionState.DONE.value)
_GESTURES = prepared(
    lambda order_id: Gesture.objects.filter(
        case__order_id=order_id, state=GestureState.GRANTED.value
    ).values_list("amount_minor", flat=True)
)
_REMEDIES = prepared(
    lambda order_id: Resolution.objects.filter(
        case__order_id=order_id, state__in=_STANDING, plan__beyond__minor__gt=0
    ).values_list("plan__beyond__minor", flat=True)
)


def beyond_rule(
    *, actor: Actor, case: CaseCard, answer: CaseAnswer, plans: Sequence[Plan], now: datetime
) -> Mapping[Remedy, BeyondRule]:
    """For each plan, how far it goes beyond what law and policy give, and who may let it as of `now`.

    What was granted beyond on the order already counts with it. Asks nothing more for what is given anyway.
    """
    zone, currency = brand_card(actor=actor, brand_id=case.brand_id).zone, case.value.currency
    today = local_day(now, zone)
    given = {plan.remedy: given_on_lines(answer, plan.remedy, today=today) for plan in plans}
    asked = {
        plan.remedy: [
            _asked(actor, case, line, plan, now)
            for line, is_given in zip(answer.lines, given[plan.remedy], strict=True) if not is_given
        ]
        for plan in plans
    }  # fmt: skip
    is_any = any(compiled is not None for lines in asked.values() for compiled, _facts in lines)
    before = _before(case.order_id or 0, currency) if is_any else Money.zero(currency)
    found = dict[Remedy, BeyondRule]()
    for plan in plans:
        amount = beyond_of(answer, plan, given[plan.remedy])
        leeway = leeway_of_remedy(given[plan.remedy], asked[plan.remedy], role_of(actor), before + amount)
        found[plan.remedy] = BeyondRule(leeway, amount, before)
    return found


def _before(order_id: int, currency: str) -> Money:
    return granted_gestures(order_id, currency) + granted_remedies(order_id, currency)


def _asked(
    actor: Actor, case: CaseCard, line: LineAnswer, plan: Plan, now: datetime
) -> tuple[Compiled | None, PolicyFacts]:
    """The tables of a line and what they may read of it; no facts where the version has no leeway."""
    if line.version_id is None:
        return None, PolicyFacts.of()
    compiled = version_card(actor=system_actor(actor.org_id), version_id=line.version_id).compiled
    if not compiled.tables[Point.LEEWAY]:
        return None, PolicyFacts.of()
    read = frozenset(compiled.read_at((Point.LEEWAY,)))
    facts = {**line.facts, "remedy": plan.remedy.value, "return_method": plan.return_method}
    if "payment_tender" in read:
        paid = payments(actor=system_actor(actor.org_id), order_id=line.sale.order_id)
        facts["payment_tender"] = paid[0].tender if paid else None
    return compiled, known_of_case(actor, case, line.sale.currency, facts, read=read, now=now)


def known_of_case(
    actor: Actor, case: CaseCard, currency: str, facts: Mapping[str, Any], *, read: Collection[str],
    now: datetime,
) -> PolicyFacts:  # fmt: skip
    """`facts` with what was found at the dock, and how much the customer bought and claimed: each only where
    a column `read`s it.
    """
    known, system = dict(facts), system_actor(actor.org_id)
    if case.customer_id is not None and _OF_HISTORY.keys() & read:
        found = stood(actor=system, customer_id=case.customer_id, currency=currency, now=now)
        known |= {name: getattr(found, of) for name, of in _OF_HISTORY.items()}
    if _OF_THING & frozenset(read) and (seen := inspections_of_case(actor=system, case_id=case.id)):
        known |= {"finding": seen[-1].finding.value, "grade": seen[-1].grade.value}
    return PolicyFacts.of(**known)


def role_of(actor: Actor) -> str | None:
    """The role that a table of leeway reads; None for a program and a job of ours."""
    return actor.role.value if actor.role is not None else None


def granted_gestures(order_id: int, currency: str) -> Money:
    """Gestures granted so far on an order."""
    return Money(sum(_GESTURES.rows(order_id=order_id)), currency)


def granted_remedies(order_id: int, currency: str) -> Money:
    """What remedies agreed on an order gave beyond the rule; one that was taken back counts no more."""
    return Money(sum(int(minor) for minor in _REMEDIES.rows(order_id=order_id)), currency)
