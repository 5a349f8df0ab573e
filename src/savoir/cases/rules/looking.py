"""Whether a person looks before an answer leaves, and by when: the point RISK_LOOK, beside the one answer.

It is asked when the answer stands, and adds nothing to it but a person and a day: remedies, rights, days and
money are those of the answer without it.
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import cast

from savoir.cases.values import FiredRow, LineAnswer, Look
from savoir.kernel.values.days import days
from savoir.law.readings import numbers_of
from savoir.orders.values import Stood
from savoir.policies.facts import FACTS, About, Point, PolicyFacts, Value
from savoir.policies.tables import Compiled, Verdict, decide

LOOK = "look"
_CUSTOMER = frozenset(name for name, spec in FACTS.items() if spec.about is About.CUSTOMER)
_ASKING = (Point.RISK_LOOK, Point.ROUTING)
_NOBODY: Mapping[str, int] = {}


def looked(answer: LineAnswer, compiled: Compiled, standing: Mapping[str, int] = _NOBODY) -> LineAnswer:
    """The answer as the point RISK_LOOK leaves it: the same, and a person first where a row wants one.

    `standing`: facts about the customer (`standing_facts`). Rows at odds want a person too.
    """
    verdict = _asked(answer, compiled, standing)
    if verdict is None:
        return replace(answer, standing=standing) if standing else answer
    by = day_of_look(answer, int(verdict.outputs["look_within_days"]))
    return with_look(answer, Look(by, None if verdict.contradicts else fired_row(verdict)), standing)


def with_look(answer: LineAnswer, look: Look | None, standing: Mapping[str, int]) -> LineAnswer:
    """The answer with a look that was settled before; another reason for a person weighs more."""
    why = answer.why_person or (LOOK if look else "")
    return replace(answer, look=look, why_person=why, standing=standing)


def _asked(answer: LineAnswer, compiled: Compiled, standing: Mapping[str, int]) -> Verdict | None:
    if not compiled.tables[Point.RISK_LOOK]:
        return None
    facts: dict[str, Value | None] = {**cast(Mapping[str, Value], answer.facts), **standing}
    verdict = decide(compiled, Point.RISK_LOOK, PolicyFacts.told(facts))
    return verdict if verdict.contradicts or verdict.outputs[LOOK] else None


def day_of_look(answer: LineAnswer, within: int) -> date:
    """The last day for the look: `within` days after the request, always before the law's own day."""
    return last_day_for(answer.asked_on, within, legal_day(answer))


def last_day_for(since: date, within: int, legal: date) -> date:
    """`within` days after `since`, and before the law's own day; `since` itself when that has come."""
    return max(min(days(since, within), days(legal, -1)), since)


def legal_day(answer: LineAnswer) -> date:
    """The first day on which the law may want something done: money back, or the thing mended."""
    refund = numbers_of(answer.rights.facts, answer.rights.today)["refund_days"]
    money = days(answer.counted_from, refund)
    return money if answer.remedy_due_on is None else min(money, answer.remedy_due_on)


def fired_row(verdict: Verdict) -> FiredRow | None:
    """The first row that speaks, as people read it; None for silence."""
    return FiredRow.of(verdict.hits[0]) if verdict.hits else None


def reads_customer(compiled: Compiled) -> bool:
    """Whether who takes a case, or who looks at it, is asked of what is known about the customer."""
    return not _CUSTOMER.isdisjoint(compiled.read_at(_ASKING))


def standing_facts(stood: Stood) -> Mapping[str, int]:
    """What is known about the customer, by names of the registry."""
    return {
        "customer_orders": stood.orders, "customer_cases": stood.cases, "customer_refunds": stood.refunds,
        "customer_refunded": stood.refunded_minor, "customer_rejected": stood.rejected,
        "customer_value": stood.bought_minor,
    }  # fmt: skip
