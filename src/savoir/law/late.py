"""What a late refund costs the seller: interest and surcharges by the day (L242-4, L241-4, L241-6)."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from savoir.kernel.values.days import days, months
from savoir.kernel.values.money import Money, percent
from savoir.law.parameters import Scale, rate, scale

_YEAR = 365
_WHOLE = 10_000  # hundredths of a percent


class Late(StrEnum):
    """Which refund is late; each has a scale of its own."""

    WITHDRAWAL = "late_withdrawal_refund"
    DELIVERY = "late_delivery_refund"
    POSTAGE = "late_postage_refund"
    CONFORMITY = "late_conformity_refund"


class Tier(StrEnum):
    """How the surcharge of a day is reckoned."""

    IN_TIME = "in_time"
    LEGAL_INTEREST = "legal_interest"
    SHARE = "share"
    CAPPED = "capped"  # the price is doubled; interest runs on


@dataclass(frozen=True, slots=True)
class Surcharge:
    """What is owed on top of a refund on one day.

    `surcharge` is certain, `at_most` what the other reading of unsettled words would give: an overlapping day
    counted with the higher step, a month begun as a month, interest flat instead of by the day.
    `basis_points`: the share of the sum, 0 for interest alone; `interest_basis_points`: the yearly rate.
    """

    days_late: int
    tier: Tier
    basis_points: int
    interest_basis_points: int
    surcharge: Money
    at_most: Money
    article: str


def surcharge(due: Money, due_on: date, paid_on: date, kind: Late, *, contract_on: date) -> Surcharge:
    """The surcharge on `due`, owed since the end of `due_on`, when it is paid on `paid_on` (or were today).

    The scale is that in force for the contract's day. Paid in time: nothing, tier `in_time`.
    """
    rule, late = scale(kind, contract_on), max((paid_on - due_on).days, 0)
    yearly = rate("legal_interest", paid_on)
    if late == 0:
        zero = Money.zero(due.currency)
        return Surcharge(0, Tier.IN_TIME, 0, yearly, zero, zero, rule.article)
    share = _share(rule, due_on, paid_on, is_certain=True)
    tier = Tier.LEGAL_INTEREST if share == 0 else Tier.CAPPED if share == rule.most else Tier.SHARE
    certain, possible = (
        _amount(rule, due, due_on, paid_on, is_certain=is_certain) for is_certain in (True, False)
    )
    return Surcharge(late, tier, share, yearly, certain, max(certain, possible), rule.article)


def outlook(
    due: Money, due_on: date, until: date, kind: Late, *, contract_on: date
) -> tuple[tuple[date, Surcharge], ...]:
    """The days on which the certain share rises, from the first day late to `until`, each with its surcharge.

    Interest grows every day and moves no step; a scale without an end stops at its last step.
    """
    steps: list[tuple[date, Surcharge]] = []
    day = due_on + timedelta(days=1)
    while day <= until:
        found = surcharge(due, due_on, day, kind, contract_on=contract_on)
        if not steps or (found.tier, found.basis_points) != (steps[-1][1].tier, steps[-1][1].basis_points):
            steps.append((day, found))
        day += timedelta(days=1)
    return tuple(steps)


def _share(rule: Scale, due_on: date, on: date, *, is_certain: bool) -> int:
    """The step of a day, in hundredths of a percent; above the last one the months after it add theirs."""
    late = (on - due_on).days
    find = bisect_left if is_certain else bisect_right
    step = find(rule.up_to, late)
    if step < len(rule.basis_points):
        return rule.basis_points[step]
    last = days(due_on, rule.up_to[-1])
    passed = sum(1 for _ in _months_passed(last, on))
    begun = passed if is_certain else passed + 1
    return min(rule.basis_points[-1] + rule.monthly * begun, rule.most)


def _months_passed(start: date, on: date) -> Iterator[date]:
    """Ends of the whole months between two days."""
    count = 1
    while (end := months(start, count)) <= on:
        yield end
        count += 1


def _amount(rule: Scale, due: Money, due_on: date, on: date, *, is_certain: bool) -> Money:
    share = _share(rule, due_on, on, is_certain=is_certain)
    if share == 0:
        return _interest(due, due_on, on) if is_certain else percent(due, rate("legal_interest", on))
    if share < rule.most or rule.monthly == 0:
        return percent(due, share)
    return percent(due, share) + _interest(due, _capped_on(rule, due_on), on)


def _capped_on(rule: Scale, due_on: date) -> date:
    """The day on which the months have doubled the price; interest runs from it."""
    count = -(-(rule.most - rule.basis_points[-1]) // rule.monthly)
    return months(days(due_on, rule.up_to[-1]), count)


def _interest(due: Money, since: date, on: date) -> Money:
    """Simple interest by the day, each day at its half-year's rate; rounded once, half up."""
    points = sum(rate("legal_interest", since + timedelta(days=n)) for n in range(1, (on - since).days + 1))
    product = due.minor * points
    return Money((2 * product + _WHOLE * _YEAR) // (2 * _WHOLE * _YEAR), due.currency)
