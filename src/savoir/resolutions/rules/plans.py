"""Plans and dates of money; no database, no clock."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from savoir.cases.states import Remedy
from savoir.cases.values import CaseAnswer, LineAnswer
from savoir.kernel.values.answers import YES
from savoir.kernel.values.money import Money, total
from savoir.law.covers import money_article
from savoir.law.floor import Moved
from savoir.law.refunds import withdrawal_refund
from savoir.law.values import Basis, Component, Right
from savoir.policies.tables import ALL_BASIS_POINTS
from savoir.resolutions.rules.dates import event_on, legal_refund_date, settle_by
from savoir.resolutions.states import Trigger
from savoir.resolutions.values import MONEY_REMEDIES, MoneyMove, Plan, PlanPart

POSTING_GRACE = timedelta(days=4)
GOODS_WITHIN = timedelta(days=30)
_SAME_MONEY = {Remedy.RETURNLESS_REFUND: Remedy.REFUND}


@dataclass(frozen=True, slots=True)
class PaidBy:
    """A payment that can still take money back."""

    payment_id: int
    tender: str
    last4: str
    refundable: Money


@dataclass(frozen=True, slots=True)
class MoneyBefore:
    """What earlier refunds of the order took: units per line, and whether delivery went back.

    `returned`: minor units that another system gave back for a line before its first unit was promised here.
    """

    units: dict[int, int]
    delivery_back: bool
    returned: Mapping[int, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class TriggerRule:
    """What the table of the refund trigger said; `is_told`: a row of the brand's said it, not we."""

    trigger: Trigger
    promised_days: int
    is_told: bool = True


def plan_remedy(
    answer: CaseAnswer, remedy: Remedy, *, paid: Sequence[PaidBy], before: MoneyBefore, rule: TriggerRule,
    today: date, goods_within: int | None = None,
) -> Plan:  # fmt: skip
    """What `remedy` gives for the answered lines, told `today`: the local day, which no promise precedes.

    Money goes back to the payments it came from, in their order, never more than each can take; what does not
    fit is left out of `moves`, and `amount` says what fits. Withdrawal sums: L221-24. `goods_within`: days in
    which the brand's table brings a new or mended thing; the law's day holds when it is sooner.
    """
    first = answer.lines[0]
    goods = tuple(_part(line, remedy, before) for line in answer.lines)
    back, kept = _delivery(answer, remedy, before)
    moves = spread(total([part.amount for part in goods], first.sale.currency) + back, paid)
    return Plan(
        remedy=remedy, parts=goods, delivery_back=back, delivery_kept=kept, moves=moves,
        amount=total([move.amount for move in moves], first.sale.currency),
        answer_digest=answer.digest, **_way_back(answer, remedy, rule, today, goods_within),
    )  # fmt: skip


def _way_back(
    answer: CaseAnswer, remedy: Remedy, rule: TriggerRule, today: date, goods_within: int | None
) -> dict[str, Any]:
    """How the thing travels, and the dates that hang on it.

    What we promise counts from the day it is told: a case may have waited. What the law wants counts from the
    request and is not moved; where it owes no line anything, it wants nothing by any day.
    """
    first, owed = answer.lines[0], next((line for line in answer.lines if line.owed_on), None)
    needs_return = _needs_return(first, remedy)
    trigger, told_on = rule.trigger if needs_return else Trigger.REQUEST, max(first.counted_from, today)
    posted_by = told_on + POSTING_GRACE if needs_return else None
    legal = legal_refund_date(
        owed.owed_on, owed.counted_from, received_on=None, posted_on=posted_by or owed.counted_from
    ) if owed else None  # fmt: skip
    starts_on = event_on(trigger, posted_by or told_on)
    is_money = remedy in MONEY_REMEDIES
    goods_due = None if is_money else _goods_due(first, goods_within, told_on)
    return {
        "trigger": trigger, "promised_days": rule.promised_days, "if_posted_by": posted_by,
        "promised_on": goods_due or settle_by(starts_on, rule.promised_days, legal, told_on=told_on),
        "remedy_due_on": goods_due, "legal_latest_on": legal,
        "law_over_on": _law_over(owed, remedy, legal if is_money else first.remedy_due_on, today),
        "law_moves": _moved(owed, remedy, rule, starts_on, legal, today) if owed and is_money else (),
        "return_needed": needs_return,
        "return_method": first.return_method if needs_return else "no_return",
        "customer_pays_return": first.customer_pays_return and needs_return,
        "send_back_by": max(first.send_back_by, posted_by) if first.send_back_by and posted_by else None,
    }  # fmt: skip


def _part(line: LineAnswer, remedy: Remedy, before: MoneyBefore) -> PlanPart:
    quantity = line.asked.quantity
    amount, fee = Money.zero(line.sale.currency), 0
    if remedy in MONEY_REMEDIES:
        taken = min(before.units.get(line.sale.line_id, 0), line.sale.quantity - quantity)
        returned = 0 if taken > 0 else before.returned.get(line.sale.line_id, 0)
        whole = line.sale.paid_for(quantity, before=max(taken, 0))
        owed = max(whole.minor - returned, 0)
        fee = _fee(line, remedy, owed)
        amount = Money(owed - fee, whole.currency)
    return PlanPart(
        order_line_id=line.sale.line_id, quantity=quantity, amount=amount, fee=fee, owed_on=line.owed_on
    )


