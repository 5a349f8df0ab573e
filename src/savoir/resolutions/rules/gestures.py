"""What a gesture is worth, and how much may go back beside what is owed; no database, no clock."""

from collections.abc import Mapping, Sequence
from typing import Any

from savoir.cases.values import CaseAnswer
from savoir.kernel.values.money import Money, total
from savoir.law import values as law
from savoir.orders.values import SaleLine
from savoir.policies.facts import Point, PolicyFacts
from savoir.policies.tables import ALL_BASIS_POINTS, Compiled, decide
from savoir.resolutions.rules.leeway import fired_row
from savoir.resolutions.rules.plans import MoneyBefore, PaidBy
from savoir.resolutions.states import GestureKind
from savoir.resolutions.values import MONEY_REMEDIES, GestureAnswer

_OF_MONEY = frozenset({law.Remedy.REFUND})


def worth(outputs: Mapping[str, Any], price: Money) -> Money:
    """The sum of a gesture: its amount and its share of the price together, never more than the price.

    A share is cut up to the next minor unit: the customer's favor. Nothing for `none` and `free_return`.
    """
    if outputs["gesture"] in (GestureKind.NONE.value, GestureKind.FREE_RETURN.value):
        return Money.zero(price.currency)
    share = -(-price.minor * int(outputs["gesture_share"]) // ALL_BASIS_POINTS)
    return min(Money(int(outputs["gesture_amount"]) + share, price.currency), price)


def answer_of(compiled: Compiled, facts: PolicyFacts, severity: str, price: Money) -> GestureAnswer:
    """What the table of gestures says for one severity; none where it is silent or contradicts itself."""
    verdict = decide(compiled, Point.GESTURE, PolicyFacts.told({**facts, "severity": severity}))
    return GestureAnswer(
        severity,
        GestureKind(str(verdict.outputs["gesture"])),
        worth(verdict.outputs, price),
        fired_row(verdict),
    )


def is_own(proposed: GestureAnswer, kind: GestureKind, amount: Money, given: Money) -> bool:
    """Whether the policy itself gives as much, earlier gestures of the order counted in."""
    return kind is proposed.kind and given + amount <= proposed.amount


def price_of(answer: CaseAnswer) -> Money:
    """What was paid for the units of a case."""
    first = answer.lines[0].sale
    return total([line.sale.paid_for(line.asked.quantity, before=0) for line in answer.lines], first.currency)


def may_be_owed(answer: CaseAnswer) -> bool:
    """Whether the law or the policy may still give the price back for a line of an undecided case."""
    by_law = (line.rights.of(law.Basis(line.basis)).remedies for line in answer.lines)
    return any(one in MONEY_REMEDIES for one in answer.remedies) or any(
        remedy in _OF_MONEY for remedies in by_law for remedy in remedies
    )


def room_for(
    answer: CaseAnswer, *, paid: Sequence[PaidBy], before: MoneyBefore, given: Money, owed: Money
) -> Money:
    """The most that a gesture may send back: what the shop still holds of the price of the case's units, less
    earlier gestures of the order, and never a part of what is or may be owed.
    """
    currency = given.currency
    lines = {line.sale.line_id: line.sale for line in answer.lines}
    held = min(price_of(answer), total([_held(sale, before) for sale in lines.values()], currency))
    refundable = total([one.refundable for one in paid], currency)
    most = min(held - given - owed, refundable - owed)
    return max(most, Money.zero(currency))


def _held(sale: SaleLine, before: MoneyBefore) -> Money:
    """What the shop still holds of a sold line's price: units whose money did not go back."""
    gone = min(before.units.get(sale.line_id, 0), sale.quantity)
    left = sale.paid_for(sale.quantity - gone, before=gone) if gone < sale.quantity else None
    if left is None:
        return Money.zero(sale.currency)
    back = 0 if gone else before.returned.get(sale.line_id, 0)
    return Money(max(left.minor - back, 0), sale.currency)


def wished(
    kind: GestureKind | None, amount: Money | None, proposed: GestureAnswer
) -> tuple[GestureKind, Money]:
    """What somebody wants to grant: the policy's answer unless he says otherwise; another sum is money of the
    price unless he names another kind.
    """
    if kind is None:
        kind = proposed.kind if amount is None else GestureKind.PRICE_REDUCTION
    return kind, proposed.amount if amount is None else amount
