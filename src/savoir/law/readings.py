"""Readings of the facts that several bases share."""

from collections.abc import Mapping
from datetime import date
from functools import lru_cache
from typing import Any

from savoir.kernel.values.answers import NEEDS_FACTS, NO, YES, Answer, every
from savoir.law.parameters import numbers
from savoir.law.values import Basis, Contract, Facts, Finding, Right, Ruling

FRANCE = "FR"
_GOODS = Contract.GOODS


def contract_day(facts: Facts, today: date) -> date:
    """The day that chooses the parameters: conclusion, else the first delivery, else today."""
    return facts.concluded_on or min(facts.deliveries or (), default=facts.delivered_on or today)


def numbers_of(facts: Facts, today: date) -> Mapping[str, int]:
    """The dated numbers of the law for this contract, by name."""
    return numbers(facts.concluded_on or contract_day(facts, today))


def contract_of(facts: Facts) -> Contract | None:
    """The kind of contract; what was delivered or sold in a condition is goods."""
    kind = facts.contract
    if kind is None and (facts.deliveries is not None or facts.delivered_on or facts.condition):
        return _GOODS
    return kind


def received_on(facts: Facts) -> date | None:
    """The day this line came into the consumer's hands."""
    return facts.delivered_on or max(facts.deliveries or (), default=None)


def unknown(facts: Facts, *names: str) -> tuple[str, ...]:
    """Those of the named facts that are unknown; AttributeError for a name that is no fact."""
    return tuple([name for name in names if getattr(facts, name) is None])


def is_foreign(facts: Facts) -> bool:
    """Whether another country's mandatory law may hold (Rome I art. 6); this file is French."""
    country = facts.country
    return country is not None and country != FRANCE


def rule(facts: Facts, findings: tuple[Finding, ...], last_day: date | None) -> Ruling:
    """What the findings come to: all must hold, and another country's law is never answered here."""
    return Ruling(_weighed(findings, is_foreign(facts)), findings, last_day)


@lru_cache(maxsize=4096)  # a basis has a few dozen outcomes, whatever the line
def _weighed(findings: tuple[Finding, ...], foreign: bool) -> Answer:
    return NEEDS_FACTS if foreign else every([finding.answer for finding in findings])


def conclude(
    basis: Basis,
    facts: Facts,
    ruling: Ruling,
    *,
    articles: tuple[str, ...] = (),
    first_day: date | None = None,
    needs_person: bool = False,
    **granted: Any,
) -> Right:
    """A right from its ruling: the deciding articles first, no refusal without a person.

    `articles` are those of a yes; what is `granted` falls with a no.
    """
    answer, findings, last_day = ruling
    deciding, missing = _told(findings, answer, articles, is_foreign(facts))
    told: dict[str, Any] = {} if answer is NO else granted
    told["basis"], told["answer"], told["articles"], told["missing"] = basis, answer, deciding, missing
    told["first_day"], told["last_day"] = first_day, last_day
    told["needs_person"] = needs_person or answer is not YES
    return Right.told(told)


@lru_cache(maxsize=4096)
def _told(
    findings: tuple[Finding, ...], answer: Answer, articles: tuple[str, ...], foreign: bool
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The articles that decide, and the facts that are missing."""
    deciding = [finding.article for finding in findings if finding.answer is answer]
    if answer is YES:
        deciding += articles
    named = tuple(dict.fromkeys(deciding or [findings[0].article]))
    return named, () if answer is NO else _missing(findings, foreign)


def _missing(findings: tuple[Finding, ...], foreign: bool) -> tuple[str, ...]:
    names = [name for finding in findings for name in finding.missing]
    if foreign:
        names.insert(0, "country")
    return tuple(dict.fromkeys(names))
