"""Readings of the facts that several bases share."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from savoir.kernel.values.answers import Answer, every
from savoir.law.parameters import numbers
from savoir.law.values import Basis, Contract, Facts, Finding, Right

FRANCE = "FR"


def contract_day(facts: Facts, today: date) -> date:
    """The day that chooses the parameters: conclusion, else the first delivery, else today."""
    return facts.concluded_on or min(facts.deliveries or (), default=facts.delivered_on or today)


def numbers_of(facts: Facts, today: date) -> Mapping[str, int]:
    """The dated numbers of the law for this contract, by name."""
    return numbers(contract_day(facts, today))


def contract_of(facts: Facts) -> Contract | None:
    """The kind of contract; what was delivered or sold in a condition is goods."""
    if facts.contract is None and (facts.deliveries is not None or facts.delivered_on or facts.condition):
        return Contract.GOODS
    return facts.contract


def received_on(facts: Facts) -> date | None:
    """The day this line came into the consumer's hands."""
    return facts.delivered_on or max(facts.deliveries or (), default=None)


def unknown(facts: Facts, *names: str) -> tuple[str, ...]:
    """Those of the named facts that are unknown; AttributeError for a name that is no fact."""
    return tuple([name for name in names if getattr(facts, name) is None])


def is_foreign(facts: Facts) -> bool:
    """Whether another country's mandatory law may hold (Rome I art. 6); this file is French."""
    return facts.country not in (None, FRANCE)


def conclude(
    basis: Basis,
    facts: Facts,
    findings: tuple[Finding, ...],
    *,
    articles: tuple[str, ...] = (),
    first_day: date | None = None,
    last_day: date | None = None,
    needs_person: bool = False,
    **granted: Any,
) -> Right:
    """A right from its findings: all must hold, the deciding articles first, no refusal without a person."""
    answer = every([finding.answer for finding in findings])
    foreign = is_foreign(facts)
    if foreign:
        answer = Answer.NEEDS_FACTS
    deciding = [finding.article for finding in findings if finding.answer is answer]
    missing = () if answer is Answer.NO else _missing(findings, foreign)
    if answer is Answer.YES:
        deciding += articles
    elif answer is Answer.NO:
        granted = {}
    return Right(
        basis=basis, answer=answer, articles=tuple(dict.fromkeys(deciding or [findings[0].article])),
        missing=missing, first_day=first_day, last_day=last_day,
        needs_person=needs_person or answer is not Answer.YES, **granted,
    )  # fmt: skip


def _missing(findings: tuple[Finding, ...], foreign: bool) -> tuple[str, ...]:
    names = [name for finding in findings for name in finding.missing]
    if foreign:
        names.insert(0, "country")
    return tuple(dict.fromkeys(names)) if names else ()
