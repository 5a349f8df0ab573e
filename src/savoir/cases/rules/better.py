"""Two versions of a policy on one line: the customer's purchase brought one, today's may be kinder."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

from savoir.cases.rules.answering import PolicyInForce, answer_line
from savoir.cases.values import AskedLine, LineAnswer
from savoir.orders.values import SaleLine


def promises_the_better(bought: PolicyInForce | None, today: PolicyInForce | None) -> bool:
    """Whether one of two different versions says that the customer gets the better of both."""
    if bought is None or today is None or bought.digest == today.digest:
        return False
    return any(one.compiled.document.better_of_today for one in (bought, today))


def better_answer(
    sale: SaleLine, asked: AskedLine, declared: Mapping[str, object],
    policies: tuple[PolicyInForce | None, PolicyInForce | None], *, asked_on: date, zone: str,
) -> LineAnswer:  # fmt: skip
    """The answer of the version of the purchase; of today's where a version promises the better and it is.

    `policies`: of the day of the contract, and of the day of the request; None = none. An answer that gives
    more here and less there is no better one: what the purchase brought holds.
    """
    bought, today = policies
    made = answer_line(sale, asked, declared, bought, asked_on=asked_on, zone=zone)
    if not promises_the_better(bought, today):
        return made
    other = answer_line(sale, asked, declared, today, asked_on=asked_on, zone=zone)
    return replace(other, is_of_today=True) if is_better(other, made) else made


def is_better(one: LineAnswer, other: LineAnswer) -> bool:
    """Whether an answer gives the customer more somewhere and less nowhere."""
    if not set(one.remedies) >= set(other.remedies):
        return False
    here, there = _worth(one), _worth(other)
    if any(mine < theirs for mine, theirs in zip(here, there, strict=True)):
        return False
    return here != there or set(one.remedies) != set(other.remedies)


def _worth(answer: LineAnswer) -> tuple[int, ...]:
    """What counts beside the remedies, each the more the better: an answer at once, a free parcel, the thing
    kept, no photo, no fee.
    """
    return (
        not answer.why_person, not answer.customer_pays_return, answer.keep_item, not answer.photo_required,
        -answer.fee_share, -answer.fee_amount,
    )  # fmt: skip
