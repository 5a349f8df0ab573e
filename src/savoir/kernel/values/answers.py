"""Three-valued answers (Kleene logic): a missing fact never becomes a "no"."""

from collections.abc import Iterable
from enum import StrEnum


class Answer(StrEnum):
    """Yes, no, or the facts do not say yet. `&`, `|` and `~` follow Kleene's three-valued logic."""

    YES = "yes"
    NO = "no"
    NEEDS_FACTS = "needs_facts"

    def __and__(self, other: "Answer") -> "Answer":
        if Answer.NO in (self, other):
            return Answer.NO
        return Answer.NEEDS_FACTS if Answer.NEEDS_FACTS in (self, other) else Answer.YES

    def __or__(self, other: "Answer") -> "Answer":
        if Answer.YES in (self, other):
            return Answer.YES
        return Answer.NEEDS_FACTS if Answer.NEEDS_FACTS in (self, other) else Answer.NO

    def __invert__(self) -> "Answer":
        if self is Answer.NEEDS_FACTS:
            return self
        return Answer.NO if self is Answer.YES else Answer.YES


# The three by name: a rule that is read for every line looks them up far quicker than on their class.
YES, NO, NEEDS_FACTS = Answer.YES, Answer.NO, Answer.NEEDS_FACTS


def answer(fact: bool | None) -> Answer:
    """A fact as an answer; an unknown one (None) needs facts."""
    if fact is None:
        return NEEDS_FACTS
    return YES if fact else NO


def every(answers: Iterable[Answer]) -> Answer:
    """All of them: yes for none."""
    found = YES
    for one in answers:
        if one is NO:
            return one
        if one is NEEDS_FACTS:
            found = one
    return found


def some(answers: Iterable[Answer]) -> Answer:
    """At least one of them: no for none."""
    found = NO
    for one in answers:
        if one is YES:
            return one
        if one is NEEDS_FACTS:
            found = one
    return found
