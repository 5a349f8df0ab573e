"""Who grants what the policy does not give by itself, and how far beyond it goes; no database, no clock."""

from collections.abc import Sequence

from savoir.cases.values import CaseAnswer, FiredRow
from savoir.kernel.values.money import Money, total
from savoir.policies.facts import Point, PolicyFacts
from savoir.policies.tables import Compiled, Verdict, decide
from savoir.resolutions.values import MONEY_REMEDIES, Leeway, Plan

_ALONE = Leeway(is_own=False, alone=True)
_OWN = Leeway(is_own=True, alone=True)
# Of two roles that are named for one answer, the later one answers for both.
_UPWARDS = ("warehouse", "store", "agent", "senior", "supervisor", "finance", "admin")


def leeway_of(compiled: Compiled, facts: PolicyFacts, role: str | None, amount: Money) -> Leeway:
    """Who grants `amount` beyond the law, as the table of leeway says for a role (None: a job of ours).

    Without a table, or where its rows contradict each other, nobody does: what the policy answers by itself
    is all there is.
    """
    told = PolicyFacts.told({**facts, "role": role, "amount": amount.minor, "beyond_law": True})
    verdict = decide(compiled, Point.LEEWAY, told)
    if verdict.contradicts:
        return Leeway(is_own=False, alone=False, row=fired_row(verdict))
    alone = bool(verdict.outputs["alone"])
    approver = "" if alone else str(verdict.outputs["approver"] or "")
    return Leeway(is_own=False, alone=alone, approver=approver, row=fired_row(verdict))


def leeway_of_remedy(
    given: Sequence[bool], asked: Sequence[tuple[Compiled | None, PolicyFacts]], role: str | None,
    amount: Money,
) -> Leeway:  # fmt: skip
    """Who may give a remedy: nobody is asked for leave where law or policy gives it on every line (`given`).

    Each other line asks the table of its version (`asked`, in their order) for the whole `amount`; a version
    without one leaves it to whoever answers. What one line lets nobody grant, nobody grants; of two roles
    that are named, the higher one answers.
    """
    if all(given):
        return _OWN
    found = [
        leeway_of(compiled, facts, role, amount) if compiled and compiled.tables[Point.LEEWAY] else _ALONE
        for compiled, facts in asked
    ]
    return min(found, key=_strictness)


def _strictness(leeway: Leeway) -> tuple[bool, int]:
    if leeway.alone or not leeway.approver:
        return leeway.alone, -len(_UPWARDS)
    return False, -_UPWARDS.index(leeway.approver)


def beyond_of(answer: CaseAnswer, plan: Plan, given: Sequence[bool]) -> Money:
    """What of a plan neither law nor policy gives: the money of those lines with the delivery that they bring
    back, at most all that goes back; of a new or mended thing the price of the units.
    """
    lines = [index for index, is_given in enumerate(given) if not is_given]
    currency = plan.amount.currency
    if not lines:
        return Money.zero(currency)
    if plan.remedy not in MONEY_REMEDIES:
        sales = [answer.lines[index] for index in lines]
        return total([line.sale.paid_for(line.asked.quantity, before=0) for line in sales], currency)
    sums = total([plan.parts[index].amount for index in lines], currency) + plan.delivery_back
    return min(sums, plan.amount)


def fired_row(verdict: Verdict) -> FiredRow | None:
    """The first row that spoke, None when none did."""
    return FiredRow.of(verdict.hits[0]) if verdict.hits else None
