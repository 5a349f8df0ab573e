"""What a person grants beside what law and policy give: at most theirs, or beyond; less than the law's."""

from datetime import date, datetime

from savoir.cases.queries.answers import answer_for
from savoir.cases.rules.lawful import former_wish, gives, grant_below
from savoir.cases.states import Remedy
from savoir.cases.values import AskedLine, CaseAnswer
from savoir.kernel.access import Actor
from savoir.law.values import Gap


def former_grants_below(
    *, actor: Actor, lines: tuple[AskedLine, ...], remedy: Remedy, asked_on: date, now: datetime
) -> tuple[tuple[int, Gap], ...]:
    """Positions of the lines on which a remedy of before is less than the law's, each with where; () = none.

    By the answer and the wish that moving in asks too. Raises NotFound, Invalid for an impossible quantity.
    """
    answer = answer_for(actor=actor, lines=lines, now=now, asked_on=asked_on)
    gaps = [
        grant_below(line, remedy, former_wish(asked.intent), None)
        for asked, line in zip(lines, answer.lines, strict=True)
    ]
    return tuple((position, found[0]) for position, found in enumerate(gaps) if found)


def given_on_lines(answer: CaseAnswer, remedy: Remedy, *, today: date) -> tuple[bool, ...]:
    """For each line, whether the policy or the law gives the remedy on the local day `today`; what neither
    gives goes beyond the rule.
    """
    return tuple(gives(line, remedy, today) for line in answer.lines)