def _fee(line: LineAnswer, remedy: Remedy, owed: int) -> int:
    """What the brand keeps of minor units that only its own kindness gives back; a share is cut to the cent
    in the customer's favor.
    """
    if remedy not in line.beyond_law:
        return 0
    return min(owed, owed * line.fee_share // ALL_BASIS_POINTS + line.fee_amount)


def _delivery(answer: CaseAnswer, remedy: Remedy, before: MoneyBefore) -> tuple[Money, Money]:
    """Delivery that goes back and that is kept: with the last unit of the order, at the standard price."""
    sale = answer.lines[0].sale
    none = Money.zero(sale.currency)
    units = sum(line.asked.quantity for line in answer.lines) + sum(before.units.values())
    if remedy not in MONEY_REMEDIES or before.delivery_back or units < sale.order_quantity_total:
        return none, none
    standard = sale.delivery_paid if sale.delivery_standard is None else sale.delivery_standard
    whole = withdrawal_refund(none, sale.delivery_paid, standard)
    return whole.refund, whole.kept


def spread(amount: Money, paid: Sequence[PaidBy]) -> tuple[MoneyMove, ...]:
    """Share a sum over payments in their order, never more than each can take; what does not fit is left."""
    moves, left = [], amount
    for payment in paid:
        part = min(left, payment.refundable)
        if part.minor > 0:
            moves.append(MoneyMove(payment.payment_id, payment.tender, payment.last4, part))
            left = left - part
    return tuple(moves)


def _needs_return(line: LineAnswer, remedy: Remedy) -> bool:
    if remedy is Remedy.RETURNLESS_REFUND or (line.keep_item and remedy in MONEY_REMEDIES):
        return False
    is_there = line.sale.is_thing and line.sale.line_delivered_at is not None
    return is_there and line.return_method != "no_return"


def _moved(
    line: LineAnswer, remedy: Remedy, rule: TriggerRule, starts_on: date, legal: date | None, today: date
) -> tuple[Moved, ...]:
    """Where the table would let money that the law may owe leave after its last day, while that is ahead."""
    told = starts_on + timedelta(days=rule.promised_days)
    if legal is None or not _gives(line.rights.of(Basis(line.owed_on)), remedy):
        return ()
    if not rule.is_told or not today <= legal < told:
        return ()
    article = money_article(Basis(line.owed_on))
    return (Moved(Component.REFUND_DATE, article, told.isoformat(), legal.isoformat()),)


def _law_over(line: LineAnswer | None, remedy: Remedy, last_day: date | None, today: date) -> date | None:
    """The law's last day for what it owes, when that day has passed; what is beyond the law has none."""
    if line is None:
        return None
    right = line.rights.of(Basis(line.owed_on))
    is_over = last_day is not None and last_day < today
    return last_day if is_over and right.answer is YES and _gives(right, remedy) else None


def _gives(right: Right, remedy: Remedy) -> bool:
    """Whether a right, if it holds, gives the remedy; one that does not hold gives none."""
    return _SAME_MONEY.get(remedy, remedy).value in [one.value for one in right.remedies]


def _goods_due(line: LineAnswer, within: int | None, told_on: date) -> date:
    """The last day for a new or mended thing: the law's for a defect, 30 days (L216-1) for an exchange, or
    the brand's own when that is sooner; never before the day it is told.
    """
    latest = line.remedy_due_on or told_on + GOODS_WITHIN
    return max(latest if within is None else min(latest, told_on + timedelta(days=within)), told_on)


@dataclass(frozen=True, slots=True)
class Promised:
    """A refund of ours beside money that its payment gave back elsewhere; `line_id` is the line sold."""

    id: int
    amount: Money
    asked_at: datetime
    line_id: int | None
    is_settled: bool


@dataclass(frozen=True, slots=True)
class Returned:
    """Money that went back elsewhere: for which line, if its teller knows, and whose refund it was."""

    id: int
    amount: Money
    seen_at: datetime
    line_id: int | None
    refund_id: int | None


def may_be(promised: Promised, returned: Returned) -> bool:
    """Whether money went back for this promise: not before it, for no other line, no other's."""
    is_free = returned.refund_id in (None, promised.id)
    return is_free and returned.seen_at >= promised.asked_at and returned.line_id in (None, promised.line_id)


def same_money(promised: Promised, returned: Sequence[Returned]) -> list[Returned]:
    """What may be this promise to the cent; those that name its line, when some do."""
    same = [one for one in returned if one.amount == promised.amount and may_be(promised, one)]
    return [one for one in same if one.line_id is not None] or same


def paired(promises: Sequence[Promised], returned: Sequence[Returned]) -> dict[int, int]:
    """Promises that are kept elsewhere beyond doubt: as many same sums as promises. Ids of both."""
    same = {one.id: [row.id for row in same_money(one, returned)] for one in promises}
    pairs = dict[int, int]()
    for promise_id, mine in same.items():
        rivals = [other for other, theirs in same.items() if set(mine) & set(theirs)]
        if mine and len(rivals) == len(mine) and all(same[other] == mine for other in rivals):
            pairs[promise_id] = mine[rivals.index(promise_id)]
    return pairs


def shared_out(promises: Sequence[Promised], returned: Sequence[Returned]) -> dict[int, list[Returned]]:
    """Each sum that went back beside one promise at most: the one it was said to be, else of its very amount,
    else the first with nothing yet.
    """
    beside: dict[int, list[Returned]] = {one.id: [] for one in promises}
    pairs = {row: promise for promise, row in paired(promises, returned).items()}
    for row in sorted(returned, key=lambda one: (one.refund_id is None, one.id not in pairs, one.id)):
        may = [one for one in promises if may_be(one, row)]
        may.sort(
            key=lambda one: (one.id != pairs.get(row.id), bool(beside[one.id]), one.amount != row.amount)
        )
        for one in may[:1]:
            beside[one.id].append(row)
    return beside
