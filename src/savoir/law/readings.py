"""Readings of the facts that several bases share."""

from collections.abc import Iterable
from dataclasses import fields
from datetime import date
from typing import Any

from savoir.kernel.values.answers import Answer, every
from savoir.law.parameters import parameter
from savoir.law.values import Basis, Contract, Facts, Finding, Right
from savoir.law.words import say

FRANCE = "FR"
_NAMES = frozenset(field.name for field in fields(Facts))


def contract_day(facts: Facts, today: date) -> date:
    """The day that chooses the parameters: conclusion, else the first delivery, else today."""
    return facts.concluded_on or min(facts.deliveries or (), default=facts.delivered_on or today)


def number(name: str, facts: Facts, today: date) -> int:
    """A dated number of the law for this contract."""
    return parameter(name, contract_day(facts, today)).value


def contract_of(facts: Facts) -> Contract | None:
    """The kind of contract; what was delivered or sold in a condition is goods."""
    if facts.contract is None and (facts.deliveries is not None or facts.delivered_on or facts.condition):
        return Contract.GOODS
    return facts.contract


def received_on(facts: Facts) -> date | None:
    """The day this line came into the consumer's hands."""
    return facts.delivered_on or max(facts.deliveries or (), default=None)


def unknown(facts: Facts, *names: str) -> tuple[str, ...]:
    """Those of the named facts that are unknown."""
    assert _NAMES.issuperset(names), names
    return tuple(name for name in names if getattr(facts, name) is None)


def is_foreign(facts: Facts) -> bool:
    """Whether another country's mandatory law may hold (Rome I art. 6); this file is French."""
    return facts.country not in (None, FRANCE)


def conclude(basis: Basis, facts: Facts, findings: Iterable[Finding], **details: Any) -> Right:
    """A right from its findings: all must hold, the deciding articles first, no refusal without a person."""
    found = tuple(findings)
    answer = every(finding.answer for finding in found)
    if is_foreign(facts):
        answer = Answer.NEEDS_FACTS
    deciding = [finding.article for finding in found if finding.answer is answer]
    articles = tuple(dict.fromkeys([*deciding, *details.pop("articles", ())]))
    if answer is not Answer.YES:
        articles = tuple(dict.fromkeys(deciding or [found[0].article]))
    missing = tuple(dict.fromkeys(name for finding in found for name in finding.missing))
    if answer is Answer.NO:
        missing = ()
        details = {"first_day": details.get("first_day"), "last_day": details.get("last_day")}
    elif is_foreign(facts):
        missing = ("country", *missing)
    person = details.pop("needs_person", False) or answer is not Answer.YES
    fr, en = say(basis, answer, details.get("last_day"))
    return Right(
        basis=basis, answer=answer, articles=articles, sentence_fr=fr, sentence_en=en, missing=missing,
        needs_person=person, **details,
    )  # fmt: skip
